"""From a round's attempts to places, prizes and unit tallies: plain values in, plain values out.

It decides nothing by itself: every rule it calls stands in contest.rules.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from contest.attempts.queries import AttemptFacts
from contest.rules import awards, counting, participation, prediction, ranking, scoring
from contest.rules.awards import Awards, Nomination, Prize
from contest.rules.participation import CollectiveRule, SizeBand, UnitGroup, UnitStanding, UnitTally
from contest.rules.prediction import DivisionFacts
from contest.rules.ranking import Placing, Result, TieKey
from contest.rules.terms import DivisionKind, RuleSet
from contest.standings.decisions import NOTHING_SETTLED, Settled, unit_board
from contest.units.queries import Unit

DISTRICT, AGENCY = "district", "agency"
OTHER_GROUP = ("khac", "Đơn vị khác")
BAND_MARK = "--"  # between the code of a group and a size band; no code of a group holds two dashes


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingAttempt:
    """The attempt that counts for an entry, and how many it made."""

    facts: AttemptFacts
    attempts: int

    @property
    def is_all_correct(self) -> bool:
        """Whether no question was missed."""
        return scoring.is_all_correct(self.facts.score, questions=self.facts.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStanding:
    """One person's place with all that it came from."""

    placing: Placing
    counted: CountingAttempt
    prize: Nomination | None
    waits_for_tie: bool


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundStandings:
    """Everything computed for one round."""

    counts: tuple[DivisionFacts, ...]
    actual_numbers: Mapping[str, int]
    persons: Mapping[str, tuple[PersonStanding, ...]]  # by division
    awards: Mapping[str, Awards]  # by division: who was passed over, which ties are open
    units: tuple[UnitPlace, ...]


def counting_attempts(
    facts: Sequence[AttemptFacts], rules: RuleSet, *, excluded: Collection[int]
) -> dict[int, CountingAttempt]:
    """The counting attempt of each entry that is not excluded, by entry id."""
    by_entry: defaultdict[int, list[AttemptFacts]] = defaultdict(list)
    for one in facts:
        if one.entry_id not in excluded:
            by_entry[one.entry_id].append(one)
    return {entry_id: _counted(made, rules) for entry_id, made in by_entry.items()}


def _counted(made: Sequence[AttemptFacts], rules: RuleSet) -> CountingAttempt:
    if len(made) == 1:
        return CountingAttempt(facts=made[0], attempts=1)
    best = counting.counting_attempt(
        (
            counting.Attempt(
                number=one.number,
                score=one.score,
                time_used_ms=one.time_used_ms,
                submitted_at=one.finished_at,
            )
            for one in made
        ),
        rules.counting,
        tie_break=rules.tie_break,
    )
    facts = next(one for one in made if one.number == best.number)
    return CountingAttempt(facts=facts, attempts=len(made))


def division_facts(
    counted: Mapping[int, CountingAttempt], facts: Sequence[AttemptFacts], rules: RuleSet
) -> tuple[DivisionFacts, ...]:
    """What the prediction question may ask for, for every division of the rules."""
    all_attempts = [one for one in facts if one.entry_id in counted]
    return tuple(
        DivisionFacts(
            division=division.code,
            people=sum(1 for one in counted.values() if one.facts.division == division.code),
            attempts=sum(1 for one in all_attempts if one.division == division.code),
            people_all_correct=sum(
                1 for one in counted.values() if one.facts.division == division.code and one.is_all_correct
            ),
            attempts_all_correct=sum(
                1
                for one in all_attempts
                if one.division == division.code
                and scoring.is_all_correct(one.score, questions=one.questions)
            ),
        )
        for division in rules.divisions
    )


def compute(
    facts: Sequence[AttemptFacts],
    rules: RuleSet,
    *,
    excluded: Collection[int],
    registered_at: Mapping[int, datetime],
    already_won: Collection[int],
    units: Mapping[int, Unit],
    headcounts: Mapping[int, int],
    settled: Settled = NOTHING_SETTLED,
) -> RoundStandings:
    """Places, prizes and unit standings of one round, after the excluded entries are taken out."""
    counted = counting_attempts(facts, rules, excluded=excluded)
    asked = division_facts(counted, facts, rules)
    actual = {
        division.code: prediction.actual_number(asked, rules.prediction, division=division.code)
        for division in rules.divisions
        if rules.prediction is not None
    }
    results = [_result(entry_id, one, rules, actual, registered_at) for entry_id, one in counted.items()]
    ranked = ranking.rank_by_division(results, rules.tie_break)
    given = {
        division: awarded_places(
            placings,
            rules.division(division).prizes,
            board=division,
            already_won=already_won,
            min_score=rules.division(division).blueprint.size if rules.prizes_need_all_correct else None,
            settled=settled,
        )
        for division, placings in ranked.items()
    }
    awarded = {division: prizes for division, (_, prizes) in given.items()}
    winners = frozenset(nomination.entry_id for one in awarded.values() for nomination in one.nominations)
    return RoundStandings(
        counts=asked,
        actual_numbers=actual,
        persons={
            division: _with_prizes(placings, counted, awarded[division])
            for division, (placings, _) in given.items()
        },
        awards=awarded,
        units=unit_places(
            counted,
            rules,
            rules.collective,
            winners=winners,
            units=units,
            headcounts=headcounts,
            settled=settled,
        ),
    )


