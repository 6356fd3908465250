"""Signs that attempts need a look: what is noticed, in what order, and what is normal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.signals import Excluded, Signal, SignalKind, Sitting, signals_in

MORNING = datetime(2024, 11, 18, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def sitting(number: int, **changes: object) -> Sitting:
    """An attempt like no other, half an hour after the one before."""
    one = Sitting(
        attempt_id=number,
        entry_id=number,
        person=f"nguoi {number}",
        unit_id=number,
        device=f"may-{number}",
        started_at=MORNING + 30 * number * MINUTE,
        score=15,
        questions=20,
        time_used_ms=600_000,
    )
    return replace(one, **changes)  # type: ignore[arg-type] # fields by name


def kinds(signals: tuple[Signal, ...]) -> list[SignalKind]:
    return [one.kind for one in signals]


def test_ordinary_attempts_show_no_sign():
    assert signals_in([sitting(1), sitting(2), sitting(3)]) == ()


def test_all_right_in_48_seconds_is_a_sign_and_in_a_minute_is_none():
    quick = sitting(1, score=20, time_used_ms=48_000)
    [signal] = signals_in([quick, sitting(2, score=20, time_used_ms=60_000)])
    assert signal.kind is SignalKind.TOO_FAST
    assert signal.attempt_ids == (1,)
    assert signal.sentence.startswith("20/20 trong 48")


def test_a_quick_attempt_with_mistakes_is_no_sign():
    assert signals_in([sitting(1, score=19, time_used_ms=10_000)]) == ()


def on_one_device(minutes: list[int]) -> list[Sitting]:
    return [
        sitting(number, device="may-chung", started_at=MORNING + minute * MINUTE)
        for number, minute in enumerate(minutes, start=1)
    ]


def test_three_people_on_one_device_within_ten_minutes_are_one_sign():
    [signal] = signals_in(on_one_device([0, 4, 10, 40]))
    assert signal.kind is SignalKind.ONE_DEVICE
    assert signal.attempt_ids == (1, 2, 3)
    assert signal.sentence.startswith("3 lượt thi của 3 người từ một máy")


def test_three_people_on_one_device_in_eleven_minutes_are_normal():
    assert signals_in(on_one_device([0, 5, 11])) == ()


def test_an_afternoon_of_one_device_is_one_sign_and_another_day_a_second_one():
    signals = signals_in(on_one_device([0, 3, 6, 9, 12, 500, 503, 506]))
    assert sorted(one.attempt_ids for one in signals) == [(1, 2, 3, 4, 5), (6, 7, 8)]


def test_several_attempts_of_one_person_on_one_device_are_normal():
    mine = [replace(one, entry_id=1, unit_id=1) for one in on_one_device([0, 1, 2])]
    assert signals_in(mine) == ()


def test_two_accounts_with_one_name_and_unit_may_be_one_person():
    twice = [sitting(1, person="sung mau mai", unit_id=7), sitting(2, person="sung mau mai", unit_id=7)]
    [signal] = signals_in([*twice, sitting(3, person="sung mau mai", unit_id=8)])
    assert signal.kind is SignalKind.SAME_PERSON
    assert signal.attempt_ids == (1, 2)


def test_one_phone_number_for_two_units_is_a_sign():
    assert kinds(signals_in([sitting(1), sitting(2, entry_id=1)])) == [SignalKind.TWO_UNITS]


def test_the_most_serious_sign_comes_first_and_a_shared_device_last():
    sittings = [
        *on_one_device([0, 1, 2]),
        sitting(10, person="sung mau mai", unit_id=7),
        sitting(11, person="sung mau mai", unit_id=7),
        sitting(12, score=20, time_used_ms=20_000),
    ]
    assert kinds(signals_in(sittings)) == [
        SignalKind.TOO_FAST,
        SignalKind.SAME_PERSON,
        SignalKind.ONE_DEVICE,
    ]


@given(
    minutes=st.lists(st.integers(0, 40), max_size=12),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_the_attempts_does_not_matter_and_no_attempt_is_in_two_stretches(minutes, order):
    sittings = on_one_device(minutes)
    signals = signals_in(sittings)
    shuffled = sittings[:]
    order.shuffle(shuffled)
    assert signals_in(shuffled) == signals
    named = [attempt_id for one in signals for attempt_id in one.attempt_ids]
    assert len(set(named)) == len(named)


def test_a_decision_finds_its_sign_again_whatever_else_happened():
    before = signals_in(on_one_device([0, 1, 2]))
    after = signals_in([*on_one_device([0, 1, 2]), sitting(9, score=20, time_used_ms=1000)])
    assert before[0].subject in {one.subject for one in after}


def at_a_desk(number: int, *given: tuple[int, int], helper_id: int = 1, **changes: object) -> Sitting:
    """A sitting of a helper's person with these (question, option) pairs."""
    return sitting(number, helper_id=helper_id, given=frozenset(given), score=2, **changes)


