import io
from datetime import date

import pytest
from factories import NOW, make_bank, make_item
from openpyxl import load_workbook

from contest.bank import file_services, imports, marked_workbook, queries, services
from contest.bank.checked_file import CheckedFile, Verdict
from contest.bank.imports import Options
from contest.bank.queries import Pool
from questions.formats import csv_table, spreadsheet

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2024, 11, 18)
STEM = "Nghị quyết số 76/NQ-CP ban hành Chương trình tổng thể của giai đoạn nào?"
OLD_TYPING = {
    "Câu hỏi": "Bé phËn Mét cöa cÊp x· thuéc c¬ quan nµo cña tØnh?",
    "A": "UBND x·",
    "B": "UBND huyÖn",
    "C": "UBND tØnh",
    "D": "Së Néi vô",
    "Giải thích": "",
}


def file_of(*changes: dict[str, str]) -> bytes:
    """Our template with one sound row for each set of changed cells; "" empties a cell."""
    book = load_workbook(io.BytesIO(spreadsheet.write(())))
    sheet = book["Câu hỏi"]
    heads = [cell.value for cell in sheet[1]]
    for number, changed in enumerate(changes, start=1):
        cells = {
            "Chủ đề": "Cải cách thể chế",
            "Mức độ": "Nhận biết",
            "Câu hỏi": f"{STEM} Mẫu {number} trong số {number * 7}.",
            "A": f"Phương án một {number}",
            "B": f"Phương án hai {number}",
            "C": f"Phương án ba {number}",
            "D": f"Phương án bốn {number}",
            "Đáp án": "B",
            "Căn cứ": "NQ 76/NQ-CP",
            "Giải thích": "Nghị quyết ghi như vậy.",
            **changed,
        }
        sheet.append([cells.get(head, "") for head in heads])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def checked(*changes: dict[str, str], name: str = "cau-hoi.xlsx") -> CheckedFile:
    return imports.check(file_of(*changes), name=name, today=TODAY)


def said(file: CheckedFile) -> dict[int, str]:
    return {row.number: " ".join(remark.text for remark in row.remarks) for row in file.rows if row.remarks}


def test_a_sound_row_gives_a_question_with_a_code_of_the_file():
    file = checked({}, {})
    assert [row.verdict for row in file.rows] == [Verdict.GOOD, Verdict.GOOD]
    assert [row.number for row in file.rows] == [2, 3]
    codes = [item.code for item in file.items]
    assert codes == [f"nhap-{file.sha256[:6]}-001", f"nhap-{file.sha256[:6]}-002"]


@pytest.mark.parametrize(
    ("changed", "words", "column"),
    [
        ({"C": ""}, "Phương án C đang trống", "C"),
        ({"Đáp án": "E"}, "phải là một chữ từ A đến D", "Đáp án"),
        ({"B": "Phương án một 1"}, "Phương án A và B giống nhau", "B"),
        ({"Câu hỏi": ""}, "Thiếu câu hỏi", "Câu hỏi"),
        ({"Câu hỏi": "=1+1"}, "công thức", "Câu hỏi"),
        ({"Chủ đề": "Chuyện khác"}, "Không có chủ đề", "Chủ đề"),
        ({"Chủ đề": ""}, "Chưa ghi chủ đề", "Chủ đề"),
        ({"Mã": "ch-001"}, "đã có trong ngân hàng", "Mã"),
        ({"Câu hỏi": make_item(1).stem}, "Trùng nội dung với câu ch-001", "Câu hỏi"),
        (OLD_TYPING, "phông cũ", "Câu hỏi"),
    ],
)
def test_a_fault_keeps_its_row_out_and_frames_its_cell(changed: dict[str, str], words: str, column: str):
    make_bank(1)
    file = checked(changed, {})
    bad, good = file.rows
    assert (bad.verdict, good.verdict) == (Verdict.BAD, Verdict.GOOD)
    assert words in said(file)[2]
    marks = dict(zip(file.header, bad.marks(len(file.header)), strict=True))
    assert marks[column][1] == "bad"
    assert len(file.items) == 1


