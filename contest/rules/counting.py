"""Which of a participant's attempts in a round counts."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from contest.rules.ranking import TieKey


class Counting(StrEnum):
    """How the counting attempt is chosen where several are allowed."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"


class Attempt(NamedTuple):
    """What counting needs to know of one finished attempt; ``number`` counts from 1 in a round."""

    number: int
    score: int
    time_used_ms: int
    submitted_at: datetime


def counting_attempt(
    attempts: Iterable[Attempt], rule: Counting, *, tie_break: Sequence[TieKey] = ()
) -> Attempt:
    """The attempt that counts among a person's finished attempts of one round.

    BEST is the highest score; among equal scores the keys time used and time of submission
    decide, in the order in which ``tie_break`` ranks people (time used first where it does
    not say), so that nobody's place is spoilt by the choice of their own attempt. LAST and
    FIRST go by the number of the attempt. Raises ValueError without attempts.

    Source: thể lệ, mục Số lượt thi và lượt thi được tính.
    """
    finished = tuple(attempts)
    if not finished:
        raise ValueError("without a finished attempt none counts")
    return min(finished, key=counts_before(rule, tie_break=tie_break))


def counts_before(rule: Counting, *, tie_break: Sequence[TieKey] = ()) -> Callable[[Attempt], Any]:
    """The key by which the attempt that counts is the smallest, for those who ask it for many people."""
    if rule is Counting.LAST:
        return lambda a: -a.number
    if rule is Counting.FIRST:
        return lambda a: a.number
    if earlier_submission_leads(tie_break):
        return lambda a: (-a.score, a.submitted_at, a.time_used_ms, a.number)
    return lambda a: (-a.score, a.time_used_ms, a.submitted_at, a.number)


def earlier_submission_leads(tie_break: Sequence[TieKey]) -> bool:
    """Whether, among a person's attempts of equal score, the earlier one beats the shorter one.

    Source: thể lệ, mục Số lượt thi và lượt thi được tính.
    """
    keys = (*tie_break, TieKey.TIME_USED)
    return TieKey.SUBMITTED_AT in keys[: keys.index(TieKey.TIME_USED)]
