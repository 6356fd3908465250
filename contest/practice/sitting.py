"""One sitting of practice, kept wholly in the address: which questions, what was answered, what is asked now.

Nothing is stored: a sitting can be sent to a colleague, reloaded, and left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from questions.item import LETTERS, Item

SKIPPED = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with what was chosen; chosen is None when it was skipped."""

    item: Item
    chosen: int | None

    @property
    def is_correct(self) -> bool:
        """Whether the chosen option is the key."""
        return self.chosen == self.item.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Questions of which the first len(given) are done; shown is the answer just given to the next one."""

    items: tuple[Item, ...]
    given: str  # one letter for each question done
    shown: Answered | None

    @property
    def number(self) -> int:
        """The number of the question on the page, from 1."""
        return len(self.given) + 1

    @property
    def current(self) -> Item | None:
        """The question on the page; None at the end."""
        return self.items[len(self.given)] if len(self.given) < len(self.items) else None

    @property
    def done(self) -> tuple[Answered, ...]:
        """The questions behind."""
        return tuple(
            Answered(item=item, chosen=_index(letter, item))
            for item, letter in zip(self.items, self.given, strict=False)
        )

    @property
    def correct(self) -> int:
        """How many of them were right."""
        return sum(1 for one in self.done if one.is_correct)

    @property
    def wrong_codes(self) -> tuple[str, ...]:
        """The questions to look at again."""
        return tuple(one.item.code for one in self.done if not one.is_correct)

    def given_with(self, letter: str) -> str:
        """The record with one more answer."""
        return self.given + letter


def sitting(
    questions: Sequence[Item], *, number: int, size: int, again: Sequence[str], given: str, chosen: str
) -> Sitting:
    """Read a sitting from its address; what makes no sense there is left out.

    Args:
        questions: all questions of the topic, in their order.
        number: which set of the topic, from 1; ignored when questions are repeated.
        size: how many questions a set has.
        again: codes of questions to repeat instead of a set.
        given: the letters of the answers so far.
        chosen: the letter just chosen for the question on the page.
    """
    by_code: Mapping[str, Item] = {item.code: item for item in questions}
    items = tuple(by_code[code] for code in dict.fromkeys(again) if code in by_code)
    if not items:
        start = max(0, number - 1) * size
        items = tuple(questions[start : start + size])
    record = "".join(letter for letter in given.upper() if letter in LETTERS or letter == SKIPPED)
    record = record[: len(items)]
    now = items[len(record)] if len(record) < len(items) else None
    index = None if now is None else _index(chosen.upper(), now)
    shown = Answered(item=now, chosen=index) if now is not None and index is not None else None
    return Sitting(items=items, given=record, shown=shown)


def _index(letter: str, item: Item) -> int | None:
    at = LETTERS.find(letter) if len(letter) == 1 else -1
    return at if 0 <= at < len(item.choices) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """Whether the law behind a question still holds, and what took its place."""

    in_force: bool
    ended_on: date | None
    replaced_by: str


def validity_of(item: Item, *, on: date) -> Validity:
    """The validity of a question's source on a day."""
    ended_on = item.valid_to if item.valid_to is not None and item.valid_to < on else None
    return Validity(in_force=ended_on is None, ended_on=ended_on, replaced_by=item.replaced_by)
