"""Ending an attempt, once: by its participant, or by the server when its time is over (A5, T5)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from contest.attempts import papers
from contest.attempts.errors import AttemptUnknown
from contest.attempts.models import AttemptRow, ResponseRow
from contest.attempts.queries import ATTEMPT_COLUMNS, Attempt, attempt_from, attempts_of, get_attempt
from contest.bank import queries as bank
from contest.platform.database import AnyRow, run, short_transaction
from contest.rounds import queries as rounds
from contest.rules import scoring, windows
from contest.rules.corrections import amendments_of
from questions.marking import NO_AMENDMENTS, Amendments, Marks, mark_paper

BY_PARTICIPANT, BY_TIMEOUT = "participant", "timeout"
EXPIRE_BATCH = 500

_WITH_PAPER = (*ATTEMPT_COLUMNS, AttemptRow.paper)
_OWN_LOCKED = (
    select(*_WITH_PAPER)
    .where(AttemptRow.code == bindparam("code"), AttemptRow.account_id == bindparam("account_id"))
    .with_for_update()
)
_OVERDUE = (
    select(*_WITH_PAPER)
    .where(AttemptRow.state == "open", AttemptRow.deadline_at < bindparam("now"))
    .order_by(AttemptRow.id)
    .limit(EXPIRE_BATCH)
    .with_for_update(skip_locked=True)
)
_RESPONSES = select(ResponseRow.slot, ResponseRow.value).where(
    ResponseRow.attempt_id == bindparam("attempt_id"), ResponseRow.value.is_not(None)
)
_FINISH = (
    update(AttemptRow)
    .where(AttemptRow.id == bindparam("attempt_id"), AttemptRow.state == "open")
    .values(
        state="finished",
        finished_at=bindparam("new_finished_at"),
        finished_by=bindparam("new_finished_by"),
        score=bindparam("new_score"),
        left_out=bindparam("new_left_out"),
        prediction=bindparam("new_prediction"),
        time_used_ms=bindparam("new_time_used_ms"),
    )
)


def submit(*, code: str, account_id: int, now: datetime) -> Attempt:
    """Finish a person's attempt; a second submit answers with the first result (A5)."""
    with short_transaction():
        row = _own(code, account_id)
        return attempt_from(row) if row.state == "finished" else finish(row, now)


def settle(*, code: str, account_id: int, now: datetime) -> Attempt:
    """A person's attempt, finished first if its time is over (T5); otherwise nothing is written."""
    attempt = get_attempt(code=code, account_id=account_id)
    if attempt.is_finished or attempt.phase(now) is not windows.AttemptPhase.OVER:
        return attempt
    return submit(code=code, account_id=account_id, now=now)


def settle_all(*, entry_id: int, now: datetime) -> tuple[Attempt, ...]:
    """All attempts of an entry, oldest first; those whose time is over are finished first (T5)."""
    return tuple(
        settle(code=one.code, account_id=one.account_id, now=now) for one in attempts_of(entry_id=entry_id)
    )


def expire_overdue(*, now: datetime, round_id: int | None = None) -> int:
    """Finish every attempt whose deadline and grace are over, in batches. Answers how many."""
    query = _OVERDUE if round_id is None else _OVERDUE.where(AttemptRow.round_id == round_id)
    finished = 0
    while True:
        with short_transaction():
            overdue = [row for row in run(query, {"now": now}) if is_overdue(row, now)]
            for row in overdue:
                finish(row, now)
        finished += len(overdue)
        # Those still within their grace stand in the same batch: less than a full one is the end.
        if len(overdue) < EXPIRE_BATCH:
            return finished


def _own(code: str, account_id: int) -> AnyRow:
    row: AnyRow | None = run(_OWN_LOCKED, {"code": code, "account_id": account_id}).one_or_none()
    if row is None:
        raise AttemptUnknown
    return row


def is_overdue(row: AnyRow, now: datetime) -> bool:
    """Whether deadline and grace of an attempt's row are over."""
    grace = timedelta(milliseconds=row.grace_ms)
    return not windows.accepts(deadline_at=row.deadline_at, grace=grace, now=now)


def end_overdue(row: AnyRow, now: datetime) -> Attempt:
    """End an attempt whose time was seen to be over, unless it was ended or given more meanwhile.

    The row was read without a lock, and a save that came in time may still be on its way to its commit: it is
    waited for, and its answer counts.
    """
    locked = _own(row.code, row.account_id)
    is_over = locked.state == "open" and is_overdue(locked, now)
    return finish(locked, now) if is_over else attempt_from(locked)


def finish(row: AnyRow, now: datetime) -> Attempt:
    """Score and close a locked, open attempt; after the grace it ends at its deadline, by timeout."""
    late = is_overdue(row, now)
    finished_at = row.deadline_at if late else now
    given = responses(row.id)
    # Read after the row was locked: a correction waits for us and marks what we wrote, or we read it here.
    marks = marks_of(row.paper, row.questions, given, amendments_in(row.round_id, row.rule_set_id))
    attempt = replace(
        attempt_from(row),
        is_finished=True,
        finished_at=finished_at,
        finished_by=BY_TIMEOUT if late else BY_PARTICIPANT,
        score=scoring.score_of(correct=marks.correct, questions=marks.total),
        prediction=given.get(row.questions + 1),
        time_used_ms=windows.time_used(
            started_at=row.started_at, finished_at=finished_at, deadline_at=row.deadline_at
        ),
    )
    finished = run(
        _FINISH,
        {
            "attempt_id": row.id,
            "new_finished_at": attempt.finished_at,
            "new_finished_by": attempt.finished_by,
            "new_score": attempt.score,
            "new_left_out": row.questions - marks.total,
            "new_prediction": attempt.prediction,
            "new_time_used_ms": attempt.time_used_ms,
        },
    ).rowcount
    # Nothing to finish: somebody else did, and that is the result.
    return attempt if finished else attempt_from(_own(row.code, row.account_id))


def responses(attempt_id: int) -> dict[int, int]:
    """The answered slots of an attempt with their values, the prediction's slot included."""
    return {row.slot: row.value for row in run(_RESPONSES, {"attempt_id": attempt_id})}


def amendments_in(round_id: int, rule_set_id: int) -> Amendments:
    """What was found wrong among the questions of a round; nearly always nothing."""
    corrections = bank.corrections_of_round(round_id)
    return amendments_of(corrections, rounds.rule_set(rule_set_id).struck) if corrections else NO_AMENDMENTS


def marks_of(
    paper: papers.StoredPaper,
    questions: int,
    given: Mapping[int, int],
    amendments: Amendments = NO_AMENDMENTS,
) -> Marks:
    """Mark a stored paper; a pure function of paper, keys, corrections and answers (A9)."""
    slots = papers.slots_of(paper)
    chosen = {slot: value for slot, value in given.items() if slot <= questions}
    return mark_paper(slots, bank.keys_of({slot.version_id for slot in slots}), chosen, amendments)


def score_of(
    paper: papers.StoredPaper,
    questions: int,
    given: Mapping[int, int],
    amendments: Amendments = NO_AMENDMENTS,
) -> int:
    """The points of a stored paper."""
    marks = marks_of(paper, questions, given, amendments)
    return scoring.score_of(correct=marks.correct, questions=marks.total)
