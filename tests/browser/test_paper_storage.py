"""The paper in a browser that keeps nothing: private mode, storage switched off or full."""

from collections.abc import Iterator

import pytest
from browser.conftest import Site
from browser.steps import (
    attempt_on,
    await_paper,
    choose,
    chosen_letters,
    enter_and_start,
    eventually,
    open_world,
    running_site,
    stored_letters,
)
from factories import World
from harness.databases import Databases
from playwright.sync_api import Page, expect

NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
});"""
FULL_STORAGE = """Storage.prototype.setItem = function (key) {
  if (key.length > 8) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
};"""


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


def second_tab(page: Page) -> Page:
    """The same paper in another tab of the same browser."""
    tab = page.context.new_page()
    tab.goto(page.url)
    await_paper(tab)
    return tab


@pytest.mark.parametrize(("number", "script"), [(1, NO_STORAGE), (2, FULL_STORAGE)])
def test_a_device_that_keeps_nothing_is_told_once_and_saves_all_the_same(
    site: Site, world: World, page_360: Page, number: int, script: str
) -> None:
    page = page_360
    page.context.add_init_script(script)
    person = enter_and_start(site, page, world, number)
    expect(page.locator("#bao")).to_be_hidden()
    choose(page, 1, "A")
    expect(page.locator("#bao")).to_have_text("Máy này không giữ được bài khi mất mạng")
    await_saved(page)
    assert stored_letters(attempt_on(page, person)) == {1: "A"}
    page.reload()
    await_paper(page)
    assert chosen_letters(page) == {1: "A"}


def test_without_storage_a_choice_is_saved_only_when_it_is_the_stored_one(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    page.context.add_init_script(NO_STORAGE)
    person = enter_and_start(site, page, world, 3)
    attempt = attempt_on(page, person)
    other = second_tab(page)
    choose(page, 1, "A")
    await_saved(page)
    choose(other, 1, "B")  # with the sequence that the first tab has used
    await_saved(other)
    eventually(lambda: stored_letters(attempt) == {1: "B"})
    assert chosen_letters(other) == {1: "B"}


def test_without_storage_a_tab_that_fell_behind_keeps_what_was_chosen_in_it(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    page.context.add_init_script(NO_STORAGE)
    person = enter_and_start(site, page, world, 4)
    attempt = attempt_on(page, person)
    other = second_tab(page)
    for letter in "ABCD":
        choose(page, 2, letter)
    await_saved(page)
    choose(other, 2, "A")  # with a sequence far below the stored one
    eventually(lambda: stored_letters(attempt) == {2: "A"})
    await_saved(other)
    assert chosen_letters(other) == {2: "A"}
