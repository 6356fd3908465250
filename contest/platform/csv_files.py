"""The same rows as CSV: UTF-8 with its mark, and no cell that runs as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import IO

from contest.platform.vietnamese_numbers import local

# A cell that begins so is run as a formula by spreadsheet programs (C3).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(target: IO[bytes], headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a header and rows; instants in Viet Nam time to the thousandth of a second."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([cell_of(value) for value in row] for row in rows)
    text.flush()
    text.detach()


def cell_of(value: object) -> str:
    """A value as the text of a cell."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return local(value).strftime("%d/%m/%Y %H:%M:%S,") + f"{value.microsecond // 1000:03d}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Fraction):
        return str(float(value))
    return str(value)
