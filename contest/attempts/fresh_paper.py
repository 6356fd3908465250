"""The page of a paper on which nothing is answered yet: what a thousand people load at the opening.

It differs between them in their questions and in eight short words. So it is written once, for nobody, with
marks in these places, and filled in for each. It is written outside of everybody's request: a template that
began to print something personal would find nothing to print, and could not show one person's to another.
"""

from datetime import UTC, datetime
from typing import Any

from flask import current_app, g, render_template
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from contest.attempts.fragments import written
from contest.attempts.frames import Frame, marks
from contest.attempts.queries import Attempt
from contest.attempts.showing import Answers, ShownQuestion
from contest.platform.preferences import PREFERENCES_COOKIE, Preferences, preferences
from contest.platform.security import csp_nonce
from contest.rounds.queries import Terms
from questions.item import Language

TEMPLATE = "attempts/paper.html"
EXTENSION = "contest_fresh_papers"
CODE, PERSON, DEVICE, DEADLINE, NOW, TOKEN, NONCE, QUESTIONS = MARKS = marks(8, first=0x30)
# Deadlines are told to the minute, so that an opening makes a few frames, of some 30 kilobytes each. A frame
# serves for a minute: what stands in head and foot of every page may change.
MOST_FRAMES = 100
NOBODY_SINCE = datetime(2000, 1, 1, tzinfo=UTC)


class _Deadline(datetime):
    """A deadline whose minute is printed and whose exact instant is filled in."""

    def isoformat(self, *_arguments: Any, **_options: Any) -> str:
        """The mark."""
        return DEADLINE


class _Now:
    """An instant of which only the exact form may be printed."""

    def isoformat(self) -> str:
        """The mark."""
        return NOW


def page(
    attempt: Attempt,
    answers: Answers,
    *,
    terms: Terms,
    question: str | None,
    person: str,
    device: str,
    now: datetime,
) -> str:
    """The whole page of an attempt whose answers are untouched, for the device that writes."""
    frames: dict[object, Frame] = current_app.extensions.setdefault(EXTENSION, {})
    reader = preferences()
    ends, written_in = (instant.replace(second=0, microsecond=0) for instant in (attempt.deadline_at, now))
    of_the_round = attempt.rule_set_id, terms.round.name, terms.contest, question
    key = (*of_the_round, attempt.number, attempt.questions, answers.languages, ends, reader, written_in)
    frame = frames.get(key)
    if frame is None:
        if len(frames) >= MOST_FRAMES:
            frames.clear()
        frame = frames[key] = _frame(attempt, answers.languages, terms, question, ends, reader)
    words = {
        CODE: attempt.code,
        PERSON: person,
        DEVICE: device,
        DEADLINE: attempt.deadline_at.isoformat(),
        NOW: now.isoformat(),
        TOKEN: generate_csrf(),
        NONCE: csp_nonce(),
    }
    escaped = {mark: escape(word) for mark, word in words.items()}
    return frame.filled(escaped | {QUESTIONS: written(answers.questions, attempt.questions)})


def _frame(
    attempt: Attempt,
    languages: tuple[Language, ...],
    terms: Terms,
    question: str | None,
    ends: datetime,
    reader: Preferences,
) -> Frame:
    app = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - the proxy's only way out
    headers = {"Cookie": f"{PREFERENCES_COOKIE}={reader.to_cookie()}"}
    with app.app_context(), app.test_request_context(headers=headers):
        g.csrf_token, g.csp_nonce = TOKEN, NONCE
        return Frame.of(
            render_template(
                TEMPLATE,
                attempt=_nobodys(attempt, _Deadline.fromtimestamp(ends.timestamp(), UTC)),
                terms=terms,
                answers=_untouched(attempt.questions, languages),
                sheet=None,
                question=question,
                written=lambda _questions, _total: Markup(QUESTIONS),  # noqa: S704 - a mark
                person=PERSON,
                device=DEVICE,
                now=_Now(),
            )
        )


def _nobodys(attempt: Attempt, deadline: datetime) -> Attempt:
    """An attempt like this one that belongs to nobody."""
    return Attempt(
        id=0,
        code=CODE,
        entry_id=0,
        account_id=0,
        round_id=attempt.round_id,
        rule_set_id=attempt.rule_set_id,
        number=attempt.number,
        division="",
        is_finished=False,
        device=DEVICE,
        started_at=NOBODY_SINCE,
        deadline_at=deadline,
        grace=attempt.grace,
        questions=attempt.questions,
        finished_at=None,
        finished_by=None,
        score=None,
        time_used_ms=None,
        prediction=None,
        receipt="",
        is_struck=False,
    )


def _untouched(questions: int, languages: tuple[Language, ...]) -> Answers:
    empty = [
        ShownQuestion(number=number, topic="", stem="", choices=(), flagged=False, seq=0)
        for number in range(1, questions + 1)
    ]
    return Answers(
        questions=tuple(empty), prediction=None, prediction_seq=0, last_saved_at=None, languages=languages
    )
