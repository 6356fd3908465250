"""Public pages without a connection: a copy where there is one, otherwise a page that says so."""

from browser.conftest import Site
from browser.steps import KEPT, await_worker, come_in, eventually, open_practice, open_world
from factories import make_entry
from harness.browser import PHONE
from playwright.sync_api import Page, expect


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


PRACTISED = "caches.open('on-tap').then((cache) => cache.keys()).then((found) => found.map(({ url }) => url))"


def practise_offline(page: Page) -> None:
    """Open a whole set, lose the connection, and go on with it."""
    page.goto("/on-tap/the-che/ca-bo?bo=1")
    eventually(lambda: any("/ca-bo" in url for url in page.evaluate(PRACTISED)))
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#ban-luu")).to_contain_text("Đang xem bản lưu lúc")
    expect(page.locator("main section")).to_have_count(10)
    first = page.locator("main section").first
    first.locator("label", has_text="B.").click()
    expect(first.get_by_text("Văn bản mẫu", exact=False).last).to_be_hidden()
    first.get_by_text("Xem đáp án").click()
    expect(first.get_by_text("Căn cứ:")).to_be_visible()


def test_a_set_that_was_opened_is_practised_without_a_connection(site: Site, page_360: Page) -> None:
    open_world()
    open_practice()
    page_360.goto("/")
    await_worker(page_360)
    practise_offline(page_360)


def test_who_is_signed_in_practises_offline_on_a_page_without_a_name(site: Site, page_360: Page) -> None:
    page = page_360
    come_in(site, page, make_entry(open_world(), 1))
    open_practice()
    page.goto("/")
    await_worker(page)
    practise_offline(page)
    expect(page.get_by_text("Sùng Mẫu Mai")).to_have_count(0)
    expect(page.get_by_role("link", name="Đăng nhập").first).to_be_attached()


def test_the_last_ten_practice_pages_are_kept_and_push_out_no_other(site: Site, page_360: Page) -> None:
    page = page_360
    open_world()
    open_practice()
    page.goto("/")
    await_worker(page)
    page.goto("/the-le")
    for number in range(1, 13):
        page.goto(f"/on-tap/the-che?bo=1&kq={'A' * (number % 10)}&chon=B&lan={number}")
    eventually(lambda: len(page.evaluate(PRACTISED)) == 10)
    assert [url.rpartition("=")[2] for url in page.evaluate(PRACTISED)] == [str(n) for n in range(3, 13)]
    assert "/the-le" in page.evaluate(KEPT)
    page.context.set_offline(True)
    page.goto("/on-tap/the-che?bo=1&kq=&chon=B&lan=1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa có mạng")
