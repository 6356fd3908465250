"""From a round's attempts to places, prizes and unit tallies: plain values in, plain values out.

It decides nothing by itself: every rule it calls stands in contest.rules.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from operator import attrgetter
from typing import NamedTuple

from contest.attempts.queries import AttemptFacts
from contest.entries.queries import Registration
from contest.rules import awards, prediction, ranking, scoring
from contest.rules.awards import Awards, Nomination, Prize
from contest.rules.prediction import DivisionFacts, PredictionRule
from contest.rules.ranking import Placing, Result, TieKey
from contest.rules.terms import RuleSet
from contest.standings.ranking.counted import CountingAttempt, counting_attempts
from contest.standings.ranking.decisions import NOTHING_SETTLED, Settled, prizes_and_ties
from contest.standings.ranking.units import Roster, UnitPlace, unit_places
from contest.units.queries import Unit


class PersonStanding(NamedTuple):
    """One person's place with all that it came from."""

    placing: Placing
    counted: CountingAttempt
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


def division_facts(
    counted: Mapping[int, CountingAttempt], facts: Sequence[AttemptFacts], rules: RuleSet
) -> tuple[DivisionFacts, ...]:
    """What the prediction question may ask for, for every division of the rules."""
    people = Counter(map(_MARKED, [one.facts for one in counted.values()]))
    attempts = Counter(map(_MARKED, [one for one in facts if one.entry_id in counted]))
    return tuple(
        DivisionFacts(
            division=division.code,
            people=sum(_of_division(people, division.code).values()),
            attempts=sum(_of_division(attempts, division.code).values()),
            people_all_correct=_all_correct(_of_division(people, division.code)),
            attempts_all_correct=_all_correct(_of_division(attempts, division.code)),
        )
        for division in rules.divisions
    )


# A division has few scores and hundreds of thousands of attempts: those of one mark are counted together.
_MARKED = attrgetter("division", "score", "questions")
Marks = Mapping[tuple[str, int, int], int]


def _of_division(counts: Marks, division: str) -> Marks:
    return {mark: count for mark, count in counts.items() if mark[0] == division}


def _all_correct(counts: Marks) -> int:
    return sum(
        count
        for (_, score, questions), count in counts.items()
        if scoring.is_all_correct(score, questions=questions)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """The places of a round before any prize, and what they came from."""

    counted: Mapping[int, CountingAttempt]  # by entry
    counts: tuple[DivisionFacts, ...]
    actual_numbers: Mapping[str, int]  # by division
    placings: Mapping[str, tuple[Placing, ...]]  # by division


def ranked(
    facts: Sequence[AttemptFacts],
    rules: RuleSet,
    *,
    excluded: Collection[int],
    entered: Mapping[int, Registration],
) -> Ranked:
    """The places of one round, after the excluded entries are taken out."""
    counted = counting_attempts(facts, rules, excluded=excluded)
    counts = division_facts(counted, facts, rules)
    actual = {
        division.code: prediction.actual_number(counts, rules.prediction, division=division.code)
        for division in rules.divisions
        if rules.prediction is not None
    }
    results = _results(counted.values(), rules.prediction, actual, entered)
    return Ranked(
        counted=counted,
        counts=counts,
        actual_numbers=actual,
        placings=ranking.rank_by_division(results, rules.tie_break),
    )


def compute(
    facts: Sequence[AttemptFacts],
    rules: RuleSet,
    *,
    excluded: Collection[int],
    entered: Mapping[int, Registration],
    already_won: Collection[int],
    units: Mapping[int, Unit],
    roster: Roster,
    settled: Settled = NOTHING_SETTLED,
) -> RoundStandings:
    """Places, prizes and unit standings of one round, after the excluded entries are taken out."""
    found = ranked(facts, rules, excluded=excluded, entered=entered)
    given = {
        division: awarded_places(
            placings,
            rules.division(division).prizes,
            board=division,
            already_won=already_won,
            min_score=rules.division(division).blueprint.size if rules.prizes_need_all_correct else None,
            settled=settled,
        )
        for division, placings in found.placings.items()
    }
    awarded = {division: prizes for division, (_, prizes) in given.items()}
    winners = frozenset(nomination.entry_id for one in awarded.values() for nomination in one.nominations)
    return RoundStandings(
        counts=found.counts,
        actual_numbers=found.actual_numbers,
        persons={
            division: _with_prizes(placings, found.counted, awarded[division])
            for division, (placings, _) in given.items()
        },
        awards=awarded,
        units=unit_places(
            found.counted,
            rules,
            winners=winners,
            units=units,
            roster=roster,
            settled=settled,
        ),
    )


def _results(
    counted: Collection[CountingAttempt],
    rule: PredictionRule | None,
    actual: Mapping[str, int],
    entered: Mapping[int, Registration],
) -> list[Result]:
    """What each entry brings to the ranking; made column by column, for there may be 430,000."""
    facts = [one.facts for one in counted]
    errors: Iterable[int | None] = repeat(None, len(facts))
    if rule is not None:
        errors = [
            prediction.prediction_error(one.prediction, actual[one.division], rule.variant) for one in facts
        ]
    entry_ids = [*map(_ENTRY, facts)]
    columns = (
        entry_ids,
        map(_DIVISION, facts),
        map(_SCORE, facts),
        errors,
        map(_TIME_USED, facts),
        map(_FINISHED, facts),
        [one.attempts for one in counted],
        [entered[entry_id].entered_at for entry_id in entry_ids],
    )
    return [*map(Result._make, zip(*columns, repeat(None), repeat(1)))]  # nothing was drawn; one round


_ENTRY, _DIVISION, _SCORE = attrgetter("entry_id"), attrgetter("division"), attrgetter("score")
_TIME_USED, _FINISHED = attrgetter("time_used_ms"), attrgetter("finished_at")


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
    draw, equal_at = settled.settle(board, first)
    keys = placings[0].keys
    if draw and TieKey.LOTTERY in keys:
        results = (one.result._replace(lottery=draw.get(one.result.entry_id)) for one in placings)
        placings = ranking.rank(results, keys)
    return placings, give(placings, draw=draw, equal_prizes_at=equal_at) if draw or equal_at else first


def _with_prizes(
    placings: Sequence[Placing], counted: Mapping[int, CountingAttempt], awarded: Awards
) -> tuple[PersonStanding, ...]:
    prizes, waiting = prizes_and_ties(awarded)
    entry_ids = [placing.result.entry_id for placing in placings]
    columns = (placings, map(counted.__getitem__, entry_ids), map(prizes.get, entry_ids))
    waits = map(waiting.__contains__, entry_ids)
    return tuple(map(PersonStanding._make, zip(*columns, waits, strict=True)))
