"""The paper while the network goes away and comes back, on one site with a person for each test."""

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
    enter_and_start,
    eventually,
    open_world,
    running_site,
    stored_letters,
)
from factories import World
from harness.databases import Databases
from playwright.sync_api import Dialog, Page, expect


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(databases, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def world(site: Site) -> World:
    with site.app.app_context():
        return open_world()


def test_answers_given_without_a_connection_arrive_when_it_is_back(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 1)
    attempt = attempt_on(page, person)
    saved = page.locator("[data-saved]").first
    choose(page, 1, "A")
    expect(saved).to_contain_text("Đã lưu lúc")

    page.context.set_offline(True)
    choose(page, 2, "B")
    choose(page, 3, "C")
    expect(saved).to_have_text("Chưa lưu 2 câu · giữ trên máy")
    expect(page.locator("#bao")).to_contain_text("Mất mạng – bài làm vẫn được giữ trên máy này.")
    assert stored_letters(attempt) == {1: "A"}

    page.context.set_offline(False)
    expect(saved).to_contain_text("Đã lưu lúc")
    expect(page.locator("#bao")).to_be_hidden()
    expect(page.locator("#tb-luu")).to_contain_text(re.compile("Có mạng lại|Đã lưu lúc"))
    assert stored_letters(attempt) == {1: "A", 2: "B", 3: "C"}


def test_a_reload_without_a_connection_reopens_the_paper_with_its_answers(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 2)
    await_kept_paper(page)
    choose(page, 1, "A")
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
    page.context.set_offline(True)
    choose(page, 3, "D")
    page.on("dialog", Dialog.accept)
    page.reload()

    await_paper(page)
    expect(page.locator("#cau-3")).to_be_visible()
    assert chosen_letters(page) == {1: "A", 3: "D"}
    expect(page.locator("[data-saved]").first).to_contain_text("Chưa lưu 1 câu")
    expect(page.locator(".clock [data-clock-text]")).to_have_text(re.compile(r"^(20:00|19:\d\d|18:\d\d)$"))
    choose(page, 2, "C")

    page.context.set_offline(False)
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
    assert stored_letters(attempt_on(page, person)) == {1: "A", 2: "C", 3: "D"}


def test_the_browser_warns_of_leaving_only_while_an_answer_is_unsent(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", note)
    enter_and_start(site, page, world, 3)
    await_kept_paper(page)
    choose(page, 1, "A")
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
    page.reload()
    await_paper(page)
    assert asked == []

    page.context.set_offline(True)
    choose(page, 1, "B")
    page.reload()
    await_paper(page)
    assert asked == ["beforeunload"]


def test_a_tab_that_is_closed_at_once_still_sends_its_last_answer(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 4)
    attempt = attempt_on(page, person)
    page.route(
        "**/tra-loi", lambda route: route.abort() if route.request.method == "PUT" else route.continue_()
    )
    choose(page, 2, "D")
    page.close()
    eventually(lambda: stored_letters(attempt) == {2: "D"})


def test_handing_in_without_a_connection_waits_for_it(site: Site, world: World, page_360: Page) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 5)
    attempt = attempt_on(page, person)
    choose(page, 1, "B")
    page.get_by_role("link", name="Danh sách câu hỏi").click()
    page.get_by_role("button", name="Xem lại và nộp bài").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi nộp")

    page.context.set_offline(True)
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.get_by_role("button", name="Nộp khi có mạng")).to_be_visible()
    expect(page.locator("#bao")).to_contain_text("Chưa có mạng. Bài được nộp ngay khi có mạng lại")
    assert not attempt_on(page, person).is_finished

    page.context.set_offline(False)
    page.wait_for_url("**/ket-qua")
    assert attempt_on(page, person).finished_by == "participant"
    assert stored_letters(attempt) == {1: "B"}


def test_a_network_that_answers_too_slowly_is_called_slow_and_tried_again(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 6)
    attempt = attempt_on(page, person)
    page.route("**/tra-loi", lambda _route: None, times=1)  # the request leaves and no answer comes
    choose(page, 1, "A")
    expect(page.locator("#bao")).to_have_text("Mạng chậm, đang gửi lại…")
    expect(page.locator("#tb-luu")).to_have_text("Mạng chậm, đang gửi lại…")
    expect(page.locator("[data-saved]").first).to_have_text("Chưa lưu 1 câu · giữ trên máy")
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
    expect(page.locator("#bao")).to_be_hidden()
    assert stored_letters(attempt) == {1: "A"}


def test_an_answer_that_the_server_refuses_is_named_and_holds_no_other_back(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 7)
    attempt = attempt_on(page, person)
    page.evaluate("document.getElementById('c2-1').value = 'abcdefgh'")  # an option of no paper
    choose(page, 1, "B")
    choose(page, 2, "A")
    choose(page, 3, "C")
    expect(page.locator("#bao")).to_contain_text("Hệ thống không nhận 1 câu trả lời.")
    eventually(lambda: stored_letters(attempt) == {1: "B", 3: "C"})
    expect(page.locator("[data-saved]").first).to_have_text("Chưa lưu 1 câu · giữ trên máy")

    choose(page, 2, "D")
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
    expect(page.locator("#bao")).to_be_hidden()
    assert stored_letters(attempt) == {1: "B", 2: "D", 3: "C"}
