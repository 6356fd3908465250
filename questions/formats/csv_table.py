"""Questions in a CSV file, as spreadsheet programs save and open it."""

import csv
import io
from collections.abc import Iterable, Iterator

from questions.formats.drafting import Defaults, cleaned
from questions.formats.packages import MAX_BYTES
from questions.formats.reading import Place, Problem, ReadResult
from questions.formats.table import headings, read_rows, row_of
from questions.item import Item

# A cell that begins so is run as a formula by spreadsheet programs.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_DELIMITERS = (",", ";", "\t")


def read(content: bytes, *, file: str, defaults: Defaults | None = None) -> ReadResult:
    """Read CSV in UTF-8 or UTF-16, separated by commas, semicolons or tabs."""
    if len(content) > MAX_BYTES:
        return _refused(file, 1, "too-large", "Tệp lớn hơn 5 MB; hãy tách thành nhiều tệp.")
    try:
        utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _refused(file, line, "not-utf-8", "Tệp không phải mã UTF-8; hãy lưu lại dạng “CSV UTF-8”.")
    first_line = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    try:
        rows = list(_rows(text, delimiter))
    except csv.Error:
        return _refused(
            file, 1, "syntax", "Tệp không phải CSV hoặc có ô quá dài; hãy lưu lại dạng “CSV UTF-8”."
        )
    return read_rows(rows, file=file, defaults=defaults or Defaults())


def _refused(file: str, line: int, code: str, message: str) -> ReadResult:
    return ReadResult(problems=(Problem(place=Place(file=file, line=line), code=code, message=message),))


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows numbered as a spreadsheet program shows them, whatever line ends their cells hold."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number, cells in enumerate(reader, start=1):
        yield number, [_without_guard(cell) for cell in cells]


def write(items: Iterable[Item]) -> bytes:
    """The items as CSV that opens in a spreadsheet program and runs no formula there."""
    bank = tuple(map(cleaned, items))
    head = headings(bank)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_guarded(cell) for cell in row_of(item, len(head))] for item in bank)
    return out.getvalue().encode("utf-8-sig")


def _needs_guard(text: str) -> bool:
    return text.startswith(_FORMULA_STARTS) or (
        text.startswith("'") and text[1:].startswith(("'", *_FORMULA_STARTS))
    )


def _guarded(text: str) -> str:
    return f"'{text}" if _needs_guard(text) else text


def _without_guard(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(("'", *_FORMULA_STARTS)) else text
