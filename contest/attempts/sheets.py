"""The pages of a paper, from the first question to handing in, filled into frames that serve everybody."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import render_template
from markupsafe import Markup, escape

from contest.attempts import fragments
from contest.attempts.forms import Sheet
from contest.attempts.handles import person_of
from contest.attempts.queries import Attempt
from contest.attempts.showing import Answers, Cell, Progress
from contest.platform.language.vietnamese_numbers import time_vi
from contest.platform.serving import framing
from contest.platform.serving.framing import Words
from contest.rounds.queries import Terms
from contest.rules.ruleset import prediction_question

PAPER, CHECK = "attempts/paper.html", "attempts/check.html"
Say = Callable[[object], Any]
"""Makes a word ready for a template: a hole in a frame, or the word itself."""


class Counts(NamedTuple):
    """How many questions are answered and how many are not."""

    answered: Any
    open: Any
    flagged: Any
    total: int


def paper(
    attempt: Attempt, answers: Answers, *, terms: Terms, device: str, now: datetime, sheet: Sheet | None
) -> str | bytes:
    """The whole paper; what a form sent wrongly and the look from another device are written out."""
    problem = "" if sheet is None else sheet.problem
    is_elsewhere = attempt.device != device
    words = Words()
    say: Say = escape if problem or is_elsewhere else words
    rule = terms.rules.prediction
    cells = answers.cells(has_prediction=rule is not None)
    guess = sheet.prediction if sheet is not None and problem else answers.prediction
    shape = _of_both(attempt, terms, device, now, say) | {
        "total": attempt.questions,
        "prediction_slot": attempt.prediction_slot,
        "question": None if rule is None else prediction_question(rule),
        "languages": answers.languages,
        "is_elsewhere": is_elsewhere,
        "problem": problem,
        "guess": say("" if guess is None else guess),
        "guess_seq": say(answers.prediction_seq),
        "saved_at": _said_instant(answers.last_saved_at, say),
        "counts": _counts(cells, say),
        "stitches": say(fragments.stitches(cells)),
        "cells": say(fragments.cells(cells)),
    }
    questions = b"" if is_elsewhere else fragments.written(answers, attempt.questions)
    if say is words:
        return framing.page(PAPER, words, seen=(), questions=words.written(questions), **shape)
    written = Markup(questions.decode())  # noqa: S704 - the component's own
    return render_template(PAPER, seen=answers.questions, questions=written, **shape)


def check(attempt: Attempt, progress: Progress, *, terms: Terms, device: str, now: datetime) -> bytes:
    """What is answered and what is not, before handing in."""
    words = Words()
    left = [cell for cell in progress.cells if not cell.answered]
    flagged = [cell for cell in progress.cells if cell.flagged]
    return framing.page(
        CHECK,
        words,
        **_of_both(attempt, terms, device, now, words),
        total=len(progress.cells),
        has_open=bool(left),
        has_flagged=bool(flagged),
        open_items=words(fragments.cells(left, of_attempt=attempt.code)),
        flagged_items=words(fragments.cells(flagged, of_attempt=attempt.code)),
        counts=_counts(progress.cells, words),
        saved_at=_said_instant(progress.last_saved_at, words),
    )


def _of_both(attempt: Attempt, terms: Terms, device: str, now: datetime, say: Say) -> dict[str, Any]:
    return {
        "round": terms.round.name,
        "number": attempt.number,
        "limit": max(attempt.number, terms.rules.attempts_allowed),
        "code": say(attempt.code),
        "person": say(person_of(attempt.account_id)),
        "device": say(device),
        "ends": say(time_vi(attempt.deadline_at)),
        "deadline": say(attempt.deadline_at.isoformat()),
        "now": say(now.isoformat()),
    }


def _counts(cells: Sequence[Cell], say: Say) -> Counts:
    answered = sum(cell.answered for cell in cells)
    flagged = sum(cell.flagged for cell in cells)
    return Counts(say(answered), say(len(cells) - answered), say(flagged), len(cells))


def _said_instant(instant: datetime | None, say: Say) -> Any:
    return None if instant is None else say(time_vi(instant, seconds=True))
