"""Use case of commendations for those above: the letter to slow units."""

from collections.abc import Sequence
from datetime import datetime

from contest.commendations.documents import settings as document_settings
from contest.commendations.documents.catalogue import REMINDER, REMINDER_NEEDS, REMINDER_TITLE
from contest.commendations.documents.reminder import UnitToRemind, reminder
from contest.commendations.paper_errors import PaperFieldsMissing
from contest.rounds.queries import Contest


def reminder_letter(
    *, contest: Contest, units: Sequence[UnitToRemind], closes_at: datetime | None, now: datetime
) -> bytes:
    """The letter to units that take part slowly, as a Word file with the terms and template of the contest.

    Raises PaperFieldsMissing, which names what has to be filled in first.
    """
    from contest.commendations.documents import making  # noqa: PLC0415 - writers are loaded by those who export

    terms = document_settings.terms_of(contest.id, now=now)
    missing = making.missing_terms(REMINDER_NEEDS, terms)
    if missing:
        raise PaperFieldsMissing(paper=REMINDER_TITLE, fields=tuple(missing))
    letter = reminder(contest=contest, units=units, terms=terms, closes_at=closes_at, now=now)
    return making.word_of(letter, document_settings.template_in_use(contest.id, REMINDER).content)
