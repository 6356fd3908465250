"""Outages: which attempts one hit, and what they get for it, audited (T2, S7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from contest.attempts.errors import (
    AttemptUnknown,
    DeadlineMoved,
    IncidentNotOver,
    IncidentReversed,
    ReasonMissing,
    ScopeUnknown,
    TooLateToExtend,
)
from contest.attempts.models import AttemptRow, IncidentRow, RemedyRow
from contest.platform.audit import log as audit
from contest.platform.database import read, transaction
from contest.platform.language.vietnamese import clean
from contest.rounds import queries as rounds
from contest.rounds.errors import RoundLocked
from contest.rules import windows
from contest.units import queries as units

EVERYONE = "/"


class Remedy(StrEnum):
    """What an affected attempt gets."""

    LATER_DEADLINE = "later_deadline"
    FURTHER_ATTEMPT = "further_attempt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """An attempt that an outage hit, and what it would get."""

    attempt_id: int
    code: str
    entry_id: int
    account_id: int
    unit_id: int
    started_at: datetime
    old_deadline_at: datetime
    remedy: Remedy
    new_deadline_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An outage as decided."""

    id: int
    round_id: int
    began_at: datetime
    ended_at: datetime
    unit_path: str
    reason: str
    decided_at: datetime
    decided_by: int | None
    extended: int
    further_attempts: int


def path_of(*, round_id: int, unit_code: str) -> str:
    """The subtree that a unit's code names in the contest's list, everyone for none; raises ScopeUnknown."""
    if not unit_code:
        return EVERYONE
    contest = rounds.get_contest(rounds.get_round(round_id).contest_id)
    unit = units.find_unit(list_id=contest.unit_list_id, code=unit_code)
    if unit is None:
        raise ScopeUnknown(code=unit_code)
    return unit.path


def affected(
    *, round_id: int, began_at: datetime, ended_at: datetime, unit_path: str = EVERYONE, now: datetime
) -> tuple[Affected, ...]:
    """The attempts of a round (of a subtree of units) that were running in an outage and not helped yet.

    A running attempt gets the time it lost; one that the clock ended in the outage or
    before its participant could come back gets a further attempt, since a finished
    attempt never changes (A5) and a deadline is never moved to the past (T2). Raises
    IncidentReversed, IncidentNotOver; RoundLocked, since then nothing changes any more.
    """
    if began_at >= ended_at:
        raise IncidentReversed
    if ended_at > now:
        raise IncidentNotOver
    this_round = rounds.get_round(round_id)
    if this_round.locked_at is not None:
        raise RoundLocked(round=this_round.name)
    rows = (
        read()
        .execute(
            select(AttemptRow)
            .where(
                *_running_then(round_id, began_at, ended_at, unit_path),
                or_(AttemptRow.state == "open", AttemptRow.finished_by == "timeout"),
            )
            .order_by(AttemptRow.id)
        )
        .scalars()
    )
    return tuple(_affected(row, began_at, ended_at, now) for row in rows)


def running_during(
    *, round_id: int, began_at: datetime, ended_at: datetime, unit_path: str = EVERYONE
) -> tuple[int, ...]:
    """The attempts that ran in an outage and were not helped yet, handed in since or not."""
    query = select(AttemptRow.id).where(*_running_then(round_id, began_at, ended_at, unit_path))
    return tuple(read().execute(query.order_by(AttemptRow.id)).scalars())


def _running_then(
    round_id: int, began_at: datetime, ended_at: datetime, unit_path: str
) -> tuple[ColumnElement[bool], ...]:
    helped = (
        select(RemedyRow.attempt_id)
        .join(IncidentRow, IncidentRow.id == RemedyRow.incident_id)
        .where(
            IncidentRow.round_id == round_id, IncidentRow.began_at < ended_at, IncidentRow.ended_at > began_at
        )
    )
    return (
        AttemptRow.round_id == round_id,
        AttemptRow.unit_path.startswith(unit_path, autoescape=True),
        AttemptRow.started_at < ended_at,
        AttemptRow.deadline_at > began_at,
        AttemptRow.id.not_in(helped),
    )


def _affected(row: AttemptRow, began_at: datetime, ended_at: datetime, now: datetime) -> Affected:
    lost = min(ended_at, row.deadline_at) - max(began_at, row.started_at)
    later = None
    if row.state == "open":
        later = windows.extended_deadline(deadline_at=row.deadline_at, extra=lost, now=now)
    return Affected(
        attempt_id=row.id,
        code=row.code,
        entry_id=row.entry_id,
        account_id=row.account_id,
        unit_id=row.unit_id,
        started_at=row.started_at,
        old_deadline_at=row.deadline_at,
        remedy=Remedy.LATER_DEADLINE if later is not None else Remedy.FURTHER_ATTEMPT,
        new_deadline_at=later,
    )


