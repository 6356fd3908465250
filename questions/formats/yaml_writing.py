"""Questions written in the house format, so that reading them back changes nothing."""

import unicodedata
from collections.abc import Iterable
from itertools import groupby

from questions.item import LETTERS, TOPICS, Item, Medium, Variant


def write_bank(items: Iterable[Item]) -> str:
    """The items as YAML that ``read_text`` reads back unchanged.

    A change of topic begins a new document in the same text. Raises ValueError for an item
    without a key or a medium of no choice, which the format cannot hold.
    """
    documents = []
    for topic, members in groupby(items, key=lambda item: item.topic):
        lines = [f"topic: {_quoted(topic) if topic not in TOPICS else topic}", "items:"]
        for item in members:
            lines.extend(_item_lines(item))
        documents.append("\n".join(lines) + "\n")
    return "---\n".join(documents)


def _item_lines(item: Item) -> list[str]:
    if not item.has_key:
        raise ValueError(f"item {item.code!r} has no key to write")
    lines = [
        f"  - code: {_quoted(item.code)}",
        f"    level: {item.level.value}",
        f"    stem: {_quoted(item.stem)}",
        "    choices:",
        *(f"      - {_quoted(choice)}" for choice in item.choices),
        f"    key: {item.key_letter}",
        f"    explanation: {_quoted(item.explanation)}",
        f"    citation: {_quoted(item.citation)}",
        f"    valid_from: {item.valid_from or 'null'}",
        f"    valid_to: {item.valid_to or 'null'}",
        f"    tags: {_listed(sorted(item.tags))}",
        f"    facts: {_listed(item.facts)}",
    ]
    if item.pin_last:
        lines.append("    pin_last: true")
    if item.replaced_by:
        lines.append(f"    replaced_by: {_quoted(item.replaced_by)}")
    if item.author:
        lines.append(f"    author: {_quoted(item.author)}")
    lines.extend(_media_lines(item.media, " " * 4))
    if item.variants:
        lines.append("    variants:")
    for variant in item.variants:
        lines.extend(_variant_lines(variant))
    return lines


def _media_lines(media: Iterable[Medium], margin: str) -> list[str]:
    lines = []
    for medium in media:
        lines.append(f"{margin}  - kind: {medium.kind.value}")
        lines.append(f"{margin}    file: {_quoted(medium.file)}")
        if medium.description:
            lines.append(f"{margin}    description: {_quoted(medium.description)}")
        if medium.choice is not None:
            lines.append(f"{margin}    choice: {_letter(medium.choice)}")
        if medium.sha256:
            lines.append(f"{margin}    sha256: {_quoted(medium.sha256)}")
    return [f"{margin}media:", *lines] if lines else []


def _letter(choice: int) -> str:
    if not 0 <= choice < len(LETTERS):
        raise ValueError(f"a medium belongs to choice {choice}, which has no letter")
    return LETTERS[choice]


def _variant_lines(variant: Variant) -> list[str]:
    lines = [f"      - language: {variant.language.value}"]
    if variant.stem:
        lines.append(f"        stem: {_quoted(variant.stem)}")
    if variant.choices:
        lines.append("        choices:")
    lines.extend(f"          - {_quoted(choice)}" for choice in variant.choices)
    if variant.explanation:
        lines.append(f"        explanation: {_quoted(variant.explanation)}")
    lines.extend(_media_lines(variant.media, " " * 8))
    return lines


def _listed(texts: Iterable[str]) -> str:
    return "[" + ", ".join(_quoted(text) for text in texts) + "]"


def _quoted(text: str) -> str:
    """A double-quoted scalar on one line, whatever signs the text holds."""
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    # Line and paragraph separators, controls and unassigned signs would be folded or refused.
    if unicodedata.category(sign) in ("Cc", "Cf", "Cn", "Co", "Zl", "Zp"):
        return f"\\U{ord(sign):08x}"
    return sign
