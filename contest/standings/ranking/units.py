"""From the attempts that count to the places of units: tallies, groups, size bands, collective prizes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from contest.rules import awards, participation
from contest.rules.awards import Awards, Nomination
from contest.rules.participation import (
    CategoryTally,
    CollectiveRule,
    SizeBand,
    UnitGroup,
    UnitStanding,
    UnitTally,
)
from contest.rules.terms import DivisionKind, RuleSet
from contest.standings.ranking.counted import CountingAttempt
from contest.standings.ranking.decisions import NOTHING_SETTLED, Settled, prizes_and_ties, unit_board
from contest.units.queries import Unit

DISTRICT, AGENCY = "district", "agency"
OTHER_GROUP = ("khac", "Đơn vị khác")
BAND_MARK = "--"  # between the code of a group and a size band; no code of a group holds two dashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Headcounts as frozen for a contest, and the staff category of the entries that state one."""

    headcounts: Mapping[int, int]  # by unit
    by_category: Mapping[tuple[int, str], int]  # by unit and category
    categories: Mapping[int, str]  # by entry


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlace:
    """One unit's standing within its group, and its prize."""

    unit: Unit
    board: str
    group_code: str
    group_name: str
    standing: UnitStanding
    citizens: int
    prize: Nomination | None
    waits_for_tie: bool
    awards: Awards  # of the whole group


