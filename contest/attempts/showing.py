"""The paper of an attempt on the screen: to be answered, and explained when the round is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from contest.attempts import papers
from contest.attempts.handles import handle_in, letters_of
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


class Cell(NamedTuple):
    """A question in the list of a paper: whether it is answered and flagged."""

    slot: int
    answered: bool
    flagged: bool
    prediction: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A paper and where its answers stand; holds nothing that tells a key."""

    code: str
    slots: tuple[Slot, ...]
    items: Mapping[int, ShownItem]
    given: Mapping[int, AnyRow]  # by slot
    prediction_slot: int

    @property
    def questions(self) -> tuple[ShownQuestion, ...]:
        """The questions as this person sees them."""
        letters = letters_of(self.code, len(self.slots))
        return tuple(self.question(slot, letters) for slot in self.slots)

    def question(self, slot: Slot, letters: str) -> ShownQuestion:
        """One question as this person sees it, with the handles of the paper."""
        item, given = self.items[slot.version_id], self.given.get(slot.number)
        value = None if given is None else given.value
        return ShownQuestion(
            number=slot.number,
            topic=item.topic,
            stem=item.stem,
            choices=tuple(
                ShownChoice(
                    letter,
                    handle_in(letters, slot.number, original),
                    item.choices[original],
                    original == value,
                )
                for letter, original in zip(LETTERS, slot.order, strict=False)
            ),
            flagged=given is not None and given.flagged,
            seq=0 if given is None else given.seq,
            media=shown_media(self.code, item.media, slot.order),
        )

    def cells(self, *, has_prediction: bool) -> tuple[Cell, ...]:
        """The list of the paper."""
        return _cells(self.given, len(self.slots), self.prediction_slot if has_prediction else None)

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Numbers of the questions without a choice."""
        return tuple(cell.slot for cell in self.cells(has_prediction=False) if not cell.answered)

    @property
    def flagged(self) -> tuple[int, ...]:
        """Numbers of the questions marked for another look."""
        return tuple(cell.slot for cell in self.cells(has_prediction=False) if cell.flagged)

    @property
    def prediction(self) -> int | None:
        """What the person predicted."""
        row = self.given.get(self.prediction_slot)
        return None if row is None else row.value

    @property
    def prediction_seq(self) -> int:
        """How often the prediction was given."""
        row = self.given.get(self.prediction_slot)
        return 0 if row is None else row.seq

    @property
    def last_saved_at(self) -> datetime | None:
        """When the newest answer was stored."""
        return _last_saved_at(self.given)

    @property
    def languages(self) -> tuple[Language, ...]:
        """In which some question of the paper is there too."""
        there = {language for item in self.items.values() for language in item.languages}
        return tuple(language for language in Language if language in there) if there else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far somebody is, without a word of the questions."""

    cells: tuple[Cell, ...]
    last_saved_at: datetime | None


_RESPONSES = select(
    ResponseRow.slot, ResponseRow.seq, ResponseRow.value, ResponseRow.flagged, ResponseRow.saved_at
).where(ResponseRow.attempt_id == bindparam("attempt_id"))


def answers_of(attempt: Attempt) -> Answers:
    """The paper as this person sees it, with the stored answers."""
    slots = papers.remembered(attempt.code)
    if slots is None:
        slots = paper_of(attempt.id)
        papers.remember(attempt.code, slots)
    return Answers(
        code=attempt.code,
        slots=slots,
        items=bank.shown_items({slot.version_id for slot in slots}),
        given={row.slot: row for row in _responses(attempt.id)},
        prediction_slot=attempt.prediction_slot,
    )


def progress_of(attempt: Attempt, *, has_prediction: bool) -> Progress:
    """What is answered and flagged, from the answers alone."""
    given = {row.slot: row for row in _responses(attempt.id)}
    cells = _cells(given, attempt.questions, attempt.prediction_slot if has_prediction else None)
    return Progress(cells=cells, last_saved_at=_last_saved_at(given))


def _cells(given: Mapping[int, AnyRow], questions: int, prediction_slot: int | None) -> tuple[Cell, ...]:
    cells = [
        Cell(slot, row.value is not None, row.flagged)
        if (row := given.get(slot))
        else Cell(slot, False, False)
        for slot in range(1, questions + 1)
    ]
    if prediction_slot is not None:
        guess = given.get(prediction_slot)
        cells.append(Cell(prediction_slot, guess is not None and guess.value is not None, False, True))
    return tuple(cells)


def _last_saved_at(given: Mapping[int, AnyRow]) -> datetime | None:
    return max((row.saved_at for row in given.values()), default=None)


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
