"""Reads of attempts: one, those of a person, and the facts that standings are made of."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, distinct, func, literal_column, select

from contest.attempts import assisting, papers
from contest.attempts.errors import AttemptUnknown
from contest.attempts.models import AttemptRow, LateResponseRow, ResponseRow
from contest.platform.database import AnyRow, read, run
from contest.rules import windows
from contest.rules.windows import AttemptPhase
from questions.drawing import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt as other slices and views may know it."""

    id: int
    code: str
    entry_id: int
    account_id: int
    round_id: int
    rule_set_id: int
    number: int
    division: str
    is_finished: bool
    device: str
    started_at: datetime
    deadline_at: datetime
    grace: timedelta
    questions: int
    finished_at: datetime | None
    finished_by: str | None
    score: int | None
    time_used_ms: int | None
    prediction: int | None
    receipt: str
    is_struck: bool

    def phase(self, now: datetime) -> AttemptPhase:
        """Where an unfinished attempt stands."""
        return windows.attempt_phase(deadline_at=self.deadline_at, grace=self.grace, now=now)

    @property
    def prediction_slot(self) -> int:
        """The number of the slot after the questions."""
        return self.questions + 1


class AttemptFacts(NamedTuple):
    """What standings need of a finished attempt that counts (not struck).

    A tuple, as is everything a ranking makes one of for each person: hundreds of thousands of frozen
    dataclasses take ten times as long to make.
    """

    attempt_id: int
    entry_id: int
    account_id: int
    number: int
    division: str
    unit_id: int
    unit_path: str
    score: int
    questions: int  # that count: what was struck out may be left out
    time_used_ms: int
    finished_at: datetime
    prediction: int | None
    receipt: str


ATTEMPT_COLUMNS: tuple[Any, ...] = (
    AttemptRow.id,
    AttemptRow.code,
    AttemptRow.entry_id,
    AttemptRow.account_id,
    AttemptRow.round_id,
    AttemptRow.rule_set_id,
    AttemptRow.number,
    AttemptRow.division,
    AttemptRow.state,
    AttemptRow.device,
    AttemptRow.started_at,
    AttemptRow.deadline_at,
    AttemptRow.grace_ms,
    AttemptRow.questions,
    AttemptRow.finished_at,
    AttemptRow.finished_by,
    AttemptRow.score,
    AttemptRow.time_used_ms,
    AttemptRow.prediction,
    AttemptRow.receipt,
    AttemptRow.struck_at,
)


def attempt_from(row: AnyRow) -> Attempt:
    """A row of ATTEMPT_COLUMNS as the value that leaves this slice."""
    return Attempt(
        id=row.id,
        code=row.code,
        entry_id=row.entry_id,
        account_id=row.account_id,
        round_id=row.round_id,
        rule_set_id=row.rule_set_id,
        number=row.number,
        division=row.division,
        is_finished=row.state == "finished",
        device=row.device,
        started_at=row.started_at,
        deadline_at=row.deadline_at,
        grace=timedelta(milliseconds=row.grace_ms),
        questions=row.questions,
        finished_at=row.finished_at,
        finished_by=row.finished_by,
        score=row.score,
        time_used_ms=row.time_used_ms,
        prediction=row.prediction,
        receipt=row.receipt,
        is_struck=row.struck_at is not None,
    )


_OWN = select(*ATTEMPT_COLUMNS).where(
    AttemptRow.code == bindparam("code"), AttemptRow.account_id == bindparam("account_id")
)
_OF_ENTRY = (
    select(*ATTEMPT_COLUMNS).where(AttemptRow.entry_id == bindparam("entry_id")).order_by(AttemptRow.id)
)
_BY_RECEIPT = select(*ATTEMPT_COLUMNS).where(
    AttemptRow.receipt == bindparam("receipt"), AttemptRow.state == "finished"
)
_LATE = select(func.count(distinct(LateResponseRow.slot)).label("late")).where(
    LateResponseRow.attempt_id == bindparam("attempt_id")
)
_PAPER = select(AttemptRow.paper).where(AttemptRow.id == bindparam("attempt_id"))


def get_attempt(*, code: str, account_id: int) -> Attempt:
    """A person's own attempt; raises AttemptUnknown for a missing and for a foreign one."""
    row = run(_OWN, {"code": code, "account_id": account_id}).one_or_none()
    if row is None:
        raise AttemptUnknown
    return attempt_from(row)


