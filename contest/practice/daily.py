"""The short set of a day: five questions, the same for everybody, chosen by the date and the bank alone."""

import hashlib
from collections.abc import Sequence
from datetime import date

from questions.item import Item

DAILY_SIZE = 5


def set_of(items: Sequence[Item], *, on: date) -> tuple[Item, ...]:
    """The questions of a day.

    Each question draws a number from the day and its own code, and the lowest five are asked: a question that
    joins or leaves the bank takes at most one place, so the set that somebody has begun hardly changes.
    """
    return tuple(sorted(items, key=lambda item: _lot(item, on))[:DAILY_SIZE])


def day_of(text: str, *, today: date) -> date:
    """The day that an address names; today for nonsense and for days to come."""
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today


def _lot(item: Item, on: date) -> str:
    return hashlib.sha256(f"{on.isoformat()}:{item.code}".encode()).hexdigest()
