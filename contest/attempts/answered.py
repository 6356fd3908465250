"""What was answered in a whole round, for the analysis of its questions: one statement for everybody."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import String, Text, cast, func, select

from contest.attempts import finishing, papers
from contest.attempts.models import AttemptRow, ResponseRow
from contest.platform.database import read
from contest.rounds import queries as rounds

BETWEEN_ANSWERS, WITHIN_ANSWER = ";", ","


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredSlot:
    """One place of a paper: what was chosen (an original index), whether that is right, how long it took.

    ``took`` is an estimate: from the moment when the answer before it, of another question, was last saved
    to the moment when this one was. None without an answer, and where several were saved at once.
    """

    version_id: int
    choice: int | None
    is_right: bool
    took: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredPaper:
    """A finished attempt that counts, slot by slot."""

    division: str
    slots: tuple[AnsweredSlot, ...]


def answered_papers(round_id: int) -> tuple[AnsweredPaper, ...]:
    """Every finished attempt of a round that was not struck, marked as it is marked now, oldest first."""
    answer = (
        cast(ResponseRow.slot, String)
        + WITHIN_ANSWER
        + cast(ResponseRow.value, String)
        + WITHIN_ANSWER
        + cast(ResponseRow.saved_at, String)
    )
    rows = read().execute(
        select(
            AttemptRow.division,
            AttemptRow.questions,
            AttemptRow.started_at,
            cast(AttemptRow.paper, Text),
            func.aggregate_strings(answer, BETWEEN_ANSWERS),
        )
        .outerjoin(ResponseRow, (ResponseRow.attempt_id == AttemptRow.id) & ResponseRow.value.is_not(None))
        .where(
            AttemptRow.round_id == round_id, AttemptRow.state == "finished", AttemptRow.struck_at.is_(None)
        )
        .group_by(AttemptRow.id)
        .order_by(AttemptRow.id)
    )
    amendments = finishing.amendments_in(round_id, rounds.get_round(round_id).rule_set_id)
    found = []
    for division, questions, started_at, paper, answers in rows:
        stored = json.loads(paper)
        given = dict(_answers(answers or ""))
        values = {slot: value for slot, (value, _saved_at) in given.items()}
        marks = finishing.marks_of(stored, questions, values, amendments)
        took = _took(started_at, given, questions)
        found.append(
            AnsweredPaper(
                division=division,
                slots=tuple(
                    AnsweredSlot(
                        version_id=slot.version_id,
                        choice=values.get(slot.number),
                        is_right=is_right,
                        took=took.get(slot.number),
                    )
                    for slot, is_right in zip(papers.slots_of(stored), marks.per_slot, strict=True)
                ),
            )
        )
    return tuple(found)


def _answers(text: str) -> Iterator[tuple[int, tuple[int, datetime]]]:
    for part in filter(None, text.split(BETWEEN_ANSWERS)):
        slot, value, saved = part.split(WITHIN_ANSWER)
        saved_at = datetime.fromisoformat(saved)
        yield int(slot), (int(value), saved_at.replace(tzinfo=UTC) if saved_at.tzinfo is None else saved_at)


def _took(
    started_at: datetime, given: Mapping[int, tuple[int, datetime]], questions: int
) -> Mapping[int, timedelta]:
    """The time between one save and the next. Answers saved together were kept back and tell nothing."""
    by_instant: dict[datetime, list[int]] = {}
    for slot, (_value, saved_at) in given.items():
        by_instant.setdefault(saved_at, []).append(slot)
    before, took = started_at, {}
    for instant in sorted(by_instant):
        slots = by_instant[instant]
        if len(slots) == 1 and slots[0] <= questions:
            took[slots[0]] = instant - before
        before = instant
    return took