def get_anybodys(code: str) -> Attempt:
    """The attempt under a code, for organisers; raises AttemptUnknown."""
    row = read().execute(select(*ATTEMPT_COLUMNS).where(AttemptRow.code == code)).one_or_none()
    if row is None:
        raise AttemptUnknown
    return attempt_from(row)


def attempts_of(*, entry_id: int) -> tuple[Attempt, ...]:
    """All attempts of an entry, oldest first."""
    return tuple(attempt_from(row) for row in run(_OF_ENTRY, {"entry_id": entry_id}))


def find_open(*, entry_id: int) -> Attempt | None:
    """The entry's attempt that is not finished, if one is."""
    return next((one for one in attempts_of(entry_id=entry_id) if not one.is_finished), None)


def find_by_receipt(receipt: str) -> Attempt | None:
    """The finished attempt under a receipt code, typed in any case and spacing."""
    tidy = receipt.strip().upper().replace(" ", "")
    row = run(_BY_RECEIPT, {"receipt": tidy}).one_or_none()
    return None if row is None else attempt_from(row)


def paper_of(attempt_id: int) -> tuple[Slot, ...]:
    """The paper as drawn."""
    paper = run(_PAPER, {"attempt_id": attempt_id}).scalar_one()
    return papers.slots_of(paper)


def late_count(attempt_id: int) -> int:
    """How many questions were answered too late, each once however often it was sent."""
    late: int = run(_LATE, {"attempt_id": attempt_id}).scalar_one()
    return late


def open_count(round_id: int) -> int:
    """How many people are working on a paper of the round."""
    return (
        read()
        .execute(
            select(func.count(AttemptRow.id)).where(
                AttemptRow.round_id == round_id, AttemptRow.state == "open"
            )
        )
        .scalar_one()
    )


def latest_open_deadline(round_id: int) -> datetime | None:
    """The last deadline among attempts of the round that are not finished; None when all are."""
    latest: datetime | None = (
        read()
        .execute(
            select(func.max(AttemptRow.deadline_at)).where(
                AttemptRow.round_id == round_id, AttemptRow.state == "open"
            )
        )
        .scalar()
    )
    return latest


def count_of(round_id: int) -> int:
    """How many attempts of the round were started."""
    return (
        read().execute(select(func.count(AttemptRow.id)).where(AttemptRow.round_id == round_id)).scalar_one()
    )


def started_counts(entry_id: int) -> Mapping[int, int]:
    """How many attempts an entry started, by round."""
    rows = read().execute(
        select(AttemptRow.round_id, func.count(AttemptRow.id))
        .where(AttemptRow.entry_id == entry_id)
        .group_by(AttemptRow.round_id)
    )
    return {row[0]: row[1] for row in rows}


_FACTS = (
    select(
        AttemptRow.id,
        AttemptRow.entry_id,
        AttemptRow.account_id,
        AttemptRow.number,
        AttemptRow.division,
        AttemptRow.unit_id,
        AttemptRow.unit_path,
        AttemptRow.score,
        (AttemptRow.questions - AttemptRow.left_out).label("questions"),
        func.coalesce(AttemptRow.time_used_ms, 0).label("time_used_ms"),
        AttemptRow.finished_at,
        AttemptRow.prediction,
        AttemptRow.receipt,
    )
    .where(
        AttemptRow.round_id == bindparam("round_id"),
        AttemptRow.state == "finished",
        AttemptRow.struck_at.is_(None),
    )
    .order_by(AttemptRow.id)
)


def facts_of(round_id: int) -> tuple[AttemptFacts, ...]:
    """Every finished attempt of a round that was not struck, oldest first."""
    return tuple(run(_FACTS, {"round_id": round_id}, record=AttemptFacts))


AssistedCount = assisting.AssistedCount
assisted_count = assisting.assisted_count
assistance_of = assisting.assistance_of
helpers_of = assisting.helpers_of
answers_given = assisting.answers_given


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingFacts:
    """What a review needs of a finished attempt, struck or not."""

    attempt_id: int
    code: str
    entry_id: int
    account_id: int
    number: int
    unit_id: int
    device: str
    started_at: datetime
    finished_at: datetime
    score: int
    questions: int
    time_used_ms: int
    receipt: str
    is_struck: bool


