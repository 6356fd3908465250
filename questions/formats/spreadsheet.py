"""Questions in an Excel workbook: our template with drop-down lists, and reading it back."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from questions.formats.drafting import MAX_ROWS, Defaults, cleaned
from questions.formats.packages import UnsafeFileError, check_package
from questions.formats.reading import Place, Problem, ReadResult
from questions.formats.table import (
    QUESTIONS_SHEET,
    BadCell,
    Cell,
    column_letter,
    headings,
    read_rows,
    row_of,
)
from questions.item import TOPICS, Item, Level

GUIDE_SHEET = "Hướng dẫn"
_LISTS_SHEET = "Danh mục"
_MOST_COLUMNS = 40
# Rows below the last question that already have drop-down lists.
_SPARE_ROWS = 1_000
_WIDTHS = {"Câu hỏi": 60, "Căn cứ": 40, "Giải thích": 50, "Chủ đề": 34, "Thay bằng": 30}

_GUIDE = (
    ("Cột", "Cách ghi"),
    ("Mã", "Mã riêng của câu, ví dụ tc-001. Để trống thì máy tự đặt."),
    ("Chủ đề, Mức độ", "Chọn trong danh sách thả xuống."),
    ("Câu hỏi", "Câu dẫn, nên ngắn hơn 300 ký tự."),
    ("A, B, C, D", "Mỗi ô một phương án, dài gần bằng nhau, không trùng nhau."),
    ("Đáp án", "Một chữ cái: A, B, C hoặc D."),
    ("Căn cứ", "Văn bản, điều, khoản."),
    ("Giải thích", "Vì sao đáp án đúng, không quá 80 từ."),
    ("Giữ phương án cuối", "Ghi Có khi phương án cuối là “Tất cả các phương án trên”."),
    ("Hiệu lực từ, Hiệu lực đến", "Ngày dạng 31/12/2024; để trống khi không có mốc."),
    ("Nhãn, Dữ kiện", "Nhiều giá trị thì ngăn bằng dấu phẩy."),
    ("Thay bằng", "Văn bản thay thế, khi căn cứ đã hết hiệu lực."),
)
_EXAMPLE = Item(
    code="vi-du",
    topic="the-che",
    level=Level.RECALL,
    stem="Cơ quan nào ban hành nghị định?",
    choices=("Quốc hội", "Chính phủ", "Bộ Nội vụ", "UBND tỉnh"),
    key=1,
    explanation="Nghị định là văn bản quy phạm pháp luật của Chính phủ.",
    citation="Luật Ban hành văn bản quy phạm pháp luật năm 2015, Điều 4",
    valid_from=None,
    valid_to=None,
)


def read(content: bytes, *, file: str, defaults: Defaults | None = None) -> ReadResult:
    """Read the sheet “Câu hỏi”, or the first sheet where there is none of that name."""
    try:
        check_package(content)
        workbook = load_workbook(io.BytesIO(content), read_only=True)
    except UnsafeFileError as error:
        return _refused(file, error.code, str(error))
    except (InvalidFileException, OSError, KeyError, ValueError, TypeError, AttributeError, SyntaxError):
        # openpyxl raises whatever its parsers happen to trip over.
        return _refused(file, "not-a-workbook", "Tệp không phải sổ Excel (.xlsx) đọc được.")
    try:
        names = workbook.sheetnames
        sheet = workbook[QUESTIONS_SHEET if QUESTIONS_SHEET in names else names[0]]
        return read_rows(_rows(sheet), file=file, defaults=defaults or Defaults())
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, IndexError):
        return _refused(
            file, "not-a-workbook", "Nội dung sổ Excel bị hỏng; hãy mở và lưu lại dưới dạng .xlsx."
        )
    finally:
        workbook.close()


def _refused(file: str, code: str, message: str) -> ReadResult:
    return ReadResult(problems=(Problem(place=Place(file=file, line=1), code=code, message=message),))


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Cell]]]:
    # One row more than allowed, so that the surplus is noticed and told.
    limit = MAX_ROWS + 2
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=limit), start=1):
        yield number, [_text_of(cell) for cell in row]


def _text_of(cell: Any) -> Cell:
    """What the cell holds as text, or why it cannot be used."""
    if cell.data_type == "f":
        return BadCell(value=str(cell.value), message="Ô chứa công thức; hãy dán lại dưới dạng giá trị.")
    if cell.data_type == "e":
        return BadCell(value=str(cell.value), message=f"Ô báo lỗi {cell.value}; hãy ghi lại giá trị.")
    return _shown(cell.value, str(cell.number_format))


def _shown(value: object, number_format: str) -> str:
    """What the cell shows on screen, as nearly as a Vietnamese reader would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "Có" if value else "Không"
        case datetime():
            return f"{value:%d/%m/%Y}" if value.time() == time.min else f"{value:%d/%m/%Y %H:%M}"
        case int() | float():
            return _number_text(value, number_format)
    return str(value)


