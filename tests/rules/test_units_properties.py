"""What holds of the standings of units, and of districts made from what lies below them."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.participation import (
    BY_RATE,
    CollectiveRule,
    SizeBand,
    UnitTally,
    UnrankedReason,
    merged,
    rank_units,
    roll_up,
    size_band,
    standing_of,
)

HALF_HALF = CollectiveRule(
    rate_points=50,
    average_points=50,
    all_correct_points=0,
    winner_points=0,
    floor_rate=Fraction(1, 2),
    groups=(),
)


@st.composite
def a_tally(draw: st.DrawFn) -> UnitTally:
    people, max_score = draw(st.integers(0, 6)), draw(st.sampled_from([10, 15, 20]))
    return UnitTally(
        unit_id=draw(st.integers(1, 8)),
        people=people,
        attempts=people + draw(st.integers(0, 5)),
        headcount=draw(st.none() | st.integers(0, 6)),
        score_sum=draw(st.integers(0, people * max_score)),
        scored=people,
        max_score=max_score,
        all_correct=draw(st.integers(0, people)),
        winners=draw(st.integers(0, 2)),
    )


TALLIES = st.lists(a_tally(), max_size=10)
# Each unit below one with a smaller number, or a root: a forest without circles.
PARENTS = st.tuples(
    *(st.none() | st.integers(1, unit - 1) if unit > 1 else st.none() for unit in range(1, 9))
).map(lambda above: dict(enumerate(above, start=1)))


def lies_within(unit_id: int | None, top: int, parents: dict[int, int | None]) -> bool:
    while unit_id is not None and unit_id != top:
        unit_id = parents[unit_id]
    return unit_id == top


@given(tallies=TALLIES, parents=PARENTS)
def test_a_district_counts_everyone_of_its_own_and_below_it(
    tallies: list[UnitTally], parents: dict[int, int | None]
):
    rolled = roll_up(tallies, parents)
    for unit_id, total in rolled.items():
        within = [tally for tally in tallies if lies_within(tally.unit_id, unit_id, parents)]
        assert total.unit_id == unit_id
        assert total.people == sum(tally.people for tally in within)
        assert total.attempts == sum(tally.attempts for tally in within)
        assert total.all_correct == sum(tally.all_correct for tally in within)
        assert total.winners == sum(tally.winners for tally in within)
        exact = sum((Fraction(tally.score_sum, tally.max_score) for tally in within), Fraction(0))
        assert Fraction(total.score_sum, total.max_score) == exact


@given(tallies=TALLIES, parents=PARENTS)
def test_the_roots_together_count_everyone_exactly_once(
    tallies: list[UnitTally], parents: dict[int, int | None]
):
    rolled = roll_up(tallies, parents)
    roots = [total for unit_id, total in rolled.items() if parents[unit_id] is None]
    assert sum(total.people for total in roots) == sum(tally.people for tally in tallies)


@given(tallies=TALLIES, parents=PARENTS)
def test_a_headcount_is_known_only_if_every_unit_within_stated_one(
    tallies: list[UnitTally], parents: dict[int, int | None]
):
    for unit_id, total in roll_up(tallies, parents).items():
        stated = [t.headcount for t in tallies if lies_within(t.unit_id, unit_id, parents)]
        assert total.without_headcount == stated.count(None)
        assert total.headcount == (None if None in stated else sum(stated))


@given(tallies=TALLIES)
def test_merging_in_steps_is_merging_at_once(tallies: list[UnitTally]):
    at_once = merged(1, tallies)
    halves = merged(1, tallies[::2]), merged(1, tallies[1::2])
    in_steps = merged(1, halves)
    scale = Fraction(at_once.max_score, in_steps.max_score)
    assert replace(in_steps, score_sum=0, max_score=1) == replace(at_once, score_sum=0, max_score=1)
    assert in_steps.score_sum * scale == at_once.score_sum


def test_a_unit_missing_from_the_tree_is_named():
    with pytest.raises(ValueError, match="unit 7 is not in the unit tree"):
        roll_up([tally(7)], {1: None})


def test_a_circle_in_the_tree_is_named():
    with pytest.raises(ValueError, match="unit 1 lies above itself"):
        roll_up([tally(1)], {1: 2, 2: 1})


def tally(unit_id: int, *, people: int = 5, headcount: int | None = 10) -> UnitTally:
    return UnitTally(
        unit_id=unit_id,
        people=people,
        attempts=people,
        headcount=headcount,
        score_sum=people * 15,
        scored=people,
        max_score=20,
        all_correct=0,
    )


def test_a_paper_worth_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one point"):
        replace(tally(1), max_score=0)


@given(
    tallies=st.lists(a_tally(), max_size=8, unique_by=lambda one: one.unit_id),
    rule=st.sampled_from([BY_RATE, HALF_HALF]),
)
def test_units_with_a_place_come_first_and_share_it_exactly_when_their_points_are_equal(
    tallies: list[UnitTally], rule: CollectiveRule
):
    standings = rank_units(tallies, rule)
    placed = [standing for standing in standings if standing.place is not None]
    assert list(standings[: len(placed)]) == placed
    for standing in placed:
        better = [other for other in placed if other.points > standing.points]
        equal = [other for other in placed if other.points == standing.points]
        assert standing.place == 1 + len(better)
        assert standing.shared is (len(equal) > 1)


@given(tallies=st.lists(a_tally(), max_size=8, unique_by=lambda one: one.unit_id), data=st.data())
def test_the_order_in_which_units_come_does_not_matter(tallies: list[UnitTally], data: st.DataObject):
    assert rank_units(data.draw(st.permutations(tallies)), HALF_HALF) == rank_units(tallies, HALF_HALF)


@given(tallies=st.lists(a_tally(), max_size=8, unique_by=lambda one: one.unit_id))
def test_units_without_a_headcount_come_last_and_those_below_the_floor_before_them(tallies: list[UnitTally]):
    order = {None: 0, UnrankedReason.BELOW_FLOOR: 1, UnrankedReason.NO_HEADCOUNT: 2}
    reasons = [order[standing.excluded_reason] for standing in rank_units(tallies, HALF_HALF)]
    assert all(before <= after for before, after in pairwise(reasons))


@given(one=a_tally())
def test_a_rate_is_never_above_one_and_never_invented(one: UnitTally):
    standing = standing_of(one, HALF_HALF)
    if not one.headcount:
        assert (standing.rate, standing.points) == (None, None)
        assert standing.excluded_reason is UnrankedReason.NO_HEADCOUNT
        assert not standing.over_headcount
    else:
        assert standing.rate == min(Fraction(one.people, one.headcount), 1)
        assert standing.over_headcount is (one.people > one.headcount)


@given(one=a_tally())
def test_one_more_participant_never_lowers_a_rate(one: UnitTally):
    more = replace(one, people=one.people + 1)
    before, after = standing_of(one, BY_RATE).rate, standing_of(more, BY_RATE).rate
    assert (before is None and after is None) or before <= after


@pytest.mark.parametrize(
    ("headcount", "band"),
    [
        (None, None),
        (0, SizeBand.SMALL),
        (30, SizeBand.SMALL),
        (31, SizeBand.MEDIUM),
        (100, SizeBand.MEDIUM),
        (101, SizeBand.LARGE),
    ],
)
def test_units_are_banded_by_headcount(headcount: int | None, band: SizeBand | None):
    assert size_band(headcount) is band
