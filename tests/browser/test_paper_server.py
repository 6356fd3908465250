"""The paper while the server itself is gone and comes back with the same address and database."""

from pathlib import Path
from urllib.parse import urlsplit

from browser.conftest import Site
from browser.steps import attempt_on, await_kept_paper, choose, enter_and_start, open_world, stored_letters
from harness import server as servers
from playwright.sync_api import Page, expect


def test_while_the_server_is_stopped_the_paper_says_not_saved_and_recovers_by_itself(
    site: Site, page_360: Page, tmp_path: Path
) -> None:
    page = page_360
    person = enter_and_start(site, page, open_world(), 1)
    attempt = attempt_on(page, person)
    saved = page.locator("[data-saved]").first
    choose(page, 1, "A")
    expect(saved).to_contain_text("Đã lưu lúc")
    await_kept_paper(page)

    site.server.process.terminate()
    site.server.process.wait()
    choose(page, 2, "B")
    expect(saved).to_have_text("Chưa lưu 1 câu · giữ trên máy")
    choose(page, 2, "C")
    choose(page, 3, "D")
    expect(saved).to_have_text("Chưa lưu 2 câu · giữ trên máy")
    assert stored_letters(attempt) == {1: "A"}

    again = tmp_path / "again"
    again.mkdir()
    with servers.running(site.settings, folder=again, port=urlsplit(site.url).port):
        # The pauses between tries have grown to half a minute by now on a slow machine.
        expect(saved).to_contain_text("Đã lưu lúc", timeout=60_000)
        expect(page.locator("#bao")).to_be_hidden()
        assert stored_letters(attempt) == {1: "A", 2: "C", 3: "D"}
        page.get_by_role("link", name="Danh sách câu hỏi").click()
        page.get_by_role("button", name="Xem lại và nộp bài").click()
        page.get_by_role("button", name="Nộp bài").click()
        page.wait_for_url("**/ket-qua")
    assert stored_letters(attempt_on(page, person)) == {1: "A", 2: "C", 3: "D"}