@pytest.mark.parametrize(
    ("changed", "words", "column"),
    [
        ({"Căn cứ": ""}, "chưa ghi căn cứ", "Căn cứ"),
        ({"Hiệu lực đến": "31/12/2020"}, "hết hiệu lực", "Căn cứ"),
        ({"Câu hỏi": f"{STEM} " + "Câu dẫn rất dài. " * 20}, "Câu dẫn dài", "Câu hỏi"),
        ({"B": "Một phương án đúng dài hơn hẳn mọi phương án còn lại của câu này"}, "gấp đôi", "Đáp án"),
        ({"D": "Tất cả các phương án trên"}, "giữ ở cuối", ""),
    ],
)
def test_a_note_lets_its_row_in_as_a_draft(changed: dict[str, str], words: str, column: str):
    file = checked(changed)
    (row,) = file.rows
    assert row.verdict is Verdict.NOTE
    assert words in said(file)[2]
    marks = dict(zip(file.header, row.marks(len(file.header)), strict=True))
    assert not column or marks[column][1] == "note"
    file_services.import_file(
        file=file_services.NewFile(name=file.name, sha256=file.sha256),
        items=file.items,
        expected=1,
        mark=file.mark,
        pool=Pool.CONTEST,
        left_out=0,
        by=1,
        now=NOW,
    )
    assert queries.all_items()[0].status == "draft"


def test_the_second_of_two_equal_rows_is_the_faulty_one():
    same = {"Câu hỏi": "Ai chịu trách nhiệm đứng đầu công tác cải cách hành chính?"}
    file = checked(same, same, {"Mã": "a-1"}, {"Mã": "a-1"})
    assert [row.verdict for row in file.rows] == [Verdict.GOOD, Verdict.BAD, Verdict.GOOD, Verdict.BAD]
    assert "Trùng nội dung với hàng 2" in said(file)[3]
    assert "trùng với hàng 4" in said(file)[5]


def test_a_retired_question_may_come_in_again():
    make_bank(1)
    item_id = queries.all_items()[0].id
    services.retire(item_id=item_id, by=2, now=NOW, reason="Sai")
    file = checked({"Mã": "ch-001", "Câu hỏi": make_item(1).stem})
    assert file.rows[0].verdict is Verdict.NOTE
    assert "phiên bản mới" in said(file)[2]


def test_old_fonts_are_converted_on_request():
    content = file_of(OLD_TYPING)
    file = imports.check(content, name="a.xlsx", today=TODAY, options=Options(converts_fonts=True))
    assert file.items[0].stem == "Bộ phận Một cửa cấp xã thuộc cơ quan nào của tỉnh?"


def marked(content: bytes) -> bytes:
    file = imports.check(content, name="cau-hoi.xlsx", today=TODAY)
    return marked_workbook.marked(file, content, now=NOW)


def test_the_senders_own_workbook_comes_back_with_its_bad_cells_named_and_coloured():
    sheet = load_workbook(io.BytesIO(marked(file_of({"C": "", "Đáp án": "E"}, {})))).worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert "Phương án C đang trống" in sheet.cell(2, heads["Lỗi"]).value
    assert "Đang ghi" not in sheet.cell(2, heads["Lỗi"]).value
    assert sheet.cell(3, heads["Lỗi"]).value is None
    assert sheet.cell(2, heads["C"]).fill.fgColor.rgb == "FFFDECEA"
    assert sheet.cell(3, heads["C"]).fill.fgColor.rgb != "FFFDECEA"
    assert sheet.data_validations.count > 0


def test_no_formula_and_no_link_goes_out_even_where_one_came_in():
    book = load_workbook(io.BytesIO(file_of({}, {})))
    book.worksheets[0]["D2"].value = '=HYPERLINK("http://xau.example")'
    book.worksheets[0]["D3"].hyperlink = "http://xau.example"
    out = io.BytesIO()
    book.save(out)
    sheet = load_workbook(io.BytesIO(marked(out.getvalue()))).worksheets[0]
    assert (sheet["D2"].data_type, sheet["D2"].value) == ("s", '=HYPERLINK("http://xau.example")')
    assert sheet["D3"].hyperlink is None


