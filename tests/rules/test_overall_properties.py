"""The results of the whole contest, whatever the rounds were."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contest.rules.overall import OverallMethod, OverallRule, overall_result
from contest.rules.ranking import Result, TieKey

MORNING = datetime(2024, 11, 18, 1, 0, tzinfo=UTC)
FEW = st.integers(0, 3)
RESULTS = st.builds(
    Result,
    entry_id=st.just(1),
    division=st.just("cbccvc"),
    score=FEW,
    prediction_error=st.none() | FEW,
    time_used_ms=FEW,
    submitted_at=FEW.map(lambda minute: MORNING + timedelta(minutes=minute)),
    attempts=st.integers(1, 3),
    registered_at=st.just(MORNING),
    lottery=st.none(),
)
BY_ROUND = st.dictionaries(st.integers(1, 6), RESULTS, min_size=1, max_size=6)


def rule(method: OverallMethod, best_of: int, least_rounds: int = 0) -> OverallRule:
    return OverallRule(method=method, best_of=best_of, least_rounds=least_rounds, tie_break=(TieKey.SCORE,))


ALL = rule(OverallMethod.SUM, 0)


@given(by_round=BY_ROUND)
def test_the_sum_counts_every_round_and_adds_up(by_round: dict[int, Result]):
    made = overall_result(by_round, ALL)
    assert made is not None
    assert made.counted == tuple(sorted(by_round))
    assert made.result.score == sum(one.score for one in by_round.values())
    assert made.result.time_used_ms == sum(one.time_used_ms for one in by_round.values())
    assert made.result.rounds_taken == len(by_round)


@given(by_round=BY_ROUND, best_of=st.integers(1, 6))
def test_no_other_choice_of_rounds_has_more_points_than_the_best_ones(
    by_round: dict[int, Result], best_of: int
):
    made = overall_result(by_round, rule(OverallMethod.BEST, best_of))
    assert made is not None
    assert len(made.counted) == min(best_of, len(by_round))
    best = sorted((one.score for one in by_round.values()), reverse=True)[:best_of]
    assert made.result.score == sum(best)
    assert made.result.rounds_taken == len(by_round)


@given(by_round=BY_ROUND, best_of=st.integers(1, 6), data=st.data())
def test_more_points_in_any_round_never_make_fewer_in_the_whole(
    by_round: dict[int, Result], best_of: int, data: st.DataObject
):
    number = data.draw(st.sampled_from(sorted(by_round)))
    better = by_round | {number: by_round[number]._replace(score=by_round[number].score + 1)}
    before = overall_result(by_round, rule(OverallMethod.BEST, best_of))
    after = overall_result(better, rule(OverallMethod.BEST, best_of))
    assert before is not None
    assert after is not None
    assert after.result.score >= before.result.score


@given(by_round=BY_ROUND)
def test_the_order_in_which_rounds_are_given_does_not_matter(by_round: dict[int, Result]):
    turned = dict(reversed(by_round.items()))
    assert overall_result(by_round, ALL) == overall_result(turned, ALL)


@given(by_round=BY_ROUND, least=st.integers(0, 6))
def test_whoever_took_too_few_rounds_has_no_result(by_round: dict[int, Result], least: int):
    made = overall_result(by_round, rule(OverallMethod.SUM, 0, least))
    assert (made is None) == (len(by_round) < least)


@given(by_round=BY_ROUND)
def test_one_round_without_a_valid_guess_leaves_the_whole_without_a_distance(by_round: dict[int, Result]):
    made = overall_result(by_round, ALL)
    assert made is not None
    errors = [one.prediction_error for one in by_round.values()]
    assert (made.result.prediction_error is None) == (None in errors)


def test_somebody_who_took_no_round_has_no_result():
    assert overall_result({}, ALL) is None
