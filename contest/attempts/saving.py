"""Saving answers: one short transaction, one written row for each changed answer (A2, A3)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, select, update

from contest.attempts.errors import (
    ArrivedLate,
    AttemptFinished,
    AttemptUnknown,
    OpenElsewhere,
    PredictionMalformed,
    SlotUnknown,
)
from contest.attempts.finishing import BY_TIMEOUT
from contest.attempts.handles import choice_of, handle_of
from contest.attempts.models import AttemptRow, LateResponseRow, ResponseRow
from contest.platform import upsert
from contest.platform.database import dialect_name, run, short_transaction, write
from contest.rules import windows

LARGEST_PREDICTION = 10**9
MOST_EVIDENCE = 5  # answers to one question that came too late
PREDICTION = -1
"""The slot after the questions, for a sender who need not know how many questions there are."""


class _Held(NamedTuple):
    """What is stored of one slot."""

    seq: int
    value: int | None
    flagged: bool


NOTHING = _Held(0, None, False)
"""Of a slot about which nothing was ever said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a page sends for one slot; without a sequence number the stored one plus one is meant.

    ``value`` is the option's handle, the typed number for the prediction slot, or empty
    for an answer taken back. None leaves the stored choice as it is: a form without scripts
    sends nothing for an unanswered question, which may have been answered in another tab.
    """

    slot: int
    value: str | None
    seq: int | None
    flagged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What is stored now, and by which clock."""

    stored: dict[int, int]  # slot -> sequence, of the questions
    prediction_seq: int | None
    saved_at: datetime
    deadline_at: datetime
    kept: tuple[Answer, ...] = ()
    """What stays stored instead of what was sent: it has the same sequence or a newer one (A2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    id: int
    code: str
    state: str
    finished_by: str | None
    device: str
    deadline_at: datetime
    grace: timedelta
    questions: int


_TARGET = select(
    AttemptRow.id,
    AttemptRow.state,
    AttemptRow.finished_by,
    AttemptRow.device,
    AttemptRow.deadline_at,
    AttemptRow.grace_ms,
    AttemptRow.questions,
).where(AttemptRow.code == bindparam("code"), AttemptRow.account_id == bindparam("account_id"))
# Against a finish at the same instant: it waits for us or we see that it is finished. And two forms
# at once count on from the same stored sequence, so one waits for the other.
_TARGET_LOCKED = _TARGET.with_for_update(key_share=True)
_TAKE_OVER = (
    update(AttemptRow)
    .where(
        AttemptRow.code == bindparam("attempt_code"),
        AttemptRow.account_id == bindparam("of_account"),
        AttemptRow.state == "open",
        AttemptRow.deadline_at > bindparam("now"),
    )
    .values(device=bindparam("new_device"))
)
_STORED = select(ResponseRow.slot, ResponseRow.seq, ResponseRow.value, ResponseRow.flagged).where(
    ResponseRow.attempt_id == bindparam("attempt_id")
)
_KEPT_EVIDENCE = select(LateResponseRow.slot, LateResponseRow.seq, LateResponseRow.value).where(
    LateResponseRow.attempt_id == bindparam("attempt_id")
)
_EVIDENCE = insert(LateResponseRow).values(
    {name: bindparam(name) for name in ("attempt_id", "slot", "seq", "value", "arrived_at")}
)


def save(*, code: str, account_id: int, device: str, answers: Sequence[Answer], now: datetime) -> Saved:
    """Store answers; an older or repeated sequence changes nothing and is answered with the stored one.

    ``now`` is the arrival, and by it an answer is in time or late, however long the database let it wait.

    Raises AttemptUnknown, OpenElsewhere, AttemptFinished, ArrivedLate (the answers are
    kept as evidence), SlotUnknown, PredictionMalformed.
    """
    if len(answers) == 1 and answers[0].seq is not None and answers[0].slot != PREDICTION:
        saved = _saved_at_once(code, account_id, device, answers[0], now)
        if saved is not None:
            return saved
    with short_transaction():
        target = _target(code, account_id)
        # In one order for everybody: two batches that wait for each other's rows would wait for ever.
        ordered = sorted(_numbered(target, answers), key=lambda one: one.slot)
        values = [(one, _value(target, one)) for one in ordered]
        is_in_time = windows.accepts(deadline_at=target.deadline_at, grace=target.grace, now=now)
        if target.state == "open" and is_in_time:
            if target.device != device:
                raise OpenElsewhere
            return _store(target, values, now)
        # Ended by the time while an answer that came before waited for its turn: that answer is kept too.
        is_late = not is_in_time or target.finished_by == BY_TIMEOUT
        if is_late:
            _keep_evidence(target.id, values, now)
    raise ArrivedLate if is_late else AttemptFinished


def _saved_at_once(code: str, account_id: int, device: str, answer: Answer, now: datetime) -> Saved | None:
    """The ordinary case in one statement: a newer answer, in time, from the device that writes.

    None for everything else, about which nothing is known yet but that nothing was written.
    """
    choice = choice_of(code, answer.slot, answer.value) if answer.value else None
    if answer.value and choice is None:
        return None
    deadline_at = write(
        _save_one(dialect_name()),
        {
            "code": code,
            "account_id": account_id,
            "device": device,
            "slot": answer.slot,
            "seq": answer.seq,
            "value": choice,
            "flagged": answer.flagged,
            "now": now,
        },
    ).scalar()
    if deadline_at is None:
        return None
    stored = {answer.slot: answer.seq or 0}
    return Saved(stored=stored, prediction_seq=None, saved_at=now, deadline_at=deadline_at)


@cache
def _save_one(_dialect: str) -> Any:
    """An upsert guarded by everything that must hold, whose answer is the deadline."""
    of_attempt = AttemptRow.code == bindparam("code")
    answer = {
        "attempt_id": AttemptRow.id,
        **{name: _given(name) for name in ("slot", "seq", "value", "flagged")},
        "saved_at": bindparam("now", type_=ResponseRow.saved_at.type),
    }
    guarded = (
        select(*answer.values())
        .where(
            of_attempt,
            AttemptRow.account_id == bindparam("account_id"),
            AttemptRow.device == bindparam("device"),
            AttemptRow.state == "open",
            # Within the grace after it the long way decides.
            AttemptRow.deadline_at >= bindparam("now"),
            _given("slot").between(1, AttemptRow.questions),
        )
        # Against a finish at the same instant: it waits for us or we see that it is finished.
        .with_for_update(read=True)
    )
    statement = _newest_wins(upsert.insert(ResponseRow).from_select(list(answer), guarded))
    deadline = select(AttemptRow.deadline_at).where(of_attempt).scalar_subquery()
    return statement.returning(deadline.label("deadline_at"))


def _given(column: str) -> Any:
    return bindparam(column, type_=ResponseRow.__table__.c[column].type)


def continue_here(*, code: str, account_id: int, device: str, now: datetime) -> None:
    """Let this device write from now on; the other one can only look."""
    with short_transaction():
        run(_TAKE_OVER, {"attempt_code": code, "of_account": account_id, "new_device": device, "now": now})


def _target(code: str, account_id: int) -> _Target:
    row = run(_TARGET_LOCKED, {"code": code, "account_id": account_id}).one_or_none()
    if row is None:
        raise AttemptUnknown
    return _Target(
        id=row.id,
        code=code,
        state=row.state,
        finished_by=row.finished_by,
        device=row.device,
        deadline_at=row.deadline_at,
        grace=timedelta(milliseconds=row.grace_ms),
        questions=row.questions,
    )


def _numbered(target: _Target, answers: Sequence[Answer]) -> list[Answer]:
    own = target.questions + 1
    numbered = [replace(one, slot=own) if one.slot == PREDICTION else one for one in answers]
    if len({one.slot for one in numbered}) < len(numbered):  # the prediction under its number and its name
        raise SlotUnknown
    return numbered


def _value(target: _Target, answer: Answer) -> int | None:
    if answer.slot == target.questions + 1:
        return prediction_of(answer.value or "")
    if not 1 <= answer.slot <= target.questions:
        raise SlotUnknown
    if not answer.value:
        return None
    choice = choice_of(target.code, answer.slot, answer.value)
    if choice is None:
        raise SlotUnknown
    return choice


def prediction_of(text: str) -> int | None:
    """The number a person typed, None for nothing; raises PredictionMalformed."""
    digits = text.strip().replace(".", "").replace(" ", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()) or int(digits) > LARGEST_PREDICTION:
        raise PredictionMalformed
    return int(digits)


def _store(target: _Target, values: Sequence[tuple[Answer, int | None]], now: datetime) -> Saved:
    known = {}
    if any(answer.seq is None for answer, _value in values):
        known = _stored(target.id)
    sequences: dict[int, int] = {}
    rows: dict[int, _Held] = {}
    for answer, given in values:
        sent = _Held(answer.seq or 0, given, answer.flagged)
        if answer.seq is None:
            before = known.get(answer.slot, NOTHING)
            value = before.value if answer.value is None else given
            if before[1:] == (value, answer.flagged):
                if before is not NOTHING:
                    sequences[answer.slot] = before.seq
                continue
            sent = _Held(before.seq + 1, value, answer.flagged)
        sequences[answer.slot] = sent.seq
        rows[answer.slot] = sent
    kept = {}
    if rows and _written(target.id, rows, now) < len(rows):  # an older sequence changed nothing
        now_stored = _stored(target.id)
        sequences = {slot: now_stored[slot].seq for slot in sequences}
        kept = {slot: now_stored[slot] for slot, sent in rows.items() if now_stored[slot] != sent}
    return Saved(
        stored={slot: seq for slot, seq in sequences.items() if slot <= target.questions},
        prediction_seq=sequences.get(target.questions + 1),
        saved_at=now,
        deadline_at=target.deadline_at,
        kept=tuple(_as_sent(target, slot, held) for slot, held in kept.items()),
    )


def _written(attempt_id: int, rows: dict[int, _Held], now: datetime) -> int:
    sets = [
        {"attempt_id": attempt_id, "slot": slot, **sent._asdict(), "saved_at": now}
        for slot, sent in rows.items()
    ]
    return run(_upsert(dialect_name()), sets if len(sets) > 1 else sets[0]).rowcount


def _as_sent(target: _Target, slot: int, held: _Held) -> Answer:
    """What is stored in the words of the page that sends it."""
    is_prediction = slot == target.questions + 1
    value = ""
    if held.value is not None:
        value = str(held.value) if is_prediction else handle_of(target.code, slot, held.value)
    return Answer(slot=PREDICTION if is_prediction else slot, value=value, seq=held.seq, flagged=held.flagged)


@cache
def _upsert(_dialect: str) -> Any:
    """Insert or overwrite one answer; built once a dialect."""
    return _newest_wins(upsert.insert(ResponseRow))


def _newest_wins(statement: Any) -> Any:
    """Overwrite the stored answer unless it has a newer sequence."""
    return statement.on_conflict_do_update(
        index_elements=["attempt_id", "slot"],
        set_={name: statement.excluded[name] for name in ("seq", "value", "flagged", "saved_at")},
        where=ResponseRow.seq < statement.excluded.seq,
    )


def _stored(attempt_id: int) -> dict[int, _Held]:
    rows = run(_STORED, {"attempt_id": attempt_id})
    return {row.slot: _Held(row.seq, row.value, row.flagged) for row in rows}


def _keep_evidence(attempt_id: int, values: Sequence[tuple[Answer, int | None]], now: datetime) -> None:
    """Keep what came too late: the first few answers of each slot, and no repeat of one.

    A page sends each answer once and, where the reply was lost, the same again; whoever goes on
    sending after the end proves nothing more and would only fill the disk. The attempt is locked,
    so nobody adds to what was counted.
    """
    known = {tuple(row) for row in run(_KEPT_EVIDENCE, {"attempt_id": attempt_id})}
    kept = Counter(slot for slot, _seq, _value in known)
    rows = []
    for answer, value in values:
        evidence = (answer.slot, answer.seq or 0, value)
        if evidence in known or kept[answer.slot] >= MOST_EVIDENCE:
            continue
        slot, seq, _value = evidence
        rows.append({"attempt_id": attempt_id, "slot": slot, "seq": seq, "value": value, "arrived_at": now})
    if rows:
        run(_EVIDENCE, rows)
