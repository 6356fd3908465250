"""Workbooks at the file doors: reading what organisers send, writing what they download (C3, C4)."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import IO, Any

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from contest.platform.clock import VIETNAM
from contest.platform.errors import Invalid
from contest.platform.vietnamese import clean

LARGEST_UNPACKED_BYTES = 60 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
XLSX_MAGIC = b"PK\x03\x04"


class WrongKind(Invalid):
    """The file is not what it should be; facts: kind."""

    code = "tep.loai"
    field = "file"


class TooLarge(Invalid):
    """The file unpacks to more than we read; facts: limit."""

    code = "tep.qua_lon"
    field = "file"


class Empty(Invalid):
    """The file has a header at most."""

    code = "tep.trong"
    field = "file"


class HoldsFormula(Invalid):
    """A cell is a formula: its value depends on the reader; facts: cell."""

    code = "tep.cong_thuc"
    field = "file"


class HoldsMergedCell(Invalid):
    """Merged cells hide which row a value belongs to; facts: cell."""

    code = "tep.o_gop"
    field = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row as typed: its number in the file and its cells as cleaned text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Why a row cannot be taken: its number, the column, the value and the way to mend it."""

    row: int
    column: str
    value: str
    message: str


class Kind(StrEnum):
    """How a column is written."""

    TEXT = "text"
    NUMBER = "number"
    DECIMAL = "decimal"
    PERCENT = "percent"
    INSTANT = "instant"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sheet to write."""

    header: str
    width: int
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet to write: a title line, a note line, then the table."""

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[object]]


def read_rows(content: bytes) -> tuple[SheetRow, ...]:
    """Rows of the first sheet that hold anything, header included; formulas and merged cells are refused."""
    _check_package(content)
    try:
        book = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError):
        raise WrongKind(kind="bảng tính Excel (.xlsx)") from None
    sheet = book.worksheets[0]
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise TooLarge(limit=f"{MOST_ROWS} hàng, {MOST_COLUMNS} cột")
    for merged in sheet.merged_cells.ranges:
        raise HoldsMergedCell(cell=merged.coord)
    rows = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = tuple(_text(cell) for cell in cells)
        if any(texts):
            rows.append(SheetRow(number=number, cells=texts))
    if not rows:
        raise Empty
    return tuple(rows)


def _check_package(content: bytes) -> None:
    if not content.startswith(XLSX_MAGIC):
        raise WrongKind(kind="bảng tính Excel (.xlsx)")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
    except zipfile.BadZipFile:
        raise WrongKind(kind="bảng tính Excel (.xlsx)") from None
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise TooLarge(limit=f"{LARGEST_UNPACKED_BYTES // 1024 // 1024} MB")


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise HoldsFormula(cell=cell.coordinate)
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y") if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))


def write_workbook(target: IO[bytes], sheets: Sequence[Sheet], *, title: str, created: datetime) -> None:
    """Write a workbook row by row: typed text, frozen header, widths; never a formula or a link."""
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": False,
        },
    )
    # A fixed creation time keeps the file of the same standings the same, byte for byte.
    book.set_properties({"title": title, "created": created.astimezone(VIETNAM).replace(tzinfo=None)})
    formats = _formats(book)
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    book.close()


HEADER_ROW = 3


def _write_sheet(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER_ROW)
    page.freeze_panes(HEADER_ROW + 1, 0)
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
    page.write_string(0, 0, sheet.title, formats["title"])
    page.write_string(1, 0, sheet.note, formats["note"])
    for index, column in enumerate(sheet.columns):
        page.write_string(HEADER_ROW, index, column.header, formats["header"])
    for line, row in enumerate(sheet.rows, start=HEADER_ROW + 1):
        for index, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_cell(page, line, index, value, formats[column.kind])


def _write_cell(page: Any, line: int, index: int, value: object, style: Any) -> None:
    if value is None or value == "":
        page.write_blank(line, index, None, style)
    elif isinstance(value, bool):
        page.write_string(line, index, "Có" if value else "Không", style)
    elif isinstance(value, int):
        page.write_number(line, index, value, style)
    elif isinstance(value, Fraction | float):
        page.write_number(line, index, float(value), style)
    elif isinstance(value, datetime):
        page.write_datetime(line, index, value.astimezone(VIETNAM).replace(tzinfo=None), style)
    elif isinstance(value, date):
        page.write_datetime(line, index, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001 - Excel knows no zone
    else:
        page.write_string(line, index, str(value), style)


def _formats(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "valign": "top", "font_name": "Times New Roman", "font_size": 12}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "font_name": "Times New Roman"}),
        "note": book.add_format({"italic": True, "font_size": 12, "font_name": "Times New Roman"}),
        "header": book.add_format(
            {**cell, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#E9EBFA"}
        ),
        Kind.TEXT: book.add_format({**cell, "num_format": "@", "text_wrap": True}),
        Kind.NUMBER: book.add_format({**cell, "num_format": "#,##0"}),
        Kind.DECIMAL: book.add_format({**cell, "num_format": "#,##0.00"}),
        Kind.PERCENT: book.add_format({**cell, "num_format": "0.0%"}),
        Kind.INSTANT: book.add_format({**cell, "num_format": "dd/mm/yyyy hh:mm:ss.000"}),
        Kind.DAY: book.add_format({**cell, "num_format": "dd/mm/yyyy"}),
    }
