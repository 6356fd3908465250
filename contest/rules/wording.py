"""How the regulations write numbers, money, lengths of time and instants in Vietnamese."""

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

VIETNAM_TIME = timezone(timedelta(hours=7), "Việt Nam")
"""Published sentences state instants in Việt Nam time, which has had no other offset since 1975 (T7)."""

MILLISECONDS_PER_SECOND = 1000
SECONDS_PER_MINUTE = 60


def number(value: int) -> str:
    """18432 as "18.432"."""
    return f"{value:,}".replace(",", ".")


def money(amount_vnd: int) -> str:
    """800000 as "800.000 đồng"."""
    return f"{number(amount_vnd)} đồng"


def decimal(value: Fraction, *, places: int = 2) -> str:
    """An exact fraction, rounded half up for the eye only: 1045/12 as "87,08"."""
    step = 10**places
    scaled = abs(value) * step
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, rest = divmod(rounded, step)
    sign = "-" if value < 0 and rounded else ""
    return f"{sign}{number(whole)},{rest:0{places}d}".rstrip("0").rstrip(",")


def percent(share: Fraction) -> str:
    """A share of one as "41,2%"."""
    return f"{decimal(share * 100)}%"


def milliseconds(value: int) -> str:
    """A time used, to the thousandth of a second, since thousandths decide places: "8 phút 12,480 giây"."""
    seconds, thousandths = divmod(value, MILLISECONDS_PER_SECOND)
    minutes, seconds = divmod(seconds, SECONDS_PER_MINUTE)
    return f"{minutes} phút {seconds:02d},{thousandths:03d} giây"


def length(value: timedelta) -> str:
    """A whole number of seconds as the regulations state it: "20 phút", "30 giây", "1 phút 30 giây"."""
    minutes, seconds = divmod(value // timedelta(seconds=1), SECONDS_PER_MINUTE)
    parts = [f"{minutes} phút"] if minutes else []
    if seconds or not parts:
        parts.append(f"{seconds} giây")
    return " ".join(parts)


def instant(value: datetime) -> str:
    """An instant in Việt Nam time, to the thousandth: "09:15:22,120 ngày 18/11/2024"."""
    local = value.astimezone(VIETNAM_TIME)
    return f"{local:%H:%M:%S},{local.microsecond // 1000:03d} ngày {local:%d/%m/%Y}"


def day(value: date) -> str:
    """A date as "04/11/2024"."""
    return f"{value:%d/%m/%Y}"
