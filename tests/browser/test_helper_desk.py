"""A helper's desk from card to receipt, and what the next citizen finds on the device: nothing."""

import re

from browser.steps import answer_all, open_world
from factories import PASSWORD, PIN, World, make_card_entry, make_cards, make_staff, phone_of
from playwright.sync_api import Page, expect

from contest.attempts import queries as attempts
from contest.platform.clock import system_clock
from contest.platform.viewer import Role
from contest.units import queries as units

HELPER, FIRST, SECOND = 91, "Vàng Mẫu Pà", "Giàng Mẫu Sì"
KEPT = """async () => [
  Object.keys(localStorage),
  (await (await caches.open("bai")).keys()).length,
]"""


def stand_at_the_desk(page: Page, world: World) -> None:
    """A helper of the commune signs in and lands at the desk."""
    unit = units.get_unit(list_id=world.unit_list_id, code="00796")
    make_staff(HELPER, Role.HELPER, unit_id=unit.id)
    page.goto("/dang-nhap")
    page.get_by_label("Số điện thoại").fill(phone_of(HELPER))
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bàn hỗ trợ dự thi")


def seat(page: Page, code: str) -> None:
    """The holder of a card types code and PIN at the desk."""
    page.get_by_label("Mã dự thi").fill(code)
    page.get_by_label("Mã PIN (người dân tự gõ)").fill(PIN)
    page.get_by_role("button", name="Mở phiên thi").click()
    page.wait_for_url("**/thi")


def take_the_round(page: Page) -> str:
    """Start, answer, hand in; answers the receipt."""
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/thi/*")
    expect(page.get_by_role("complementary", name="Bàn hỗ trợ dự thi")).to_contain_text(FIRST)
    answer_all(page)
    page.get_by_role("button", name="Xem lại").last.click()
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua")
    return page.locator("#ma-bien-nhan").inner_text()


def leave(page: Page) -> None:
    """The citizen gives the device back, and the helper comes back with the password."""
    page.get_by_role("complementary", name="Bàn hỗ trợ dự thi").get_by_role("link").click()
    page.get_by_role("button", name="Kết thúc, trả máy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trả máy cho người hỗ trợ")


def test_a_card_is_enough_from_the_desk_to_the_receipt_and_the_next_one_sees_nothing(page_360: Page) -> None:
    world, page, now = open_world(), page_360, system_clock()
    first, second = make_cards(at=now).cards
    make_card_entry(world, first.code, name=FIRST, at=now)
    make_card_entry(world, second.code, name=SECOND, at=now)
    stand_at_the_desk(page, world)
    seat(page, first.code)
    receipt = take_the_round(page)
    assert re.fullmatch(r"HG24-\w{4}-\w{4}", receipt)
    assert attempts.assisted_count([world.round_id]).attempts == 1

    leave(page)
    expect(page.locator("body")).not_to_contain_text(FIRST)
    assert page.evaluate(KEPT) == [[], 0]
    page.go_back()
    expect(page.locator("body")).not_to_contain_text(FIRST)
    page.goto("/thi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trả máy cho người hỗ trợ")
    page.get_by_label("Mật khẩu của người hỗ trợ").fill(PASSWORD)
    page.get_by_role("button", name="Về bàn hỗ trợ").click()
    expect(page.get_by_role("main")).to_contain_text("1/6")
    expect(page.locator("body")).not_to_contain_text(FIRST)

    seat(page, second.code)
    expect(page.get_by_role("complementary", name="Bàn hỗ trợ dự thi")).to_contain_text(SECOND)
    for path in ("/thi", "/toi", "/toi/ho-so"):
        page.goto(path)
        expect(page.locator("body")).not_to_contain_text(FIRST)
        expect(page.locator("body")).not_to_contain_text(receipt)


def test_a_paper_that_is_left_open_stays_its_persons(page_360: Page) -> None:
    world, page, now = open_world(), page_360, system_clock()
    first, second = make_cards(at=now).cards
    make_card_entry(world, first.code, name=FIRST, at=now)
    make_card_entry(world, second.code, name=SECOND, at=now)
    stand_at_the_desk(page, world)
    seat(page, first.code)
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/thi/*")
    paper = page.url
    expect(page.locator("body")).to_contain_text("Câu 1")
    leave(page)
    assert page.evaluate(KEPT) == [[], 0]
    page.get_by_label("Mật khẩu của người hỗ trợ").fill(PASSWORD)
    page.get_by_role("button", name="Về bàn hỗ trợ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bàn hỗ trợ dự thi")
    seat(page, second.code)
    answer = page.goto(paper)
    assert answer is not None
    assert answer.status == 404
    assert attempts.open_count(world.round_id) == 1
