"""How the content of a question lies in a row of its versions, and comes back out of it."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from contest.bank.models import ItemVersionRow
from contest.platform.language.vietnamese import fold
from questions.item import Item, Language, Level, Medium, MediumKind, Variant


def content_of(code: str, row: ItemVersionRow) -> Item:
    """A stored version as the pure value."""
    return Item(
        code=code,
        topic=row.topic,
        level=Level(row.level),
        stem=row.stem,
        choices=tuple(row.choices),
        key=row.key,
        explanation=row.explanation,
        citation=row.citation,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        tags=frozenset(row.tags),
        pin_last=row.pin_last,
        facts=tuple(row.facts),
        replaced_by=row.replaced_by,
        media=media_in(row.media or ()),
        variants=tuple(variant_in(stored) for stored in row.variants or ()),
    )


def values_of(item: Item) -> dict[str, Any]:
    """What a version row stores of a question."""
    return {
        "topic": item.topic,
        "level": item.level,
        "stem": item.stem,
        "choices": list(item.choices),
        "key": item.key,
        "explanation": item.explanation,
        "citation": item.citation,
        "valid_from": item.valid_from,
        "valid_to": item.valid_to,
        "tags": sorted(item.tags),
        "facts": list(item.facts),
        "pin_last": item.pin_last,
        "replaced_by": item.replaced_by,
        "media": [asdict(medium) for medium in item.media],
        "variants": [asdict(variant) for variant in item.variants],
        "search": fold(" ".join((item.stem, *item.choices, item.citation))),
        "fingerprint": item.fingerprint(),
    }


def as_json(item: Item) -> dict[str, Any]:
    """A question in plain values that JSON knows, for files beside an import."""
    return {
        **asdict(item),
        "tags": sorted(item.tags),
        "valid_from": item.valid_from.isoformat() if item.valid_from else None,
        "valid_to": item.valid_to.isoformat() if item.valid_to else None,
    }


def from_json(stored: dict[str, Any]) -> Item:
    """The question that ``as_json`` wrote."""
    return Item(
        **{
            **stored,
            "level": Level(stored["level"]),
            "choices": tuple(stored["choices"]),
            "valid_from": _day(stored["valid_from"]),
            "valid_to": _day(stored["valid_to"]),
            "tags": frozenset(stored["tags"]),
            "facts": tuple(stored["facts"]),
            "media": media_in(stored["media"]),
            "variants": tuple(variant_in(one) for one in stored["variants"]),
        }
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def media_in(stored: Iterable[dict[str, Any]]) -> tuple[Medium, ...]:
    """Pictures and recordings as they lie in a version."""
    return tuple(Medium(**{**one, "kind": MediumKind(one["kind"])}) for one in stored)


def variant_in(stored: dict[str, Any]) -> Variant:
    """The question in another language as it lies in a version."""
    return Variant(
        language=Language(stored["language"]),
        stem=stored["stem"],
        choices=tuple(stored["choices"]),
        explanation=stored["explanation"],
        media=media_in(stored["media"]),
    )
