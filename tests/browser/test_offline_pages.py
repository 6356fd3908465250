"""Public pages without a connection: a copy where there is one, otherwise a page that says so."""

from browser.conftest import Site
from browser.steps import come_in, eventually, open_world
from factories import make_entry
from harness.browser import PHONE
from playwright.sync_api import Page, expect

KEPT = """caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name))))
  .then((all) => Promise.all(all.map((cache) => cache.keys())))
  .then((found) => found.flat().map(({ url }) => new URL(url).pathname))"""


def await_worker(page: Page) -> None:
    """Wait until the service worker answers for this page and keeps the offline page with its looks."""
    page.evaluate("navigator.serviceWorker.ready")
    eventually(lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    eventually(lambda: "/ngoai-tuyen" in page.evaluate(KEPT))
    eventually(lambda: any(path.endswith(".css") for path in page.evaluate(KEPT)))


def test_whoever_only_saw_the_home_page_is_told_in_the_sites_own_words(site: Site, page_360: Page) -> None:
    page = page_360
    open_world()
    page.goto("/")
    await_worker(page)
    page.context.set_offline(True)
    page.goto("/the-le")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa có mạng")
    expect(page.get_by_role("link", name="Thử lại")).to_be_visible()
    expect(page.locator("#bai-mo")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.btn')).minHeight") != "auto"
    assert page.viewport_size == PHONE

    page.context.set_offline(False)
    page.get_by_role("link", name="Thử lại").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Chưa có mạng")
    assert page.url.endswith("/the-le")


def test_a_public_page_seen_before_opens_as_a_copy_that_says_its_age(site: Site, page_360: Page) -> None:
    page = page_360
    open_world()
    page.goto("/")
    await_worker(page)
    page.goto("/the-le")
    heading = page.get_by_role("heading", level=1).inner_text()
    eventually(lambda: "/the-le" in page.evaluate(KEPT))
    page.goto("/")
    page.context.set_offline(True)
    page.goto("/the-le")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("#ban-luu")).to_contain_text("Đang xem bản lưu lúc")


def test_pages_of_a_person_are_never_kept(site: Site, page_360: Page) -> None:
    page = page_360
    come_in(site, page, make_entry(open_world(), 1))
    page.goto("/")
    await_worker(page)
    for path in ("/thi", "/toi", "/"):
        page.goto(path)
    assert not {"/thi", "/toi", "/"} & set(page.evaluate(KEPT))
    page.context.set_offline(True)
    page.goto("/toi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa có mạng")
