"""One attempt as its participant saw it: a frozen copy for complaints, and the facts beside it (R5)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from contest.accounts import queries as accounts
from contest.attempts import desk, finishing, queries
from contest.attempts.assisting import Assistance, assistance_of
from contest.attempts.errors import AttemptUnknown, ReasonMissing
from contest.attempts.models import AttemptRow, LateResponseRow, ResponseRow
from contest.attempts.queries import ATTEMPT_COLUMNS, Attempt, attempt_from
from contest.bank import queries as bank
from contest.platform.audit import log as audit
from contest.platform.database import read, transaction
from contest.platform.language.vietnamese import clean
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.rules.ruleset import prediction_question
from contest.units import queries as units
from questions.drawing import Slot

LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Whose attempt it is and how it went, without a word of its paper."""

    attempt: Attempt
    round: Round
    person: str
    unit: str
    late: int
    is_over: bool  # keys and marks may be shown (A6)
    helped: Assistance | None  # taken at a helper's desk


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedQuestion:
    """A question with its options in the order shown, what was chosen and when that was saved."""

    number: int
    stem: str
    choices: tuple[tuple[str, str], ...]  # (letter, text)
    chosen: str  # the letter, empty without an answer
    saved_at: datetime | None
    key: str  # the letter, empty until the round is over


@dataclass(frozen=True, slots=True, kw_only=True)
class LateAnswer:
    """What arrived after the end: the number of the question and the letter or number given."""

    number: int
    value: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The whole paper as it was shown and answered."""

    sitting: Sitting
    questions: tuple[CopiedQuestion, ...]
    prediction_question: str  # empty where the rules ask none
    prediction: int | None
    prediction_at: datetime | None
    late: tuple[LateAnswer, ...]


def get_sitting(*, code: str, now: datetime) -> Sitting:
    """The attempt under a code, anybody's; raises AttemptUnknown."""
    row = (
        read()
        .execute(select(*ATTEMPT_COLUMNS, AttemptRow.unit_id).where(AttemptRow.code == code))
        .one_or_none()
    )
    if row is None:
        raise AttemptUnknown
    terms = rounds.terms_of(row.round_id)
    return Sitting(
        attempt=attempt_from(row),
        round=terms.round,
        person=accounts.people([row.account_id])[row.account_id][0],
        unit=units.names_of([row.unit_id])[row.unit_id],
        late=queries.late_count(row.id),
        is_over=desk.is_over(terms.round, terms.rules, now=now),
        helped=assistance_of([row.id]).get(row.id),
    )


def read_copy(*, code: str, reason: str, by: int | None, now: datetime) -> Copy:
    """Hand the copy of an attempt to somebody who says why; the log keeps who read it."""
    if not clean(reason):
        raise ReasonMissing
    with transaction():
        sitting = get_sitting(code=code, now=now)
        audit.record(action="attempts:attempt:read", subject=code, by=by, now=now, reason=clean(reason))
        return _copy(sitting)


def _copy(sitting: Sitting) -> Copy:
    attempt = sitting.attempt
    slots = queries.paper_of(attempt.id)
    versions = {slot.version_id for slot in slots}
    items = bank.shown_items(versions)
    keys = dict(bank.keys_of(versions)) if sitting.is_over else {}
    if sitting.is_over:
        keys |= finishing.amendments_in(attempt.round_id, attempt.rule_set_id).keys
    saved = _saved(attempt.id)
    value, prediction_at = saved.get(attempt.prediction_slot, (None, None))
    rule = rounds.terms_of(attempt.round_id).rules.prediction
    return Copy(
        sitting=sitting,
        questions=tuple(
            CopiedQuestion(
                number=slot.number,
                stem=items[slot.version_id].stem,
                choices=tuple(
                    (LETTERS[position], items[slot.version_id].choices[original])
                    for position, original in enumerate(slot.order)
                ),
                chosen=_letter(slot, saved.get(slot.number, (None, None))[0]),
                saved_at=saved.get(slot.number, (None, None))[1],
                key=_letter(slot, keys.get(slot.version_id)),
            )
            for slot in slots
        ),
        prediction_question="" if rule is None else prediction_question(rule),
        prediction=value,
        prediction_at=prediction_at,
        late=_late(attempt.id, {slot.number: slot for slot in slots}),
    )


def _letter(slot: Slot, original: int | None) -> str:
    return "" if original is None else LETTERS[slot.order.index(original)]


def _saved(attempt_id: int) -> dict[int, tuple[int | None, datetime]]:
    rows = read().execute(
        select(ResponseRow.slot, ResponseRow.value, ResponseRow.saved_at).where(
            ResponseRow.attempt_id == attempt_id
        )
    )
    return {row.slot: (row.value, row.saved_at) for row in rows}


def _late(attempt_id: int, slots: dict[int, Slot]) -> tuple[LateAnswer, ...]:
    # The same answer may have been sent many times: one line each, with the first arrival.
    rows = read().execute(
        select(LateResponseRow.slot, LateResponseRow.value, func.min(LateResponseRow.arrived_at).label("at"))
        .where(LateResponseRow.attempt_id == attempt_id)
        .group_by(LateResponseRow.slot, LateResponseRow.value)
        .order_by(LateResponseRow.slot, func.min(LateResponseRow.arrived_at))
    )
    return tuple(
        LateAnswer(
            number=row.slot,
            value=_letter(slots[row.slot], row.value) if row.slot in slots else str(row.value or ""),
            arrived_at=row.at,
        )
        for row in rows
    )
