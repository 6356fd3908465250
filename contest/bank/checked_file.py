"""What checking a file of questions finds, row by row, and how it is kept beside the file."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contest.bank.contents import as_json, from_json
from questions.item import Item
from questions.likeness import folded

# The columns that a page always shows, by their folded headings.
SHOWN_HEADINGS = frozenset(
    {
        *("ma", "ma cau hoi", "ma cau"),
        *("cau hoi", "noi dung cau hoi", "noi dung", "cau dan"),
        *("dap an", "dap an dung"),
        *("can cu", "can cu phap ly", "trich dan"),
        *(f"{start}{letter}" for start in ("", "phuong an ") for letter in "abcdefgh"),
    }
)


class Verdict(StrEnum):
    """What becomes of a row."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"

    @property
    def label(self) -> str:
        """The verdict on screen."""
        return {Verdict.GOOD: "Hợp lệ", Verdict.NOTE: "Lưu ý", Verdict.BAD: "Lỗi"}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One sentence about a row: whether it keeps the row out, the cell it is about, the question it names."""

    text: str
    is_error: bool
    column: int | None = None
    item_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRow:
    """One row as typed, its remarks, and the question it gives (None for a faulty row).

    ``number`` is the row of a table or the line of another file; ``part`` names the file inside a package.
    """

    number: int
    cells: tuple[str, ...]
    remarks: tuple[Remark, ...]
    item: Item | None
    part: str = ""

    @property
    def verdict(self) -> Verdict:
        """Bad by any error, worth a look by any other remark."""
        if self.item is None or any(remark.is_error for remark in self.remarks):
            return Verdict.BAD
        return Verdict.NOTE if self.remarks else Verdict.GOOD

    def marks(self, width: int) -> tuple[tuple[str, str], ...]:
        """(text, mark) of each cell; a mark is "bad", "note" or empty."""
        by_column: dict[int, str] = {}
        for remark in self.remarks:
            if remark.column is not None and by_column.get(remark.column) != "bad":
                by_column[remark.column] = "bad" if remark.is_error else "note"
        cells = (*self.cells, *[""] * (width - len(self.cells)))[:width]
        return tuple((text, by_column.get(index, "")) for index, text in enumerate(cells))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """A whole file: its headings, its rows, and what is wrong with it as a file.

    ``is_table`` tells whether rows are those of the sender's own table; ``unknown_types`` names kinds of
    question that the bank cannot hold, counted among the faulty rows; ``has_old_fonts`` whether turning
    text into Unicode would help; ``mark`` is the state of the bank that it was compared with.
    """

    name: str
    sha256: str
    mark: str
    is_table: bool
    header: tuple[str, ...]
    header_row: int
    rows: tuple[CheckedRow, ...]
    problems: tuple[str, ...]
    unknown_types: tuple[tuple[str, int], ...] = ()
    has_old_fonts: bool = False

    def with_verdict(self, *verdicts: Verdict) -> tuple[CheckedRow, ...]:
        """The rows that came out so."""
        return tuple(row for row in self.rows if row.verdict in verdicts)

    @property
    def items(self) -> tuple[Item, ...]:
        """What would be imported: every row without an error."""
        return tuple(
            row.item for row in self.with_verdict(Verdict.GOOD, Verdict.NOTE) if row.item is not None
        )

    @property
    def row_word(self) -> str:
        """What a number of a row counts: rows of a table, or lines of text."""
        return "Hàng" if self.is_table else "Dòng"

    def shown_columns(self, rows: Iterable[CheckedRow]) -> tuple[int, ...]:
        """The columns a page shows: what makes the question, and wherever one of the rows is marked."""
        plain = [folded(heading) for heading in self.header]
        wanted = {index for index, heading in enumerate(plain) if heading in SHOWN_HEADINGS}
        marked = {remark.column for row in rows for remark in row.remarks if remark.column is not None}
        return tuple(sorted(wanted | {one for one in marked if one < len(self.header)}))

    def to_json(self) -> str:
        """The whole check as text, to be kept beside the file."""
        return json.dumps(
            {
                "name": self.name,
                "sha256": self.sha256,
                "mark": self.mark,
                "is_table": self.is_table,
                "header": self.header,
                "header_row": self.header_row,
                "rows": [_row_as_json(row) for row in self.rows],
                "problems": self.problems,
                "unknown_types": self.unknown_types,
                "has_old_fonts": self.has_old_fonts,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "CheckedFile":
        """The check that ``to_json`` wrote."""
        stored = json.loads(text)
        return cls(
            **{
                **stored,
                "header": tuple(stored["header"]),
                "rows": tuple(_row_from_json(one) for one in stored["rows"]),
                "problems": tuple(stored["problems"]),
                "unknown_types": tuple((name, number) for name, number in stored["unknown_types"]),
            }
        )


def _row_as_json(row: CheckedRow) -> list[Any]:
    remarks = [[one.text, one.is_error, one.column, one.item_id] for one in row.remarks]
    return [row.number, row.cells, remarks, None if row.item is None else as_json(row.item), row.part]


def _row_from_json(stored: list[Any]) -> CheckedRow:
    number, cells, remarks, item, part = stored
    return CheckedRow(
        number=number,
        cells=tuple(cells),
        remarks=tuple(
            Remark(text=text, is_error=is_error, column=column, item_id=item_id)
            for text, is_error, column, item_id in remarks
        ),
        item=None if item is None else from_json(item),
        part=part,
    )
