"""A published text as plain data: sections of paragraphs, lists and tables, without any markup."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """A list; ``ordered`` where the order means something."""

    items: tuple[str, ...]
    ordered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a caption; every row has as many cells as the header."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | ItemList | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the text; ``anchor`` is its stable address within the page."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


def paragraphs(*texts: str) -> list[Block]:
    """One paragraph for each text that says something."""
    return [Paragraph(text=text) for text in texts if text]


def bullets(items: Iterable[str]) -> ItemList:
    """A list whose order means nothing."""
    return ItemList(items=tuple(items), ordered=False)
