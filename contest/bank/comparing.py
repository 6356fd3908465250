"""What is read of the bank to tell whether a question is there already, and whether the bank has changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select

from contest.bank.models import ItemRow, ItemVersionRow
from contest.bank.queries import Status, newest
from contest.platform.database import read
from questions.likeness import twins


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What is needed of a question to tell whether another is the same."""

    id: int
    code: str
    status: Status
    stem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A question of the bank that says nearly the same; a likeness of 1 is equal but for marks and case."""

    known: Outline
    likeness: Fraction


def outlines() -> tuple[Outline, ...]:
    """The whole bank by code, to compare newcomers with."""
    query = newest().with_only_columns(ItemRow.id, ItemRow.code, ItemRow.status, ItemVersionRow.stem)
    rows = read().execute(query.order_by(ItemRow.code))
    return tuple(Outline(id=row[0], code=row[1], status=Status(row[2]), stem=row[3]) for row in rows)


def alike(stem: str, *, apart_from: int | None = None) -> tuple[Alike, ...]:
    """The questions in use whose wording is nearly that of the stem, the most alike first."""
    others = [one for one in outlines() if one.id != apart_from and one.status is not Status.RETIRED]
    found = twins([stem, *(one.stem for one in others)], known=len(others))
    alikes = [Alike(known=others[second - 1], likeness=likeness) for _, second, likeness in found]
    return tuple(sorted(alikes, key=lambda one: (-one.likeness, one.known.code)))


def statuses_of(codes: Collection[str]) -> Mapping[str, Status]:
    """The status of those of the codes that the bank knows."""
    rows = read().execute(select(ItemRow.code, ItemRow.status).where(ItemRow.code.in_(codes)))
    return {row.code: Status(row.status) for row in rows}


def mark() -> str:
    """The state of the bank: another one as soon as any question was written or took a step."""
    versions, steps = read().execute(select(func.max(ItemRow.version_id), func.max(ItemRow.changed_at))).one()
    return f"{versions or 0}@{steps.isoformat() if steps else ''}"
