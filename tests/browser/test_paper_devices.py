"""One attempt in two tabs, on two devices, across sign-ins and with Back; what stays on a device."""

import re
from collections.abc import Iterator

import pytest
from browser.conftest import Site
from browser.steps import (
    attempt_on,
    await_kept_paper,
    await_paper,
    choose,
    chosen_letters,
    come_in,
    enter_and_start,
    eventually,
    open_world,
    running_site,
    start,
    stored_letters,
)
from factories import PASSWORD, World, make_entry, phone_of
from harness.databases import Databases
from playwright.sync_api import Page, expect
from sqlalchemy import update

from contest.accounts.models import SignInRow
from contest.platform.clock import system_clock
from contest.platform.database import transaction


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(databases, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def world(site: Site) -> World:
    with site.app.app_context():
        return open_world()


def await_saved(page: Page) -> None:
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")


def hand_in(page: Page) -> None:
    """From the check page to the result."""
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua")


def to_check_page(page: Page) -> None:
    page.evaluate("location.hash = 'cau-5'")
    page.get_by_role("button", name="Xem lại, nộp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi nộp")


def left_on_device(page: Page) -> list[str]:
    """The papers this device still holds: answers, and pages of the service worker."""
    return page.evaluate(  # type: ignore[no-any-return] # words, as the script says
        """async () => {
          const urls = [];
          for (const name of await caches.keys())
            for (const { url } of await (await caches.open(name)).keys()) urls.push(url);
          return [...Object.keys(localStorage), ...urls.filter((url) => url.includes("/thi"))];
        }"""
    )


def test_two_tabs_of_one_device_show_the_same_answers_and_the_later_choice_wins(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 1)
    second = page.context.new_page()
    second.goto(page.url)
    await_paper(second)
    choose(page, 1, "A")
    expect(second.locator("#c1-1")).to_be_checked()
    choose(second, 1, "B")
    choose(second, 2, "C")
    await_saved(second)
    expect(page.locator("#c1-2")).to_be_checked()
    choose(page, 3, "D")
    await_saved(page)
    assert stored_letters(attempt_on(page, person)) == {1: "B", 2: "C", 3: "D"}
    expect(page.locator("#bao")).to_be_hidden()


def test_a_tab_that_cannot_send_sees_that_the_other_one_did(site: Site, world: World, page_360: Page) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 7)
    cut_off = page.context.new_page()
    cut_off.route("**/tra-loi", lambda route: route.abort())
    cut_off.goto(page.url)
    await_paper(cut_off)
    choose(cut_off, 1, "A")
    expect(cut_off.locator("#bao")).to_contain_text("Mất mạng")
    expect(cut_off.locator("[data-saved]").first).to_contain_text("Chưa lưu 1 câu")
    choose(page, 2, "B")
    await_saved(page)
    await_saved(cut_off)
    expect(cut_off.locator("#bao")).to_be_hidden()
    assert stored_letters(attempt_on(page, person)) == {1: "A", 2: "B"}


def test_a_second_device_is_told_and_may_take_over_and_the_first_may_take_it_back(
    site: Site, world: World, page_360: Page, page_1280: Page
) -> None:
    phone, desk = page_360, page_1280
    told = "Bài này đang mở trên thiết bị khác. Tiếp tục ở đây thì thiết bị kia chỉ còn xem được."
    person = enter_and_start(site, phone, world, 2)
    choose(phone, 1, "A")
    await_saved(phone)

    come_in(site, desk, person)
    desk.goto("/thi")
    desk.get_by_role("link", name="Tiếp tục bài đang làm").first.click()
    expect(desk.get_by_role("main")).to_contain_text(told)
    expect(desk.get_by_role("radio")).to_have_count(0)
    desk.get_by_role("button", name="Tiếp tục ở đây").click()
    await_paper(desk)
    assert chosen_letters(desk) == {1: "A"}
    choose(desk, 1, "C")
    await_saved(desk)

    choose(phone, 2, "B")
    expect(phone.locator("#bao")).to_contain_text(told)
    expect(phone.locator("#cau-2 input").first).to_be_disabled()
    expect(phone.locator("[data-saved]").first).to_contain_text("Chưa lưu 1 câu")
    assert stored_letters(attempt_on(desk, person)) == {1: "C"}
    phone.get_by_role("button", name="Tiếp tục ở đây").click()
    await_paper(phone)
    await_saved(phone)
    assert chosen_letters(phone) == {1: "C", 2: "B"}
    eventually(lambda: stored_letters(attempt_on(desk, person)) == {1: "C", 2: "B"})


