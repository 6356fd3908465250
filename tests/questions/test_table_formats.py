"""Workbooks and CSV: our template, and what people make of it."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from question_samples import an_item

from questions.formats import csv_table, spreadsheet
from questions.formats.drafting import MAX_ROWS
from questions.formats.table import column_letter, field_of
from questions.item import Level


def an_instant(*parts: Any):
    """An instant without a zone, as workbooks hold it."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


HEAD = ["Mã", "Chủ đề", "Mức độ", "Câu hỏi", "A", "B", "C", "D", "Đáp án", "Căn cứ", "Giải thích"]
ROW = ["tc-1", "Cải cách thể chế", "Vận dụng", "Câu?", "a", "b", "c", "d", "B", "Điều 4", "Vì thế."]


def changed(**values: Any):
    return [values.get(f"col_{column_letter(index)}", cell) for index, cell in enumerate(ROW)]


def a_workbook(*rows: Any, title="Câu hỏi", touch=None):
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if touch:
        touch(sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def read(*rows: Any, **options: Any):
    return spreadsheet.read(a_workbook(*rows, **options), file="t.xlsx")


def problems(result):
    return [(problem.code, problem.place.line, problem.column) for problem in result.problems]


def test_a_row_is_read_as_a_question():
    (item,) = read(HEAD, ROW).items
    assert (item.code, item.topic, item.level, item.stem) == ("tc-1", "the-che", Level.APPLY, "Câu?")
    assert (item.choices, item.key, item.citation) == (("a", "b", "c", "d"), 1, "Điều 4")


def test_headings_are_found_below_a_title_in_any_order_and_case():
    result = read(
        ["Ngân hàng câu hỏi"],
        [],
        ["ĐÁP ÁN ĐÚNG", "nội dung câu hỏi", "Phương án A", "B", "Ghi chú"],
        ["a", "Câu?", "x", "y", "z"],
    )
    (item,) = result.items
    assert (item.stem, item.choices, item.key, item.code) == ("Câu?", ("x", "y"), 0, "cau-001")
    assert problems(result) == [("unknown-column", 3, "E")]
    assert result.errors == ()
    assert [place.line for place in result.places] == [4]


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers():
    result = read(HEAD, ROW, [], [None, ""], changed(col_A="tc-2", col_I="E"))
    assert len(result.items) == 1
    assert problems(result) == [("key-out-of-range", 5, "I (Đáp án)")]
    assert result.problems[0].message == "Đáp án “E” phải là một chữ từ A đến D."


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"col_B": "Tin học"}, "unknown-topic", "B (Chủ đề)"),
        ({"col_C": "Khó"}, "unknown-level", "C (Mức độ)"),
        ({"col_D": " "}, "no-stem", "D (Câu hỏi)"),
        ({"col_G": ""}, "empty-choice", "G (C)"),
        ({"col_H": "A"}, "repeated-choice", "H (D)"),
        ({"col_I": ""}, "no-key", "I (Đáp án)"),
        ({"col_I": "A, C"}, "two-keys", "I (Đáp án)"),
        ({"col_I": "AB"}, "key-out-of-range", "I (Đáp án)"),
        ({"col_E": "=1+1"}, "bad-cell", "E (A)"),
        ({"col_E": "#N/A"}, "bad-cell", "E (A)"),
        ({"col_K": "<script>"}, "script", "K (Giải thích)"),
    ],
)
def test_a_faulty_cell_is_named_by_row_and_column(changes, code, column):
    result = read(HEAD, changed(**changes), changed(col_A="tc-2"))
    assert problems(result) == [(code, 2, column)]
    assert ([item.code for item in result.items], result.rejected) == (["tc-2"], 1)


def test_a_row_of_several_bad_cells_is_rejected_once_with_each_named():
    result = read(HEAD, changed(col_E="=1", col_F="=2"))
    assert sorted(problem.column for problem in result.problems) == ["E (A)", "F (B)"]
    assert result.rejected == 1


