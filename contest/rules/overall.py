"""The results of the whole contest: several rounds of a person become one result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contest.rules.ranking import Result, TieKey


class OverallMethod(StrEnum):
    """Which rounds make the result of the whole contest: all that were taken, or the best of them."""

    SUM = "sum"
    BEST = "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallRule:
    """How rounds are added up and by which keys the sums are ranked.

    ``best_of`` is how many rounds count under BEST, 0 under SUM; ``least_rounds`` is how many
    somebody must have taken to be ranked at all.
    """

    method: OverallMethod
    best_of: int
    least_rounds: int
    tie_break: tuple[TieKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallResult:
    """A person's result of the whole contest; ``counted`` are the numbers of the rounds in it."""

    result: Result
    counted: tuple[int, ...]


def overall_result(by_round: Mapping[int, Result], rule: OverallRule) -> OverallResult | None:
    """One result made of a person's results by the number of the round; None with too few rounds.

    Points, time used, attempts and distances of the guesses of the counted rounds are added
    up; without a valid guess in one of them there is no distance. Under BEST the rounds with
    most points count, among equal ones those with the shorter time, then the earlier ones.
    The last submission is that of the latest counted round. Every round taken is counted as
    taken, whether its points count or not.

    Source: thể lệ, mục Kết quả toàn cuộc thi.
    """
    if not by_round or len(by_round) < rule.least_rounds:
        return None
    numbers = sorted(
        by_round, key=lambda number: (-by_round[number].score, by_round[number].time_used_ms, number)
    )
    if rule.method is OverallMethod.BEST:
        numbers = numbers[: rule.best_of]
    counted = tuple(sorted(numbers))
    return OverallResult(
        result=_added([by_round[number] for number in counted], rounds_taken=len(by_round)), counted=counted
    )


def _added(results: Sequence[Result], *, rounds_taken: int) -> Result:
    errors = [result.prediction_error for result in results if result.prediction_error is not None]
    last = results[-1]
    return Result(
        entry_id=last.entry_id,
        division=last.division,
        score=sum(result.score for result in results),
        prediction_error=sum(errors) if len(errors) == len(results) else None,
        time_used_ms=sum(result.time_used_ms for result in results),
        submitted_at=max(result.submitted_at for result in results),
        attempts=sum(result.attempts for result in results),
        registered_at=last.registered_at,
        lottery=None,
        rounds_taken=rounds_taken,
    )
