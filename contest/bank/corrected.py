"""Reads of corrections: which questions of a round turned out to be wrong, and what everybody was told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from contest.bank.models import ItemCorrectionRoundRow, ItemCorrectionRow, ItemRow, ItemVersionRow
from contest.platform.database import read, run
from contest.rules.corrections import Correction, Way

# Asked at the end of every attempt, so built once; nearly always without a row.
_OF_ROUND = (
    select(ItemCorrectionRow.version_id, ItemCorrectionRow.way, ItemCorrectionRow.key)
    .join(ItemCorrectionRoundRow, ItemCorrectionRoundRow.correction_id == ItemCorrectionRow.id)
    .where(ItemCorrectionRoundRow.round_id == bindparam("round_id"))
    .order_by(ItemCorrectionRow.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCorrection:
    """A correction as it was decided."""

    id: int
    version_id: int
    way: Way
    key: int | None
    reason: str
    notice: str
    proposed_by: int | None
    decided_by: int | None
    decided_at: datetime
    round_ids: tuple[int, ...]


def corrections_of_round(round_id: int) -> tuple[Correction, ...]:
    """The corrections that count in a round, oldest first."""
    rows = run(_OF_ROUND, {"round_id": round_id})
    return tuple(Correction(version_id=row.version_id, way=Way(row.way), key=row.key) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChange:
    """How a question of a round came to be marked otherwise than before; a struck one has no key."""

    code: str
    version: int
    way: Way
    old_key: int | None
    key: int | None
    reason: str
    decided_at: datetime


def key_changes_of(round_id: int) -> tuple[KeyChange, ...]:
    """The corrections of a round, oldest first, each with the key that counted before it."""
    rows = read().execute(
        select(ItemCorrectionRow, ItemRow.code, ItemVersionRow.number, ItemVersionRow.key)
        .join(ItemCorrectionRoundRow, ItemCorrectionRoundRow.correction_id == ItemCorrectionRow.id)
        .join(ItemVersionRow, ItemVersionRow.id == ItemCorrectionRow.version_id)
        .join(ItemRow, ItemRow.id == ItemVersionRow.item_id)
        .where(ItemCorrectionRoundRow.round_id == round_id)
        .order_by(ItemCorrectionRow.id)
    )
    counting: dict[int, int | None] = {}
    found = []
    for row, code, number, asked_with in rows:
        found.append(
            KeyChange(
                code=code,
                version=number,
                way=Way(row.way),
                old_key=counting.get(row.version_id, asked_with),
                key=row.key,
                reason=row.reason,
                decided_at=row.decided_at,
            )
        )
        counting[row.version_id] = row.key
    return tuple(found)


def corrections_of_contest(contest_id: int) -> tuple[KnownCorrection, ...]:
    """Every correction of a contest, newest first."""
    rows = list(
        read()
        .execute(
            select(ItemCorrectionRow)
            .where(ItemCorrectionRow.contest_id == contest_id)
            .order_by(ItemCorrectionRow.id.desc())
        )
        .scalars()
    )
    round_ids = _round_ids([row.id for row in rows])
    return tuple(
        KnownCorrection(
            id=row.id,
            version_id=row.version_id,
            way=Way(row.way),
            key=row.key,
            reason=row.reason,
            notice=row.notice,
            proposed_by=row.proposed_by,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            round_ids=round_ids[row.id],
        )
        for row in rows
    )


def _round_ids(correction_ids: list[int]) -> Mapping[int, tuple[int, ...]]:
    rows = read().execute(
        select(ItemCorrectionRoundRow.correction_id, ItemCorrectionRoundRow.round_id)
        .where(ItemCorrectionRoundRow.correction_id.in_(correction_ids))
        .order_by(ItemCorrectionRoundRow.round_id)
    )
    found: dict[int, tuple[int, ...]] = dict.fromkeys(correction_ids, ())
    for row in rows:
        found[row.correction_id] = (*found[row.correction_id], row.round_id)
    return found