def test_a_row_without_any_choice_says_so():
    assert [code for code, _, _ in problems(read(HEAD, [*ROW[:4], "", "", "", "", "A"]))] == [
        "too-few-choices",
        "key-out-of-range",
    ]


def test_numbers_and_dates_are_read_as_they_are_shown():
    def touch(sheet):
        sheet["E2"], sheet["F2"], sheet["G2"], sheet["H2"] = 0.15, 2340000, 2.5, an_instant(2021, 7, 15)
        sheet["E2"].number_format, sheet["F2"].number_format = "0%", "#,##0"
        sheet["J2"], sheet["K2"], sheet["A2"] = True, an_instant(2021, 7, 15, 8, 30), 17

    (item,) = read(HEAD, ROW, touch=touch).items
    assert item.choices == ("15%", "2.340.000", "2,5", "15/07/2021")
    assert (item.citation, item.explanation, item.code) == ("Có", "15/07/2021 08:30", "17")


def test_dates_and_flags_are_understood_in_the_usual_spellings():
    head = [*HEAD, "Hiệu lực từ", "Hiệu lực đến", "Giữ phương án cuối", "Nhãn"]
    result = read(
        head,
        [*ROW, "1/7/2025", an_instant(2026, 1, 31), "x", "a; b, c"],
        [*changed(col_A="2"), "2025-07-01 00:00:00", "", False],
    )
    first, second = result.items
    assert (first.valid_from.isoformat(), first.valid_to.isoformat()) == ("2025-07-01", "2026-01-31")
    assert (first.pin_last, second.pin_last, first.tags) == (True, False, {"a", "b", "c"})
    assert second.valid_from.isoformat() == "2025-07-01"
    faulty = read(head, [*ROW, "31/2/2025", "hôm qua", "có lẽ"])
    assert [code for code, _, _ in problems(faulty)] == ["not-a-date", "not-a-date", "not-a-flag"]


def test_the_look_alike_of_d_and_decomposed_letters_are_repaired():
    (item,) = read(HEAD, changed(col_D="\u00d0ơn vi\u0323 nào?")).items
    assert item.stem == "Đơn vị nào?"


def test_merged_cells_leave_a_named_gap():
    result = read(HEAD, ROW, touch=lambda sheet: sheet.merge_cells("E2:F2"))
    assert problems(result) == [("empty-choice", 2, "F (B)")]


def test_a_sheet_without_headings_is_refused():
    assert problems(read(ROW)) == [("no-header", 1, "")]
    assert problems(read(*[ROW] * 30)) == [("no-header", 1, "")]
    assert problems(read()) == [("no-header", 1, "")]


def test_a_sheet_of_another_name_is_read_when_it_is_the_first():
    assert len(read(HEAD, ROW, title="Sheet1").items) == 1


def test_too_many_rows_are_told():
    lines = [",".join(HEAD), *[",".join(ROW)] * (MAX_ROWS + 5)]
    result = csv_table.read("\n".join(lines).encode(), file="t.csv")
    assert problems(result) == [("too-many-rows", MAX_ROWS + 2, "")]
    assert len(result.items) == MAX_ROWS


def test_the_template_has_drop_downs_a_guide_and_no_questions():
    content = spreadsheet.write([])
    workbook = load_workbook(io.BytesIO(content))
    assert workbook.sheetnames == ["Câu hỏi", "Hướng dẫn", "Danh mục"]
    sheet = workbook["Câu hỏi"]
    assert [cell.value for cell in sheet[1]][:9] == [
        "Mã",
        "Chủ đề",
        "Mức độ",
        "Câu hỏi",
        "A",
        "B",
        "C",
        "D",
        "Đáp án",
    ]
    assert {
        str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation
    } == {
        "B2": "'Danh mục'!$A$1:$A$10",
        "C2": "'Danh mục'!$B$1:$B$3",
        "I2": '"A,B,C,D"',
        "L2": '"Có,Không"',
    }
    assert workbook["Danh mục"].sheet_state == "hidden"
    assert sheet.freeze_panes == "E2"
    assert any(cell.value == "Ví dụ" for cell in workbook["Hướng dẫn"]["A"])
    assert spreadsheet.read(content, file="t.xlsx").rows_read == 0


