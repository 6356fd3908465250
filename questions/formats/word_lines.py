"""A Word document as lines of text that remember how each letter looks.

Runs split in the middle of a word are joined, line breaks become lines of their own,
automatic numbers and letters are written out, and what is no text leaves a visible gap.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntFlag
from itertools import groupby
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from questions.formats.legacy_fonts import legacy_of_font, to_unicode

# Stands where a picture, an equation or a text box stood.
GAP = "\ufffc"

_GAPS = frozenset(qn(name) for name in ("w:drawing", "w:pict", "w:object", "w:txbxContent", "w:sym"))
# In the font .VnTime the soft hyphen is the letter ư.
_SOFT_HYPHEN = "\u00ad"
_SIGNS = {qn("w:softHyphen"): _SOFT_HYPHEN, qn("w:noBreakHyphen"): "-"}
_EQUATION = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_BREAKS = frozenset(qn(name) for name in ("w:br", "w:cr"))
_SKIPPED = frozenset(qn(name) for name in ("w:del", "w:moveFrom", "w:txbxContent"))
_OFF = frozenset({"", "0", "false", "off", "none"})
_BLACK = frozenset({"", "000000", "AUTO"})
_WHITE = frozenset({"", "FFFFFF", "AUTO"})
_MOST_DEPTH = 40


class Look(IntFlag):
    """What makes a letter stand out."""

    PLAIN = 0
    BOLD = 1
    UNDERLINE = 2
    COLOUR = 4
    HIGHLIGHT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text; ``looks[i]`` is the look of ``text[i]``."""

    number: int
    text: str
    looks: tuple[Look, ...]
    legacy_font: str = ""

    def part(self, begin: int, end: int) -> "Line":
        """A piece of the line, without spaces around it."""
        piece = self.text[begin:end]
        begin += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        end = max(begin, end)
        return Line(
            number=self.number,
            text=self.text[begin:end],
            looks=self.looks[begin:end],
            legacy_font=self.legacy_font,
        )


Table = list[list[str]]
Piece = tuple[str, Look, str]
"""Text, look, and the name of its font where that is a legacy one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A table: its cells as texts, and its lines as they flow from cell to cell."""

    number: int
    rows: Table
    lines: tuple[Line, ...]


def blocks(document: Document, *, convert_legacy: bool) -> Iterator[Line | TableBlock]:
    """The document from top to bottom. Lines are numbered by their paragraphs, from 1.

    Text in old Vietnamese fonts is turned into Unicode if that is wished; otherwise its
    lines tell the font.
    """
    return _Flow(document, convert_legacy=convert_legacy).blocks(document.element.body, 0)


class _Flow:
    """Walks through the document and counts paragraphs and automatic numbers."""

    def __init__(self, document: Document, *, convert_legacy: bool) -> None:
        self.convert_legacy = convert_legacy
        self.styles = _Styles(document)
        self.numbering = _Numbering(document, self.styles)
        self.paragraphs = 0

    def blocks(self, parent: Any, depth: int) -> Iterator[Line | TableBlock]:
        for element in parent:
            if element.tag == qn("w:p"):
                yield from self.lines(element)
            elif element.tag == qn("w:tbl"):
                yield self.table(element, depth)
            elif depth >= _MOST_DEPTH:
                raise ValueError("the document is nested too deeply")
            else:
                # Content controls and the like wrap paragraphs.
                yield from self.blocks(element, depth + 1)

    def table(self, element: Any, depth: int) -> TableBlock:
        number = self.paragraphs + 1
        rows: Table = []
        lines: list[Line] = []
        for row in element.iterchildren(qn("w:tr")):
            rows.append([])
            for cell in row.iter(qn("w:tc")):
                if next(cell.iterancestors(qn("w:tr"))) is not row:
                    continue  # The cell of a table inside this one comes with its own table.
                inside = [
                    line
                    for block in self.blocks(cell, depth + 1)
                    for line in ([block] if isinstance(block, Line) else block.lines)
                ]
                rows[-1].append("\n".join(line.text for line in inside).strip())
                lines.extend(inside)
        return TableBlock(number=number, rows=rows, lines=tuple(lines))

    def lines(self, element: Any) -> Iterator[Line]:
        self.paragraphs += 1
        pieces = [self.in_unicode(piece) for piece in _joined(self.pieces(element))]
        label = self.numbering.label(element, is_empty=not any(text.strip() for text, _, _ in pieces))
        letters = [label, *(text for text, _, _ in pieces)]
        looks = [Look.PLAIN] * len(label)
        for text, look, _ in pieces:
            looks.extend([look] * len(text))
        legacy = next((font for _, _, font in pieces if font), "")
        begin = 0
        for text in "".join(letters).split("\n"):
            end = begin + len(text)
            line = Line(number=self.paragraphs, text=text, looks=tuple(looks[begin:end]), legacy_font=legacy)
            yield line.part(0, len(text))
            begin = end + 1

    def in_unicode(self, piece: Piece) -> Piece:
        """The piece composed and, where that is wished, out of its old font."""
        text, look, font = piece
        legacy = legacy_of_font(font)
        if legacy is None:
            return unicodedata.normalize("NFC", text.replace(_SOFT_HYPHEN, "")), look, font
        if not self.convert_legacy:
            return piece
        return to_unicode(text, legacy, font=font), look, ""

    def pieces(self, paragraph: Any) -> Iterator[Piece]:
        """Text, look and legacy font of every piece of a paragraph, wherever it is nested."""
        style = _value(paragraph, f"{qn('w:pPr')}/{qn('w:pStyle')}")
        for run in paragraph.iter(qn("w:r"), _EQUATION):
            if any(parent.tag in _SKIPPED for parent in run.iterancestors()):
                continue
            if run.tag == _EQUATION:
                yield GAP, Look.PLAIN, ""
                continue
            look, legacy = self.styles.look_of(run.find(qn("w:rPr")), style)
            for child in run:
                if child.tag == qn("w:t"):
                    yield child.text or "", look, legacy
                elif child.tag == qn("w:tab"):
                    yield "\t", Look.PLAIN, ""
                elif child.tag in _BREAKS:
                    yield "\n", Look.PLAIN, ""
                elif child.tag in _SIGNS:
                    yield _SIGNS[child.tag], look, legacy
                elif child.tag in _GAPS or any(inner.tag in _GAPS for inner in child.iter()):
                    yield GAP, Look.PLAIN, ""


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of one look and font as one piece, so that no letter and its mark are parted."""
    for (look, font), group in groupby(pieces, key=lambda piece: piece[1:]):
        yield "".join(text for text, _, _ in group), look, font


class _Styles:
    """What letters look like: by themselves, by a character style, or by the paragraph's style."""

    def __init__(self, document: Document) -> None:
        self._styles = {
            style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))
        }

    def chain(self, name: str) -> Iterator[Any]:
        """The style of that id and those it is based on."""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = _value(self._styles[name], qn("w:basedOn"))

    def look_of(self, properties: Any, paragraph_style: str) -> tuple[Look, str]:
        """The look of a run, and its font where that is a legacy one."""
        own = [] if properties is None else [properties]
        character_style = _value(properties, qn("w:rStyle")) if own else ""
        styles = [*self.chain(character_style), *self.chain(paragraph_style)]
        sources = own + [found for style in styles if (found := style.find(qn("w:rPr"))) is not None]
        look = Look.PLAIN
        if _first(sources, "w:b", "true") not in _OFF:
            look |= Look.BOLD
        if _first(sources, "w:u", "single") not in _OFF:
            look |= Look.UNDERLINE
        # Colours of styles are the document's dress; only a run's own colour points at a key.
        if _first(own, "w:color", "auto").upper() not in _BLACK:
            look |= Look.COLOUR
        shade = _first(own, "w:shd", "auto", "w:fill").upper()
        if _first(own, "w:highlight", "none") not in _OFF or shade not in _WHITE:
            look |= Look.HIGHLIGHT
        font = _first(sources, "w:rFonts", "", "w:ascii")
        return look, font if legacy_of_font(font) else ""


