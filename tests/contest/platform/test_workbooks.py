"""Workbooks as they are written: read back by another library, with the look that organisers know."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from contest.platform.files.spreadsheet import (
    LONGEST_TEXT,
    Column,
    Grid,
    Kind,
    Sheet,
    write_grid,
    write_workbook,
)

COLUMNS = (
    Column(header="Hạng", width=8, kind=Kind.NUMBER),
    Column(header="Họ và tên", width=26),
    Column(header="Giờ nộp", width=24, kind=Kind.INSTANT),
    Column(header="Tỷ lệ", width=12, kind=Kind.PERCENT),
    Column(header="Ngày", width=12, kind=Kind.DAY),
)
PUBLISHED = datetime(2024, 12, 5, 2, tzinfo=UTC)
SUBMITTED = datetime(2024, 11, 4, 1, 0, 0, 123_000, tzinfo=UTC)
ROW = (1, "Đặng Thị Mẫu", SUBMITTED, Fraction(1, 8), date(2024, 11, 5))
FIRST = 5  # the row of the first line below the header


def written(*rows: Sequence[object], title: str = "Kết quả mẫu") -> bytes:
    target = io.BytesIO()
    sheet = Sheet(name="Cá nhân", title="Kết quả cá nhân", note="mã kết quả", columns=COLUMNS, rows=rows)
    write_workbook(target, [sheet, sheet_named("Khác")], title=title, created=PUBLISHED)
    return target.getvalue()


def sheet_named(name: str) -> Sheet:
    return Sheet(name=name, title=name, note="", columns=COLUMNS, rows=())


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def test_values_keep_their_kind_and_an_instant_its_milliseconds_in_vietnamese_time():
    page = opened(written(ROW))["Cá nhân"]
    rank, name, at, rate, day = [cell.value for cell in page[FIRST]]
    assert (rank, name, rate) == (1, "Đặng Thị Mẫu", 0.125)
    assert (at, day) == (datetime(2024, 11, 4, 8, 0, 0, 123_000), datetime(2024, 11, 5))  # noqa: DTZ001 - Excel knows no zone
    assert [cell.number_format for cell in page[FIRST]] == [
        "#,##0", "@", "dd/mm/yyyy hh:mm:ss.000", "0.0%", "dd/mm/yyyy",
    ]  # fmt: skip


def test_every_cell_of_the_table_has_its_border_and_letters_even_an_empty_one():
    page = opened(written(ROW, (None, "", None, None, None)))["Cá nhân"]
    for row in (FIRST - 1, FIRST, FIRST + 1):
        for cell in page[row]:
            assert {cell.border.left.style, cell.border.right.style, cell.border.top.style} == {"thin"}
            assert (cell.font.name, cell.font.sz, cell.font.b) == ("Times New Roman", 12, row < FIRST)
            assert cell.alignment.vertical == "top"
    assert [cell.value for cell in page[FIRST + 1]] == [None] * 5
    assert page.cell(FIRST + 2, 1).border.left.style is None


def test_a_sheet_is_printed_lying_with_its_header_on_each_page_and_frozen_on_screen():
    page = opened(written(ROW))["Cá nhân"]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight) == (True, 0)
    assert (page.print_title_rows, page.freeze_panes) == ("$4:$4", "A5")
    assert [round(page.column_dimensions[letter].width) for letter in "ABCDE"] == [9, 27, 25, 13, 13]
    assert (page["A1"].value, page["A1"].font.sz, page["A1"].font.b) == ("Kết quả cá nhân", 14, True)
    assert (page["A2"].value, page["A2"].font.i) == ("mã kết quả", True)


@pytest.mark.parametrize("text", ["=1+1", "https://thi.example.gov.vn", "0912", "@SUM(A1)", " a\n<&>\x01 "])
def test_a_text_stays_a_text_and_becomes_neither_formula_nor_link(text: str):
    content = written((1, text, None, None, None))
    cell = opened(content)["Cá nhân"].cell(FIRST, 2)
    assert (cell.data_type != "f", cell.hyperlink) == (True, None)
    assert str(cell.value).replace("_x0001_", "\x01") == text
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_a_text_longer_than_a_cell_can_be_is_cut_instead_of_lost():
    cell = opened(written((1, "Đ" * (LONGEST_TEXT + 1), None, None, None)))["Cá nhân"].cell(FIRST, 2)
    assert cell.value == "Đ" * LONGEST_TEXT


def test_the_properties_hold_the_title_and_the_given_time_and_not_that_of_writing():
    properties = opened(written(ROW)).properties
    assert (properties.title, properties.created) == ("Kết quả mẫu", PUBLISHED.replace(tzinfo=None))
    assert written(ROW) == written(ROW)
    assert written(ROW) != written((2, *ROW[1:]))


def test_the_archive_is_whole_after_its_time_was_put_in():
    with zipfile.ZipFile(io.BytesIO(written(*[ROW] * 100))) as package:
        assert package.testzip() is None
        assert len(package.namelist()) == len(set(package.namelist()))


@pytest.mark.parametrize("row", [ROW[:-1], (*ROW, "thừa")])
def test_a_row_of_another_length_than_the_header_is_refused(row: Sequence[object]):
    with pytest.raises(ValueError, match="Cá nhân"):
        written(row)


def test_a_grid_keeps_row_numbers_and_marks_bad_cells_and_its_columns_take_what_is_typed_as_text():
    target = io.BytesIO()
    grid = Grid(
        name="Đơn vị",
        header=("Mã", "Số người"),
        widths=(12, 10),
        rows=[(2, ("001", 5)), (4, ("002", "năm"))],
        guide=("Điền từng hàng.",),
        marks={(4, 1)},
        problems={4: "Số người phải là số."},
    )
    write_grid(target, grid, title="Mẫu", created=PUBLISHED)
    book = opened(target.getvalue())
    page = book["Đơn vị"]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["Mã", "Số người", "Lỗi"],
        ["001", 5, None],
        [None, None, None],
        ["002", "năm", "Số người phải là số."],
    ]
    assert page["B4"].fill.fgColor.rgb == "FFFDECEA"
    assert page["B2"].fill.fgColor.rgb != "FFFDECEA"
    assert page.column_dimensions["A"].number_format == "@"
    assert (page.freeze_panes, book["Hướng dẫn"]["A1"].value) == ("A2", "Điền từng hàng.")
