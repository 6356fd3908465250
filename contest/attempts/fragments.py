"""The questions of a paper: the component is written once a place, then filled in for each person.

Everybody who starts gets a page of thirty questions within the same minute. What stands around the words of a
question depends on its number, on what is chosen and whether it is flagged; the rest is put in here.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from contest.attempts.handles import MOST_CHOICES, handle_in, letters_of
from contest.attempts.showing import Answers, Cell, ShownQuestion
from contest.platform.here import the_app
from contest.platform.language.languages import reader_language
from contest.platform.language.wording import known
from contest.platform.serving.frames import Frame, marks
from questions.item import TOPICS

COMPONENT = "components/paper.html"
EXTENSION, ITEMS, TOPIC_NAMES = "contest_question_frames", "contest_cells", "contest_topic_names"
SEQUENCE, TOPIC, STEM, CODE = marks(4)
HANDLES = marks(MOST_CHOICES, first=0x10)
TEXTS = marks(MOST_CHOICES, first=0x20)
# The words of a question, in the order in which written() gives them.
WORDS = (SEQUENCE, TOPIC, STEM, *(mark for pair in zip(HANDLES, TEXTS, strict=True) for mark in pair))
MOST_TEXTS = 5_000


class Form(NamedTuple):
    """A question without its words: text and holes in turn, and which of the words goes where."""

    parts: tuple[bytes, ...]
    in_place: Callable[[Sequence[bytes]], tuple[bytes, ...]]

    @classmethod
    def of(cls, frame: Frame) -> "Form":
        """The same, ending a line; a frame is cut at its marks, so each second part is a hole."""
        parts = (*frame.parts[:-1], frame.parts[-1] + b"\n")
        return cls(parts, itemgetter(*(WORDS.index(mark) for _at, mark in frame.holes)))

    def filled(self, words: Sequence[bytes]) -> list[bytes]:
        """The pieces of a question with its words, in the order of WORDS."""
        pieces = list(self.parts)
        pieces[1::2] = self.in_place(words)
        return pieces


@lru_cache(MOST_TEXTS)
def _escaped(text: str) -> bytes:
    return escape(text).encode()


@lru_cache(MOST_TEXTS)
def _all_escaped(texts: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(escape(text).encode() for text in texts)


def written(answers: Answers, total: int) -> bytes:
    """The questions as the component writes them; it escapes, and so is done here."""
    forms: dict[object, Form] = the_app().extensions.setdefault(EXTENSION, {})
    language, topics = reader_language(), _topic_names()
    letters = letters_of(answers.code, len(answers.slots))
    encoded = letters.encode()
    pieces: list[bytes] = []
    for slot in answers.slots:
        number, version_id, order = slot
        item, given = answers.items[version_id], answers.given.get(number)
        if item.media:
            pieces += (_with_media(answers.question(slot, letters), total).encode(), b"\n")
            continue
        chosen, flagged, seq = None, False, b"0"
        if given is not None:
            chosen = order.index(given.value) if given.value in order else None
            flagged, seq = given.flagged, b"%d" % given.seq
        key = (language, number, total, item.topic in topics, len(order), chosen, flagged)
        form = forms.get(key)
        if form is None:
            form = forms[key] = _form(answers.question(slot, letters), total, chosen)
        words = [seq, topics.get(item.topic, b""), _escaped(item.stem)]
        texts = _all_escaped(item.choices)
        for original in order:
            words += (handle_in(encoded, number, original), texts[original])  # letters, digits, dashes
        pieces += form.filled(words)
    return b"".join(pieces)


def _topic_names() -> Mapping[str, bytes]:
    """What the reader's language calls the topics, ready for a page."""
    names: dict[str, dict[str, bytes]] = the_app().extensions.setdefault(TOPIC_NAMES, {})
    language = reader_language()
    if language not in names:
        names[language] = {topic: escape(known(name)).encode() for topic, name in TOPICS.items()}
    return names[language]


def stitches(cells: Sequence[Cell]) -> Markup:
    """The stitches in the head of a paper."""
    return Markup("".join(_items("stitch_items", cells)))  # noqa: S704 - the component's own


def cells(chosen: Sequence[Cell], *, of_attempt: str = "") -> Markup:
    """The squares of the list; with an attempt's code, in a row that leads to its paper."""
    if not of_attempt:
        return Markup("".join(_items("cell_items", chosen)))  # noqa: S704 - the component's own
    row = "".join(_items("cell_items", chosen, base=f"/thi/{CODE}", row=True))
    return Markup(row.replace(CODE, escape(of_attempt)))  # noqa: S704 - the same


def _items(macro: str, cells: Sequence[Cell], **place: Any) -> list[str]:
    """Squares or stitches, each written once a language."""
    known: dict[object, dict[Cell, str]] = the_app().extensions.setdefault(ITEMS, {})
    items = known.setdefault((macro, reader_language(), bool(place)), {})
    for cell in cells:
        if cell not in items:
            component = the_app().jinja_env.get_template(COMPONENT).module
            items[cell] = str(getattr(component, macro)([cell], **place))
    return [items[cell] for cell in cells]


def _with_media(shown: ShownQuestion, total: int) -> str:
    """A question whose files have addresses of this attempt; few have any, so each is written out."""
    component = the_app().jinja_env.get_template(COMPONENT).module
    return str(
        component.question(  # type: ignore[attr-defined] # a macro
            slot=shown.number,
            total=total,
            topic=known(TOPICS.get(shown.topic, "")),
            stem=shown.stem,
            choices=[(choice.handle, choice.text) for choice in shown.choices],
            chosen=next((choice.handle for choice in shown.choices if choice.chosen), ""),
            flagged=shown.flagged,
            seq=shown.seq,
            media=shown.media,
        )
    )


def _form(shown: ShownQuestion, total: int, chosen: int | None) -> Form:
    component = the_app().jinja_env.get_template(COMPONENT).module
    count = len(shown.choices)
    return Form.of(
        Frame.of(
            component.question(  # type: ignore[attr-defined] # a macro
                slot=shown.number,
                total=total,
                topic=TOPIC if shown.topic in TOPICS else "",
                stem=STEM,
                choices=list(zip(HANDLES[:count], TEXTS[:count], strict=True)),
                chosen="" if chosen is None else HANDLES[chosen],
                flagged=shown.flagged,
                seq=SEQUENCE,
            )
        )
    )