def sittings_of(round_id: int) -> tuple[SittingFacts, ...]:
    """Every finished attempt of a round, struck ones too, oldest first."""
    rows = read().execute(
        select(*ATTEMPT_COLUMNS, AttemptRow.unit_id)
        .where(AttemptRow.round_id == round_id, AttemptRow.state == "finished")
        .order_by(AttemptRow.id)
    )
    return tuple(
        SittingFacts(
            attempt_id=row.id,
            code=row.code,
            entry_id=row.entry_id,
            account_id=row.account_id,
            number=row.number,
            unit_id=row.unit_id,
            device=row.device,
            started_at=row.started_at,
            finished_at=row.finished_at,
            score=row.score or 0,
            questions=row.questions,
            time_used_ms=row.time_used_ms or 0,
            receipt=row.receipt,
            is_struck=row.struck_at is not None,
        )
        for row in rows
    )


def saved_instants(attempt_id: int) -> tuple[datetime, ...]:
    """When the answers of an attempt were last saved, in order."""
    rows = read().execute(
        select(ResponseRow.saved_at)
        .where(ResponseRow.attempt_id == attempt_id)
        .order_by(ResponseRow.saved_at)
    )
    return tuple(row.saved_at for row in rows)


PART = 10_000
FINISHED: ColumnElement[str] = literal_column(
    "'finished'"
)  # as a parameter it would not let SQLite use the index of what counts


def rounds_taken(*, round_ids: Collection[int], entry_ids: Sequence[int]) -> Mapping[int, frozenset[int]]:
    """Which of some rounds each of some entries has taken: finished, and not struck; by entry id."""
    taken: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(entry_ids), PART):
        rows = read().execute(
            select(AttemptRow.entry_id, AttemptRow.round_id)
            .where(
                AttemptRow.entry_id.in_(entry_ids[start : start + PART]),
                AttemptRow.round_id.in_(round_ids),
                AttemptRow.state == "finished",
                AttemptRow.struck_at.is_(None),
            )
            .distinct()
        )
        for entry_id, round_id in rows:
            taken[entry_id].add(round_id)
    return {entry_id: frozenset(found) for entry_id, found in taken.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCount:
    """People and finished attempts of one unit and division in some rounds."""

    unit_id: int
    division: str
    people: int
    attempts: int


def unit_counts(round_ids: tuple[int, ...], *, excluded: Collection[int] = ()) -> tuple[UnitCount, ...]:
    """Distinct people and finished attempts by unit, over the given rounds, excluded entries left out."""
    people = func.count(distinct(AttemptRow.entry_id))
    rows = read().execute(
        select(AttemptRow.unit_id, AttemptRow.division, people, func.count())
        .where(*_counted(round_ids, excluded))
        .group_by(AttemptRow.unit_id, AttemptRow.division)
    )
    return tuple(UnitCount(unit_id=row[0], division=row[1], people=row[2], attempts=row[3]) for row in rows)


def count_newcomers(round_ids: tuple[int, ...], *, since: datetime, excluded: Collection[int] = ()) -> int:
    """How many people handed in their first attempt of the given rounds at an instant or after it."""
    query = select(AttemptRow.entry_id).where(*_counted(round_ids, excluded)).group_by(AttemptRow.entry_id)
    newcomers = query.having(func.min(AttemptRow.finished_at) >= since).subquery()
    return read().execute(select(func.count()).select_from(newcomers)).scalar_one()


def _counted(round_ids: tuple[int, ...], excluded: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        AttemptRow.round_id.in_(round_ids),
        AttemptRow.state == FINISHED,
        AttemptRow.struck_at.is_(None),
        AttemptRow.entry_id.not_in(tuple(excluded)),
    )


def finished_by_counts(round_id: int) -> Mapping[str, int]:
    """How many attempts of a round were finished by the participant and by timeout."""
    rows = read().execute(
        select(AttemptRow.finished_by, func.count(AttemptRow.id))
        .where(AttemptRow.round_id == round_id, AttemptRow.state == "finished")
        .group_by(AttemptRow.finished_by)
    )
    return {str(row[0]): row[1] for row in rows}