def _result(
    entry_id: int,
    counted: CountingAttempt,
    rules: RuleSet,
    actual: Mapping[str, int],
    registered_at: Mapping[int, datetime],
) -> Result:
    facts = counted.facts
    error = None
    if rules.prediction is not None:
        error = prediction.prediction_error(
            facts.prediction, actual[facts.division], rules.prediction.variant
        )
    return Result(
        entry_id=entry_id,
        division=facts.division,
        score=facts.score,
        prediction_error=error,
        time_used_ms=facts.time_used_ms,
        submitted_at=facts.finished_at,
        attempts=counted.attempts,
        registered_at=registered_at[entry_id],
        lottery=None,
    )


def awarded_places(
    placings: Sequence[Placing],
    prizes: Sequence[Prize],
    *,
    board: str,
    already_won: Collection[int],
    min_score: int | None,
    settled: Settled,
) -> tuple[Sequence[Placing], Awards]:
    """The prizes of one division, and its places: drawing lots may be the last key of the ranking."""
    give = partial(
        awards.award, prizes=prizes, excluded=settled.refused, already_won=already_won, min_score=min_score
    )
    first = give(placings)
    draw, equal_at = _settlements(first, board, settled)
    keys = placings[0].keys
    if draw and TieKey.LOTTERY in keys:
        results = (replace(one.result, lottery=draw.get(one.result.entry_id)) for one in placings)
        placings = ranking.rank(results, keys)
    return placings, give(placings, draw=draw, equal_prizes_at=equal_at) if draw or equal_at else first


def _settlements(awarded: Awards, board: str, settled: Settled) -> tuple[dict[int, int], list[int]]:
    """Positions in draws by id, and the places with equal prizes, of those ties that were settled."""
    draw: dict[int, int] = {}
    equal_at: list[int] = []
    for tie in awarded.ties:
        found = settled.of_tie(board, tie)
        if found is not None and found.order:
            draw |= found.order
        elif found is not None:
            equal_at.append(tie.place)
    return draw, equal_at


def _with_prizes(
    placings: Sequence[Placing], counted: Mapping[int, CountingAttempt], awarded: Awards
) -> tuple[PersonStanding, ...]:
    prizes, waiting = _prizes_and_ties(awarded)
    return tuple(
        PersonStanding(
            placing=placing,
            counted=counted[placing.result.entry_id],
            prize=prizes.get(placing.result.entry_id),
            waits_for_tie=placing.result.entry_id in waiting,
        )
        for placing in placings
    )


def _prizes_and_ties(awarded: Awards) -> tuple[Mapping[int, Nomination], frozenset[int]]:
    """The prize of each winner, and everybody who waits for a tie to be settled."""
    prizes = {nomination.entry_id: nomination for nomination in awarded.nominations}
    return prizes, frozenset(one for tie in awarded.ties for one in tie.entry_ids)


def unit_prize_names(rules: RuleSet) -> Mapping[tuple[str, str], str]:
    """The name of each collective prize by (group code, prize code), those of size bands too."""
    bands = ("", *(f"{BAND_MARK}{band}" for band in SizeBand))
    return {
        (f"{group.code}{band}", prize.code): prize.name
        for group in rules.collective.groups
        for band in bands
        for prize in group.prizes
    }


def unit_places(
    counted: Mapping[int, CountingAttempt],
    rules: RuleSet,
    rule: CollectiveRule,
    *,
    winners: Collection[int],
    units: Mapping[int, Unit],
    headcounts: Mapping[int, int],
    settled: Settled = NOTHING_SETTLED,
) -> tuple[UnitPlace, ...]:
    """Every unit with a headcount or people, each with all that lies below it, ranked within its group.

    Only staff enter tallies and rates; citizens belong to no headcount and are counted apart.
    """
    staff = {one.code for one in rules.divisions if one.kind is DivisionKind.STAFF}
    own = _own_tallies(counted, staff, rules, winners)
    parents = {unit.id: unit.parent_id for unit in units.values()}
    base = [
        replace(own.get(unit_id) or _empty(unit_id), headcount=headcounts.get(unit_id))
        for unit_id in units
        if unit_id in own or unit_id in headcounts
    ]
    tallies = participation.roll_up(base, parents)
    citizens = _citizens(counted, staff, units)
    return _ranked(tallies, rule, units, citizens, settled)


def _empty(unit_id: int) -> UnitTally:
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
    own: dict[int, UnitTally] = {}
    for entry_id, one in counted.items():
        facts = one.facts
        if facts.division not in staff:
            continue
        before = own.get(facts.unit_id) or replace(_empty(facts.unit_id), max_score=longest)
        own[facts.unit_id] = replace(
            before,
            people=before.people + 1,
            attempts=before.attempts + one.attempts,
            score_sum=before.score_sum + facts.score,
            scored=before.scored + 1,
            all_correct=before.all_correct + int(one.is_all_correct),
            winners=before.winners + int(entry_id in winners),
        )
    return own


def _citizens(
    counted: Mapping[int, CountingAttempt], staff: Collection[str], units: Mapping[int, Unit]
) -> Mapping[int, int]:
    found: defaultdict[int, int] = defaultdict(int)
    for one in counted.values():
        if one.facts.division not in staff:
            for unit_id in units[one.facts.unit_id].ancestor_ids:
                found[unit_id] += 1
    return found


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
    draw, equal_at = _settlements(first, unit_board(board, code), settled)
    given, waiting = _prizes_and_ties(
        give(draw=draw, equal_prizes_at=equal_at) if draw or equal_at else first
    )
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
        )
