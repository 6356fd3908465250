"""The organisers' first page that renews itself: new figures appear, and readers stay where they are."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from browser.conftest import Site
from browser.steps import open_world, sign_in
from factories import World, make_entry, make_staff, phone_of, start_attempt, take_attempt
from harness import browser as chromium
from playwright.sync_api import Browser, Page, expect

from contest.platform.clock import system_clock

MINUTE = 60_000


@pytest.fixture
def world(site: Site) -> World:
    """An open round in which one person took part."""
    world = open_world()
    take_attempt(world, make_entry(world, 1), right=1, at=system_clock() - timedelta(minutes=9))
    return world


@pytest.fixture
def page(browser: Browser, site: Site, world: World) -> Iterator[Page]:
    """An organiser, who has signed in; the browser's clock is ours."""
    make_staff(90)
    with chromium.page_in(browser, base_url=site.url, viewport=chromium.DESK) as page:
        page.clock.install()
        sign_in(page, phone_of(90))
        yield page


def test_new_figures_appear_while_what_the_reader_opened_and_reached_stays(page: Page, world: World):
    page.goto("/quan-tri?tu-lam-moi=1")
    opened = page.locator("details", has_text="Xem bảng số liệu").first
    opened.locator("summary").click()
    link = page.get_by_role("link", name="Ngừng tự làm mới")
    link.focus()
    reached = link.element_handle()
    working = page.locator(".live")
    expect(working).to_have_text("0 người đang làm bài")
    start_attempt(world, make_entry(world, 2), at=system_clock())
    page.clock.run_for(MINUTE)
    expect(working).to_have_text("1 người đang làm bài")
    expect(opened).to_have_attribute("open", "")
    assert reached is not None
    assert reached.evaluate("link => link.isConnected && link === document.activeElement")
