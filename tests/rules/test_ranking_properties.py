"""What holds of every ranking, whatever the results and the keys."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.ranking import (
    Placing,
    Result,
    TieKey,
    explain,
    name_of,
    rank,
    rank_by_division,
    value_in_words,
    value_of,
)

MORNING = datetime(2024, 11, 18, 1, 0, tzinfo=UTC)
FEW = st.integers(0, 2)
MOMENTS = FEW.map(lambda minute: MORNING + timedelta(minutes=minute))
KEYS = st.lists(st.sampled_from(TieKey), min_size=1, max_size=7, unique=True)
# Few different values make ties in mass, as real contests have them.
RESULTS = st.lists(
    st.builds(
        Result,
        entry_id=st.integers(1, 1000),
        division=st.sampled_from(["cbccvc", "nguoi-dan"]),
        score=FEW,
        prediction_error=st.none() | FEW,
        time_used_ms=FEW,
        submitted_at=MOMENTS,
        attempts=st.integers(1, 3),
        registered_at=MOMENTS,
        lottery=st.none() | st.integers(1, 3),
        rounds_taken=st.integers(1, 3),
    ),
    max_size=12,
    unique_by=lambda result: result.entry_id,
)


def stands_before(one: Result, other: Result, keys: list[TieKey]) -> bool:
    """The regulation read aloud: the first key on which two results differ decides."""
    for key in keys:
        mine, theirs = value_of(one, key), value_of(other, key)
        if mine == theirs:
            continue
        if mine is None or theirs is None:
            return theirs is None
        return mine > theirs if key in (TieKey.SCORE, TieKey.ROUNDS_TAKEN) else mine < theirs
    return False


def places(placings: tuple[Placing, ...]) -> dict[int, int]:
    return {placing.result.entry_id: placing.place for placing in placings}


@given(results=RESULTS, keys=KEYS)
def test_a_place_is_one_more_than_the_number_of_results_that_stand_before(
    results: list[Result], keys: list[TieKey]
):
    for placing in rank(results, keys):
        before = [other for other in results if stands_before(other, placing.result, keys)]
        assert placing.place == 1 + len(before)


@given(results=RESULTS, keys=KEYS, data=st.data())
def test_the_order_of_the_input_does_not_matter(
    results: list[Result], keys: list[TieKey], data: st.DataObject
):
    assert rank(data.draw(st.permutations(results)), keys) == rank(results, keys)


@given(results=RESULTS, keys=KEYS)
def test_places_never_skip_wrongly(results: list[Result], keys: list[TieKey]):
    placings = rank(results, keys)
    assert len(placings) == len(results)
    for index, placing in enumerate(placings):
        assert placing.place <= index + 1
    for (index, above), below in zip(enumerate(placings, start=2), placings[1:], strict=False):
        assert below.place in (above.place, index)


@given(results=RESULTS, keys=KEYS)
def test_a_place_is_shared_exactly_when_another_result_has_it(results: list[Result], keys: list[TieKey]):
    placings = rank(results, keys)
    for placing in placings:
        sharing = [other for other in placings if other.place == placing.place]
        assert placing.shared is (len(sharing) > 1)


@given(results=RESULTS, keys=KEYS)
def test_the_deciding_key_is_the_first_on_which_the_next_better_result_is_ahead(
    results: list[Result], keys: list[TieKey]
):
    placings = rank(results, keys)
    for above, below in pairwise(placings):
        if below.place == above.place:
            assert (below.decided_by, below.against, below.against_place) == (
                above.decided_by,
                above.against,
                above.against_place,
            )
            continue
        assert below.against == above.result
        assert below.against_place == above.place
        earlier = keys[: keys.index(below.decided_by)]
        assert all(value_of(below.result, key) == value_of(above.result, key) for key in earlier)
        assert stands_before(above.result, below.result, [below.decided_by])


@given(results=RESULTS.filter(bool), keys=KEYS)
def test_nothing_is_said_to_stand_above_the_first_place(results: list[Result], keys: list[TieKey]):
    first = rank(results, keys)[0]
    assert (first.place, first.decided_by, first.against, first.against_place) == (1, None, None, None)


BETTER = {
    TieKey.SCORE: lambda result: result._replace(score=result.score + 1),
    TieKey.PREDICTION_ERROR: lambda result: result._replace(prediction_error=0),
    TieKey.TIME_USED: lambda result: result._replace(time_used_ms=0),
    TieKey.SUBMITTED_AT: lambda result: result._replace(submitted_at=MORNING),
    TieKey.ATTEMPTS: lambda result: result._replace(attempts=1),
    TieKey.REGISTERED_AT: lambda result: result._replace(registered_at=MORNING),
    TieKey.LOTTERY: lambda result: result._replace(lottery=1),
    TieKey.ROUNDS_TAKEN: lambda result: result._replace(rounds_taken=result.rounds_taken + 1),
}


@given(results=RESULTS.filter(bool), keys=KEYS, improved_key=st.sampled_from(TieKey))
def test_a_better_result_never_falls(results: list[Result], keys: list[TieKey], improved_key: TieKey):
    mine, *others = results
    better = BETTER[improved_key](mine)
    assert places(rank([better, *others], keys))[mine.entry_id] <= places(rank(results, keys))[mine.entry_id]


@given(results=RESULTS.filter(bool), keys=KEYS)
def test_striking_an_entry_lets_those_behind_it_move_up_and_nobody_else_move(
    results: list[Result], keys: list[TieKey]
):
    struck, *kept = results
    before, after = places(rank(results, keys)), places(rank(kept, keys))
    for result in kept:
        behind = stands_before(struck, result, keys)
        assert after[result.entry_id] == before[result.entry_id] - behind


@given(results=RESULTS, keys=KEYS)
def test_each_division_is_ranked_as_if_it_were_alone(results: list[Result], keys: list[TieKey]):
    by_division = rank_by_division(results, keys)
    assert list(by_division) == sorted({result.division for result in results})
    for division, placings in by_division.items():
        assert placings == rank([result for result in results if result.division == division], keys)


@given(results=RESULTS, keys=KEYS)
def test_every_place_can_be_explained_by_its_deciding_key(results: list[Result], keys: list[TieKey]):
    for placing in rank(results, keys):
        sentence = explain(placing)
        assert sentence.startswith(f"Hạng {placing.place}: ")
        assert sentence.endswith(".")
        assert ("Đồng hạng" in sentence) is placing.shared
        if placing.decided_by is not None:
            drawn = placing.decided_by is TieKey.LOTTERY
            assert ("bốc thăm" if drawn else name_of(placing.decided_by)) in sentence


def test_a_ranking_without_keys_is_refused():
    with pytest.raises(ValueError, match="at least one key"):
        rank((), ())


def test_an_entry_that_brings_two_results_is_refused():
    result = Result(
        entry_id=1,
        division="cbccvc",
        score=20,
        prediction_error=None,
        time_used_ms=1,
        submitted_at=MORNING,
        attempts=1,
        registered_at=MORNING,
        lottery=None,
    )
    with pytest.raises(ValueError, match="one result"):
        rank((result, result._replace(score=19)), (TieKey.SCORE,))


def test_nobody_ranked_is_an_empty_ranking():
    assert rank((), (TieKey.SCORE,)) == ()


def test_a_missing_value_is_a_dash_in_a_table():
    assert value_in_words(None, TieKey.PREDICTION_ERROR) == "–"
    assert value_in_words(1250, TieKey.PREDICTION_ERROR) == "1.250"
    assert value_in_words(492_480, TieKey.TIME_USED) == "8 phút 12,480 giây"
