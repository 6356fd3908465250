from datetime import timedelta
from random import Random

import pytest
from factories import (
    NOW,
    QUESTIONS,
    make_entry,
    make_rules,
    make_world,
    right_answers,
    start_attempt,
    take_attempt,
)
from sqlalchemy import select

from contest.attempts import queries, services, showing
from contest.attempts.errors import (
    ArrivedLate,
    AttemptFinished,
    AttemptsOpen,
    AttemptsUsedUp,
    AttemptUnknown,
    OpenElsewhere,
    PredictionMalformed,
    RoundClosed,
    RoundNotOpen,
    SlotUnknown,
)
from contest.attempts.handles import handle_of
from contest.attempts.models import LateResponseRow
from contest.attempts.queries import Attempt
from contest.attempts.services import Answer
from contest.entries import services as entries
from contest.entries.errors import NotEntered, PersonExcluded
from contest.platform.database import read
from contest.rounds import queries as rounds
from contest.rounds.errors import RoundStillOpen

pytestmark = pytest.mark.usefixtures("app")
GRACE = timedelta(seconds=30)
DURATION = timedelta(minutes=20)


def test_a_second_start_answers_the_open_attempt() -> None:
    world = make_world()
    person = make_entry(world)
    first = start_attempt(world, person)
    second = start_attempt(world, person, at=NOW + timedelta(minutes=1), seed=2)
    assert first == second


def test_the_deadline_is_start_plus_duration_or_the_close_of_the_round() -> None:
    world = make_world()
    close = rounds.get_round(world.round_id).closes_at
    assert close is not None
    early = start_attempt(world, make_entry(world, 1))
    late = start_attempt(world, make_entry(world, 2), at=close - timedelta(minutes=12))
    assert early.deadline_at == NOW + DURATION
    assert late.deadline_at == close


def test_too_early_and_too_late_starts_are_refused() -> None:
    world = make_world()
    person = make_entry(world)
    close = rounds.get_round(world.round_id).closes_at
    assert close is not None
    with pytest.raises(RoundNotOpen):
        start_attempt(world, person, at=NOW - timedelta(milliseconds=1))
    with pytest.raises(RoundClosed):
        start_attempt(world, person, at=close)


def test_the_number_of_attempts_is_limited() -> None:
    world = make_world(rules=make_rules(attempts_allowed=2))
    person = make_entry(world)
    take_attempt(world, person, right=1)
    take_attempt(world, person, right=2, at=NOW + timedelta(hours=1))
    with pytest.raises(AttemptsUsedUp):
        start_attempt(world, person, at=NOW + timedelta(hours=2))


def test_a_second_attempt_asks_questions_not_seen_before_while_the_bank_allows() -> None:
    world = make_world()
    person = make_entry(world)
    first = {slot.version_id for slot in queries.paper_of(take_attempt(world, person, right=1).id)}
    second = start_attempt(world, person, at=NOW + timedelta(hours=1))
    assert first.isdisjoint(slot.version_id for slot in queries.paper_of(second.id))


def test_people_outside_the_contest_and_excluded_people_cannot_start() -> None:
    world = make_world()
    person = make_entry(world, 1)
    with pytest.raises(NotEntered):
        start_attempt(world, person + 1)
    entries.exclude(
        contest_id=world.contest_id, phone="0900.000.001", name="Mẫu", reason="Tổ ra đề", by=None, now=NOW
    )
    with pytest.raises(PersonExcluded):
        start_attempt(world, person)


def test_an_older_sequence_never_overwrites_a_newer_one() -> None:
    world = make_world()
    person = make_entry(world)
    attempt = start_attempt(world, person)
    handles = [handle_of(attempt.code, 1, choice) for choice in range(4)]

    def save(choice: int, seq: int) -> dict[int, int]:
        answer = Answer(slot=1, value=handles[choice], seq=seq)
        return services.save(
            code=attempt.code, account_id=person, device="may-1", answers=[answer], now=NOW
        ).stored

    assert save(2, 5) == {1: 5}
    assert save(3, 4) == {1: 5}
    assert save(3, 5) == {1: 5}
    shown = showing.answers_of(attempt).questions[0]
    assert [choice.handle for choice in shown.choices if choice.chosen] == [handles[2]]


