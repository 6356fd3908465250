"""What the page of rounds shows of each round: its shape, with holes where an attempt's own words go."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from contest.attempts.desk import RoundDesk
from contest.platform.language.readers_numbers import datetime_of, duration_of
from contest.platform.language.vietnamese_numbers import time_vi
from contest.platform.serving.framing import Hole, Words
from contest.rules.counting import Counting
from contest.rules.windows import RoundPhase


class OpenAttempt(NamedTuple):
    """The attempt that is running."""

    code: Hole
    deadline: Hole


class FinishedAttempt(NamedTuple):
    """An attempt that was handed in."""

    number: int
    code: Hole


class ShortTime(NamedTuple):
    """The round closes before a whole attempt is over."""

    closes: Hole
    left: Hole


class RoundCard(NamedTuple):
    """A round as its page shows it to everybody for whom it stands alike."""

    name: str
    number: int
    phase: RoundPhase
    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    results_awaited_until: date | None
    running: OpenAttempt | None
    finished: tuple[FinishedAttempt, ...]
    attempts_left: int
    limit: int
    counting: Counting
    questions: int
    has_prediction: bool
    allowed: timedelta
    short_time: ShortTime | None


def cards_of(desks: Sequence[RoundDesk], words: Words, *, now: datetime) -> tuple[RoundCard, ...]:
    """The announced rounds as one participant meets them."""
    return tuple(_card(desk, words, now) for desk in desks)


def _card(desk: RoundDesk, words: Words, now: datetime) -> RoundCard:
    running, short, left = desk.open_attempt, desk.short_of_time, desk.left_until_close
    return RoundCard(
        name=desk.round.name,
        number=desk.round.number,
        phase=desk.phase,
        is_open=left is not None,
        opens_at=desk.opens_at,
        closes_at=desk.round.closes_at,
        results_awaited_until=desk.round.results_awaited_until,
        running=None
        if running is None
        else OpenAttempt(words(running.code), words(datetime_of(running.deadline_at))),
        finished=tuple(FinishedAttempt(one.number, words(one.code)) for one in desk.finished),
        attempts_left=desk.attempts_left,
        limit=desk.limit,
        counting=desk.rules.counting,
        questions=desk.questions,
        has_prediction=desk.rules.prediction is not None,
        allowed=desk.allowed,
        short_time=None
        if short is None or left is None
        else ShortTime(words(time_vi(now + left)), words(duration_of(short))),
    )
