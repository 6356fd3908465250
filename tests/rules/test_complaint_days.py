"""Working days of complaints."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.complaint_days import after_working_days, is_in_time

FRIDAY = date(2024, 11, 29)


@pytest.mark.parametrize(
    ("days", "last"), [(0, FRIDAY), (1, date(2024, 12, 2)), (5, date(2024, 12, 6)), (6, date(2024, 12, 9))]
)
def test_saturday_and_sunday_are_no_working_days(days: int, last: date):
    assert after_working_days(FRIDAY, days) == last


@pytest.mark.parametrize(("received", "in_time"), [(date(2024, 12, 6), True), (date(2024, 12, 7), False)])
def test_the_last_day_itself_is_in_time(received: date, *, in_time: bool):
    assert is_in_time(received, published_on=FRIDAY, working_days=5) is in_time


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(1, 60))
def test_the_last_day_is_a_working_day_and_one_more_day_is_later(start: date, days: int):
    last = after_working_days(start, days)
    assert last.weekday() < 5
    assert after_working_days(start, days + 1) > last
