"""What foreign formats have no place for, carried along as a note of our own.

GIFT and Moodle XML hold stem, choices, key, feedback and tags. The rest of a question
travels as JSON in a comment or an element that other programs pass over, so that reading
back loses nothing.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from questions.item import Item, Level

_TEXTS = ("topic", "level", "citation", "valid_from", "valid_to", "pin_last", "author", "replaced_by")
_BETWEEN = "\n\n"
_CITED = "Căn cứ: "


class NoteError(ValueError):
    """The note is not one of ours, or somebody changed it."""


def note_of(item: Item) -> str:
    """The note of an item: one line of JSON in ASCII, without "<", ">", "&" or "--"."""
    fields: dict[str, Any] = {
        "topic": item.topic,
        "level": item.level.value,
        "citation": item.citation,
        "valid_from": _iso(item.valid_from),
        "valid_to": _iso(item.valid_to),
        "pin_last": "true" if item.pin_last else "",
        "author": item.author,
        "replaced_by": item.replaced_by,
        "facts": list(item.facts),
        "tags": sorted(item.tags),
    }
    text = json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=True)
    for sign in "<>&-":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def fields_of(note: str) -> dict[str, Any]:
    """The fields of a note, ready to be given to ``Raw``; NoteError when it is none."""
    try:
        data = json.loads(note)
    except (ValueError, RecursionError) as error:
        raise NoteError(note) from error
    if not isinstance(data, Mapping):
        raise NoteError(note)
    fields: dict[str, Any] = {}
    for name, value in data.items():
        if name in _TEXTS and isinstance(value, str):
            fields[name] = value
        elif (
            name in ("facts", "tags")
            and isinstance(value, list)
            and all(isinstance(one, str) for one in value)
        ):
            fields[name] = tuple(value)
        else:
            raise NoteError(note)
    if fields.get("level", Level.RECALL) not in list(Level):
        raise NoteError(note)
    return fields


def feedback_of(item: Item) -> str:
    """Explanation and citation as a person reads them after answering."""
    return _BETWEEN.join(filter(None, (item.explanation, item.citation and _CITED + item.citation)))


def explanation_and_citation(feedback: str, citation: str | None) -> tuple[str, str]:
    """Take the feedback apart again; ``citation`` is what the note says, None without a note."""
    if citation is None:
        explanation, _, citation = feedback.rpartition(_BETWEEN + _CITED)
        return (explanation, citation) if explanation else (feedback, "")
    if feedback == _CITED + citation:
        return "", citation
    return (feedback.removesuffix(_BETWEEN + _CITED + citation) if citation else feedback), citation