def _first(sources: list[Any], name: str, default: str, attribute: str = "w:val") -> str:
    """The attribute of the first source that has the element; the default where it says nothing.

    A missing element counts as "" (off), unlike one without the attribute (on).
    """
    for source in sources:
        found = source.find(qn(name))
        if found is not None:
            return found.get(qn(attribute)) or default
    return ""


class _Numbering:
    """Writes out the labels that Word draws by itself in front of list items."""

    def __init__(self, document: Document, styles: _Styles) -> None:
        self._styles = styles
        self._formats: dict[tuple[str, str], tuple[str, str]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._last: tuple[str, str] | None = None
        try:
            root = document.part.numbering_part.element
        except NotImplementedError:
            # A document without any list has no such part, and python-docx cannot make one.
            return
        for abstract in root.iterchildren(qn("w:abstractNum")):
            for level in abstract.iterchildren(qn("w:lvl")):
                key = (abstract.get(qn("w:abstractNumId")), level.get(qn("w:ilvl")))
                self._formats[key] = (_value(level, qn("w:numFmt")), _value(level, qn("w:lvlText")))
        for number in root.iterchildren(qn("w:num")):
            self._abstract[number.get(qn("w:numId"))] = _value(number, qn("w:abstractNumId"))

    def label(self, paragraph: Any, *, is_empty: bool) -> str:
        """What Word shows before this paragraph ("Câu 3. ", "B. "), or ""."""
        number, level = self._list_of(paragraph)
        key = (self._abstract.get(number, ""), level)
        kind, pattern = self._formats.get(key, ("", ""))
        lettered = kind in ("upperLetter", "lowerLetter")
        if not lettered and kind != "decimal":
            self._last = self._last if is_empty else None
            return ""
        # A lettered list begins anew wherever another line stood between: it belongs to a question.
        begins = lettered and self._last != key
        count = 1 if begins else self._counts.get(key, 0) + 1
        self._counts[key], self._last = count, key
        if lettered:
            return f"{chr(ord('A') + (count - 1) % 26)}. "
        return f"Câu {count}. " if "câu" in pattern.casefold() else f"{count}. "

    def _list_of(self, paragraph: Any) -> tuple[str, str]:
        """The list and level a paragraph belongs to, by itself or by its style."""
        style = _value(paragraph, f"{qn('w:pPr')}/{qn('w:pStyle')}")
        for holder in (paragraph, *self._styles.chain(style)):
            found = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None:
                return _value(found, qn("w:numId")), _value(found, qn("w:ilvl")) or "0"
        return "", ""


def _value(element: Any, path: str) -> str:
    child = element.find(path)
    return "" if child is None else child.get(qn("w:val")) or ""
