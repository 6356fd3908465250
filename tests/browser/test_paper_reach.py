"""The paper for everybody: by keyboard alone, for screen readers, on narrow screens, with large letters."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.conftest import Site
from browser.steps import (
    attempt_on,
    await_paper,
    choose,
    come_in,
    enter_and_start,
    open_world,
    running_site,
    stored_letters,
)
from factories import QUESTIONS, World, make_entry
from harness.databases import Databases
from playwright.sync_api import Locator, Page, expect

MOST_STOPS = 60


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(databases, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def world(site: Site) -> World:
    with site.app.app_context():
        return open_world()


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    expect(target).to_be_visible()
    for _stop in range(MOST_STOPS):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached with Tab")


def check_reach(page: Page) -> None:
    """No accessibility fault that axe can find, and nothing to scroll sideways for."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"


def walk_through(page: Page, *, is_narrow: bool) -> None:
    """Quiz, a message, the list where it is a page of its own, check page and result, each looked at."""
    check_reach(page)
    choose(page, 1, "A")
    page.locator("#f1").check()
    page.context.set_offline(True)
    choose(page, 2, "B")
    expect(page.locator("#bao")).to_be_visible()
    check_reach(page)
    page.context.set_offline(False)
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
    if is_narrow:
        page.get_by_role("link", name="Danh sách câu hỏi").click()
        expect(page.get_by_role("heading", name="Danh sách câu hỏi")).to_be_focused()
        check_reach(page)
    page.get_by_role("button", name="Xem lại và nộp bài").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi nộp")
    check_reach(page)
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua")
    check_reach(page)


def test_an_attempt_can_be_made_with_the_keyboard_alone(site: Site, world: World, page_1280: Page) -> None:
    page = page_1280
    keyboard = page.keyboard
    person = make_entry(world, 1)
    come_in(site, page, person)
    page.goto("/thi")
    tab_to(page, page.get_by_role("button", name="Bắt đầu làm bài"))
    keyboard.press("Enter")
    page.wait_for_url("**/thi/*")
    await_paper(page)
    attempt = attempt_on(page, person)

    tab_to(page, page.locator("#c1-1"))
    keyboard.press("ArrowDown")
    expect(page.locator("#c1-2")).to_be_checked()
    keyboard.press("Enter")
    for number, key in ((2, "c"), (3, "4"), (QUESTIONS, "A")):
        expect(page.locator(f"#de-{number}")).to_be_focused()
        tab_to(page, page.locator(f"#c{number}-1"))
        keyboard.press(key)
        tab_to(page, page.locator(f"#f{number}"))
        keyboard.press("Space")
        tab_to(page, page.get_by_role("button", name="Câu sau"))
        keyboard.press("Enter")
    tab_to(page, page.get_by_label("Số người anh/chị dự đoán"))
    keyboard.type("1.250")
    keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi nộp")
    expect(page.get_by_role("main")).to_contain_text(f"Đã trả lời đủ {QUESTIONS + 1} câu.")
    tab_to(page, page.get_by_role("button", name="Nộp bài"))
    keyboard.press("Enter")
    page.wait_for_url("**/ket-qua")
    assert stored_letters(attempt) == {1: "B", 2: "C", 3: "D", 4: "A"}
    assert attempt_on(page, person).prediction == 1250


def test_axe_finds_nothing_on_a_phone_and_nothing_scrolls_sideways(
    site: Site, world: World, page_360: Page
) -> None:
    enter_and_start(site, page_360, world, 2)
    walk_through(page_360, is_narrow=True)


def test_axe_finds_nothing_on_the_narrowest_phone(site: Site, world: World, page_360: Page) -> None:
    page_360.set_viewport_size({"width": 320, "height": 568})
    enter_and_start(site, page_360, world, 5)
    walk_through(page_360, is_narrow=True)


def test_axe_finds_nothing_on_a_desk_computer(site: Site, world: World, page_1280: Page) -> None:
    enter_and_start(site, page_1280, world, 3)
    walk_through(page_1280, is_narrow=False)


def test_with_the_largest_letters_a_phone_still_does_not_scroll_sideways(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    enter_and_start(site, page, world, 4)
    larger = page.get_by_role("button", name="A+, tăng cỡ chữ")
    for size in ("125", "150", "200"):
        with page.expect_response("**/tuy-chon"):
            larger.click()
        expect(page.locator("html")).to_have_attribute("data-text", size)
    page.reload()
    await_paper(page)
    expect(page.locator("html")).to_have_attribute("data-text", "200")
    check_reach(page)
    choose(page, 2, "C")
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
