"""From a round's attempts to places, prizes and unit tallies: plain values in, plain values out.

It decides nothing by itself: every rule it calls stands in contest.rules.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from contest.attempts.queries import AttemptFacts
from contest.rules import awards, prediction, ranking, scoring
from contest.rules.awards import Awards, Nomination, Prize
from contest.rules.prediction import DivisionFacts
from contest.rules.ranking import Placing, Result, TieKey
from contest.rules.terms import RuleSet
from contest.standings.ranking.counted import CountingAttempt, counting_attempts
from contest.standings.ranking.decisions import NOTHING_SETTLED, Settled, prizes_and_ties
from contest.standings.ranking.units import Roster, UnitPlace, unit_places
from contest.units.queries import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStanding:
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
    roster: Roster,
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
            winners=winners,
            units=units,
            roster=roster,
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
    draw, equal_at = settled.settle(board, first)
    keys = placings[0].keys
    if draw and TieKey.LOTTERY in keys:
        results = (replace(one.result, lottery=draw.get(one.result.entry_id)) for one in placings)
        placings = ranking.rank(results, keys)
    return placings, give(placings, draw=draw, equal_prizes_at=equal_at) if draw or equal_at else first


def _with_prizes(
    placings: Sequence[Placing], counted: Mapping[int, CountingAttempt], awarded: Awards
) -> tuple[PersonStanding, ...]:
    prizes, waiting = prizes_and_ties(awarded)
    return tuple(
        PersonStanding(
            placing=placing,
            counted=counted[placing.result.entry_id],
            prize=prizes.get(placing.result.entry_id),
            waits_for_tie=placing.result.entry_id in waiting,
        )
        for placing in placings
    )
