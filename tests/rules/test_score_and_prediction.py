"""Scores, counting attempts and predictions: what the tables of worked examples do not reach."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.counting import Attempt, Counting, counting_attempt
from contest.rules.prediction import (
    Closeness,
    DivisionFacts,
    PredictionRule,
    PredictionScope,
    PredictionTarget,
    actual_number,
    prediction_error,
)
from contest.rules.ranking import TieKey
from contest.rules.scoring import is_all_correct, max_score, score_of

MORNING = datetime(2024, 11, 18, 1, 0, tzinfo=UTC)
COUNTS = st.integers(min_value=0, max_value=1_000_000)
PEOPLE = PredictionRule(
    target=PredictionTarget.PEOPLE, scope=PredictionScope.DIVISION, variant=Closeness.ABSOLUTE
)


@given(questions=st.integers(0, 200), data=st.data())
def test_a_score_is_the_number_of_correct_answers(questions: int, data: st.DataObject):
    correct = data.draw(st.integers(0, questions))
    assert score_of(correct=correct, questions=questions) == correct
    assert score_of(correct=correct, questions=questions) <= max_score(questions=questions)


@pytest.mark.parametrize(("correct", "questions"), [(-1, 20), (21, 20), (1, 0), (0, -1)])
def test_counts_that_no_paper_has_are_refused(correct: int, questions: int):
    with pytest.raises(ValueError, match="correct answers of"):
        score_of(correct=correct, questions=questions)


def test_all_correct_means_the_full_score_of_a_paper_that_asks_something():
    assert is_all_correct(20, questions=20)
    assert not is_all_correct(19, questions=20)
    assert not is_all_correct(0, questions=0)


def test_without_a_finished_attempt_none_counts():
    with pytest.raises(ValueError, match="none counts"):
        counting_attempt((), Counting.BEST)


ATTEMPTS = st.lists(
    st.builds(
        Attempt,
        number=st.integers(1, 50),
        score=st.integers(0, 3),
        time_used_ms=st.integers(0, 3),
        submitted_at=st.integers(0, 3).map(lambda minute: MORNING + timedelta(minutes=minute)),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda attempt: attempt.number,
)


@given(attempts=ATTEMPTS, rule=st.sampled_from(Counting), data=st.data())
def test_the_counting_attempt_does_not_depend_on_the_order_in_which_attempts_come(
    attempts: list[Attempt], rule: Counting, data: st.DataObject
):
    shuffled = data.draw(st.permutations(attempts))
    assert counting_attempt(shuffled, rule) == counting_attempt(attempts, rule)


@given(attempts=ATTEMPTS)
def test_no_attempt_has_a_higher_score_than_the_best(attempts: list[Attempt]):
    assert counting_attempt(attempts, Counting.BEST).score == max(attempt.score for attempt in attempts)


def test_without_a_stated_order_the_shorter_attempt_counts_among_equal_scores():
    early = Attempt(number=1, score=20, time_used_ms=700, submitted_at=MORNING)
    short = Attempt(number=2, score=20, time_used_ms=500, submitted_at=MORNING + timedelta(hours=1))
    assert counting_attempt((early, short), Counting.BEST) == short
    assert counting_attempt((early, short), Counting.BEST, tie_break=[TieKey.SCORE]) == short
    assert counting_attempt((early, short), Counting.BEST, tie_break=[TieKey.SUBMITTED_AT]) == early


def facts(division: str, people: int = 5) -> DivisionFacts:
    return DivisionFacts(
        division=division, people=people, attempts=9, people_all_correct=2, attempts_all_correct=3
    )


def test_a_division_that_was_not_counted_is_never_taken_for_zero():
    with pytest.raises(ValueError, match="was not counted"):
        actual_number([facts("cbccvc")], PEOPLE, division="nguoi-dan")


def test_a_division_counted_twice_is_refused():
    with pytest.raises(ValueError, match="counted twice"):
        actual_number([facts("cbccvc"), facts("cbccvc")], PEOPLE, division="cbccvc")


@given(guess=COUNTS, actual=COUNTS)
def test_a_guess_is_as_far_from_the_number_as_the_number_from_the_guess(guess: int, actual: int):
    error = prediction_error(guess, actual, Closeness.ABSOLUTE)
    assert error == prediction_error(actual, guess, Closeness.ABSOLUTE)
    assert (error == 0) is (guess == actual)


@given(guess=COUNTS, actual=COUNTS)
def test_a_guess_not_above_the_number_is_as_far_under_either_reading(guess: int, actual: int):
    strict = prediction_error(guess, actual, Closeness.NOT_ABOVE)
    assert strict == (None if guess > actual else prediction_error(guess, actual, Closeness.ABSOLUTE))


@pytest.mark.parametrize(("guess", "actual"), [(-1, 5), (5, -1), (None, -1)])
def test_negative_numbers_of_people_are_refused(guess: int | None, actual: int):
    with pytest.raises(ValueError, match="counted from 0"):
        prediction_error(guess, actual, Closeness.ABSOLUTE)
