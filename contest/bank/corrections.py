"""The use case of correcting a question that was asked: what the bank keeps of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.bank import queries, writing
from contest.bank.errors import ChoiceUnknown, ItemUnknown, ReasonMissing
from contest.bank.models import ItemCorrectionRoundRow, ItemCorrectionRow, ItemRow, ItemVersionRow
from contest.bank.queries import Status
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean
from contest.rules.corrections import Correction, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionDecided:
    """What two persons decided about a question of a contest."""

    contest_id: int
    correction: Correction
    round_ids: Sequence[int]
    reason: str
    notice: str
    proposed_by: int
    decided_by: int


def correct_question(*, decided: CorrectionDecided, now: datetime) -> int:
    """Keep a correction. Answers its id; raises ItemUnknown, ChoiceUnknown, ReasonMissing.

    A struck question is taken out of use. A new key becomes a new version of the question, for what is
    drawn from now on; papers keep the version they were drawn with, and the correction says its key.
    """
    correction = decided.correction
    if not clean(decided.reason):
        raise ReasonMissing
    with transaction() as session:
        version = session.get(ItemVersionRow, correction.version_id)
        if version is None:
            raise ItemUnknown
        item = session.execute(
            select(ItemRow).where(ItemRow.id == version.item_id).with_for_update()
        ).scalar_one()
        if correction.key is not None and not 0 <= correction.key < len(version.choices):
            raise ChoiceUnknown
        row = ItemCorrectionRow(
            version_id=version.id,
            contest_id=decided.contest_id,
            way=correction.way,
            key=correction.key,
            reason=clean(decided.reason),
            notice=clean(decided.notice),
            proposed_by=decided.proposed_by,
            decided_by=decided.decided_by,
            decided_at=now,
        )
        session.add(row)
        session.flush()
        session.add_all(
            ItemCorrectionRoundRow(correction_id=row.id, round_id=round_id) for round_id in decided.round_ids
        )
        audit.record(
            action=f"bank:item:{'strike' if correction.way is Way.STRUCK else 'new_key'}",
            subject=item.code,
            by=decided.decided_by,
            now=now,
            reason=clean(decided.reason),
            # The key itself stays out: the log is read by people who may not know keys.
            facts={
                "correction": row.id,
                "rounds": list(decided.round_ids),
                "proposed_by": decided.proposed_by,
            },
        )
        if item.version_id == version.id:
            _mend(session, item, correction, decided, now)
        session.flush()
        return row.id


def _mend(
    session: Session, item: ItemRow, correction: Correction, decided: CorrectionDecided, now: datetime
) -> None:
    """Let the bank itself say what is right from now on, unless an editor has changed the question since."""
    if correction.key is None:
        item.status, item.changed_at = Status.RETIRED, now
        return
    known = queries.get_item(item.id)
    status = item.status
    writing.put(session, replace(known.content, key=correction.key), known.pool, decided.proposed_by, now)
    item.status, item.approver_id = status, decided.decided_by
