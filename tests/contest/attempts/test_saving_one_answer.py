"""One answer is saved by one statement (38067f5); whatever must hold for a batch must hold for it alone."""

from datetime import datetime, timedelta

import pytest
from factories import NOW, QUESTIONS, make_entry, make_world, start_attempt
from sqlalchemy import select, update

from contest.attempts import queries, services
from contest.attempts.errors import (
    ArrivedLate,
    AttemptFinished,
    AttemptUnknown,
    OpenElsewhere,
    PredictionMalformed,
    SlotUnknown,
)
from contest.attempts.handles import handle_of
from contest.attempts.models import AttemptRow, ResponseRow
from contest.attempts.queries import Attempt
from contest.attempts.services import Answer, Saved
from contest.platform.database import read, transaction

pytestmark = pytest.mark.usefixtures("app")
MOMENT = timedelta(milliseconds=1)


@pytest.fixture
def attempt() -> Attempt:
    world = make_world()
    return start_attempt(world, make_entry(world))


def answer(
    attempt: Attempt, *, slot: int = 1, choice: int = 2, seq: int = 5, flagged: bool = False
) -> Answer:
    return Answer(slot=slot, value=handle_of(attempt.code, slot, choice), seq=seq, flagged=flagged)


def save(
    attempt: Attempt,
    one: Answer,
    *,
    now: datetime = NOW,
    device: str = "may-1",
    account_id: int | None = None,
) -> Saved:
    by = account_id or attempt.account_id
    return services.save(code=attempt.code, account_id=by, device=device, answers=[one], now=now)


def stored() -> list[tuple[object, ...]]:
    columns = (
        ResponseRow.attempt_id, ResponseRow.slot, ResponseRow.seq, ResponseRow.value, ResponseRow.flagged,
        ResponseRow.saved_at,
    )  # fmt: skip
    return [tuple(row) for row in read().execute(select(*columns).order_by(ResponseRow.slot))]


def test_an_answer_is_stored_as_it_was_sent_and_confirmed_with_time_and_deadline(attempt: Attempt) -> None:
    later = NOW + timedelta(minutes=3)
    saved = save(attempt, answer(attempt, flagged=True), now=later)
    assert saved == Saved(stored={1: 5}, prediction_seq=None, saved_at=later, deadline_at=attempt.deadline_at)
    assert stored() == [(attempt.id, 1, 5, 2, True, later)]


def test_an_answer_taken_back_is_stored_as_none(attempt: Attempt) -> None:
    save(attempt, answer(attempt))
    assert save(attempt, Answer(slot=1, value="", seq=6)).stored == {1: 6}
    assert stored() == [(attempt.id, 1, 6, None, False, NOW)]


def test_a_repeat_and_an_older_sequence_change_nothing_and_are_told_what_is_stored(attempt: Attempt) -> None:
    save(attempt, answer(attempt))
    held = stored()
    again = save(attempt, answer(attempt), now=NOW + timedelta(minutes=1))
    assert (again.stored, again.kept) == ({1: 5}, ())
    for seq in (4, 5):
        other = save(attempt, answer(attempt, choice=3, seq=seq))
        assert (other.stored, other.kept) == ({1: 5}, (answer(attempt),))
    assert stored() == held


def test_the_deadline_and_the_grace_after_it_are_in_time_and_nothing_later(attempt: Attempt) -> None:
    save(attempt, answer(attempt, slot=1), now=attempt.deadline_at)
    save(attempt, answer(attempt, slot=2), now=attempt.deadline_at + MOMENT)
    last = attempt.deadline_at + attempt.grace
    save(attempt, answer(attempt, slot=3), now=last)
    held = stored()
    with pytest.raises(ArrivedLate):
        save(attempt, answer(attempt, slot=4), now=last + MOMENT)
    with pytest.raises(ArrivedLate):
        save(attempt, answer(attempt, slot=1, seq=9), now=last + MOMENT)
    assert stored() == held
    assert [row[1] for row in held] == [1, 2, 3]
    assert queries.late_count(attempt.id) == 2


def test_an_extended_deadline_holds_at_once(attempt: Attempt) -> None:
    after = attempt.deadline_at + attempt.grace + MOMENT
    with transaction() as session:
        session.execute(update(AttemptRow).values(deadline_at=after))
    assert save(attempt, answer(attempt), now=after).deadline_at == after


def test_another_persons_attempt_and_a_missing_one_look_the_same(attempt: Attempt) -> None:
    with pytest.raises(AttemptUnknown):
        save(attempt, answer(attempt), account_id=attempt.account_id + 1)
    with pytest.raises(AttemptUnknown):
        services.save(
            code="khong-co", account_id=attempt.account_id, device="may-1", answers=[answer(attempt)], now=NOW
        )
    assert stored() == []


def test_another_device_writes_only_after_it_took_over(attempt: Attempt) -> None:
    with pytest.raises(OpenElsewhere):
        save(attempt, answer(attempt), device="may-2")
    assert stored() == []
    services.continue_here(code=attempt.code, account_id=attempt.account_id, device="may-2", now=NOW)
    save(attempt, answer(attempt), device="may-2")
    with pytest.raises(OpenElsewhere):
        save(attempt, answer(attempt, seq=6))
    assert stored() == [(attempt.id, 1, 5, 2, False, NOW)]


def test_after_handing_in_nothing_changes(attempt: Attempt) -> None:
    save(attempt, answer(attempt))
    services.submit(code=attempt.code, account_id=attempt.account_id, now=NOW)
    held = stored()
    with pytest.raises(AttemptFinished):
        save(attempt, answer(attempt, choice=3, seq=6))
    assert stored() == held
    assert queries.late_count(attempt.id) == 0


@pytest.mark.parametrize("slot", [-2, 0, QUESTIONS + 2, 30_000])
def test_a_slot_that_the_paper_does_not_have_is_refused(attempt: Attempt, slot: int) -> None:
    for value in ("", handle_of(attempt.code, slot, 0)):
        with pytest.raises(SlotUnknown):
            save(attempt, Answer(slot=slot, value=value, seq=1))
    assert stored() == []


def test_the_predictions_slot_takes_no_option(attempt: Attempt) -> None:
    own = attempt.prediction_slot
    with pytest.raises(PredictionMalformed):
        save(attempt, Answer(slot=own, value=handle_of(attempt.code, own, 1), seq=1))
    assert stored() == []


def test_an_option_of_another_slot_or_attempt_or_of_none_is_refused(attempt: Attempt) -> None:
    foreign = ("abcdefgh", handle_of(attempt.code, 2, 0), handle_of("A" * len(attempt.code), 1, 0))
    for value in foreign:
        with pytest.raises(SlotUnknown):
            save(attempt, Answer(slot=1, value=value, seq=1))
    assert stored() == []


def test_inside_another_transaction_the_answer_is_stored_or_undone_with_it(attempt: Attempt) -> None:
    def save_and_fail() -> None:
        with transaction():
            save(attempt, answer(attempt))
            raise LookupError

    with pytest.raises(LookupError):
        save_and_fail()
    assert stored() == []
    with transaction():
        save(attempt, answer(attempt))
    assert len(stored()) == 1
