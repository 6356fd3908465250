import re
from pathlib import Path

import pandas as pd
from browser.steps import NAME, answer_all, close_round_now, open_world, register, sign_in, start
from factories import QUESTIONS, make_staff, phone_of
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

ORGANISER, SECOND = 90, 91


def take_round(page: Page) -> str:
    """Register, take the open round and hand in; answers the receipt."""
    register(page)
    start(page)
    answer_all(page)
    page.get_by_label("Số người anh/chị dự đoán").fill("1250")
    page.get_by_role("button", name="Xem lại").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi nộp")
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua")
    receipt = page.locator("#ma-bien-nhan").inner_text()
    assert re.fullmatch(r"HG24-\w{4}-\w{4}", receipt)
    return receipt


def close_publish_download(page: Page, folder: Path) -> Path:
    """Lock the round, ask for its publication, approve it as the second organiser and take the workbook."""
    sign_in(page, phone_of(ORGANISER))
    page.goto("/quan-tri/xep-hang")
    page.get_by_role("main").get_by_role("link", name="Tuần 1").first.click()
    page.get_by_role("link", name="Khóa Tuần 1").click()
    page.get_by_role("button", name="Khóa Tuần 1").click()
    page.get_by_role("link", name=re.compile("Công bố")).last.click()
    page.get_by_label("Lý do").fill("Đã rà soát")
    page.get_by_role("button", name="Đề nghị công bố").click()
    expect(page.get_by_role("main")).to_contain_text("cần một người khác duyệt")
    page.get_by_role("button", name="Đăng xuất").click()
    sign_in(page, phone_of(SECOND))
    page.goto("/quan-tri")
    page.get_by_role("link", name="Xem việc chờ duyệt").click()
    page.get_by_role("link", name="Công bố kết quả Tuần 1").click()
    page.get_by_role("button", name="Duyệt và thực hiện").click()
    expect(page.get_by_role("main")).to_contain_text("Đã công bố kết quả Tuần 1.")
    page.goto("/quan-tri/xuat")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải sổ kết quả").first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_person_takes_a_round_and_stands_in_the_workbook_that_the_organiser_takes_away(
    page_360: Page, page_1280: Page, tmp_path: Path
) -> None:
    world = open_world()
    make_staff(ORGANISER)
    make_staff(SECOND)
    receipt = take_round(page_360)
    close_round_now(world)
    path = close_publish_download(page_1280, tmp_path)

    page_360.goto("/bien-nhan")
    page_360.get_by_label("Mã biên nhận").fill(receipt.lower())
    page_360.get_by_role("button", name="Tra").click()
    expect(page_360.get_by_role("main")).to_contain_text("được tính")
    expect(page_360.get_by_role("main")).not_to_contain_text(NAME)

    rows = {name: table for name, table in _tables(path).items() if receipt in table.to_string()}
    [(_sheet, table)] = [(name, rows[name]) for name in rows if "Mã biên nhận" in table_header(rows[name])]
    [row] = table.loc[table["Mã biên nhận"] == receipt].to_dict("records")
    assert (row["Hạng"], row["Họ và tên"]) == (1, NAME)
    assert str(row["Số điện thoại"]).startswith(("0900", "+84900"))
    second = load_workbook(path)
    found = [
        cell.value for sheet in second for line in sheet.iter_rows() for cell in line if cell.value == receipt
    ]
    assert found, "a second library reads the same receipt"
    assert QUESTIONS in {cell.value for sheet in second for line in sheet.iter_rows() for cell in line}


def _tables(path: Path) -> dict[str, pd.DataFrame]:
    """Every sheet with its header line found by the first column."""
    tables = {}
    for name, sheet in pd.read_excel(
        path, engine="calamine", sheet_name=None, header=None, dtype=object
    ).items():
        for line in range(min(8, len(sheet))):
            if "Họ và tên" in sheet.iloc[line].to_list():
                table = sheet.iloc[line + 1 :].copy()
                table.columns = pd.Index(sheet.iloc[line].to_list())
                tables[str(name)] = table
                break
    return tables


def table_header(table: pd.DataFrame) -> list[object]:
    return list(table.columns)


def test_the_whole_way_works_without_scripts(page_nojs: Page) -> None:
    open_world()
    page = page_nojs
    register(page)
    start(page)
    for number in range(1, QUESTIONS + 1):
        page.locator(f"#cau-{number}").get_by_role("radio").first.check(force=True)
    page.get_by_label("Số người anh/chị dự đoán").fill("12")
    page.get_by_role("button", name="Xem lại và nộp bài").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi nộp")
    expect(page.get_by_role("main")).to_contain_text(f"Đã trả lời đủ {QUESTIONS + 1} câu")
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua")
    expect(page.locator("#ma-bien-nhan")).to_contain_text("HG24-")
