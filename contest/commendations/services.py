"""Use cases of commendations for those above: the letter to slow units, the quick report."""

from collections.abc import Sequence
from datetime import datetime

from contest.commendations.documents import settings as document_settings
from contest.commendations.documents.catalogue import (
    REMINDER,
    REMINDER_NEEDS,
    REMINDER_TITLE,
    SITUATION,
    SITUATION_NEEDS,
    SITUATION_TITLE,
)
from contest.commendations.documents.reminder import UnitToRemind, reminder
from contest.commendations.documents.situation import Situation, situation
from contest.commendations.documents.terms import DocumentTerms
from contest.commendations.paper_errors import PaperFieldsMissing
from contest.platform.files.official import Official
from contest.rounds.queries import Contest

__all__ = ["Situation", "reminder_letter", "situation_report"]


def reminder_letter(
    *, contest: Contest, units: Sequence[UnitToRemind], closes_at: datetime | None, now: datetime
) -> bytes:
    """The letter to units that take part slowly, as a Word file with the terms and template of the contest.

    Raises PaperFieldsMissing, which names what has to be filled in first.
    """
    terms = _terms(contest, REMINDER_TITLE, REMINDER_NEEDS, now)
    letter = reminder(contest=contest, units=units, terms=terms, closes_at=closes_at, now=now)
    return _word(contest, letter, REMINDER)


def situation_report(*, contest: Contest, seen: Situation, now: datetime) -> bytes:
    """How many take part so far, as a Word file with the terms and template of the contest.

    Raises PaperFieldsMissing, which names what has to be filled in first.
    """
    terms = _terms(contest, SITUATION_TITLE, SITUATION_NEEDS, now)
    return _word(contest, situation(contest=contest, seen=seen, terms=terms, now=now), SITUATION)


def _terms(contest: Contest, paper: str, needs: tuple[str, ...], now: datetime) -> DocumentTerms:
    from contest.commendations.documents import making  # noqa: PLC0415 - writers are loaded by those who export

    terms = document_settings.terms_of(contest.id, now=now)
    missing = making.missing_terms(needs, terms)
    if missing:
        raise PaperFieldsMissing(paper=paper, fields=tuple(missing))
    return terms


def _word(contest: Contest, paper: Official, template: str) -> bytes:
    from contest.commendations.documents import making  # noqa: PLC0415 - the same

    return making.word_of(paper, document_settings.template_in_use(contest.id, template).content)
