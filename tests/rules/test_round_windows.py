"""Timelines of rounds and attempts, sampled densely around every border."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.windows import (
    AttemptPhase,
    Interval,
    RoundPhase,
    accepts,
    allowed_duration,
    attempt_phase,
    check_intervals,
    closes_at,
    current_interval,
    deadline_of,
    extended_deadline,
    next_opening,
    round_phase,
    time_used,
)

MILLISECOND = timedelta(milliseconds=1)
MICROSECOND = timedelta(microseconds=1)
JUST_BEFORE = (-timedelta(days=30), -timedelta(seconds=1), -MILLISECOND, -MICROSECOND)
JUST_AFTER = (MICROSECOND, MILLISECOND, timedelta(seconds=1))
MONDAY = datetime(2024, 11, 18, 1, 0, tzinfo=UTC)

INSTANTS = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2024, 12, 31)).map(  # noqa: DTZ001 Hypothesis takes naive bounds
    lambda naive: naive.replace(tzinfo=UTC)
)
LENGTHS = st.timedeltas(min_value=MILLISECOND, max_value=timedelta(hours=4))


def hours(opens: float, closes: float) -> Interval:
    """An interval of the timeline, in hours after its zero."""
    return Interval(opens_at=at(opens), closes_at=at(closes))


def at(hour: float) -> datetime:
    return MONDAY + timedelta(hours=hour)


#   0    1    2    3    4    5    6    7    8
#        [opens    )         [    )[   )
#   not open | open | between | open     | closed
ODD_HOURS = (hours(1, 3), hours(5, 6), hours(6, 7))

PHASES = [
    (at(1), RoundPhase.NOT_OPEN, RoundPhase.OPEN),
    (at(3), RoundPhase.OPEN, RoundPhase.BETWEEN),
    (at(5), RoundPhase.BETWEEN, RoundPhase.OPEN),
    (at(6), RoundPhase.OPEN, RoundPhase.OPEN),
    (at(7), RoundPhase.OPEN, RoundPhase.CLOSED),
]


@pytest.mark.parametrize(("border", "before", "after"), PHASES)
@pytest.mark.parametrize("intervals", [ODD_HOURS, ODD_HOURS[::-1]], ids=["sorted", "reversed"])
def test_the_phase_of_a_round_changes_exactly_at_each_border(
    intervals: tuple[Interval, ...], border: datetime, before: RoundPhase, after: RoundPhase
):
    assert [round_phase(intervals, now=border + step) for step in JUST_BEFORE[1:]] == [before] * 3
    assert [round_phase(intervals, now=border + step) for step in (timedelta(0), *JUST_AFTER)] == [after] * 4


def test_the_closing_instant_of_one_interval_belongs_to_the_next_that_opens_then():
    assert current_interval(ODD_HOURS, now=at(6) - MICROSECOND) == hours(5, 6)
    assert current_interval(ODD_HOURS, now=at(6)) == hours(6, 7)


def test_between_two_intervals_none_is_current():
    assert [current_interval(ODD_HOURS, now=at(hour)) for hour in (0, 3, 4, 7, 8)] == [None] * 5


def test_the_next_opening_is_the_nearest_one_ahead():
    assert next_opening(ODD_HOURS, now=at(0)) == at(1)
    assert next_opening(ODD_HOURS, now=at(1)) == at(5)
    assert next_opening(ODD_HOURS, now=at(5) - MICROSECOND) == at(5)
    assert next_opening(ODD_HOURS, now=at(6)) is None


def test_a_round_closes_with_its_last_interval():
    assert closes_at(ODD_HOURS[::-1]) == at(7)


def test_a_round_without_intervals_never_opened_and_has_no_close():
    assert round_phase((), now=at(0)) is RoundPhase.NOT_OPEN
    with pytest.raises(ValueError, match="never closes"):
        closes_at(())


@pytest.mark.parametrize(
    ("opens_at", "closing_at"),
    [(MONDAY.replace(tzinfo=None), at(1)), (at(0), MONDAY.replace(tzinfo=None))],
)
def test_an_interval_refuses_naive_instants(opens_at: datetime, closing_at: datetime):
    with pytest.raises(ValueError, match="aware"):
        Interval(opens_at=opens_at, closes_at=closing_at)


@pytest.mark.parametrize(
    ("intervals", "found"),
    [
        ((), [("intervals", "none")]),
        (ODD_HOURS, []),
        ((hours(1, 1),), [("intervals[0].closes_at", "empty")]),
        ((hours(0, 1), hours(3, 2)), [("intervals[1].closes_at", "reversed")]),
        ((hours(5, 6), hours(1, 3)), [("intervals[1].opens_at", "unsorted")]),
        ((hours(1, 3), hours(2, 4)), [("intervals[1].opens_at", "overlapping")]),
        ((hours(1, 3), hours(1, 3)), [("intervals[1].opens_at", "overlapping")]),
        ((hours(1, 2), hours(2, 3)), []),
    ],
)
def test_faulty_intervals_are_named_by_place_and_kind(
    intervals: tuple[Interval, ...], found: list[tuple[str, str]]
):
    problems = check_intervals(intervals)
    assert [(problem.path, problem.code) for problem in problems] == found
    assert all(problem.sentence.endswith(".") for problem in problems)


def test_an_overlap_is_told_by_the_numbers_that_the_organiser_sees():
    (problem,) = check_intervals((hours(1, 3), hours(2, 4)))
    assert problem.sentence == "Khoảng thời gian thứ 2 mở khi khoảng thứ 1 chưa đóng."


def test_nobody_gets_less_than_the_stated_time_and_nonsense_is_refused():
    assert allowed_duration(timedelta(minutes=20), factor=Fraction(1)) == timedelta(minutes=20)
    assert allowed_duration(timedelta(minutes=20), factor=Fraction(3, 2)) == timedelta(minutes=30)
    with pytest.raises(ValueError, match="positive"):
        allowed_duration(timedelta(0), factor=Fraction(1))
    with pytest.raises(ValueError, match="never shortens"):
        allowed_duration(timedelta(minutes=20), factor=Fraction(99, 100))


@given(duration=LENGTHS, factor=st.fractions(min_value=1, max_value=3, max_denominator=100))
def test_extra_time_is_whole_milliseconds_rounded_up_by_less_than_one(duration: timedelta, factor: Fraction):
    allowed = allowed_duration(duration, factor=factor)
    exact = Fraction(duration // MICROSECOND) * factor
    assert allowed % MILLISECOND == timedelta(0)
    assert exact <= allowed // MICROSECOND < exact + 1000


@pytest.mark.parametrize("late", [timedelta(0), MICROSECOND, timedelta(days=1)])
def test_an_attempt_cannot_start_at_or_after_the_close(late: timedelta):
    with pytest.raises(ValueError, match="before its interval closes"):
        deadline_of(
            started_at=at(3) + late, duration=timedelta(minutes=20), closes_at=at(3), lets_started_finish=True
        )


@given(started_at=INSTANTS, duration=LENGTHS, until_close=LENGTHS, lets=st.booleans())
def test_a_deadline_lies_after_the_start_and_never_after_the_allowed_time(
    *, started_at: datetime, duration: timedelta, until_close: timedelta, lets: bool
):
    closing_at = started_at + until_close
    deadline_at = deadline_of(
        started_at=started_at, duration=duration, closes_at=closing_at, lets_started_finish=lets
    )
    assert started_at < deadline_at <= started_at + duration
    assert lets or deadline_at <= closing_at
    assert deadline_at in (started_at + duration, closing_at)


DEADLINE = at(3)
GRACE = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("border", "until", "afterwards"),
    [
        (DEADLINE, AttemptPhase.OPEN, AttemptPhase.GRACE),
        (DEADLINE + GRACE, AttemptPhase.GRACE, AttemptPhase.OVER),
    ],
)
def test_the_phase_of_an_attempt_changes_just_after_each_border(
    border: datetime, until: AttemptPhase, afterwards: AttemptPhase
):
    def phase(step: timedelta) -> AttemptPhase:
        return attempt_phase(deadline_at=DEADLINE, grace=GRACE, now=border + step)

    assert [phase(step) for step in (*JUST_BEFORE[1:], timedelta(0))] == [until] * 4
    assert [phase(step) for step in JUST_AFTER] == [afterwards] * 3


def test_without_grace_an_attempt_is_over_right_after_its_deadline():
    phases = [
        attempt_phase(deadline_at=DEADLINE, grace=timedelta(0), now=DEADLINE + step)
        for step in (-MICROSECOND, timedelta(0), MICROSECOND)
    ]
    assert phases == [AttemptPhase.OPEN, AttemptPhase.OPEN, AttemptPhase.OVER]


@given(now=INSTANTS, deadline_at=INSTANTS, grace=st.timedeltas(timedelta(0), timedelta(minutes=5)))
def test_a_save_counts_exactly_until_the_grace_has_passed(
    now: datetime, deadline_at: datetime, grace: timedelta
):
    assert accepts(deadline_at=deadline_at, grace=grace, now=now) is (now <= deadline_at + grace)


@given(started_at=INSTANTS, finished_at=INSTANTS, allowed=LENGTHS)
def test_time_used_is_never_negative_and_never_more_than_allowed(
    started_at: datetime, finished_at: datetime, allowed: timedelta
):
    used = time_used(started_at=started_at, finished_at=finished_at, deadline_at=started_at + allowed)
    assert 0 <= used <= allowed // MILLISECOND


@given(started_at=INSTANTS, allowed=LENGTHS, data=st.data())
def test_whoever_finishes_later_used_no_less_time(
    started_at: datetime, allowed: timedelta, data: st.DataObject
):
    moments = sorted(data.draw(st.lists(INSTANTS, min_size=2, max_size=2)))
    first, second = (
        time_used(started_at=started_at, finished_at=moment, deadline_at=started_at + allowed)
        for moment in moments
    )
    assert first <= second


def test_time_used_counts_milliseconds_from_start_to_finish():
    assert time_used(started_at=at(0), finished_at=at(0) + 7 * MILLISECOND, deadline_at=at(1)) == 7
    assert time_used(started_at=at(0), finished_at=at(0) - MILLISECOND, deadline_at=at(1)) == 0
    assert time_used(started_at=at(0), finished_at=at(9), deadline_at=at(1)) == 3_600_000


@pytest.mark.parametrize(
    ("now", "extended"),
    [
        (DEADLINE, DEADLINE + timedelta(minutes=10)),
        (DEADLINE + timedelta(minutes=10) - MICROSECOND, DEADLINE + timedelta(minutes=10)),
        (DEADLINE + timedelta(minutes=10), None),
        (DEADLINE + timedelta(minutes=10) + MICROSECOND, None),
    ],
)
def test_an_extension_never_leads_to_a_moment_already_past(now: datetime, extended: datetime | None):
    assert extended_deadline(deadline_at=DEADLINE, extra=timedelta(minutes=10), now=now) == extended


@pytest.mark.parametrize("extra", [timedelta(0), -MICROSECOND])
def test_an_extension_that_adds_no_time_is_refused(extra: timedelta):
    with pytest.raises(ValueError, match="adds time"):
        extended_deadline(deadline_at=DEADLINE, extra=extra, now=DEADLINE)
