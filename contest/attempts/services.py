"""Use cases of an attempt: start, save, submit, expire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contest.attempts import papers, pools, saving
from contest.attempts.errors import (
    AttemptsOpen,
    AttemptsUsedUp,
    AttemptUnknown,
    RoundClosed,
    RoundNotOpen,
)
from contest.attempts.models import AttemptRow, ResponseRow
from contest.attempts.queries import Attempt, attempt_from
from contest.bank import queries as bank
from contest.entries import queries as entries
from contest.entries.errors import NotEntered, PersonExcluded
from contest.platform import audit
from contest.platform.database import transaction
from contest.platform.upsert import insert
from contest.rounds import queries as rounds
from contest.rounds import services as round_services
from contest.rounds.queries import Round
from contest.rules import scoring, windows
from contest.rules.windows import RoundPhase
from questions.drawing import draw
from questions.marking import mark_paper

BY_PARTICIPANT, BY_TIMEOUT = "participant", "timeout"
EXPIRE_BATCH = 500

save = saving.save
continue_here = saving.continue_here
Answer = saving.Answer


def start(*, round_id: int, account_id: int, device: str, rng: Random, now: datetime) -> Attempt:
    """Draw and store a paper, or answer the attempt that is open already (A1).

    Raises RoundNotOpen, RoundClosed, NotEntered, PersonExcluded, AttemptsUsedUp.
    """
    this_round = rounds.get_round(round_id)
    interval = _open_interval(this_round, now)
    rules = rounds.rule_set(this_round.rule_set_id)
    entry = entries.find_entry(contest_id=this_round.contest_id, account_id=account_id)
    if entry is None:
        raise NotEntered
    if entries.find_exclusion(contest_id=this_round.contest_id, account_id=account_id) is not None:
        raise PersonExcluded
    duration = windows.allowed_duration(rules.duration, factor=entry.time_factor(rules.extra_time_factor))
    contest = rounds.get_contest(this_round.contest_id)
    blueprint = rules.division(entry.division).blueprint
    pool = pools.pool_of(this_round)
    with transaction() as session:
        _expire_of_entry(session, entry.id, now)
        found = _open_attempt(session, entry.id, round_id)
        if found is not None:
            return attempt_from(found)
        earlier = session.execute(
            select(AttemptRow.round_id, AttemptRow.paper).where(AttemptRow.entry_id == entry.id)
        ).all()
        used = sum(1 for row in earlier if row.round_id == round_id)
        if used >= rules.attempts_allowed:
            raise AttemptsUsedUp(round=this_round.name, limit=rules.attempts_allowed)
        seen = frozenset(slot.version_id for row in earlier for slot in papers.slots_of(row.paper))
        paper = draw(blueprint, pool, rng, seen=seen)
        session.execute(
            insert(AttemptRow)
            .values(
                code=papers.attempt_code(rng),
                receipt=papers.receipt_code(contest.receipt_prefix, rng),
                entry_id=entry.id,
                account_id=account_id,
                round_id=round_id,
                rule_set_id=this_round.rule_set_id,
                number=used + 1,
                division=entry.division,
                unit_id=entry.unit_id,
                unit_path=entry.unit_path,
                state="open",
                device=device,
                started_at=now,
                deadline_at=windows.deadline_of(
                    started_at=now,
                    duration=duration,
                    closes_at=interval.closes_at,
                    lets_started_finish=rules.lets_started_finish,
                ),
                grace_ms=rules.grace // windows.MILLISECOND,
                paper=papers.stored(paper),
                questions=len(paper.slots),
            )
            # Another click came first: its attempt is the answer to this one too.
            .on_conflict_do_nothing()
        )
        found = _open_attempt(session, entry.id, round_id)
        if found is None:
            raise AttemptsUsedUp(round=this_round.name, limit=rules.attempts_allowed)
        return attempt_from(found)


def _open_interval(this_round: Round, now: datetime) -> windows.Interval:
    phase = this_round.phase(now)
    if phase is RoundPhase.OPEN and this_round.locked_at is None:
        interval = windows.current_interval(this_round.intervals, now=now)
        if interval is not None:
            return interval
    if phase is RoundPhase.CLOSED or this_round.locked_at is not None:
        raise RoundClosed(round=this_round.name, closes_at=this_round.closes_at)
    raise RoundNotOpen(
        round=this_round.name,
        opens_at=windows.next_opening(this_round.intervals, now=now) or "lúc Ban Tổ chức thông báo",
    )


def _open_attempt(session: Session, entry_id: int, round_id: int) -> AttemptRow | None:
    return session.execute(
        select(AttemptRow).where(
            AttemptRow.entry_id == entry_id, AttemptRow.round_id == round_id, AttemptRow.state == "open"
        )
    ).scalar_one_or_none()


def submit(*, code: str, account_id: int, now: datetime) -> Attempt:
    """Finish a person's attempt; a second submit answers with the first result (A5)."""
    with transaction() as session:
        row = session.execute(
            select(AttemptRow)
            .where(AttemptRow.code == code, AttemptRow.account_id == account_id)
            .with_for_update()
        ).scalar_one_or_none()
        if row is None:
            raise AttemptUnknown
        if row.state == "open":
            _finish(session, row, now)
        return attempt_from(row)


