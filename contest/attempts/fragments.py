"""The questions of a paper: the component is written once a place, then filled in for each person.

Everybody who starts gets a page of thirty questions within the same minute. What stands around the words of a
question depends on its number, on what is chosen and whether it is flagged; the rest is put in here.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup, escape

from contest.attempts.handles import MOST_CHOICES
from contest.attempts.showing import Cell, ShownQuestion
from contest.platform.language.languages import reader_language
from contest.platform.language.wording import known
from contest.platform.serving.frames import Frame, marks
from questions.item import TOPICS

COMPONENT = "components/paper.html"
EXTENSION, ITEMS = "contest_question_frames", "contest_cells"
STEM, TOPIC, SEQUENCE, CODE = marks(4)
HANDLES = marks(MOST_CHOICES, first=0x10)
TEXTS = marks(MOST_CHOICES, first=0x20)
MOST_TEXTS = 10_000

_escaped = lru_cache(MOST_TEXTS)(escape)


def written(questions: Sequence[ShownQuestion], total: int) -> Markup:
    """The questions as the component writes them."""
    frames: dict[object, Frame] = current_app.extensions.setdefault(EXTENSION, {})
    language = reader_language()
    topics = {topic: escape(known(name)) for topic, name in TOPICS.items()}
    parts = []
    for one in questions:
        if one.media:
            parts.append(_with_media(one, total))
            continue
        chosen = next((at for at, choice in enumerate(one.choices) if choice.chosen), None)
        key = (language, one.number, total, one.topic in TOPICS, len(one.choices), chosen, one.flagged)
        frame = frames.get(key)
        if frame is None:
            frame = frames[key] = _frame(one, total, chosen)
        parts.append(frame.filled(_words(one, topics)))
    return Markup("\n".join(parts))  # noqa: S704 - the component escapes, and so do _words


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
    known: dict[object, dict[Cell, str]] = current_app.extensions.setdefault(ITEMS, {})
    items = known.setdefault((macro, reader_language(), bool(place)), {})
    for cell in cells:
        if cell not in items:
            component = current_app.jinja_env.get_template(COMPONENT).module
            items[cell] = str(getattr(component, macro)([cell], **place))
    return [items[cell] for cell in cells]


def _with_media(shown: ShownQuestion, total: int) -> str:
    """A question whose files have addresses of this attempt; few have any, so each is written out."""
    component = current_app.jinja_env.get_template(COMPONENT).module
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


def _frame(shown: ShownQuestion, total: int, chosen: int | None) -> Frame:
    component = current_app.jinja_env.get_template(COMPONENT).module
    count = len(shown.choices)
    return Frame.of(
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


def _words(shown: ShownQuestion, topics: Mapping[str, str]) -> dict[str, str]:
    words = {STEM: _escaped(shown.stem), TOPIC: topics.get(shown.topic, ""), SEQUENCE: str(shown.seq)}
    for handle, text, choice in zip(HANDLES, TEXTS, shown.choices, strict=False):
        words[handle] = choice.handle  # letters, digits, dashes
        words[text] = _escaped(choice.text)
    return words
