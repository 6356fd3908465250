"""Workbooks at the file doors: reading what organisers send, writing what they download (C3, C4)."""

import io
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import IO, Any

from contest.platform.clock import VIETNAM
from contest.platform.errors import Invalid
from contest.platform.language.vietnamese import clean
from questions.formats.table import column_letter

LARGEST_UNPACKED_BYTES = 60 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
XLSX_MAGIC = b"PK\x03\x04"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ERROR_COLUMN = "Lỗi"
# What a broken or hostile package makes the reader raise.
UNREADABLE = (
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    OSError,
    EOFError,
    RuntimeError,
    SyntaxError,
    zipfile.BadZipFile,
    zlib.error,
)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The rows of a sheet that hold anything, and the cells that cannot be read."""

    rows: tuple[SheetRow, ...]
    problems: tuple[RowProblem, ...]


def read_rows(content: bytes) -> tuple[SheetRow, ...]:
    """Rows of the first sheet that hold anything, header included; formulas and merged cells are refused."""
    sheet = _first_sheet(content)
    for merged in sheet.merged_cells.ranges:
        raise HoldsMergedCell(cell=merged.coord)
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                raise HoldsFormula(cell=cell.coordinate)
    return _rows(sheet)


def survey(content: bytes) -> Reading:
    """The same rows for a page that names every bad cell: formulas, error values and merged cells."""
    sheet = _first_sheet(content)
    return Reading(rows=_rows(sheet), problems=tuple(_unreadable_cells(sheet)))


def _first_sheet(content: bytes) -> Any:
    from openpyxl import load_workbook  # noqa: PLC0415 - 25 MB that no participant's request needs
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - the same

    _check_package(content)
    try:
        sheet = load_workbook(io.BytesIO(content), data_only=False, keep_links=False).worksheets[0]
    except (InvalidFileException, *UNREADABLE):
        raise WrongKind(kind="bảng tính Excel (.xlsx)") from None
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise TooLarge(limit=f"{MOST_ROWS} hàng, {MOST_COLUMNS} cột")
    return sheet


def _rows(sheet: Any) -> tuple[SheetRow, ...]:
    rows = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = tuple(_text(cell) for cell in cells)
        if any(texts):
            rows.append(SheetRow(number=number, cells=texts))
    if not rows:
        raise Empty
    return tuple(rows)


def _unreadable_cells(sheet: Any) -> Iterable[RowProblem]:
    for merged in sheet.merged_cells.ranges:
        sentence = f"Vùng {merged.coord} là ô gộp. Anh/chị bỏ gộp ô, điền từng hàng rồi tải lại."
        yield RowProblem(
            row=merged.min_row, column=column_letter(merged.min_col - 1), value=merged.coord, message=sentence
        )
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                sentence = "Ô này là công thức. Anh/chị dán giá trị (Paste Values) thay cho công thức."
            elif cell.data_type == "e":
                sentence = "Ô này đang báo lỗi của Excel. Anh/chị gõ lại giá trị."
            else:
                continue
            yield RowProblem(row=cell.row, column=cell.column_letter, value=_text(cell), message=sentence)


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
        return clean(str(getattr(value, "text", value)))
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y") if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A sheet to be filled in and sent back: the header in the first row, then rows; bad cells are marked.

    ``marks`` are (row number, column index) pairs, ``problems`` the sentences of a row by its number.
    """

    name: str
    header: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[tuple[int, Sequence[object]]]
    guide: Sequence[str]
    marks: Collection[tuple[int, int]] = ()
    problems: Mapping[int, str] | None = None


def write_grid(target: IO[bytes], grid: Grid, *, title: str, created: datetime) -> None:
    """Write a workbook for filling in, with a sheet of guidance; rows keep the numbers they are given."""
    book = _new_book(target, title=title, created=created)
    formats = _formats(book)
    page = book.add_worksheet(grid.name)
    page.freeze_panes(1, 0)
    header = [*grid.header, *([ERROR_COLUMN] if grid.problems is not None else [])]
    for index, (label, width) in enumerate(zip(header, [*grid.widths, 70], strict=False)):
        page.set_column(index, index, width, formats[Kind.TEXT])
        page.write_string(0, index, label, formats["header"])
    for number, values in grid.rows:
        for index, value in enumerate(values):
            style = formats["bad"] if (number, index) in grid.marks else formats[_kind_of(value)]
            _write_cell(page, number - 1, index, value, style)
        if grid.problems and number in grid.problems:
            page.write_string(number - 1, len(grid.header), grid.problems[number], formats["bad"])
    guide = book.add_worksheet("Hướng dẫn")
    guide.set_column(0, 0, 110)
    for line, sentence in enumerate(grid.guide):
        guide.write_string(line, 0, sentence, formats["note"])
    book.close()


def _kind_of(value: object) -> Kind:
    return Kind.NUMBER if isinstance(value, int) else Kind.DAY if isinstance(value, date) else Kind.TEXT


def write_workbook(target: IO[bytes], sheets: Sequence[Sheet], *, title: str, created: datetime) -> None:
    """Write a workbook row by row: typed text, frozen header, widths; never a formula or a link."""
    book = _new_book(target, title=title, created=created)
    formats = _formats(book)
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    book.close()


def _new_book(target: IO[bytes], *, title: str, created: datetime) -> Any:
    import xlsxwriter  # noqa: PLC0415 - only who takes a workbook away pays for it

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
    return book


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
    styles = [formats[column.kind] for column in sheet.columns]
    write_string, write_number, write_blank = page.write_string, page.write_number, page.write_blank
    for line, row in enumerate(sheet.rows, start=HEADER_ROW + 1):
        for index, (value, style) in enumerate(zip(row, styles, strict=True)):
            # The kinds that most cells are, without asking for the others first.
            if value.__class__ is str and value:
                write_string(line, index, value, style)
            elif value.__class__ is int:
                write_number(line, index, value, style)
            elif value is None:
                write_blank(line, index, None, style)
            else:
                _write_cell(page, line, index, value, style)


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
        "bad": book.add_format({**cell, "num_format": "@", "text_wrap": True, "bg_color": "#FDECEA"}),
        Kind.TEXT: book.add_format({**cell, "num_format": "@", "text_wrap": True}),
        Kind.NUMBER: book.add_format({**cell, "num_format": "#,##0"}),
        Kind.DECIMAL: book.add_format({**cell, "num_format": "#,##0.00"}),
        Kind.PERCENT: book.add_format({**cell, "num_format": "0.0%"}),
        Kind.INSTANT: book.add_format({**cell, "num_format": "dd/mm/yyyy hh:mm:ss.000"}),
        Kind.DAY: book.add_format({**cell, "num_format": "dd/mm/yyyy"}),
    }