def settle(*, code: str, account_id: int, now: datetime) -> Attempt:
    """A person's attempt, finished first if its time is over (T5)."""
    with transaction() as session:
        row = session.execute(
            select(AttemptRow)
            .where(AttemptRow.code == code, AttemptRow.account_id == account_id)
            .with_for_update()
        ).scalar_one_or_none()
        if row is None:
            raise AttemptUnknown
        if row.state == "open" and _is_overdue(row, now):
            _finish(session, row, now)
        return attempt_from(row)


def expire_overdue(*, now: datetime, round_id: int | None = None) -> int:
    """Finish every attempt whose deadline and grace are over, in batches. Answers how many."""
    finished = 0
    while True:
        with transaction() as session:
            query = (
                select(AttemptRow)
                .where(AttemptRow.state == "open", AttemptRow.deadline_at < now)
                .order_by(AttemptRow.id)
                .limit(EXPIRE_BATCH)
                .with_for_update(skip_locked=True)
            )
            if round_id is not None:
                query = query.where(AttemptRow.round_id == round_id)
            overdue = [row for row in session.execute(query).scalars() if _is_overdue(row, now)]
            for row in overdue:
                _finish(session, row, now)
        finished += len(overdue)
        if len(overdue) < EXPIRE_BATCH:
            return finished


def close_round(*, round_id: int, by: int | None, now: datetime) -> int:
    """Finish what is overdue and lock the round; refused while attempts run. Answers how many it finished."""
    with transaction() as session:
        finished = expire_overdue(now=now, round_id=round_id)
        running = session.execute(
            select(func.count(AttemptRow.id)).where(
                AttemptRow.round_id == round_id, AttemptRow.state == "open"
            )
        ).scalar_one()
        if running and rounds.get_round(round_id).phase(now) is RoundPhase.CLOSED:
            raise AttemptsOpen(count=running)
        round_services.lock(round_id=round_id, by=by, now=now)
        return finished


def strike(*, attempt_id: int, reason: str, by: int, now: datetime) -> None:
    """Take an attempt out of the counting, for a stated reason; the attempt itself stays as it is."""
    with transaction() as session:
        row = session.get(AttemptRow, attempt_id, with_for_update=True)
        if row is None:
            raise AttemptUnknown
        row.struck_at, row.struck_reason = now, reason
        audit.record(action="attempts:attempt:strike", subject=row.code, by=by, now=now, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An attempt whose stored score is not what its answers give."""

    code: str
    stored: int
    recomputed: int


def recompute(*, round_id: int) -> tuple[Difference, ...]:
    """Mark every finished attempt of a round anew and name each that differs (A9)."""
    with transaction() as session:
        rows = session.execute(
            select(AttemptRow).where(AttemptRow.round_id == round_id, AttemptRow.state == "finished")
        ).scalars()
        differences = []
        for row in rows:
            score = _score(session, row)
            if score != row.score:
                differences.append(Difference(code=row.code, stored=row.score or 0, recomputed=score))
        return tuple(differences)


def _is_overdue(row: AttemptRow, now: datetime) -> bool:
    grace = timedelta(milliseconds=row.grace_ms)
    return not windows.accepts(deadline_at=row.deadline_at, grace=grace, now=now)


def _expire_of_entry(session: Session, entry_id: int, now: datetime) -> None:
    rows = session.execute(
        select(AttemptRow)
        .where(AttemptRow.entry_id == entry_id, AttemptRow.state == "open")
        .with_for_update()
    ).scalars()
    for row in rows:
        if _is_overdue(row, now):
            _finish(session, row, now)


def _finish(session: Session, row: AttemptRow, now: datetime) -> None:
    """Score and close a locked, open attempt; after the grace it ends at its deadline, by timeout."""
    late = _is_overdue(row, now)
    finished_at = row.deadline_at if late else now
    score = _score(session, row)
    prediction = session.execute(
        select(ResponseRow.value).where(
            ResponseRow.attempt_id == row.id, ResponseRow.slot == row.questions + 1
        )
    ).scalar()
    values = {
        "state": "finished",
        "finished_at": finished_at,
        "finished_by": BY_TIMEOUT if late else BY_PARTICIPANT,
        "score": score,
        "prediction": prediction,
        "time_used_ms": windows.time_used(
            started_at=row.started_at, finished_at=finished_at, deadline_at=row.deadline_at
        ),
    }
    session.execute(
        update(AttemptRow).where(AttemptRow.id == row.id, AttemptRow.state == "open").values(values)
    )
    session.refresh(row)


def _score(session: Session, row: AttemptRow) -> int:
    slots = papers.slots_of(row.paper)
    given: Sequence[tuple[int, int | None]] = session.execute(
        select(ResponseRow.slot, ResponseRow.value).where(
            ResponseRow.attempt_id == row.id, ResponseRow.slot <= row.questions
        )
    ).all()
    chosen = {slot: value for slot, value in given if value is not None}
    marks = mark_paper(slots, bank.keys_of({slot.version_id for slot in slots}), chosen)
    return scoring.score_of(correct=marks.correct, questions=marks.total)
