"""When a round is open, when an attempt must end, and what still counts at a given instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from contest.rules.problems import Problem

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One stretch of time in which a round is open: ``opens_at <= now < closes_at``."""

    opens_at: datetime
    closes_at: datetime

    def __post_init__(self) -> None:
        if self.opens_at.utcoffset() is None or self.closes_at.utcoffset() is None:
            raise ValueError("an interval needs aware instants")

    def holds(self, now: datetime) -> bool:
        """Whether the instant lies inside; the closing instant does not."""
        return self.opens_at <= now < self.closes_at


class RoundPhase(StrEnum):
    """Where a round stands at an instant."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    BETWEEN = "between"
    CLOSED = "closed"


class AttemptPhase(StrEnum):
    """Where an unfinished attempt stands at an instant."""

    OPEN = "open"
    GRACE = "grace"
    OVER = "over"


def round_phase(intervals: Sequence[Interval], *, now: datetime) -> RoundPhase:
    """Where the round stands. A round without intervals has never opened.

    Source: thể lệ, mục Thời gian các đợt thi.
    """
    if current_interval(intervals, now=now) is not None:
        return RoundPhase.OPEN
    if all(now < interval.opens_at for interval in intervals):
        return RoundPhase.NOT_OPEN
    return RoundPhase.BETWEEN if next_opening(intervals, now=now) is not None else RoundPhase.CLOSED


def current_interval(intervals: Sequence[Interval], *, now: datetime) -> Interval | None:
    """The interval that is open at the instant, if one is.

    Source: thể lệ, mục Thời gian các đợt thi.
    """
    return next((interval for interval in intervals if interval.holds(now)), None)


def next_opening(intervals: Sequence[Interval], *, now: datetime) -> datetime | None:
    """When the round opens next, counted from an instant; None when it never opens again.

    Source: thể lệ, mục Thời gian các đợt thi.
    """
    return min((interval.opens_at for interval in intervals if now < interval.opens_at), default=None)


def closes_at(intervals: Sequence[Interval]) -> datetime:
    """When the round closes for good. Raises ValueError for a round without intervals.

    Source: thể lệ, mục Thời gian các đợt thi.
    """
    if not intervals:
        raise ValueError("a round without intervals never closes")
    return max(interval.closes_at for interval in intervals)


def check_intervals(intervals: Sequence[Interval]) -> tuple[Problem, ...]:
    """What is wrong with a round's intervals: none given, empty, reversed, unsorted or overlapping.

    An interval may begin at the very instant at which the one before it ends.
    """
    if not intervals:
        return (Problem(path="intervals", code="none", sentence="Đợt thi chưa có khoảng thời gian mở nào."),)
    problems: list[Problem] = []
    for index, interval in enumerate(intervals):
        problems.extend(_check_one(index, interval))
    for index, (before, after) in enumerate(pairwise(intervals), start=1):
        problems.extend(_check_neighbours(index, before, after))
    return tuple(problems)


def _check_one(index: int, interval: Interval) -> list[Problem]:
    if interval.opens_at < interval.closes_at:
        return []
    path = f"intervals[{index}].closes_at"
    if interval.opens_at == interval.closes_at:
        sentence = f"Khoảng thời gian thứ {index + 1} mở và đóng cùng một lúc."
        return [Problem(path=path, code="empty", sentence=sentence)]
    sentence = f"Khoảng thời gian thứ {index + 1} đóng trước khi mở."
    return [Problem(path=path, code="reversed", sentence=sentence)]


def _check_neighbours(index: int, before: Interval, after: Interval) -> list[Problem]:
    path = f"intervals[{index}].opens_at"
    if after.opens_at < before.opens_at:
        sentence = f"Khoảng thời gian thứ {index + 1} phải đứng trước khoảng thứ {index}."
        return [Problem(path=path, code="unsorted", sentence=sentence)]
    if after.opens_at < before.closes_at:
        sentence = f"Khoảng thời gian thứ {index + 1} mở khi khoảng thứ {index} chưa đóng."
        return [Problem(path=path, code="overlapping", sentence=sentence)]
    return []


def allowed_duration(duration: timedelta, *, factor: Fraction) -> timedelta:
    """The time one person may work, to the millisecond, rounded in the person's favour.

    ``factor`` is 1 for everyone and more for a named person who needs extra time. Raises
    ValueError for a duration that is not positive or a factor below 1.

    Source: thể lệ, mục Thời gian làm bài; D5 (extra time for a named person).
    """
    if duration <= timedelta(0):
        raise ValueError(f"an allowed time must be positive, not {duration}")
    if factor < 1:
        raise ValueError(f"extra time never shortens an attempt: {factor}")
    microseconds = duration // timedelta(microseconds=1) * factor
    return -(-microseconds // 1000) * MILLISECOND


def deadline_of(
    *, started_at: datetime, duration: timedelta, closes_at: datetime, lets_started_finish: bool
) -> datetime:
    """When an attempt started at an instant must be handed in; computed once, at the start.

    ``duration`` is the person's own (see ``allowed_duration``), ``closes_at`` that of the
    interval in which the attempt started. Raises ValueError for a start after the close.

    Source: thể lệ, mục Thời gian làm bài; T2.
    """
    if started_at >= closes_at:
        raise ValueError("an attempt starts before its interval closes")
    by_duration = started_at + duration
    return by_duration if lets_started_finish else min(by_duration, closes_at)


def extended_deadline(*, deadline_at: datetime, extra: timedelta, now: datetime) -> datetime | None:
    """The later deadline of an audited extension; None if even that would already have passed.

    Raises ValueError for an extension that does not add time.

    Source: T2 (only an audited extension changes a deadline, never to a moment already past).
    """
    if extra <= timedelta(0):
        raise ValueError(f"an extension adds time, not {extra}")
    extended = deadline_at + extra
    return extended if extended > now else None


def attempt_phase(*, deadline_at: datetime, grace: timedelta, now: datetime) -> AttemptPhase:
    """Where an unfinished attempt stands: both the deadline and the end of the grace are inclusive.

    Source: thể lệ, mục Thời gian làm bài (thời gian chờ mạng); T3.
    """
    if now <= deadline_at:
        return AttemptPhase.OPEN
    return AttemptPhase.GRACE if now <= deadline_at + grace else AttemptPhase.OVER


def accepts(*, deadline_at: datetime, grace: timedelta, now: datetime) -> bool:
    """Whether a save or a submission that is read at this instant still counts.

    Source: thể lệ, mục Thời gian làm bài (thời gian chờ mạng); T3.
    """
    return attempt_phase(deadline_at=deadline_at, grace=grace, now=now) is not AttemptPhase.OVER


def time_used(*, started_at: datetime, finished_at: datetime, deadline_at: datetime) -> int:
    """How long an attempt took, in whole milliseconds; the grace is never counted.

    Never more than the time from start to deadline and never negative, whoever closes the
    attempt and however long after.

    Source: thể lệ, mục Thời gian làm bài; T3, T6.
    """
    used = min(finished_at, deadline_at) - started_at
    return max(used // MILLISECOND, 0)
