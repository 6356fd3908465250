"""Numbers, instants, lengths of time and money as Vietnamese offices write them."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from contest.platform.clock import VIETNAM

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
MISSING = "–"
# What stands in place of the phone number of somebody who took their consent back begins like this.
NUMBERLESS = "xoa-"
# What stands in place of the number of somebody who has none begins like this: the number of their card.
CARD = "the-"


def number(value: int | None) -> str:
    """18432 -> 18.432; None -> –."""
    return MISSING if value is None else f"{value:,}".replace(",", ".")


def decimal(value: Fraction | float | None, places: int = 1) -> str:
    """Fraction(37, 2) -> 18,5, rounded half up; None -> –."""
    if value is None:
        return MISSING
    exact = Fraction(value)
    quantum = Decimal(1).scaleb(-places)
    rounded = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(quantum, ROUND_HALF_UP)
    return f"{rounded:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


def percent(value: Fraction | float | None, places: int = 1) -> str:
    """Fraction(412, 1000) -> 41,2%; None -> –."""
    return MISSING if value is None else f"{decimal(Fraction(value) * 100, places)}%"


def money(value: int | None) -> str:
    """500000 -> 500.000 đồng."""
    return MISSING if value is None else f"{number(value)} đồng"


def local(instant: datetime) -> datetime:
    """The instant on Vietnamese clocks."""
    return instant.astimezone(VIETNAM)


def time_vi(instant: datetime | None, *, seconds: bool = False) -> str:
    """09:14, or 09:14:26 with seconds."""
    return MISSING if instant is None else local(instant).strftime("%H:%M:%S" if seconds else "%H:%M")


def date_vi(value: datetime | date | None) -> str:
    """22/11/2024."""
    if value is None:
        return MISSING
    return (local(value) if isinstance(value, datetime) else value).strftime("%d/%m/%Y")


def day_vi(value: datetime | date | None) -> str:
    """22/11, without the year."""
    if value is None:
        return MISSING
    return (local(value) if isinstance(value, datetime) else value).strftime("%d/%m")


def datetime_vi(instant: datetime | None, *, seconds: bool = False) -> str:
    """17:00 ngày 24/11/2024."""
    return MISSING if instant is None else f"{time_vi(instant, seconds=seconds)} ngày {date_vi(instant)}"


def weekday_vi(instant: datetime) -> str:
    """17:00 Chủ nhật, 24/11."""
    return f"{time_vi(instant)} {WEEKDAYS[local(instant).weekday()]}, {day_vi(instant)}"


def duration_vi(value: int | timedelta | None) -> str:
    """Milliseconds or a timedelta -> 12 phút 40 giây."""
    if value is None:
        return MISSING
    total = int(value.total_seconds()) if isinstance(value, timedelta) else value // 1000
    hours, rest = divmod(total, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(hours, "giờ"), (minutes, "phút"), (seconds, "giây")]
    said = [f"{amount} {unit}" for amount, unit in parts if amount]
    return " ".join(said) or "0 giây"


def phone_vi(phone: str) -> str:
    """+84912345678 -> 0912 345 678, the-12-034 -> thẻ 12-034; of somebody nameless nothing is left."""
    if phone.startswith(NUMBERLESS):
        return "đã\u00a0xóa"  # one word to those who take the spaces out of numbers
    if phone.startswith(CARD):
        return f"thẻ\u00a0{phone.removeprefix(CARD)}"
    national = "0" + phone.removeprefix("+84") if phone.startswith("+84") else phone
    return f"{national[:4]} {national[4:7]} {national[7:]}".strip()


def phone_masked(phone: str) -> str:
    """+84912345678 -> 0912 *** 678: enough for the owner to know it by, too little to call."""
    if phone.startswith((NUMBERLESS, CARD)):
        return phone_vi(phone)
    first, _middle, last = phone_vi(phone).split(" ", 2)
    return f"{first} *** {last}"


def phone_end(phone: str) -> str:
    """The last three digits of a number, to tell two people apart; a card's number is no secret."""
    return phone_vi(phone) if phone.startswith((NUMBERLESS, CARD)) else phone[-3:]


def shown(value: object) -> str:
    """Any fact of a refusal in its Vietnamese form."""
    if isinstance(value, datetime):
        return weekday_vi(value)
    if isinstance(value, date):
        return date_vi(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    if isinstance(value, tuple | list):
        return "; ".join(shown(part) for part in value)
    return str(value)