def test_the_marked_workbook_once_mended_is_read_again():
    book = load_workbook(io.BytesIO(marked(file_of({"C": ""}, {}))))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["C"]).value = "Phương án ba"
    mended = io.BytesIO()
    book.save(mended)
    file = imports.check(mended.getvalue(), name="sua.xlsx", today=TODAY)
    assert [row.verdict for row in file.rows] == [Verdict.GOOD, Verdict.GOOD]
    assert file.problems == ()


def test_a_csv_file_is_checked_the_same_way():
    content = csv_table.write([make_item(1), make_item(2, citation="")])
    file = imports.check(content, name="cau-hoi.csv", today=TODAY)
    assert [(row.number, row.verdict) for row in file.rows] == [(2, Verdict.GOOD), (3, Verdict.NOTE)]


@pytest.mark.parametrize("content", [b"khong phai so Excel", b"PK\x03\x04hong", b"", b"\x00\x01\x02" * 99])
def test_a_file_that_is_no_table_says_so_and_gives_no_row(content: bytes):
    for name in ("hong.xlsx", "hong.csv"):
        file = imports.check(content, name=name, today=TODAY)
        assert file.rows == ()
        assert file.problems


GIFT = """// Mẫu
::c-1::Ai ký nghị quyết của Hội đồng nhân dân tỉnh? {
=Chủ tịch Hội đồng nhân dân ~Chủ tịch Ủy ban nhân dân ~Giám đốc sở ~Bí thư}

::c-2::Kể tên các sở của tỉnh. {}

::c-3::Cơ quan nào công bố thủ tục hành chính của tỉnh? {~Sở ~Sở ~Ban ~Ngành}
"""
AIKEN = """Ai công bố chỉ số cải cách hành chính?
A. Bộ Nội vụ
B. Bộ Tài chính
C. Bộ Y tế
D. Bộ Công an
ANSWER: A

Cơ quan nào quản lý hộ tịch ở xã?
A. Công an
B. Tư pháp
C. Quân sự
D. Y tế
ANSWER: E
"""


def test_every_question_of_a_file_that_is_no_table_is_imported_or_named_with_its_line():
    file = imports.check(GIFT.encode(), name="cau.gift", today=TODAY, options=Options(topic="the-che"))
    assert [(row.number, row.verdict) for row in file.rows] == [
        (2, Verdict.NOTE),
        (5, Verdict.BAD),
        (7, Verdict.BAD),
    ]
    assert [name for name, _ in file.unknown_types] == ["essay"]
    assert "Kể tên các sở" in file.rows[1].cells[file.header.index("Câu hỏi")]
    assert file.items[0].topic == "the-che"
    assert not file.is_table


def test_what_was_refused_comes_back_as_our_workbook_and_is_mended_there():
    content = AIKEN.encode()
    file = imports.check(content, name="cau.txt", today=TODAY, options=Options(topic="the-che"))
    assert [row.verdict for row in file.rows] == [Verdict.NOTE, Verdict.BAD]
    book = load_workbook(io.BytesIO(marked_workbook.left_out(file, now=NOW)))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(2, heads["B"]).value == "Tư pháp"
    assert sheet.cell(2, heads["Đáp án"]).value == "E"
    assert sheet.cell(2, heads["Đáp án"]).fill.fgColor.rgb == "FFFDECEA"
    sheet.cell(2, heads["Đáp án"]).value = "B"
    sheet.cell(2, heads["Chủ đề"]).value = "Cải cách thể chế"
    mended = io.BytesIO()
    book.save(mended)
    again = imports.check(mended.getvalue(), name="sua.xlsx", today=TODAY)
    assert [(row.verdict, row.item.stem) for row in again.rows if row.item] == [
        (Verdict.NOTE, "Cơ quan nào quản lý hộ tịch ở xã?")
    ]
    assert again.problems == ()


def test_a_check_is_kept_as_text_and_read_back_the_same():
    file = imports.check(GIFT.encode(), name="cau.gift", today=TODAY)
    assert CheckedFile.from_json(file.to_json()) == file
    table = checked({"C": ""}, {"Hiệu lực đến": "31/12/2030"})
    assert CheckedFile.from_json(table.to_json()) == table
