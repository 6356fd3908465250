"""What holds of every award of prizes, whatever the places, prizes and exclusions."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from contest.rules.awards import NominatedBy, Prize, award, award_units
from contest.rules.checks import cost_of_round
from contest.rules.ranking import Placing, Result, TieKey, rank
from contest.rules.ruleset import default_2024

MORNING = datetime(2024, 11, 18, 1, 0, tzinfo=UTC)


def placed(scores: list[int]) -> tuple[Placing, ...]:
    """Entries 1, 2, 3, ... with these scores, ranked by score alone."""
    results = [
        Result(
            entry_id=number,
            division="cbccvc",
            score=score,
            prediction_error=None,
            time_used_ms=1,
            submitted_at=MORNING,
            attempts=1,
            registered_at=MORNING,
            lottery=None,
        )
        for number, score in enumerate(scores, start=1)
    ]
    return rank(results, (TieKey.SCORE,))


PLACINGS = st.lists(st.integers(0, 4), max_size=10).map(placed)
PRIZES = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 900_000)), max_size=4).map(
    lambda rows: [
        Prize(code=f"giai-{index}", name=f"Giải {index}", quota=quota, amount_vnd=amount)
        for index, (quota, amount) in enumerate(rows)
    ]
)
ENTRY_IDS = st.sets(st.integers(1, 10), max_size=4)
EXCLUDED = st.dictionaries(st.integers(1, 10), st.just("người ra đề"), max_size=4)
ORDERS = st.permutations(range(1, 11)).map(
    lambda order: {entry: position for position, entry in enumerate(order, start=1)}
)


@given(placings=PLACINGS, prizes=PRIZES, excluded=EXCLUDED, won=ENTRY_IDS, draw=ORDERS | st.just({}))
def test_no_prize_is_given_more_often_than_its_quota(
    placings: tuple[Placing, ...],
    prizes: list[Prize],
    excluded: dict[int, str],
    won: set[int],
    draw: dict[int, int],
):
    got = award(placings, prizes, excluded=excluded, already_won=won, draw=draw)
    at_stake = [code for tie in got.ties for code in tie.prizes]
    spoken_for = Counter([*(n.prize for n in got.nominations), *at_stake, *got.not_given])
    assert spoken_for == Counter({prize.code: prize.quota for prize in prizes})


@given(placings=PLACINGS, prizes=PRIZES, excluded=EXCLUDED, won=ENTRY_IDS)
def test_nobody_gets_two_prizes_and_nobody_excluded_gets_one(
    placings: tuple[Placing, ...], prizes: list[Prize], excluded: dict[int, str], won: set[int]
):
    got = award(placings, prizes, excluded=excluded, already_won=won)
    winners = [nomination.entry_id for nomination in got.nominations]
    assert len(set(winners)) == len(winners)
    open_to = set(winners) | {entry for tie in got.ties for entry in tie.entry_ids}
    assert not open_to & (set(excluded) | won)


@given(placings=PLACINGS, prizes=PRIZES, excluded=EXCLUDED, draw=ORDERS)
def test_after_a_draw_of_everyone_no_tie_is_left(
    placings: tuple[Placing, ...], prizes: list[Prize], excluded: dict[int, str], draw: dict[int, int]
):
    assert award(placings, prizes, excluded=excluded, already_won=(), draw=draw).ties == ()


@given(placings=PLACINGS, prizes=PRIZES)
def test_equal_prizes_never_cost_more_than_the_budget_and_leave_no_tie(
    placings: tuple[Placing, ...], prizes: list[Prize]
):
    got = award(placings, prizes, excluded={}, already_won=(), equal_prizes_at=range(1, 11))
    assert got.ties == ()
    budget = sum(prize.quota * prize.amount_vnd for prize in prizes)
    assert sum(nomination.amount_vnd for nomination in got.nominations) <= budget


@given(placings=PLACINGS, prizes=PRIZES, draw=ORDERS)
def test_a_better_place_never_gets_a_lesser_prize(
    placings: tuple[Placing, ...], prizes: list[Prize], draw: dict[int, int]
):
    rank_of_prize = {prize.code: index for index, prize in enumerate(prizes)}
    got = award(placings, prizes, excluded={}, already_won=(), draw=draw)
    by_place = sorted(got.nominations, key=lambda nomination: nomination.place)
    given_prizes = [rank_of_prize[nomination.prize] for nomination in by_place]
    places = [nomination.place for nomination in by_place]
    for index, place in enumerate(places):
        lesser_later = [prize for other, prize in zip(places, given_prizes, strict=True) if other > place]
        assert all(given_prizes[index] <= prize for prize in lesser_later)


@given(placings=PLACINGS.filter(bool), prizes=PRIZES.filter(bool))
def test_excluding_a_winner_never_takes_a_prize_from_someone_else_who_had_one(
    placings: tuple[Placing, ...], prizes: list[Prize]
):
    before = award(placings, prizes, excluded={}, already_won=())
    first = placings[0].result.entry_id
    after = award(placings, prizes, excluded={first: "khai sai"}, already_won=())
    had = {nomination.entry_id for nomination in before.nominations} - {first}
    still_in = {n.entry_id for n in after.nominations} | {e for tie in after.ties for e in tie.entry_ids}
    assert had <= still_in


@given(placings=PLACINGS, prizes=PRIZES, draw=ORDERS | st.just({}), equal_at=ENTRY_IDS)
def test_units_get_their_prizes_as_persons_do(
    placings: tuple[Placing, ...], prizes: list[Prize], draw: dict[int, int], equal_at: set[int]
):
    as_units = [(placing.place, placing.result.entry_id) for placing in placings]
    persons = award(placings, prizes, excluded={}, already_won=(), draw=draw, equal_prizes_at=equal_at)
    assert award_units(as_units, prizes, draw=draw, equal_prizes_at=equal_at) == persons


def test_a_nomination_says_what_settled_it():
    placings = placed([20, 19, 19, 18, 18])
    prizes = [
        Prize(code="nhat", name="Giải Nhất", quota=1, amount_vnd=0),
        Prize(code="nhi", name="Giải Nhì", quota=1, amount_vnd=0),
        Prize(code="ba", name="Giải Ba", quota=1, amount_vnd=0),
        Prize(code="kk", name="Giải Khuyến khích", quota=1, amount_vnd=0),
    ]
    got = award(placings, prizes, excluded={}, already_won=(), draw={2: 1, 3: 2}, equal_prizes_at=[4])
    assert [nomination.by for nomination in got.nominations] == [
        NominatedBy.PLACE,
        NominatedBy.LOTTERY,
        NominatedBy.LOTTERY,
        NominatedBy.EQUAL_PRIZES,
        NominatedBy.EQUAL_PRIZES,
    ]


@given(placings=PLACINGS, prizes=PRIZES, excluded=EXCLUDED)
def test_a_refused_unit_gets_nothing_and_takes_no_prize_from_the_others(
    placings: tuple[Placing, ...], prizes: list[Prize], excluded: dict[int, str]
):
    places = [(placing.place, placing.result.entry_id) for placing in placings]
    got = award_units(places, prizes, excluded=excluded, draw={one: one for _, one in places})
    assert not {nomination.entry_id for nomination in got.nominations} & excluded.keys()
    able = sum(unit_id not in excluded for _, unit_id in places)
    assert len(got.nominations) == min(able, sum(prize.quota for prize in prizes))


def test_the_cost_of_a_round_counts_a_groups_prizes_once_for_each_size_band():
    rules = default_2024()
    group = rules.collective.groups[0]
    of_group = sum(prize.quota * prize.amount_vnd for prize in group.prizes)
    by_size = replace(rules, collective=replace(rules.collective, groups=(replace(group, by_size=True),)))
    whole = replace(rules, collective=replace(rules.collective, groups=(group,)))
    assert cost_of_round(by_size) - cost_of_round(whole) == 2 * of_group
