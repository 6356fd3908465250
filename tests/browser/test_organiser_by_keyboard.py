"""The organisers' way without a mouse: from a new round to a corrected result, the focus always in sight."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import sleep

import docx
import pytest
from browser.conftest import Site
from browser.raw_round import (
    FIRST,
    NAMES,
    OTHER_TIED,
    QUICK,
    SECOND,
    SEED,
    SIGNER,
    SOURCE,
    TIED,
    WHY_CORRECTED,
    WHY_STRUCK,
    WINNER,
    prized_rules,
    soon,
    take_raw_round,
)
from browser.steps import close_round_now, open_round_now
from factories import PASSWORD, World, make_contest, make_staff, phone_of
from harness import browser as chromium
from harness.keyboard import Keyboard
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, expect

from contest.attempts.queries import Attempt
from contest.platform.clock import system_clock
from contest.platform.fields import instant_text


@pytest.fixture
def desks(browser: Browser, site: Site) -> Iterator[tuple[Keyboard, Keyboard]]:
    """Two organisers with a keyboard each."""
    with (
        chromium.page_in(browser, base_url=site.url, viewport=chromium.DESK) as first,
        chromium.page_in(browser, base_url=site.url, viewport=chromium.DESK) as second,
    ):
        yield Keyboard(first), Keyboard(second)


def test_two_organisers_without_a_mouse_lead_a_round_from_its_making_to_a_corrected_result(
    desks: tuple[Keyboard, Keyboard], tmp_path: Path
) -> None:
    first, second = desks
    contest_id, list_id = make_contest(rules=prized_rules(), now=system_clock() - timedelta(days=7))
    for hands, number in ((first, FIRST), (second, SECOND)):
        make_staff(number)
        come_in(hands, phone_of(number))
    round_id = make_round(first)
    open_round_now(round_id)
    world = World(contest_id=contest_id, unit_list_id=list_id, round_id=round_id)
    taken = take_raw_round(world)
    close_round_now(world)
    lock(first)
    review(first, second, taken)
    settle_by_lot(first, second)
    publish(second, first)
    take_files(second, tmp_path)
    correct(first, second, taken)


def main(hands: Keyboard) -> Locator:
    return hands.page.get_by_role("main")


def link(hands: Keyboard, name: str | re.Pattern[str]) -> Locator:
    """The first link of the content by that name."""
    return main(hands).get_by_role("link", name=name).first


def button(hands: Keyboard, name: str) -> Locator:
    return main(hands).get_by_role("button", name=name).first


def says(hands: Keyboard, text: str) -> None:
    expect(main(hands)).to_contain_text(text)


def to_place(hands: Keyboard, name: str) -> None:
    """A place of the console from its menu, then past the menu to its content."""
    hands.follow(hands.page.get_by_role("navigation", name="Quản trị").get_by_role("link", name=name))
    hands.skip_to_content()
    stop = hands.step()
    assert stop is not None, f"{hands.page.url}: the content has no stop"
    assert stop["in_main"], f"{hands.page.url}: the skip link leads to {stop['words']!r}"


def come_in(hands: Keyboard, phone: str) -> None:
    """Sign in; a wrong password first, which the page says where the focus is."""
    hands.page.goto("/dang-nhap")
    hands.walk_round()
    for password in ("sai mat khau", PASSWORD):
        hands.write(hands.page.get_by_label("Số điện thoại"), phone)
        hands.write(hands.page.get_by_label("Mật khẩu", exact=True), password)
        hands.follow(button(hands, "Đăng nhập"))
        if password != PASSWORD:
            refused(hands, "Số điện thoại hoặc mật khẩu")
    assert hands.page.url.endswith("/quan-tri")


def refused(hands: Keyboard, sentence: str) -> None:
    """A form that came back holds the focus at what is to be mended, and its link leads to the field."""
    focused = hands.page.evaluate("document.activeElement.id")
    assert focused == "can-sua", f"{hands.page.url}: the focus is at {focused!r}"
    expect(hands.page.locator("#can-sua")).to_contain_text(sentence)
    field = hands.page.locator("#can-sua a").first.get_attribute("href")
    hands.step()
    hands.page.keyboard.press("Enter")
    assert "#" + hands.page.evaluate("document.activeElement.id") == field


def without_reason(hands: Keyboard, name: str) -> None:
    """The browser holds the focus at an empty field; a reason of blanks comes back from the site."""
    reason = hands.page.get_by_label("Lý do")
    hands.go_to(button(hands, name))
    hands.page.keyboard.press("Enter")
    expect(reason).to_be_focused()
    hands.write(reason, "   ")
    hands.follow(button(hands, name))
    refused(hands, "Ghi lý do.")


def make_round(hands: Keyboard) -> int:
    """Add a round, hear what is missing, mend it, schedule it."""
    hands.walk_round()
    to_place(hands, "Cuộc thi, đợt thi")
    hands.follow(link(hands, "Thêm đợt thi"))
    hands.walk_round()
    hands.follow(button(hands, "Thêm đợt thi"))
    refused(hands, "Đợt thi chưa có khoảng thời gian mở nào.")
    now = system_clock()
    hands.write(hands.page.get_by_label("Khoảng 1: mở lúc"), instant_text(now + timedelta(hours=1)))
    hands.write(hands.page.get_by_label("Khoảng 1: đóng lúc"), instant_text(now + timedelta(days=6)))
    hands.follow(button(hands, "Thêm đợt thi"))
    hands.follow(link(hands, "Lên lịch đợt thi"))
    hands.walk_round()
    hands.follow(button(hands, "Lên lịch"), key="Space")
    says(hands, "Đã lên lịch")
    return int(hands.page.url.rsplit("/", 1)[1])


def to_round(hands: Keyboard) -> None:
    to_place(hands, "Xếp hạng, công bố")
    hands.follow(link(hands, "Tuần 1"))


def lock(hands: Keyboard) -> None:
    to_round(hands)
    hands.walk_round()
    hands.follow(link(hands, "Khóa Tuần 1"))
    says(hands, "5 bài đã nộp")
    hands.follow(button(hands, "Khóa Tuần 1"))
    says(hands, "Đã khóa Tuần 1.")


def put_forward(hands: Keyboard, name: str, reason: str) -> None:
    hands.write(hands.page.get_by_label("Lý do"), reason)
    hands.follow(button(hands, name))
    says(hands, "cần một người khác duyệt")


def approve(hands: Keyboard, title: str, done: str) -> None:
    to_place(hands, "Việc chờ duyệt")
    hands.follow(link(hands, title))
    hands.follow(button(hands, "Duyệt và thực hiện"))
    says(hands, done)


def review(first: Keyboard, second: Keyboard, taken: dict[int, Attempt]) -> None:
    """The namesakes are kept, after a decision without a reason was refused; the cheat is struck by two."""
    hands = first
    hands.follow(main(hands).get_by_role("link", name="Xem xét bài").last)
    hands.walk_round()
    hands.follow(sign(hands, "Có thể là một người đăng ký hai lần"))
    hands.walk_round()
    hands.choose(hands.page.get_by_role("radio", name="Giữ"))
    without_reason(hands, "Ghi quyết định")
    hands.write(hands.page.get_by_label("Lý do"), "Đã gọi đơn vị: hai người trùng họ tên")
    hands.follow(button(hands, "Ghi quyết định"))
    says(hands, "Còn 1 dấu hiệu chưa quyết định.")
    hands.follow(sign(hands, "Đúng tất cả trong thời gian quá ngắn"))
    strike(first, second, taken, QUICK)


def sign(hands: Keyboard, name: str) -> Locator:
    return hands.page.get_by_role("table", name="Dấu hiệu").get_by_role("link", name=name)


def strike(first: Keyboard, second: Keyboard, taken: dict[int, Attempt], number: int) -> None:
    receipt = taken[number].receipt
    first.follow(link(first, f"Hủy lượt này {receipt}"))
    put_forward(first, "Đề nghị: Hủy lượt thi", WHY_STRUCK)
    approve(second, f"Hủy lượt thi {receipt}", "Đã hủy lượt thi.")


def settle_by_lot(first: Keyboard, second: Keyboard) -> None:
    """Asked by one, approved by the other; the signer is named while the source has no number yet."""
    to_round(second)
    second.follow(main(second).get_by_role("link", name="Xử lý đồng hạng").last)
    second.follow(link(second, "Xử lý đồng hạng này"))
    second.walk_round()
    due_at = soon()
    second.choose(second.page.get_by_role("radio", name="Bốc thăm"))
    second.write(second.page.get_by_label("Nguồn công khai của số bốc thăm"), SOURCE)
    second.write(second.page.get_by_label("Nguồn cho số lúc"), instant_text(due_at))
    put_forward(second, "Đề nghị xử lý", "Thể lệ, mục Xếp hạng")
    approve(first, "Xử lý đồng hạng", "Đã công bố danh sách bốc thăm.")
    name_the_signer(second)
    first.follow(link(first, "Xem chi tiết"))
    sleep(max(0.0, (due_at - system_clock()).total_seconds()))
    first.follow(link(first, "Nhập số và bốc thăm"))
    first.write(first.page.get_by_label("Số mà nguồn đã cho"), SEED)
    first.write(first.page.get_by_label("Nơi ai cũng xem lại được số này"), "Trang của công ty xổ số")
    put_forward(first, "Đề nghị bốc thăm", "Nguồn đã có số")
    approve(second, "Bốc thăm", "Đã bốc thăm.")


def name_the_signer(hands: Keyboard) -> None:
    to_place(hands, "Xuất tệp")
    hands.follow(link(hands, "Thiết lập văn bản"))
    hands.walk_round()
    hands.write(hands.page.get_by_label("Họ và tên người ký của Ban Tổ chức"), SIGNER)
    hands.follow(button(hands, "Lưu thiết lập"))
    says(hands, "Đã lưu thiết lập văn bản.")


def publish(first: Keyboard, second: Keyboard) -> None:
    """Publication asked for without a reason is refused, then asked for and approved."""
    to_round(first)
    first.follow(link(first, "Sang bước công bố"))
    says(first, "2 giải cá nhân, tổng tiền 1.400.000 đồng.")
    first.walk_round()
    first.follow(button(first, "Đề nghị công bố"))
    refused(first, "Ghi lý do.")
    put_forward(first, "Đề nghị công bố", "Đã rà soát")
    approve(second, "Công bố kết quả Tuần 1", "Đã công bố kết quả Tuần 1.")


def saved(hands: Keyboard, name: str, folder: Path) -> Path:
    """The file that a button hands out; the focus stays where it is."""
    wanted = button(hands, name)
    hands.go_to(wanted)
    with hands.page.expect_download() as download:
        hands.page.keyboard.press("Enter")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert wanted.evaluate("(one) => one === document.activeElement"), "the focus went away with the file"
    return path


def take_files(hands: Keyboard, folder: Path) -> None:
    """The workbook, then the announcement as Word and as PDF."""
    to_place(hands, "Xuất tệp")
    book = load_workbook(saved(hands, "Tải sổ kết quả", folder))
    assert NAMES[WINNER] in {
        cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line
    }
    hands.follow(link(hands, "Thông báo kết quả"))
    hands.walk_round()
    word = docx.Document(str(saved(hands, "Tải tệp Word (.docx)", folder)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert NAMES[WINNER] in "\n".join(cells)
    assert saved(hands, "Tải PDF", folder).read_bytes().startswith(b"%PDF-")


def correct(first: Keyboard, second: Keyboard, taken: dict[int, Attempt]) -> None:
    """The winner's attempt is struck after the publication; version 2 is asked for, approved and public."""
    to_place(first, "Bài cần xem xét")
    first.follow(link(first, "Tuần 1"))
    first.follow(sign(first, "Có thể là một người đăng ký hai lần"))
    strike(first, second, taken, WINNER)
    to_round(second)
    second.follow(link(second, "Đính chính"))
    says(second, "Công bố phiên bản 2")
    put_forward(second, "Đề nghị đính chính", WHY_CORRECTED)
    approve(first, "Đính chính kết quả Tuần 1", "Đã đính chính kết quả Tuần 1.")
    to_round(first)
    first.walk_round()
    first.follow(link(first, "Trang công khai"))
    says(first, "Đính chính lần 1")
    says(first, WHY_CORRECTED)
    first.walk_round()
    board = first.page.get_by_role("table", name="Bảng xếp hạng")
    expect(board).not_to_contain_text(NAMES[WINNER])
    for number in (TIED, OTHER_TIED):
        expect(board).to_contain_text(NAMES[number])
