"""The page of an attempt that was handed in: receipt, score where it may be shown, later the answers."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template
from markupsafe import Markup, escape

from contest.attempts import desk
from contest.attempts.desk import RoundDesk
from contest.attempts.finishing import BY_TIMEOUT
from contest.attempts.queries import Attempt
from contest.attempts.showing import AnsweredQuestion
from contest.platform.language.other_language import theirs
from contest.platform.language.readers_numbers import date_of, datetime_of, duration_of, number
from contest.platform.language.vietnamese_numbers import time_vi
from contest.platform.serving import framing
from contest.platform.serving.framing import Words
from contest.platform.viewer import viewer

TEMPLATE = "attempts/result.html"


def page(attempt: Attempt, own: RoundDesk, answers: Sequence[AnsweredQuestion], *, late: int) -> str | bytes:
    """Until the round is over the page of everybody is alike; with answers and keys it is written for one."""
    words = Words()
    shape = _shape(attempt, own, late, _escaped if answers else words)
    if answers:
        return render_template(TEMPLATE, answers=answers, topics=desk.by_topic(answers), **shape)
    return framing.page(TEMPLATE, words, answers=(), topics=(), **shape)


def _escaped(word: object) -> Markup:
    return escape(theirs(word))


def _shape(attempt: Attempt, own: RoundDesk, late: int, say: Callable[[object], Any]) -> dict[str, Any]:
    return {
        "round": own.round.name,
        "closes_at": own.round.closes_at,
        "results_awaited_until": own.round.results_awaited_until,
        "number": attempt.number,
        "limit": own.limit,
        "by_time": attempt.finished_by == BY_TIMEOUT,
        "is_struck": attempt.is_struck,
        "shows_scores": own.shows_scores,
        "next_number": len(own.attempts) + 1 if own.may_start else None,
        "late": say(late) if late else None,
        "code": say(attempt.code),
        "receipt": say(attempt.receipt),
        "name": say(viewer().name),
        "started": say(datetime_of(attempt.started_at, seconds=True)),
        "deadline": say(datetime_of(attempt.deadline_at, seconds=True)),
        "finished_time": say(time_vi(attempt.finished_at)),
        "finished_date": say(date_of(attempt.finished_at)),
        "score": say(f"{attempt.score}/{attempt.questions}") if own.shows_scores else None,
        "time_used": say(duration_of(attempt.time_used_ms)),
        "has_prediction": own.rules.prediction is not None,
        "prediction": None if attempt.prediction is None else say(number(attempt.prediction)),
    }
