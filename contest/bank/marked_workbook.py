"""The workbook in which a sender mends faulty questions: bad cells coloured, a column that says how."""

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles import Alignment, Font, PatternFill

from contest.bank.checked_file import CheckedFile, CheckedRow, Verdict
from contest.bank.imports import OWN_COLUMNS
from contest.platform.files.spreadsheet import Grid, write_grid
from questions.formats.table import QUESTIONS_SHEET

WIDE, NARROW, WIDEST = 34, 24, 70
BAD, NOTE = PatternFill("solid", fgColor="FFFDECEA"), PatternFill("solid", fgColor="FFFFF6E0")
GUIDE = (
    "Ô nền hồng có lỗi; cột “Lỗi” ở cuối hàng nói cách sửa.",
    "Sửa xong, lưu tệp rồi chọn lại tệp ở trang Nhập câu hỏi. Cột “Lỗi” không được đọc nên không cần xóa.",
)


def marked(checked: CheckedFile, content: bytes, *, now: datetime) -> bytes:
    """The sender's own workbook coloured; for any other file its questions in our table, coloured so."""
    if PurePath(checked.name).suffix.lower() == ".xlsx":
        return _coloured(checked, content)
    return _as_table(checked, checked.rows, now)


def left_out(checked: CheckedFile, *, now: datetime) -> bytes:
    """A workbook of the faulty questions alone, to be mended and sent again."""
    return _as_table(checked, checked.with_verdict(Verdict.BAD), now)


def _coloured(checked: CheckedFile, content: bytes) -> bytes:
    book = load_workbook(io.BytesIO(content), keep_links=False)
    sheet: Any = book[QUESTIONS_SHEET if QUESTIONS_SHEET in book.sheetnames else book.sheetnames[0]]
    _make_plain(book)
    header = checked.header
    place = header.index(OWN_COLUMNS[0]) if OWN_COLUMNS[0] in header else len(header)
    head = sheet.cell(checked.header_row, place + 1, OWN_COLUMNS[0])
    head.font = Font(bold=True)
    sheet.column_dimensions[head.column_letter].width = WIDEST
    for row in checked.rows:
        said = sheet.cell(row.number, place + 1)
        said.value = _said(row) or None
        said.alignment = Alignment(wrap_text=True, vertical="top")
        for index, (_, mark) in enumerate(row.marks(len(header))):
            if mark:
                sheet.cell(row.number, index + 1).fill = BAD if mark == "bad" else NOTE
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _make_plain(book: Any) -> None:
    """Let no formula and no link go out in a workbook of ours, not even one that came in (C3)."""
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.hyperlink is not None:
                    cell.hyperlink = None
                if cell.data_type == "f":
                    cell.value = str(getattr(cell.value, "text", cell.value))
                    cell.data_type = "s"


def _as_table(checked: CheckedFile, rows: Sequence[CheckedRow], now: datetime) -> bytes:
    header = (*checked.header, OWN_COLUMNS[1])
    cells = {line: row.marks(len(checked.header)) for line, row in enumerate(rows, start=2)}
    places = {line: f"{row.part} {row.number}".strip() for line, row in enumerate(rows, start=2)}
    grid = Grid(
        name=QUESTIONS_SHEET,
        header=header,
        widths=[WIDE if len(heading) > 1 else NARROW for heading in header],
        rows=((line, [*(text for text, _ in marks), places[line]]) for line, marks in cells.items()),
        guide=GUIDE,
        marks={
            (line, index)
            for line, marks in cells.items()
            for index, (_, mark) in enumerate(marks)
            if mark == "bad"
        },
        problems={line: _said(row) for line, row in enumerate(rows, start=2) if row.remarks},
    )
    out = io.BytesIO()
    write_grid(out, grid, title=f"Đánh dấu lỗi – {checked.name}", created=now)
    return out.getvalue()


def _said(row: CheckedRow) -> str:
    return " ".join(remark.text for remark in row.remarks)