def _number_text(value: float, number_format: str) -> str:
    """A number with the decimal comma; per cent and thousands as the cell's format shows them."""
    percent = "%" in number_format
    shown = round(value * 100, 10) if percent else value
    whole = int(shown) if shown == int(shown) else None
    if whole is None:
        text = str(shown).replace(".", ",")
    else:
        text = f"{whole:,}".replace(",", ".") if "#,##0" in number_format else str(whole)
    return f"{text}%" if percent else text


def write(items: Iterable[Item]) -> bytes:
    """The items in our template; without items it is the empty template."""
    bank = tuple(map(cleaned, items))
    workbook = Workbook()
    sheet = workbook.create_sheet(QUESTIONS_SHEET, 0)
    del workbook["Sheet"]
    head = headings(bank)
    _write_rows(sheet, head, bank)
    _write_guide(workbook.create_sheet(GUIDE_SHEET))
    _write_lists(workbook.create_sheet(_LISTS_SHEET))
    _add_drop_downs(sheet, head, len(bank) + 1 + _SPARE_ROWS)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _write_rows(sheet: Worksheet, head: Sequence[str], bank: Sequence[Item]) -> None:
    for number, cells in enumerate([head, *(row_of(item, len(head)) for item in bank)], start=1):
        for column, text in enumerate(cells, start=1):
            _put(sheet, number, column, text)
    for column, heading in enumerate(head):
        sheet.column_dimensions[column_letter(column)].width = _WIDTHS.get(
            heading, 24 if len(heading) == 1 else 14
        )
    _style_header(sheet)


def _put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write a text that stays a text, even where it begins with "=" or looks like a number."""
    if not text:
        return
    cell = sheet.cell(row=row, column=column)
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _style_header(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E3EEF8")
    sheet.freeze_panes = "E2"


def _write_guide(sheet: Worksheet) -> None:
    head = headings([_EXAMPLE])
    example = list(zip(head, row_of(_EXAMPLE, len(head)), strict=True))
    rows = [*_GUIDE, ("", ""), ("Ví dụ", ""), *((name, text) for name, text in example if text)]
    for number, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            _put(sheet, number, column, text)
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 90
    _style_header(sheet)
    sheet.freeze_panes = "A2"


def _write_lists(sheet: Worksheet) -> None:
    for number, name in enumerate(TOPICS.values(), start=1):
        _put(sheet, number, 1, name)
    for number, level in enumerate(Level, start=1):
        _put(sheet, number, 2, level.label)
    sheet.sheet_state = "hidden"


def _add_drop_downs(sheet: Worksheet, head: Sequence[str], last_row: int) -> None:
    letters = ",".join(heading for heading in head if len(heading) == 1)
    sources = {
        "Chủ đề": f"'{_LISTS_SHEET}'!$A$1:$A${len(TOPICS)}",
        "Mức độ": f"'{_LISTS_SHEET}'!$B$1:$B${len(Level)}",
        "Đáp án": f'"{letters}"',
        "Giữ phương án cuối": '"Có,Không"',
    }
    for heading, source in sources.items():
        rule = DataValidation(type="list", formula1=source, allow_blank=True)
        rule.error = f"Hãy chọn một giá trị trong danh sách của cột “{heading}”."
        column = column_letter(head.index(heading))
        rule.add(f"{column}2:{column}{last_row}")
        sheet.add_data_validation(rule)