def make_good(
    *,
    round_id: int,
    began_at: datetime,
    ended_at: datetime,
    unit_path: str = EVERYONE,
    reason: str,
    by: int | None,
    now: datetime,
) -> int:
    """Help every affected attempt that was not helped for this outage before. Answers how many."""
    if not clean(reason):
        raise ReasonMissing
    with transaction() as session:
        hit = affected(round_id=round_id, began_at=began_at, ended_at=ended_at, unit_path=unit_path, now=now)
        if not hit:
            return 0
        incident = IncidentRow(
            round_id=round_id,
            began_at=began_at,
            ended_at=ended_at,
            unit_path=unit_path,
            reason=clean(reason),
            decided_at=now,
            decided_by=by,
        )
        session.add(incident)
        session.flush()
        helped = [one for one in hit if _help(session, incident.id, round_id, one)]
        audit.record(
            action="attempts:incident:make_good",
            subject=str(round_id),
            by=by,
            now=now,
            reason=reason,
            facts={
                "incident": incident.id,
                "began_at": began_at.isoformat(),
                "ended_at": ended_at.isoformat(),
                "attempts": [one.code for one in helped],
            },
        )
        return len(helped)


def extend(
    *, attempt_code: str, deadline_at: datetime, extra: timedelta, reason: str, by: int | None, now: datetime
) -> datetime:
    """Give one running attempt more time, counted from the deadline that was seen. Answers the new one.

    The same extension sent twice is given once. Raises AttemptUnknown, DeadlineMoved, and
    TooLateToExtend for an attempt that is over or would be over even so (T2).
    """
    if not clean(reason):
        raise ReasonMissing
    with transaction() as session:
        session.execute(select(AttemptRow.id).where(AttemptRow.code == attempt_code).with_for_update())
        later = extended(attempt_code=attempt_code, deadline_at=deadline_at, extra=extra, now=now)
        if later is None:
            return deadline_at + extra
        audit.record(
            action="attempts:attempt:extend",
            subject=attempt_code,
            by=by,
            now=now,
            reason=reason,
            facts={"old": deadline_at.isoformat(), "new": later.isoformat()},
        )
        session.execute(update(AttemptRow).where(AttemptRow.code == attempt_code).values(deadline_at=later))
        return later


def extended(*, attempt_code: str, deadline_at: datetime, extra: timedelta, now: datetime) -> datetime | None:
    """What extend() would make the deadline; None where it is that already. Refuses what extend() refuses."""
    row = (
        read()
        .execute(select(AttemptRow.state, AttemptRow.deadline_at).where(AttemptRow.code == attempt_code))
        .one_or_none()
    )
    if row is None:
        raise AttemptUnknown
    if row.deadline_at == deadline_at + extra:
        return None
    if row.deadline_at != deadline_at:
        raise DeadlineMoved(deadline_at=row.deadline_at)
    later = windows.extended_deadline(deadline_at=deadline_at, extra=extra, now=now)
    if row.state != "open" or later is None:
        raise TooLateToExtend
    return later


def _help(session: Session, incident_id: int, round_id: int, hit: Affected) -> bool:
    gives_attempt = hit.remedy is Remedy.FURTHER_ATTEMPT
    if not gives_attempt:
        moved = session.execute(
            update(AttemptRow)
            .where(AttemptRow.id == hit.attempt_id, AttemptRow.state == "open")
            .values(deadline_at=hit.new_deadline_at)
        ).rowcount  # type: ignore[attr-defined] # a cursor's result has it
        if not moved:
            return False  # finished at this very moment: the next look offers a further attempt
    session.add(
        RemedyRow(
            incident_id=incident_id,
            attempt_id=hit.attempt_id,
            entry_id=hit.entry_id,
            round_id=round_id,
            old_deadline_at=hit.old_deadline_at,
            new_deadline_at=hit.new_deadline_at,
            gives_attempt=gives_attempt,
        )
    )
    return True


def further_attempts(*, entry_id: int, round_id: int) -> int:
    """How many attempts an entry got on top of the rule set's number."""
    return (
        read()
        .execute(
            select(func.count(RemedyRow.id)).where(
                RemedyRow.entry_id == entry_id,
                RemedyRow.round_id == round_id,
                RemedyRow.gives_attempt.is_(True),
            )
        )
        .scalar_one()
    )


def incidents_of(round_id: int) -> Sequence[Incident]:
    """The outages of a round, newest first."""
    counts = {
        (row[0], row[1]): row[2]
        for row in read().execute(
            select(RemedyRow.incident_id, RemedyRow.gives_attempt, func.count(RemedyRow.id))
            .where(RemedyRow.round_id == round_id)
            .group_by(RemedyRow.incident_id, RemedyRow.gives_attempt)
        )
    }
    rows = (
        read()
        .execute(select(IncidentRow).where(IncidentRow.round_id == round_id).order_by(IncidentRow.id.desc()))
        .scalars()
    )
    return tuple(
        Incident(
            id=row.id,
            round_id=row.round_id,
            began_at=row.began_at,
            ended_at=row.ended_at,
            unit_path=row.unit_path,
            reason=row.reason,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            extended=counts.get((row.id, False), 0),
            further_attempts=counts.get((row.id, True), 0),
        )
        for row in rows
    )
