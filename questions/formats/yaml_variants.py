"""Pictures, recordings and other languages of a question in the house format."""

import yaml

from questions.formats.yaml_nodes import FaultError, Fields
from questions.item import LETTERS, Language, Medium, MediumKind, Variant

_OF_MEDIUM = ("description", "choice", "sha256")
_OF_VARIANT = ("stem", "choices", "explanation", "media")


def read_media(draft: Fields) -> tuple[Medium, ...]:
    """The pictures and recordings listed under ``media``; faults are noted at their lines."""
    media = (_medium(draft, node) for node in draft.members("media"))
    return tuple(medium for medium in media if medium is not None)


def _medium(draft: Fields, node: yaml.Node) -> Medium | None:
    try:
        names = draft.reader.mapping(node, required=("kind", "file"), optional=_OF_MEDIUM)
    except FaultError:
        return None
    fields = Fields(draft.reader, names)
    kind = fields.one_of("kind", MediumKind)
    choice = fields.key("choice", len(LETTERS)) if "choice" in names else None
    if kind is None:
        return None
    return Medium(
        kind=kind,
        file=fields.text("file"),
        description=fields.text("description"),
        choice=choice,
        sha256=fields.text("sha256"),
    )


def read_variants(draft: Fields) -> tuple[Variant, ...]:
    """The question in other languages, as listed under ``variants``."""
    variants = (_variant(draft, node) for node in draft.members("variants"))
    return tuple(variant for variant in variants if variant is not None)


def _variant(draft: Fields, node: yaml.Node) -> Variant | None:
    try:
        names = draft.reader.mapping(node, required=("language",), optional=_OF_VARIANT)
    except FaultError:
        return None
    fields = Fields(draft.reader, names)
    language = fields.one_of("language", Language)
    if language is None:
        return None
    return Variant(
        language=language,
        stem=fields.text("stem"),
        choices=fields.texts("choices"),
        explanation=fields.text("explanation"),
        media=read_media(fields),
    )
