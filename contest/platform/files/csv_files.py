"""The same rows as CSV: UTF-8 with its mark, and no cell that runs as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import islice
from typing import IO, Any

from contest.platform.language.vietnamese_numbers import local

# A cell that begins so is run as a formula by spreadsheet programs (C3).
FORMULA_STARTS = frozenset("=+-@\t\r")
MARK = "\ufeff"
# The writer itself makes of them what cell_of() does.
AS_THEY_ARE = frozenset({int, type(None)})
ROWS_AT_ONCE = 500
AHEAD = timedelta(hours=7)  # Vietnamese clocks, since 1975


def write_csv(target: IO[bytes], headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a header and rows; instants in Viet Nam time to the thousandth of a second."""
    for part in csv_parts(headers, rows):
        target.write(part)


def csv_parts(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The same file in parts, each made when it is asked for: sent while the rest is still being read."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write(MARK)
    writer.writerow(headers)
    waiting = iter(rows)
    while batch := list(islice(waiting, ROWS_AT_ONCE)):
        writer.writerows(zip(*map(_cells, zip(*batch, strict=True)), strict=True))
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def _cells(column: Sequence[Any]) -> Iterable[object]:
    """What cell_of() makes of each value of a column: one question for all instead of one for each."""
    kinds = set(map(type, column))
    if kinds <= AS_THEY_ARE:
        return column
    if kinds == {datetime}:
        return map(_instant, column)
    if kinds == {str}:
        return [f"'{value}" if value[:1] in FORMULA_STARTS else value for value in column]
    return map(cell_of, column)


def cell_of(value: object) -> str:
    """A value as the text of a cell."""
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, str):
        return f"'{value}" if value[:1] in FORMULA_STARTS else value
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return str(float(value))
    return str(value)


def _instant(value: datetime) -> str:
    # Instants are UTC wherever we read them; to add the hours takes a tenth of asking for the zone.
    at = value + AHEAD if value.tzinfo is UTC else local(value)
    return "%02d/%02d/%04d %02d:%02d:%02d,%03d" % (  # noqa: UP031 - half the time of an f-string
        at.day, at.month, at.year, at.hour, at.minute, at.second, at.microsecond // 1000,
    )  # fmt: skip
