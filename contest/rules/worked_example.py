"""The example on the rules page: four made-up results, ranked by the very keys of the rule set."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from contest.rules.prediction import PredictionRule, prediction_error
from contest.rules.ranking import Placing, Result, TieKey, rank
from contest.rules.scoring import max_score
from contest.rules.terms import RuleSet

NAMES = ("Thí sinh A", "Thí sinh B", "Thí sinh C", "Thí sinh D")
ACTUAL_NUMBER = 1250
BETTER, BASE, WORSE = range(3)

_GUESSES = (1249, 1247, 1240)
_ATTEMPTS = (1, 1, 2)
_TIME_SHARES = (30, 40, 41)
_HANDED_IN = (time(2, 5, 10, 250_000), time(2, 15, 22, 120_000), time(2, 20, 3, 640_000))
_REGISTERED = (time(1, 0, 0), time(1, 30, 0), time(3, 45, 0))
_REGISTERED_DAYS_BEFORE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Placings of the made-up results, best first, with the guess of each by entry id."""

    placings: tuple[Placing, ...]
    guesses: dict[int, int]


def example_of(ruleset: RuleSet) -> Example:
    """Four made-up results and their places under the rule set's keys.

    Thí sinh D is behind on the first key, C on the second, B on the third, each of them
    ahead on all later keys, so that the example shows that an earlier key outweighs every
    later one. With fewer usable keys the others are equal and share a place.

    Source: thể lệ, mục Xếp hạng.
    """
    usable = _usable_keys(ruleset)
    numbers = range(1, len(NAMES) + 1)
    # Thí sinh A is behind on nothing, however many keys there are.
    behind_on = dict(zip(reversed(numbers[1:]), usable, strict=False))
    grades = {number: _grades(usable, behind_on.get(number)) for number in numbers}
    results = [_result(number, ruleset, graded) for number, graded in grades.items()]
    guesses = {
        number: _GUESSES[graded.get(TieKey.PREDICTION_ERROR, BASE)] for number, graded in grades.items()
    }
    return Example(placings=rank(results, ruleset.tie_break), guesses=guesses)


def _usable_keys(ruleset: RuleSet) -> tuple[TieKey, ...]:
    """The keys on which results of this rule set can differ before anything is drawn by lot."""
    unusable = {TieKey.LOTTERY}
    if ruleset.attempts_allowed == 1:
        unusable.add(TieKey.ATTEMPTS)
    if ruleset.prediction is None:
        unusable.add(TieKey.PREDICTION_ERROR)
    return tuple(key for key in ruleset.tie_break if key not in unusable)


def _grades(usable: tuple[TieKey, ...], behind_on: TieKey | None) -> dict[TieKey, int]:
    """On each key whether a made-up result is better, the same or worse than Thí sinh A's."""
    if behind_on is None:
        return {}
    at = usable.index(behind_on)
    return {behind_on: WORSE} | dict.fromkeys(usable[at + 1 :], BETTER)


def _result(number: int, ruleset: RuleSet, grades: dict[TieKey, int]) -> Result:
    def grade(key: TieKey) -> int:
        return grades.get(key, BASE)

    day = ruleset.law_as_of
    division = ruleset.divisions[0]
    full = max_score(questions=division.blueprint.size)
    time_used = ruleset.duration * _TIME_SHARES[grade(TieKey.TIME_USED)] / 100
    registered_on = day - _REGISTERED_DAYS_BEFORE
    return Result(
        entry_id=number,
        division=division.code,
        score=full - (grade(TieKey.SCORE) == WORSE),
        prediction_error=_error(ruleset.prediction, _GUESSES[grade(TieKey.PREDICTION_ERROR)]),
        time_used_ms=time_used // timedelta(milliseconds=1),
        submitted_at=datetime.combine(day, _HANDED_IN[grade(TieKey.SUBMITTED_AT)], tzinfo=UTC),
        attempts=_ATTEMPTS[grade(TieKey.ATTEMPTS)],
        registered_at=datetime.combine(registered_on, _REGISTERED[grade(TieKey.REGISTERED_AT)], tzinfo=UTC),
        lottery=None,
    )


def _error(rule: PredictionRule | None, guess: int) -> int | None:
    return None if rule is None else prediction_error(guess, ACTUAL_NUMBER, rule.variant)
