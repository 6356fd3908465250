"""Numbers, instants, lengths of time and money in the form of this answer's reader."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec

from contest.platform.language import english_numbers, vietnamese_numbers
from contest.platform.language.catalogues import ENGLISH
from contest.platform.language.languages import page_language

P = ParamSpec("P")


def _by_language(vietnamese: Callable[P, str], english: Callable[P, str]) -> Callable[P, str]:
    @wraps(vietnamese)
    def shown(*args: P.args, **kwargs: P.kwargs) -> str:
        return (english if page_language() == ENGLISH else vietnamese)(*args, **kwargs)

    return shown


number = _by_language(vietnamese_numbers.number, english_numbers.number)
decimal = _by_language(vietnamese_numbers.decimal, english_numbers.decimal)
percent = _by_language(vietnamese_numbers.percent, english_numbers.percent)
money = _by_language(vietnamese_numbers.money, english_numbers.money)
date_of = _by_language(vietnamese_numbers.date_vi, english_numbers.date_of)
day_of = _by_language(vietnamese_numbers.day_vi, english_numbers.day_of)
datetime_of = _by_language(vietnamese_numbers.datetime_vi, english_numbers.datetime_of)
weekday_of = _by_language(vietnamese_numbers.weekday_vi, english_numbers.weekday_of)
duration_of = _by_language(vietnamese_numbers.duration_vi, english_numbers.duration_of)
phone_of = _by_language(vietnamese_numbers.phone_vi, english_numbers.phone_of)
phone_masked = _by_language(vietnamese_numbers.phone_masked, english_numbers.phone_masked)


def shown(value: object) -> str:
    """Any fact of a refusal in the reader's form."""
    if page_language() != ENGLISH:
        return vietnamese_numbers.shown(value)
    if isinstance(value, datetime):
        return english_numbers.weekday_of(value)
    if isinstance(value, date):
        return english_numbers.date_of(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return english_numbers.number(value)
    if isinstance(value, tuple | list):
        return "; ".join(shown(part) for part in value)
    return str(value)