def test_a_workbook_stores_texts_that_no_program_runs():
    content = spreadsheet.write([an_item(stem="=HYPERLINK(1)")])
    cell = load_workbook(io.BytesIO(content))["Câu hỏi"]["D2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_csv_guards_cells_that_a_program_would_run():
    text = csv_table.write([an_item(stem="=HYPERLINK(1)", explanation="-1")]).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert ",'-1," in text


def test_a_csv_of_semicolons_or_in_utf_16_is_read():
    text = (
        ";".join(HEAD)
        + "\r\n"
        + ";".join(changed(col_D='"Câu; một\nhai?"'))
        + "\r\n"
        + ";".join(changed(col_I="Z"))
    )
    for content in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        result = csv_table.read(content, file="t.csv")
        assert [item.stem for item in result.items] == ["Câu; một\nhai?"]
        assert problems(result) == [("key-out-of-range", 3, "I (Đáp án)")]


def test_a_csv_with_an_open_quote_is_refused():
    assert problems(csv_table.read(b'"abc', file="t.csv")) == [("syntax", 1, "")]


@pytest.mark.parametrize(
    "item", [an_item(tags=frozenset({"a,b"})), an_item(facts=("a;b",)), an_item(choices=tuple("123456789"))]
)
def test_what_a_table_cannot_hold_is_not_written(item):
    with pytest.raises(ValueError, match=r"a table|comma"):
        csv_table.write([item])


def test_columns_are_named_as_a_workbook_names_them():
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def a_package(**members: Any):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def with_member(name, content):
    out = io.BytesIO(a_workbook(HEAD, ROW))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return out.getvalue()


def encrypted():
    """A member whose flag says that it needs a password."""
    content = bytearray(a_package(**{"a.xml": "x"}))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not a zip", "not-a-package"),
        (encrypted(), "not-a-package"),
        (a_package(**{"a.txt": "x"}), "not-a-workbook"),
        (with_member("bomb.bin", b"\0" * 30_000_000), "zip-bomb"),
        (with_member("../../outside.xml", "<a/>"), "odd-path"),
        (with_member("/etc/outside.xml", "<a/>"), "odd-path"),
        (with_member("C:\\outside.xml", "<a/>"), "odd-path"),
        (with_member("xl/vbaProject.bin", "x"), "macro"),
        (with_member("xl/extra.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "entity"),
        (with_member("xl/extra.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")), "entity"),
        (a_package(**{f"{n}.txt": "x" for n in range(2001)}), "zip-bomb"),
    ],
)
def test_a_hostile_or_broken_workbook_is_refused_unopened(content, code):
    result = spreadsheet.read(content, file="t.xlsx")
    assert problems(result) == [(code, 1, "")]
    assert result.rows_read == 0


def test_a_workbook_with_a_broken_sheet_is_refused():
    whole = io.BytesIO(a_workbook(HEAD, ROW))
    with zipfile.ZipFile(whole) as package:
        members = {info.filename: package.read(info) for info in package.infolist()}
    members["xl/worksheets/sheet1.xml"] = members["xl/worksheets/sheet1.xml"][:-200]
    assert problems(spreadsheet.read(a_package(**members), file="t.xlsx")) == [("not-a-workbook", 1, "")]


def test_a_workbook_that_begins_with_a_chart_is_refused():
    workbook = Workbook()
    workbook.create_chartsheet("Biểu đồ", 0)
    out = io.BytesIO()
    workbook.save(out)
    assert problems(spreadsheet.read(out.getvalue(), file="t.xlsx")) == [("not-a-workbook", 1, "")]


def test_a_heading_tells_its_field_and_a_strange_one_none():
    assert [field_of(heading) for heading in ("Câu hỏi", "b", "Phương án C", "Ghi chú")] == [
        "stem",
        "choice_B",
        "choice_C",
        "",
    ]
