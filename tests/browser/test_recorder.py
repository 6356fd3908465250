"""Recording a key text with the microphone, and hearing it; Chromium's own pretended microphone beeps."""

from collections.abc import Iterator

import pytest
from browser.conftest import Site
from browser.steps import enter_and_start, open_world
from factories import NOW, PASSWORD, make_bank, make_staff, make_world, phone_of
from harness import browser as chromium
from playwright.sync_api import Browser, Page, expect, sync_playwright

from contest.platform.viewer import Role
from contest.rounds import recordings

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
KEY = "ho-tro"
PATH = f"/quan-tri/loi-doc/{KEY}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.executable(), args=[*chromium.FLAGS, *MICROPHONE]
        )
        yield launched
        launched.close()


def sign_in(page: Page) -> None:
    page.goto("/dang-nhap")
    page.get_by_label("Số điện thoại").fill(phone_of(90))
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/quan-tri")


def record(page: Page) -> None:
    page.get_by_role("button", name="Ghi âm bằng micrô").click()
    expect(page.locator("[data-says]")).to_contain_text("Đang ghi: 2 giây", timeout=15_000)
    page.get_by_role("button", name="Dừng ghi").click()
    expect(page.locator("[data-says]")).to_contain_text("Đã ghi xong")


def test_an_organiser_records_and_a_visitor_hears_it(site: Site, page_1280: Page, browser: Browser) -> None:
    make_world()
    make_staff(90, Role.ORGANISER)
    page = page_1280
    sign_in(page)
    page.goto(PATH)
    record(page)
    assert page.locator("[data-recorder] audio").evaluate("player => player.play().then(() => true)")
    page.get_by_role("button", name="Lưu bản ghi").click()
    expect(page.get_by_text("Đã lưu bản ghi.")).to_be_visible()
    kept = recordings.find_recording(KEY, "vi")
    assert kept is not None
    assert kept.name.endswith(".webm")
    assert kept.size <= recordings.LARGEST
    with chromium.page_in(browser, base_url=site.url, viewport=chromium.PHONE) as visitor:
        visitor.goto("/ho-tro")
        button = visitor.get_by_role("button", name=f"Nghe ({kept.kilobytes} kB)")
        with visitor.expect_response(f"**/nghe/{kept.name}") as fetched:
            button.click()
        assert fetched.value.status in {200, 206}
        expect(visitor.get_by_role("button", name=f"Dừng ({kept.kilobytes} kB)")).to_be_visible()
        expect(button).to_be_visible(timeout=15_000)  # it says "Nghe" again once it was heard


def test_without_scripts_there_is_the_file_and_the_link(site: Site, browser: Browser) -> None:
    make_world()
    content = b"OggS" + bytes(2000)
    recordings.keep(key=KEY, language="vi", content=content, by=1, now=NOW)
    with chromium.page_in(browser, base_url=site.url, viewport=chromium.PHONE, scripts=False) as visitor:
        visitor.goto("/ho-tro")
        link = visitor.get_by_role("link", name="Nghe (2 kB)")
        assert visitor.request.get(str(link.get_attribute("href"))).body() == content


def test_a_question_is_recorded_the_same_way(site: Site, page_1280: Page) -> None:
    make_bank(2)  # a question of an open round could only be looked at
    make_staff(90, Role.ORGANISER)
    page = page_1280
    sign_in(page)
    page.goto("/quan-tri/cau-hoi/1/tep")
    record(page)
    assert page.locator("#file").evaluate("field => field.files[0].size") > 0


def test_a_recording_beside_the_paper_is_heard_without_leaving_the_paper(site: Site, page_360: Page) -> None:
    recordings.keep(key="lam-bai", language="vi", content=b"OggS" + bytes(2000), by=1, now=NOW)
    page = page_360
    enter_and_start(site, page, open_world(), 1)
    with page.expect_request("**/nghe/*"):
        page.get_by_role("button", name="Nghe hướng dẫn (2 kB)").click()
    assert "/thi/" in page.url
    assert len(page.context.pages) == 1
