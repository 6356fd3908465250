"""The paper of an attempt on the screen: to be answered, and explained when the round is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from contest.attempts.handles import handles_key, handles_of
from contest.attempts.models import ResponseRow
from contest.attempts.paper_media import ShownMedium, shown_media
from contest.attempts.queries import Attempt, paper_of
from contest.bank import queries as bank
from contest.bank.queries import ShownItem
from contest.platform.database import AnyRow, run
from contest.rules.corrections import Correction, Way
from questions.drawing import Slot
from questions.item import Item, Language

LETTERS = "ABCDEFGH"


# A paper makes 150 of these two: as tuples they cost a third of what frozen dataclasses do.
class ShownChoice(NamedTuple):
    """An option on the page: its letter by position, its handle, its text."""

    letter: str
    handle: str
    text: str
    chosen: bool


class ShownQuestion(NamedTuple):
    """A question on the page, with what the person has answered so far."""

    number: int
    topic: str
    stem: str
    choices: tuple[ShownChoice, ...]
    flagged: bool
    seq: int
    media: tuple[ShownMedium, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether an option is chosen."""
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuestion:
    """A question after the close: what was chosen, what is right, why, and by which source."""

    number: int
    item: Item
    order: tuple[int, ...]
    chosen: int | None
    correction: Way | None = None
    media: tuple[ShownMedium, ...] = ()

    @property
    def is_correct(self) -> bool:
        """Whether the chosen option is the key; the item carries the corrected one."""
        return self.chosen == self.item.key

    @property
    def is_struck(self) -> bool:
        """Whether the question was struck out, so that right and wrong mean nothing."""
        return self.correction is Way.STRUCK


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Where the answers of an attempt stand."""

    questions: tuple[ShownQuestion, ...]
    prediction: int | None
    prediction_seq: int
    last_saved_at: datetime | None
    languages: tuple[Language, ...] = ()  # in which some question of the paper is there too

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Numbers of the questions without a choice."""
        return tuple(question.number for question in self.questions if not question.is_answered)

    @property
    def flagged(self) -> tuple[int, ...]:
        """Numbers of the questions marked for another look."""
        return tuple(question.number for question in self.questions if question.flagged)


class Cell(NamedTuple):
    """A question in the list of a paper: whether it is answered and flagged."""

    slot: int
    answered: bool
    flagged: bool
    prediction: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far somebody is, without a word of the questions."""

    cells: tuple[Cell, ...]
    last_saved_at: datetime | None


_RESPONSES = select(
    ResponseRow.slot, ResponseRow.seq, ResponseRow.value, ResponseRow.flagged, ResponseRow.saved_at
).where(ResponseRow.attempt_id == bindparam("attempt_id"))


def answers_of(attempt: Attempt) -> Answers:
    """The paper as this person sees it, with the stored answers; holds nothing that tells a key."""
    slots = paper_of(attempt.id)
    items = bank.shown_items({slot.version_id for slot in slots})
    given = {row.slot: row for row in _responses(attempt.id)}
    key = handles_key()
    questions = [
        _shown(attempt.code, slot, items[slot.version_id], given.get(slot.number), key) for slot in slots
    ]
    prediction = given.get(attempt.prediction_slot)
    return Answers(
        questions=tuple(questions),
        prediction=prediction.value if prediction else None,
        prediction_seq=prediction.seq if prediction else 0,
        last_saved_at=max((row.saved_at for row in given.values()), default=None),
        languages=_languages(items.values()),
    )


def progress_of(attempt: Attempt, *, has_prediction: bool) -> Progress:
    """What is answered and flagged, from the answers alone."""
    given = {row.slot: row for row in _responses(attempt.id)}
    cells = [
        Cell(slot, slot in given and given[slot].value is not None, slot in given and given[slot].flagged)
        for slot in range(1, attempt.questions + 1)
    ]
    if has_prediction:
        guess = given.get(attempt.prediction_slot)
        cells.append(
            Cell(attempt.prediction_slot, guess is not None and guess.value is not None, False, True)
        )
    return Progress(
        cells=tuple(cells), last_saved_at=max((row.saved_at for row in given.values()), default=None)
    )


def cells_of(attempt: Attempt, answers: Answers, *, has_prediction: bool) -> tuple[Cell, ...]:
    """The list of a paper that is shown in full."""
    cells = [Cell(one.number, one.is_answered, one.flagged) for one in answers.questions]
    if has_prediction:
        cells.append(Cell(attempt.prediction_slot, answers.prediction is not None, False, True))
    return tuple(cells)


def _languages(items: Iterable[ShownItem]) -> tuple[Language, ...]:
    there = {language for item in items for language in item.languages}
    return tuple(language for language in Language if language in there) if there else ()


def _shown(code: str, slot: Slot, item: ShownItem, given: AnyRow | None, key: bytes) -> ShownQuestion:
    value = None if given is None else given.value
    handles, texts = handles_of(code, slot.number, key=key), item.choices
    choices = [
        ShownChoice(letter, handles[original], texts[original], original == value)
        for letter, original in zip(LETTERS, slot.order, strict=False)
    ]
    return ShownQuestion(
        number=slot.number,
        topic=item.topic,
        stem=item.stem,
        choices=tuple(choices),
        flagged=given is not None and given.flagged,
        seq=0 if given is None else given.seq,
        media=shown_media(code, item.media, slot.order),
    )


def _responses(attempt_id: int) -> Sequence[AnyRow]:
    rows: Sequence[AnyRow] = run(_RESPONSES, {"attempt_id": attempt_id}).all()
    return rows


def answered_questions(attempt: Attempt) -> tuple[AnsweredQuestion, ...]:
    """The paper with keys and explanations; only for after the round closed (A6)."""
    slots = paper_of(attempt.id)
    items = bank.explained_items({slot.version_id for slot in slots})
    given = {row.slot: row.value for row in _responses(attempt.id)}
    corrections = {one.version_id: one for one in bank.corrections_of_round(attempt.round_id)}
    return tuple(
        AnsweredQuestion(
            number=slot.number,
            item=_corrected(items[slot.version_id], corrections.get(slot.version_id)),
            order=slot.order,
            chosen=given.get(slot.number),
            correction=corrections[slot.version_id].way if slot.version_id in corrections else None,
            media=shown_media(attempt.code, items[slot.version_id].media, slot.order),
        )
        for slot in slots
    )


def _corrected(item: Item, correction: Correction | None) -> Item:
    return item if correction is None or correction.key is None else replace(item, key=correction.key)
