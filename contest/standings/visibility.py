"""What of a round's standings may be shown, for pages, files and charts alike (P2, R8)."""

from dataclasses import dataclass

from contest.rules.prediction import PredictionTarget
from contest.rules.terms import RuleSet
from contest.rules.windows import RoundPhase

COUNTS_PEOPLE = frozenset({PredictionTarget.PEOPLE, PredictionTarget.ATTEMPTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visibility:
    """What may be shown of a round at an instant."""

    participation: bool  # how many people and attempts, and rates made of them
    scores: bool  # averages, histograms, personal places, who was all-correct
    is_final: bool  # published standings, not provisional ones


def of_round(rules: RuleSet, *, phase: RoundPhase, is_published: bool) -> Visibility:
    """While a round can still be predicted, what is counted stays hidden; scores wait for the close.

    Between two intervals of a round it is not over, so nothing more is shown than while it is open.
    """
    is_over = phase is RoundPhase.CLOSED
    counts_people = rules.prediction is not None and rules.prediction.target in COUNTS_PEOPLE
    return Visibility(
        participation=is_over or not counts_people,
        scores=is_over,
        is_final=is_over and is_published,
    )