FOUR = ((1, 0), (2, 1), (3, 2), (4, 3))


def test_identical_answers_to_four_shared_questions_at_one_desk_are_a_sign():
    [sign] = signals_in([at_a_desk(1, *FOUR, (5, 0)), at_a_desk(2, *FOUR, (6, 0)), at_a_desk(3, *FOUR[:3])])
    assert (sign.kind, sign.attempt_ids) == (SignalKind.SAME_ANSWERS, (1, 2))


def test_one_different_answer_another_helper_and_one_person_twice_are_no_sign_of_a_desk():
    assert signals_in([at_a_desk(1, *FOUR), at_a_desk(2, *FOUR[:3], (4, 0))]) == ()
    assert signals_in([at_a_desk(1, *FOUR), at_a_desk(2, *FOUR, helper_id=2)]) == ()
    assert signals_in([at_a_desk(1, *FOUR), at_a_desk(2, *FOUR, entry_id=1, unit_id=1)]) == ()


def test_one_device_at_a_desk_is_the_rule():
    assert signals_in([at_a_desk(number, (number, 0), device="ban") for number in range(1, 6)]) == ()


def test_years_of_birth_that_differ_tell_two_of_one_name_apart():
    one, other = (
        sitting(number, person="a", unit_id=7, birth_year=year) for number, year in ((1, 1950), (2, 1970))
    )
    assert signals_in([one, other]) == ()
    assert kinds(signals_in([one, replace(other, birth_year=None)])) == [SignalKind.SAME_PERSON]


LISTED = Excluded(persons=frozenset({"vang mau pa"}), entry_id=90, unit_id=7)


def of_the_name(number: int, **changes: object) -> Sitting:
    return sitting(number, person="vang mau pa", **changes)


def test_a_namesake_of_somebody_excluded_in_the_same_unit_is_looked_at_before_all_else():
    quick = sitting(3, score=20, time_used_ms=1000)
    signals = signals_in([of_the_name(1, unit_id=7), of_the_name(2, unit_id=8), quick], [LISTED])
    assert [(one.kind, one.attempt_ids) for one in signals] == [
        (SignalKind.EXCLUDED, (1,)),
        (SignalKind.TOO_FAST, (3,)),
    ]


def test_what_the_excluded_person_took_before_is_no_second_registration():
    assert signals_in([of_the_name(1, unit_id=7, entry_id=90)], [LISTED]) == ()


def test_years_of_birth_tell_an_excluded_person_and_a_namesake_apart_where_both_are_known():
    born = replace(LISTED, birth_year=1956)
    assert signals_in([of_the_name(1, unit_id=7, birth_year=1971)], [born]) == ()
    assert kinds(signals_in([of_the_name(1, unit_id=7, birth_year=1956)], [born])) == [SignalKind.EXCLUDED]
    assert kinds(signals_in([of_the_name(1, unit_id=7)], [born])) == [SignalKind.EXCLUDED]


@pytest.mark.parametrize("listed", [LISTED, Excluded(persons=frozenset({"vang mau pa"}))])
def test_with_a_card_the_name_of_somebody_excluded_is_enough_in_any_unit(listed: Excluded):
    with_a_card = [of_the_name(number, has_phone=False, entry_id=2, unit_id=5) for number in (2, 3)]
    assert [one.attempt_ids for one in signals_in([of_the_name(1), *with_a_card], [listed])] == [(2, 3)]