def test_back_leads_to_the_question_before_and_from_the_result_never_into_the_paper(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    enter_and_start(site, page, world, 3)
    choose(page, 1, "A")
    page.get_by_role("button", name="Câu sau").click()
    expect(page.locator("#cau-2")).to_be_visible()
    page.go_back()
    expect(page.locator("#cau-1")).to_be_visible()
    expect(page.locator("#c1-1")).to_be_checked()

    to_check_page(page)
    page.go_back()
    await_paper(page)
    assert chosen_letters(page) == {1: "A"}
    to_check_page(page)
    hand_in(page)
    page.go_back()
    page.wait_for_url(re.compile("/ket-qua"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đã nộp bài lúc")


def test_a_sign_in_that_ends_in_the_middle_costs_no_answer(site: Site, world: World, page_360: Page) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 4)
    attempt = attempt_on(page, person)
    choose(page, 1, "A")
    await_saved(page)
    with transaction() as session:
        session.execute(
            update(SignInRow).where(SignInRow.account_id == person).values(expires_at=system_clock())
        )
    choose(page, 2, "B")
    expect(page.locator("#bao")).to_contain_text(
        "Phiên đăng nhập đã hết. Bài làm vẫn còn trên máy này, anh/chị đăng nhập lại để tiếp tục."
    )
    expect(page.locator("[data-saved]").first).to_contain_text("Chưa lưu 1 câu")
    choose(page, 3, "C")

    page.get_by_role("link", name="Đăng nhập lại").click()
    page.get_by_label("Số điện thoại").fill(phone_of(4))
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    await_paper(page)
    expect(page.locator("#cau-3")).to_be_visible()
    await_saved(page)
    assert chosen_letters(page) == stored_letters(attempt) == {1: "A", 2: "B", 3: "C"}


def test_after_handing_in_nothing_of_the_paper_stays_on_the_device(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    enter_and_start(site, page, world, 5)
    await_kept_paper(page)
    choose(page, 1, "A")
    await_saved(page)
    assert len(left_on_device(page)) == 2, "its answers and its page"
    to_check_page(page)
    hand_in(page)
    eventually(lambda: left_on_device(page) == [])
    assert re.search(r"HG24-", page.locator("#ma-bien-nhan").inner_text())


def test_after_signing_out_in_the_middle_nothing_of_the_paper_stays_on_the_device(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 6)
    attempt = attempt_on(page, person)
    await_kept_paper(page)
    choose(page, 1, "A")
    await_saved(page)
    assert len(left_on_device(page)) == 2, "its answers and its page"
    page.goto("/toi")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(lambda address: not address.endswith("/toi"))
    eventually(lambda: left_on_device(page) == [])
    assert stored_letters(attempt) == {1: "A"}


def test_a_shared_device_forgets_the_sign_in_with_the_browser_and_the_paper_with_the_hand_in(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    make_entry(world, 8, password=PASSWORD)
    page.goto("/dang-nhap")
    page.get_by_label("Số điện thoại").fill(phone_of(8))
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_label("Máy dùng chung").check()
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda address: "/dang-nhap" not in address)
    cookies = {cookie["name"]: cookie["expires"] for cookie in page.context.cookies()}
    assert cookies[site.app.config["SESSION_COOKIE_NAME"]] == -1, "it ends with the browser"

    start(page)
    await_paper(page)
    await_kept_paper(page)
    choose(page, 1, "A")
    await_saved(page)
    to_check_page(page)
    hand_in(page)
    eventually(lambda: left_on_device(page) == [])
    page.goto("/toi")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(lambda address: not address.endswith("/toi"))
    assert left_on_device(page) == []
    page.goto("/toi")
    expect(page).to_have_url(re.compile("/dang-nhap"))