def test_a_form_without_sequences_writes_only_what_changed() -> None:
    world = make_world()
    person = make_entry(world)
    attempt = start_attempt(world, person)
    handle = handle_of(attempt.code, 1, 0)

    def save(value: str) -> dict[int, int]:
        answers = [Answer(slot=1, value=value, seq=None), Answer(slot=2, value="", seq=None)]
        return services.save(
            code=attempt.code, account_id=person, device="may-1", answers=answers, now=NOW
        ).stored

    assert save(handle) == {1: 1}
    assert save(handle) == {1: 1}
    assert save("") == {1: 2}


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (Answer(slot=0, value="", seq=1), SlotUnknown),
        (Answer(slot=QUESTIONS + 2, value="", seq=1), SlotUnknown),
        (Answer(slot=1, value="abcdefgh", seq=1), SlotUnknown),
        (Answer(slot=QUESTIONS + 1, value="nhiều", seq=1), PredictionMalformed),
        (Answer(slot=QUESTIONS + 1, value="-1", seq=1), PredictionMalformed),
        (Answer(slot=QUESTIONS + 1, value="99999999999", seq=1), PredictionMalformed),
    ],
)
def test_what_does_not_belong_to_the_paper_is_refused_and_nothing_is_stored(
    answer: Answer, refusal: type[Exception]
) -> None:
    world = make_world()
    person = make_entry(world)
    attempt = start_attempt(world, person)
    good = Answer(slot=1, value=handle_of(attempt.code, 1, 0), seq=1)
    with pytest.raises(refusal):
        services.save(code=attempt.code, account_id=person, device="may-1", answers=[good, answer], now=NOW)
    assert len(showing.answers_of(attempt).unanswered) == QUESTIONS


def test_a_handle_of_another_slot_or_attempt_is_refused() -> None:
    world = make_world()
    person, other = make_entry(world, 1), make_entry(world, 2)
    attempt, foreign = start_attempt(world, person), start_attempt(world, other)
    for handle in (handle_of(attempt.code, 2, 0), handle_of(foreign.code, 1, 0)):
        with pytest.raises(SlotUnknown):
            services.save(
                code=attempt.code,
                account_id=person,
                device="may-1",
                answers=[Answer(slot=1, value=handle, seq=1)],
                now=NOW,
            )


def test_saves_count_until_deadline_plus_grace_and_are_evidence_afterwards() -> None:
    world = make_world()
    person = make_entry(world)
    attempt = start_attempt(world, person)
    last = NOW + DURATION + GRACE
    answers = right_answers(attempt, QUESTIONS)
    services.save(code=attempt.code, account_id=person, device="may-1", answers=answers[:2], now=last)
    with pytest.raises(ArrivedLate):
        services.save(
            code=attempt.code,
            account_id=person,
            device="may-1",
            answers=answers[2:],
            now=last + timedelta(milliseconds=1),
        )
    assert queries.late_count(attempt.id) == QUESTIONS - 2
    done = services.settle(code=attempt.code, account_id=person, now=last + timedelta(days=1))
    assert (done.score, done.finished_by, done.finished_at) == (2, "timeout", NOW + DURATION)
    assert done.time_used_ms == DURATION // timedelta(milliseconds=1)


def test_evidence_of_late_answers_is_kept_once_and_only_the_first_few_of_each_question() -> None:
    world = make_world()
    person, other = make_entry(world, 1), make_entry(world, 2)
    attempt, neighbour = start_attempt(world, person), start_attempt(world, other)
    late = NOW + DURATION + GRACE + timedelta(milliseconds=1)

    def send(one: Attempt, answers: list[Answer]) -> None:
        with pytest.raises(ArrivedLate):
            services.save(code=one.code, account_id=one.account_id, device="may-1", answers=answers, now=late)

    def kept() -> list[tuple[int, int]]:
        rows = read().execute(
            select(LateResponseRow.slot, LateResponseRow.seq)
            .where(LateResponseRow.attempt_id == attempt.id)
            .order_by(LateResponseRow.slot, LateResponseRow.seq)
        )
        return [(row.slot, row.seq) for row in rows]

    answers = right_answers(attempt, QUESTIONS, prediction=7)
    for _repeat in range(3):
        send(attempt, answers)
    assert kept() == [(slot, 1) for slot in range(1, QUESTIONS + 2)]
    for seq in range(2, 30):
        send(attempt, [Answer(slot=1, value=handle_of(attempt.code, 1, seq % 4), seq=seq)])
    assert [seq for slot, seq in kept() if slot == 1] == [1, 2, 3, 4, 5]
    send(attempt, [Answer(slot=2, value="", seq=9)])
    send(neighbour, right_answers(neighbour, 1))
    assert (2, 9) in kept()
    assert queries.late_count(neighbour.id) == QUESTIONS


