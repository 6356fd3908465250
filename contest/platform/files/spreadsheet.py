"""Workbooks at the file doors: reading what organisers send, writing what they download (C3, C4)."""

import io
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from contest.platform.errors import Invalid
from contest.platform.language.vietnamese import clean
from questions.formats.table import column_letter

if TYPE_CHECKING:
    from rvgsrust_xlsxwriter import Format, Workbook, Worksheet

LARGEST_UNPACKED_BYTES = 60 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
XLSX_MAGIC = b"PK\x03\x04"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ERROR_COLUMN = "Lỗi"
HEADER_ROW = 3
A4 = 9
LONGEST_TEXT = 32_767  # of a cell
# What the library takes as it is; texts too, unless they are too long.
PLAIN = frozenset((int, float, type(None)))
# From where Excel counts days. It knows no zone; Vietnam has been seven hours ahead since 1975.
FIRST_DAY, DAY = datetime(1899, 12, 30, tzinfo=timezone(timedelta(hours=7))), timedelta(days=1)
PROPERTIES = "docProps/core.xml"
TIME_OF_WRITING = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
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
    book, formats = _new_book(title), _formats()
    page = book.add_worksheet(grid.name, constant_memory=True)
    page.freeze_panes(1, 0)
    header = [*grid.header, *([ERROR_COLUMN] if grid.problems is not None else [])]
    for index, (label, width) in enumerate(zip(header, [*grid.widths, 70], strict=False)):
        page.set_column_width(index, width)
        page.set_column_format(index, formats[Kind.TEXT])
        page.write(0, index, label, formats["header"])
    for number, values in grid.rows:
        for index, value in enumerate(values):
            style = formats["bad"] if (number, index) in grid.marks else formats[_kind_of(value)]
            page.write(number - 1, index, _cell(value), style)
        if grid.problems and number in grid.problems:
            page.write(number - 1, len(grid.header), _cell(grid.problems[number]), formats["bad"])
    guide = book.add_worksheet("Hướng dẫn", constant_memory=True)
    guide.set_column_width(0, 110)
    for line, sentence in enumerate(grid.guide):
        guide.write(line, 0, sentence, formats["note"])
    _finish(book, target, created)


def _kind_of(value: object) -> Kind:
    return Kind.NUMBER if isinstance(value, int) else Kind.DAY if isinstance(value, date) else Kind.TEXT


def write_workbook(target: IO[bytes], sheets: Sequence[Sheet], *, title: str, created: datetime) -> None:
    """Write a workbook row by row: typed text, frozen header, widths; never a formula or a link."""
    book, formats = _new_book(title), _formats()
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name, constant_memory=True), sheet, formats)
    _finish(book, target, created)


def workbook_of(sheets: Sequence[Sheet], *, title: str, created: datetime) -> bytes:
    """The same, for one that is short enough to be in memory."""
    target = io.BytesIO()
    write_workbook(target, sheets, title=title, created=created)
    return target.getvalue()


def _new_book(title: str) -> "Workbook":
    from rvgsrust_xlsxwriter import Workbook  # noqa: PLC0415 - only who takes a workbook away pays for it

    book = Workbook()
    book.set_properties(title=title)
    return book


def _finish(book: "Workbook", target: IO[bytes], created: datetime) -> None:
    """Pack the sheets on disk, so that no workbook is in memory as a whole."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        book.close(str(path))
        _date(path, created)
        with path.open("rb") as packed:
            shutil.copyfileobj(packed, target)


def _date(path: Path, created: datetime) -> None:
    """Put a time in place of that of writing: the file of the same standings is the same, byte for byte.

    What stands before the properties, all the sheets, stays as it is packed.
    """
    stamp = created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        names = package.namelist()
        parts = {name: package.read(name) for name in names[names.index(PROPERTIES) :]}
        package.start_dir = package.getinfo(PROPERTIES).header_offset
        for name in parts:
            package.filelist.remove(package.NameToInfo.pop(name))
        for name, content in parts.items():
            dated = TIME_OF_WRITING.sub(stamp, content) if name == PROPERTIES else content
            package.writestr(zipfile.ZipInfo(name), dated, zipfile.ZIP_DEFLATED)


def _write_sheet(page: "Worksheet", sheet: Sheet, formats: Mapping[str, "Format"]) -> None:
    page.set_landscape()
    page.set_paper_size(A4)
    page.set_print_fit_to_pages(1, 0)
    page.set_repeat_rows(HEADER_ROW, HEADER_ROW)
    page.freeze_panes(HEADER_ROW + 1, 0)
    page.write(0, 0, sheet.title, formats["title"])
    page.write(1, 0, sheet.note, formats["note"])
    for index, column in enumerate(sheet.columns):
        page.set_column_width(index, column.width)
        page.write(HEADER_ROW, index, column.header, formats["header"])
    runs = [(cells, formats[kind]) for kind, cells in _runs(sheet.columns)]
    write, count = page.write_row, len(sheet.columns)
    for line, row in enumerate(sheet.rows, start=HEADER_ROW + 1):
        # The kinds that most cells are, without asking for the others first.
        values = [
            value
            if value.__class__ in PLAIN or (value.__class__ is str and len(value) <= LONGEST_TEXT)
            else _cell(value)
            for value in row
        ]
        if len(values) != count:
            raise ValueError(sheet.name, line)
        for cells, style in runs:
            write(line, cells.start, values[cells], style)


def _runs(columns: Sequence[Column]) -> Iterator[tuple[Kind, slice]]:
    """Neighbouring columns of one kind, which are written by one call."""
    start = 0
    for kind, alike in groupby(column.kind for column in columns):
        stop = start + len(list(alike))
        yield kind, slice(start, stop)
        start = stop


def _cell(value: object) -> object:
    """A value as the library takes it: text, number, None for an empty cell; instants are counted in days."""
    if value is None or value.__class__ in PLAIN:
        return value
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return (value - FIRST_DAY) / DAY
    if isinstance(value, date):
        return (value - FIRST_DAY.date()) / DAY
    return float(value) if isinstance(value, Fraction) else str(value)[:LONGEST_TEXT]


def _formats() -> Mapping[str, "Format"]:
    return {
        "title": _letters(14).set_bold(),
        "note": _letters(12).set_italic(),
        "header": _boxed().set_bold().set_text_wrap().set_align("center").set_background_color("#E9EBFA"),
        "bad": _boxed().set_num_format("@").set_text_wrap().set_background_color("#FDECEA"),
        Kind.TEXT: _boxed().set_num_format("@").set_text_wrap(),
        Kind.NUMBER: _boxed().set_num_format("#,##0"),
        Kind.DECIMAL: _boxed().set_num_format("#,##0.00"),
        Kind.PERCENT: _boxed().set_num_format("0.0%"),
        Kind.INSTANT: _boxed().set_num_format("dd/mm/yyyy hh:mm:ss.000"),
        Kind.DAY: _boxed().set_num_format("dd/mm/yyyy"),
    }


def _letters(size: int) -> "Format":
    from rvgsrust_xlsxwriter import Format  # noqa: PLC0415 - only who takes a workbook away pays for it

    return Format().set_font_name("Times New Roman").set_font_size(size)


def _boxed() -> "Format":
    return _letters(12).set_border("thin").set_vertical_align("top")
