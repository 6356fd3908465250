"""The number that the prediction question asks for, and how far a guess is from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class PredictionTarget(StrEnum):
    """What is counted: people (người) or attempts (lượt thi), all of them or the all-correct ones."""

    PEOPLE_ALL_CORRECT = "people_all_correct"
    ATTEMPTS_ALL_CORRECT = "attempts_all_correct"
    PEOPLE = "people"
    ATTEMPTS = "attempts"


class PredictionScope(StrEnum):
    """Among whom it is counted: the participant's own division, or everyone in the round."""

    DIVISION = "division"
    OVERALL = "overall"


class Closeness(StrEnum):
    """Which guess is closer: by absolute difference, or only guesses that are not above the number."""

    ABSOLUTE = "absolute"
    NOT_ABOVE = "not_above"


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionRule:
    """What the prediction question of a rule set asks and how guesses are compared."""

    target: PredictionTarget
    scope: PredictionScope
    variant: Closeness


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionFacts:
    """What was counted in one division of a closed round, after invalid entries were struck out.

    People are distinct persons whose counting attempt is finished; attempts are all
    finished attempts. All-correct means without a mistake.
    """

    division: str
    people: int
    attempts: int
    people_all_correct: int
    attempts_all_correct: int


def actual_number(facts: Iterable[DivisionFacts], rule: PredictionRule, *, division: str) -> int:
    """The number that participants of a division had to predict.

    Raises ValueError when a division is given twice or the asked one is not given at all:
    a silent 0 would hand out prizes.

    Source: thể lệ, mục Câu hỏi dự đoán; R8.
    """
    by_division: dict[str, int] = {}
    for one in facts:
        if one.division in by_division:
            raise ValueError(f"division {one.division!r} is counted twice")
        by_division[one.division] = _COUNTED[rule.target](one)
    if division not in by_division:
        raise ValueError(f"division {division!r} was not counted")
    return by_division[division] if rule.scope is PredictionScope.DIVISION else sum(by_division.values())


_COUNTED: dict[PredictionTarget, Callable[[DivisionFacts], int]] = {
    PredictionTarget.PEOPLE_ALL_CORRECT: lambda facts: facts.people_all_correct,
    PredictionTarget.ATTEMPTS_ALL_CORRECT: lambda facts: facts.attempts_all_correct,
    PredictionTarget.PEOPLE: lambda facts: facts.people,
    PredictionTarget.ATTEMPTS: lambda facts: facts.attempts,
}


def prediction_error(guess: int | None, actual: int, variant: Closeness) -> int | None:
    """How far a guess is from the actual number; None stands behind everyone with a distance.

    None is answered without a guess and, where the rule set asks for the closest guess not
    above the number, for a guess above it. Raises ValueError for a negative number.

    Source: thể lệ, mục Câu hỏi dự đoán.
    """
    if actual < 0 or (guess is not None and guess < 0):
        raise ValueError("people and attempts are counted from 0")
    if guess is None or (variant is Closeness.NOT_ABOVE and guess > actual):
        return None
    return abs(guess - actual)
