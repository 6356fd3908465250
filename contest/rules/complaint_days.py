"""Working days of complaints: until when they are received, and until when they are answered."""

from datetime import date, timedelta

ANSWERED_WITHIN = 10
"""Working days from receiving a complaint to the answer, unless the organisers set another day."""
SATURDAY = 5


def after_working_days(start: date, working_days: int) -> date:
    """The day so many working days (Monday to Friday) after a day, which is not counted itself.

    Public holidays are not known here; a day set by hand takes their place.

    Source: thể lệ, mục Khiếu nại.
    """
    day, left = start, working_days
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def is_in_time(received_on: date, *, published_on: date, working_days: int) -> bool:
    """Whether a complaint came within the working days after the results were published.

    Source: thể lệ, mục Khiếu nại.
    """
    return received_on <= after_working_days(published_on, working_days)