def test_a_second_submit_answers_with_the_first_result_and_changes_nothing() -> None:
    world = make_world()
    person = make_entry(world)
    first = take_attempt(world, person, right=3, prediction=7)
    second = services.submit(code=first.code, account_id=person, now=NOW + timedelta(minutes=9))
    assert first == second
    assert (first.score, first.prediction, first.time_used_ms) == (3, 7, 300_000)
    with pytest.raises(AttemptFinished):
        services.save(
            code=first.code,
            account_id=person,
            device="may-1",
            answers=right_answers(first, 4),
            now=NOW + timedelta(minutes=9),
        )


def test_another_persons_attempt_looks_like_a_missing_one() -> None:
    world = make_world()
    person, other = make_entry(world, 1), make_entry(world, 2)
    attempt = start_attempt(world, person)
    for code in (attempt.code, "khong-co"):
        with pytest.raises(AttemptUnknown):
            services.submit(code=code, account_id=other, now=NOW)
        with pytest.raises(AttemptUnknown):
            services.save(code=code, account_id=other, device="may-1", answers=[], now=NOW)
        with pytest.raises(AttemptUnknown):
            queries.get_attempt(code=code, account_id=other)


def test_a_second_device_is_told_and_may_take_over() -> None:
    world = make_world()
    person = make_entry(world)
    attempt = start_attempt(world, person)
    answers = right_answers(attempt, 1)
    with pytest.raises(OpenElsewhere):
        services.save(code=attempt.code, account_id=person, device="may-2", answers=answers, now=NOW)
    services.continue_here(code=attempt.code, account_id=person, device="may-2", now=NOW)
    services.save(code=attempt.code, account_id=person, device="may-2", answers=answers, now=NOW)
    with pytest.raises(OpenElsewhere):
        services.save(code=attempt.code, account_id=person, device="may-1", answers=answers, now=NOW)


def test_overdue_attempts_are_finished_once_also_after_downtime() -> None:
    world = make_world()
    people = [make_entry(world, number) for number in range(1, 4)]
    for person in people:
        start_attempt(world, person)
    after = NOW + DURATION + GRACE
    assert services.expire_overdue(now=after) == 0
    assert services.expire_overdue(now=after + timedelta(days=3)) == len(people)
    assert services.expire_overdue(now=after + timedelta(days=3)) == 0


def test_extra_time_lengthens_the_next_attempt_of_the_named_person() -> None:
    world = make_world()
    person = make_entry(world)
    entry = next(iter(queries.attempts_of(entry_id=start_attempt(world, person).entry_id))).entry_id
    services.submit(code=queries.attempts_of(entry_id=entry)[0].code, account_id=person, now=NOW)
    entries.grant_extra_time(entry_id=entry, by=person, reason="Khuyết tật vận động", now=NOW)
    later = NOW + timedelta(hours=1)
    assert start_attempt(world, person, at=later).deadline_at == later + timedelta(minutes=30)


def test_a_round_is_locked_only_when_it_closed_and_no_attempt_runs() -> None:
    world = make_world(rules=make_rules(lets_started_finish=True))
    person = make_entry(world)
    close = rounds.get_round(world.round_id).closes_at
    assert close is not None
    start_attempt(world, person, at=close - timedelta(minutes=1))
    with pytest.raises(RoundStillOpen):
        services.close_round(round_id=world.round_id, by=None, now=close - timedelta(seconds=1))
    with pytest.raises(AttemptsOpen):
        services.close_round(round_id=world.round_id, by=None, now=close + timedelta(seconds=1))
    assert services.close_round(round_id=world.round_id, by=None, now=close + timedelta(hours=1)) == 1
    assert services.close_round(round_id=world.round_id, by=None, now=close + timedelta(hours=2)) == 0


def test_every_stored_score_is_what_the_answers_give() -> None:
    world = make_world()
    for number in range(1, 6):
        take_attempt(world, make_entry(world, number), right=number - 1)
    assert services.recompute(round_id=world.round_id) == ()


def test_options_and_handles_differ_between_two_attempts() -> None:
    world = make_world(questions=QUESTIONS)
    first = start_attempt(world, make_entry(world, 1))
    second = start_attempt(world, make_entry(world, 2))
    handles = [
        {choice.handle for question in showing.answers_of(one).questions for choice in question.choices}
        for one in (first, second)
    ]
    assert len(handles[0]) == 4 * QUESTIONS
    assert handles[0].isdisjoint(handles[1])


def test_the_same_seed_draws_the_same_paper() -> None:
    world = make_world()
    first, second = make_entry(world, 1), make_entry(world, 2)
    papers = [
        queries.paper_of(
            services.start(
                round_id=world.round_id, account_id=person, device="may-1", rng=Random(number), now=NOW
            ).id
        )
        for number, person in ((5, first), (6, second))
    ]
    assert papers[0] != papers[1]
