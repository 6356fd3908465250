"""The same numbers, instants, lengths of time and money for those who read English."""

from datetime import date, datetime, timedelta
from fractions import Fraction

from contest.platform.language import vietnamese_numbers
from contest.platform.language.vietnamese_numbers import MISSING, NUMBERLESS, local, time_vi

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SWAPPED = str.maketrans(",.", ".,")


def number(value: int | None) -> str:
    """18432 -> 18,432."""
    return vietnamese_numbers.number(value).translate(_SWAPPED)


def decimal(value: Fraction | float | None, places: int = 1) -> str:
    """Fraction(37, 2) -> 18.5."""
    return vietnamese_numbers.decimal(value, places).translate(_SWAPPED)


def percent(value: Fraction | float | None, places: int = 1) -> str:
    """Fraction(412, 1000) -> 41.2%."""
    return vietnamese_numbers.percent(value, places).translate(_SWAPPED)


def money(value: int | None) -> str:
    """500000 -> 500,000 VND."""
    return MISSING if value is None else f"{number(value)} VND"


def date_of(value: datetime | date | None) -> str:
    """22 November 2024: 04/11 is read in two ways."""
    if value is None:
        return MISSING
    day = local(value) if isinstance(value, datetime) else value
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_of(value: datetime | date | None) -> str:
    """22 Nov, without the year."""
    if value is None:
        return MISSING
    day = local(value) if isinstance(value, datetime) else value
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def datetime_of(instant: datetime | None, *, seconds: bool = False) -> str:
    """17:00 on 24 November 2024."""
    return MISSING if instant is None else f"{time_vi(instant, seconds=seconds)} on {date_of(instant)}"


def weekday_of(instant: datetime) -> str:
    """17:00 on Sunday, 24 Nov."""
    return f"{time_vi(instant)} on {WEEKDAYS[local(instant).weekday()]}, {day_of(instant)}"


def duration_of(value: int | timedelta | None) -> str:
    """Milliseconds or a timedelta -> 12 min 40 s."""
    said = vietnamese_numbers.duration_vi(value)
    return said.replace("giờ", "h").replace("phút", "min").replace("giây", "s")


def phone_of(phone: str) -> str:
    """As in Vietnam, the-12-034 -> card 12-034; of somebody who is nameless now nothing is left to show."""
    if phone.startswith(NUMBERLESS):
        return "deleted"
    return vietnamese_numbers.phone_vi(phone).replace("thẻ", "card")


def phone_masked(phone: str) -> str:
    """0912 *** 678."""
    return "deleted" if phone.startswith(NUMBERLESS) else vietnamese_numbers.phone_masked(phone)
