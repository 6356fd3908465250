"""A sender's table of questions as it was typed, row by row."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from questions.formats.drafting import MAX_ROWS
from questions.formats.packages import check_package
from questions.formats.table import QUESTIONS_SHEET

MOST_COLUMNS = 40
# UnsafeFileError is a ValueError; openpyxl raises whatever its parsers happen to trip over.
UNREADABLE = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    OSError,
)
DELIMITERS = (",", ";", "\t")


def texts_of(content: bytes, name: str) -> Mapping[int, tuple[str, ...]]:
    """The cells of each row that holds anything, by row number; empty when the file cannot be read.

    For showing a row as it was typed; what a row means is decided by questions.formats alone.
    """
    rows = _csv_rows(content) if name.lower().endswith(".csv") else _workbook_rows(content)
    return {number: cells for number, cells in rows if any(cells)}


def _workbook_rows(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - 25 MB that no participant's request needs
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - the same

    try:
        check_package(content)
        book = load_workbook(io.BytesIO(content), read_only=True)
        names = book.sheetnames
        sheet: Any = book[QUESTIONS_SHEET if QUESTIONS_SHEET in names else names[0]]
        rows = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MAX_ROWS + 2, values_only=True)
        for number, values in enumerate(rows, start=1):
            yield number, _trimmed("" if value is None else str(value).strip() for value in values)
    except (InvalidFileException, *UNREADABLE):
        return  # the reader of questions says what is wrong with the file


def _csv_rows(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = content.decode("utf-16" if is_utf16 else "utf-8-sig", errors="replace")
    delimiter = max(DELIMITERS, key=text.split("\n", 1)[0].count)
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            yield number, _trimmed(cell.strip() for cell in cells)
    except csv.Error:
        return  # the same


def _trimmed(cells: Iterable[str]) -> tuple[str, ...]:
    row = list(cells)
    while row and not row[-1]:
        row.pop()
    return tuple(row)