def unit_prize_names(rules: RuleSet) -> Mapping[tuple[str, str], str]:
    """The name of each collective prize by (group code, prize code), those of size bands too."""
    bands = ("", *(f"{BAND_MARK}{band}" for band in SizeBand))
    return {
        (f"{group.code}{band}", prize.code): prize.name
        for group in rules.collective.groups
        for band in bands
        for prize in group.prizes
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was counted of each unit alone: tallies of staff, citizens, and staff by category."""

    staff: Mapping[int, UnitTally]
    citizens: Mapping[int, int]
    categories: Mapping[tuple[int, str], int]


def unit_places(
    counted: Mapping[int, CountingAttempt],
    rules: RuleSet,
    *,
    winners: Collection[int],
    units: Mapping[int, Unit],
    roster: Roster,
    settled: Settled = NOTHING_SETTLED,
) -> tuple[UnitPlace, ...]:
    """Every unit with a headcount or people, each with all that lies below it, ranked within its group.

    Only staff enter tallies and rates; citizens belong to no headcount and are counted apart.
    """
    staff = {one.code for one in rules.divisions if one.kind is DivisionKind.STAFF}
    taken = Taken(
        staff=_own_tallies(counted, staff, rules, winners),
        citizens=Counter(one.facts.unit_id for one in counted.values() if one.facts.division not in staff),
        categories=_categories_taking_part(counted, staff, roster),
    )
    return places_of_units(taken, rules.collective, units=units, roster=roster, settled=settled)


def places_of_units(
    taken: Taken,
    rule: CollectiveRule,
    *,
    units: Mapping[int, Unit],
    roster: Roster,
    settled: Settled,
) -> tuple[UnitPlace, ...]:
    """The same from what was counted of each unit alone."""
    base = [
        replace(
            taken.staff.get(unit_id) or empty_tally(unit_id),
            headcount=roster.headcounts.get(unit_id),
            categories=_categories(unit_id, rule, taken.categories, roster),
        )
        for unit_id in units
        if unit_id in taken.staff or unit_id in roster.headcounts
    ]
    tallies = participation.roll_up(base, {unit.id: unit.parent_id for unit in units.values()})
    citizens: Counter[int] = Counter()
    for unit_id, people in taken.citizens.items():
        for above in units[unit_id].ancestor_ids:
            citizens[above] += people
    return _ranked(tallies, rule, units, citizens, settled)


def _categories_taking_part(
    counted: Mapping[int, CountingAttempt], staff: Collection[str], roster: Roster
) -> Counter[tuple[int, str]]:
    return Counter(
        (counted[entry_id].facts.unit_id, category)
        for entry_id, category in roster.categories.items()
        if entry_id in counted and counted[entry_id].facts.division in staff
    )


def _categories(
    unit_id: int, rule: CollectiveRule, taking_part: Mapping[tuple[int, str], int], roster: Roster
) -> tuple[CategoryTally, ...]:
    return tuple(
        CategoryTally(
            category=quota.category,
            people=taking_part.get((unit_id, quota.category), 0),
            headcount=roster.by_category.get((unit_id, quota.category)),
        )
        for quota in rule.quotas
    )


def empty_tally(unit_id: int) -> UnitTally:
    """A unit of which nobody took part, and whose headcount is not known."""
    return UnitTally(
        unit_id=unit_id,
        people=0,
        attempts=0,
        headcount=None,
        score_sum=0,
        scored=0,
        max_score=1,
        all_correct=0,
    )


def _own_tallies(
    counted: Mapping[int, CountingAttempt], staff: Collection[str], rules: RuleSet, winners: Collection[int]
) -> dict[int, UnitTally]:
    longest = max((rules.division(code).blueprint.size for code in staff), default=1)
    by_unit: defaultdict[int, list[CountingAttempt]] = defaultdict(list)
    for one in counted.values():
        if one.facts.division in staff:
            by_unit[one.facts.unit_id].append(one)
    return {
        unit_id: replace(
            empty_tally(unit_id),
            people=len(own),
            attempts=sum(one.attempts for one in own),
            score_sum=sum(one.facts.score for one in own),
            scored=len(own),
            max_score=longest,
            all_correct=sum(one.is_all_correct for one in own),
            winners=sum(one.facts.entry_id in winners for one in own),
        )
        for unit_id, own in by_unit.items()
    }


def _ranked(
    tallies: Mapping[int, UnitTally],
    rule: CollectiveRule,
    units: Mapping[int, Unit],
    citizens: Mapping[int, int],
    settled: Settled,
) -> tuple[UnitPlace, ...]:
    group_of_kind = {kind: group for group in rule.groups for kind in group.kinds}
    grouped: defaultdict[tuple[str, str, str], list[UnitTally]] = defaultdict(list)
    for unit_id, tally in tallies.items():
        unit = units[unit_id]
        if unit.kind == "province":
            continue
        board = DISTRICT if unit.kind == "district" else AGENCY
        grouped[board, *group_of(group_of_kind.get(unit.kind), tally.headcount)].append(tally)
    return tuple(
        place
        for group, members in sorted(grouped.items())
        for place in _group_places(
            group, participation.rank_units(members, rule), rule, units, citizens, settled
        )
    )


def group_of(group: UnitGroup | None, headcount: int | None) -> tuple[str, str]:
    """The code and name of those with whom a unit competes: its group, or within it those of like size."""
    if group is None:
        return OTHER_GROUP
    band = participation.size_band(headcount) if group.by_size else None
    if band is None:
        return group.code, group.name
    return f"{group.code}{BAND_MARK}{band}", f"{group.name}, {participation.BAND_NAMES[band]}"


def _group_places(
    group: tuple[str, str, str],
    standings: Sequence[UnitStanding],
    rule: CollectiveRule,
    units: Mapping[int, Unit],
    citizens: Mapping[int, int],
    settled: Settled,
) -> Iterator[UnitPlace]:
    """The units of one group with its prizes handed out among those that have a place."""
    board, code, name = group
    own_code = code.partition(BAND_MARK)[0]
    prizes = next((one.prizes for one in rule.groups if one.code == own_code), ())
    places = [(one.place, one.tally.unit_id) for one in standings if one.place is not None]
    give = partial(awards.award_units, places, prizes, excluded=settled.refused_units)
    first = give()
    draw, equal_at = settled.settle(unit_board(board, code), first)
    awarded = give(draw=draw, equal_prizes_at=equal_at) if draw or equal_at else first
    given, waiting = prizes_and_ties(awarded)
    for standing in standings:
        unit_id = standing.tally.unit_id
        yield UnitPlace(
            unit=units[unit_id],
            board=board,
            group_code=code,
            group_name=name,
            standing=standing,
            citizens=citizens.get(unit_id, 0),
            prize=given.get(unit_id),
            waits_for_tie=unit_id in waiting,
            awards=awarded,
        )
