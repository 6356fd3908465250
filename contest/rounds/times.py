"""What is right for a round's times: stretches that follow each other, what may change once it is open."""

from collections.abc import Sequence
from datetime import date, datetime

from contest.platform.clock import VIETNAM
from contest.rounds.errors import IntervalsInvalid, ResultsDueTooEarly, RoundStarted
from contest.rules import windows
from contest.rules.windows import Interval


def check(intervals: Sequence[Interval]) -> None:
    """Raises IntervalsInvalid."""
    problems = windows.check_intervals(intervals)
    if problems:
        raise IntervalsInvalid(problems=[problem.sentence for problem in problems])


def check_due(results_due_on: date | None, intervals: Sequence[Interval]) -> None:
    """Results cannot be there before the last closing; raises ResultsDueTooEarly."""
    closes_on = day_of(windows.closes_at(intervals))
    if results_due_on is not None and results_due_on < closes_on:
        raise ResultsDueTooEarly(closes_on=closes_on)


def day_of(instant: datetime) -> date:
    """The day in Viet Nam."""
    return instant.astimezone(VIETNAM).date()


def check_only_later_closing(old: Sequence[Interval], new: Sequence[Interval], now: datetime) -> None:
    """Of a round that has opened: the same times, or a later closing before the last; raises RoundStarted."""
    if tuple(old) == tuple(new):
        return
    same_openings = [one.opens_at for one in old] == [one.opens_at for one in new]
    earlier = any(after.closes_at < before.closes_at for before, after in zip(old, new, strict=False))
    if not same_openings or earlier or windows.closes_at(old) <= now:
        raise RoundStarted


def told(intervals: Sequence[Interval]) -> list[list[str]]:
    """The stretches as the log keeps them."""
    return [[one.opens_at.isoformat(), one.closes_at.isoformat()] for one in intervals]
