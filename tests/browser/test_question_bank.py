"""Editors bring questions in from a workbook, mend what was faulty, take it back; two people review."""

import re
from pathlib import Path
from typing import Any

from browser.conftest import Site
from browser.steps import come_in
from factories import NOW, make_item, make_staff
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from contest.bank import queries, services
from contest.bank.queries import Filter, Pool, Status
from contest.platform.viewer import Role
from questions.formats import spreadsheet

LIST = "/quan-tri/cau-hoi"
CHOOSE = "Tệp câu hỏi"


def workbook_with_two_bad_rows(folder: Path) -> Path:
    """Twelve questions: the third has no right answer, the fifth two equal choices."""
    items = [make_item(number) for number in range(1, 13)]
    path = folder / "cau-hoi-tuan-3.xlsx"
    path.write_bytes(spreadsheet.write(items))
    book = load_workbook(path)
    sheet: Any = book["Câu hỏi"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(4, heads["Đáp án"]).value = "E"
    sheet.cell(6, heads["B"]).value = sheet.cell(6, heads["A"]).value
    book.save(path)
    return path


def check(page: Page, path: Path) -> None:
    page.goto(f"{LIST}/nhap")
    page.get_by_label(CHOOSE).set_input_files(path)
    page.get_by_role("button", name="Kiểm tra từng hàng").click()
    expect(page.locator("#ket-qua")).to_be_visible()


def marked_workbook(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp đánh dấu lỗi (.xlsx)").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def mended(path: Path) -> Path:
    """What the organiser does in Excel: reads the column "Lỗi", mends the coloured cells, saves."""
    book = load_workbook(path)
    sheet: Any = book["Câu hỏi"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    said = {row: sheet.cell(row, heads["Lỗi"]).value for row in range(2, 14)}
    assert [row for row, words in said.items() if words] == [4, 6]
    assert "phải là một chữ từ A đến D" in said[4]
    assert "Phương án A và B giống nhau" in said[6]
    for row, column in ((4, "Đáp án"), (6, "B")):
        assert sheet.cell(row, heads[column]).fill.fgColor.rgb == "FFFDECEA"
    sheet.cell(4, heads["Đáp án"]).value = "D"
    sheet.cell(6, heads["B"]).value = "Một phương án khác hẳn"
    book.save(path)
    return path


def test_a_workbook_with_two_bad_rows_is_mended_imported_and_taken_back(
    site: Site, page_1280: Page, tmp_path: Path
) -> None:
    come_in(site, page_1280, make_staff(91, Role.EDITOR))
    check(page_1280, workbook_with_two_bad_rows(tmp_path))
    expect(page_1280.locator("#ket-qua")).to_contain_text("có 2 hàng lỗi trong 12 hàng")
    expect(page_1280.locator("#ket-qua")).to_contain_text("Đã đọc 12 = nhập được 10 + có lỗi 2.")
    assert queries.count_items(Filter()) == 0
    check(page_1280, mended(marked_workbook(page_1280, tmp_path)))
    expect(page_1280.locator("#ket-qua")).to_contain_text("12 hàng, không hàng nào lỗi")
    page_1280.get_by_role("button", name="Nhập 12 hàng vào ngân hàng").click()
    expect(page_1280.get_by_role("status").first).to_contain_text("Đã nhập 12 câu")
    page_1280.get_by_role("link", name="Hoàn tác lần nhập này").click()
    expect(page_1280.get_by_role("main")).to_contain_text("12 câu nhập từ tệp này chuyển sang Ngừng dùng")
    page_1280.get_by_role("button", name="Hoàn tác", exact=True).click()
    expect(page_1280.get_by_role("main")).to_contain_text("Đã hoàn tác lần nhập tệp")
    page_1280.goto(f"{LIST}?trang-thai=retired")
    expect(page_1280.get_by_role("main").get_by_role("checkbox")).to_have_count(0)
    expect(page_1280.get_by_role("main").get_by_role("rowheader")).to_have_count(12)


def test_a_question_goes_through_the_hands_of_two_people_and_its_author_cannot_approve_it(
    site: Site, page_1280: Page, page_360: Page
) -> None:
    author, second = make_staff(91, Role.EDITOR), make_staff(92, Role.EDITOR)
    item_id = services.create(item=make_item(1), pool=Pool.CONTEST, by=author, now=NOW)
    come_in(site, page_1280, author)
    come_in(site, page_360, second)
    page_1280.goto(f"{LIST}/{item_id}")
    page_1280.get_by_label("Phương án B").fill("Phương án đang gõ")
    expect(page_1280.get_by_role("region", name="Xem trước trên điện thoại")).to_contain_text(
        "Phương án đang gõ"
    )
    page_1280.get_by_role("button", name="Lưu phiên bản mới").click()
    page_1280.get_by_role("button", name="Gửi duyệt").click()
    expect(page_1280.get_by_role("main")).to_contain_text("người khác sẽ duyệt")
    expect(page_1280.get_by_role("button", name="Duyệt câu hỏi")).to_have_count(0)

    page_360.goto(f"{LIST}/{item_id}/lich-su")
    expect(page_360.locator("ins").first).to_contain_text("Phương án đang gõ")
    page_360.get_by_label("Ý kiến").fill("Câu rõ, căn cứ đúng.")
    page_360.get_by_role("button", name="Ghi ý kiến").click()
    page_360.get_by_role("link", name=re.compile("Tiếng Việt")).click()
    page_360.get_by_role("button", name="Duyệt câu hỏi").click()
    expect(page_360.get_by_role("main")).to_contain_text("Đã duyệt")
    assert queries.get_item(item_id).status is Status.APPROVED
    page_1280.goto(f"{LIST}/{item_id}/lich-su")
    expect(page_1280.get_by_role("main")).to_contain_text("Câu rõ, căn cứ đúng.")
    expect(page_1280.get_by_role("rowheader", name="Duyệt", exact=True)).to_be_visible()


def test_the_list_is_walked_by_keys_while_the_focus_is_in_it(site: Site, page_1280: Page) -> None:
    author, second = make_staff(91, Role.EDITOR), make_staff(92, Role.EDITOR)
    for number in (1, 2):
        item_id = services.create(item=make_item(number), pool=Pool.CONTEST, by=author, now=NOW)
        services.send_to_review(item_id=item_id, by=author, now=NOW)
    come_in(site, page_1280, second)
    page_1280.goto(LIST)
    page_1280.get_by_role("region", name="Câu hỏi").focus()
    page_1280.keyboard.press("j")
    page_1280.keyboard.press("j")
    page_1280.keyboard.press("x")
    expect(page_1280.get_by_role("checkbox", name="Chọn câu ch-002")).to_be_checked()
    expect(page_1280.get_by_role("checkbox", name="Chọn câu ch-001")).not_to_be_checked()
    page_1280.keyboard.press("Enter")
    expect(page_1280.get_by_role("heading", level=1)).to_have_text("Câu hỏi ch-002")
