"""Devices as they are: a browser before modules, a private window, a wrong clock, thirty phones at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from browser.conftest import Site
from browser.steps import (
    answer_all,
    await_paper,
    choose,
    come_in,
    open_world,
    register,
    start,
)
from factories import PASSWORD, QUESTIONS, make_entry
from harness.pages import Page as ReadPage
from playwright.sync_api import Browser, Page, Route, expect

from contest.accounts import queries as accounts

PEOPLE = 30
# A window that keeps nothing and has no worker, as some browsers' private mode.
KEEPS_NOTHING = """
for (const name of ["localStorage", "sessionStorage", "caches"]) Object.defineProperty(window, name, {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
});
"""
NO_WORKER = "Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });"
DAYS_AHEAD = """
const Real = Date;
window.Date = class extends Real {
  constructor(...parts) { parts.length ? super(...parts) : super(Real.now() + 40 * 86400000); }
  static now() { return Real.now() + 40 * 86400000; }
};
"""


def hand_in(page: Page) -> None:
    """Over the check page to the receipt."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi nộp")
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua")
    expect(page.locator("#ma-bien-nhan")).to_contain_text("HG24-")


def without_modules(route: Route) -> None:
    """What a browser from before modules makes of a page: their scripts are of a kind it does not know."""
    if route.request.resource_type != "document":
        route.fallback()
        return
    answer = route.fetch(max_redirects=0)
    if (
        "location" in answer.headers
    ):  # followed by a page of its own, for a redirect would come past this function
        body = f'<meta http-equiv="refresh" content="0;url={answer.headers["location"]}">'
        route.fulfill(response=answer, status=200, content_type="text/html", body=body)
        return
    route.fulfill(response=answer, body=answer.text().replace('type="module"', 'type="not-known"'))


def test_a_browser_from_before_modules_gets_the_page_without_scripts(site: Site, page_360: Page) -> None:
    page = page_360
    open_world()
    page.route("**/*", without_modules)
    register(page)
    start(page)
    expect(page.locator("html.js")).to_have_count(0)
    for number in range(1, QUESTIONS + 1):
        page.locator(f"#cau-{number}").get_by_role("radio").first.check(force=True)
    page.get_by_label("Số người anh/chị dự đoán").fill("12")
    page.get_by_role("button", name="Xem lại và nộp bài").first.click()
    expect(page.get_by_role("main")).to_contain_text(f"Đã trả lời đủ {QUESTIONS + 1} câu")
    hand_in(page)


def test_a_script_that_does_not_come_leaves_the_whole_paper_to_be_read_and_sent(
    site: Site, page_360: Page
) -> None:
    page = page_360
    come_in(site, page, make_entry(open_world(), 1))
    page.add_init_script(NO_WORKER)  # it would fetch the script past this test
    page.route("**/quiz.js", lambda route: route.abort())
    start(page)
    for number in range(1, QUESTIONS + 1):
        question = page.locator(f"#cau-{number}")
        expect(question).to_be_visible()
        question.get_by_role("radio").first.check(force=True)
    page.get_by_role("button", name="Xem lại và nộp bài").first.click()
    hand_in(page)


def test_a_private_window_that_keeps_nothing_goes_the_whole_way(site: Site, page_360: Page) -> None:
    page = page_360
    open_world()
    page.add_init_script(KEEPS_NOTHING + NO_WORKER)
    page.goto("/")
    page.goto("/on-tap")
    register(page)
    start(page)
    await_paper(page)
    choose(page, 1, "A")
    expect(page.locator("#bao")).to_have_text("Máy này không giữ được bài khi mất mạng")
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
    page.reload()
    await_paper(page)
    page.evaluate("location.hash = 'cau-1'")
    answer_all(page)
    page.get_by_label("Số người anh/chị dự đoán").fill("12")
    page.get_by_role("button", name="Xem lại").last.click()
    hand_in(page)
    page.goto("/toi")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("link", name="Đăng nhập").first).to_be_attached()


def count_shown(page: Page) -> Sequence[str]:
    """Days, hours and minutes of the home page's countdown."""
    return page.locator("[data-countdown] b").all_inner_texts()


def test_the_countdown_of_the_home_page_does_not_believe_the_phones_clock(
    browser: Browser, site: Site, page_360: Page, page_nojs: Page
) -> None:
    open_world()
    page_360.add_init_script(DAYS_AHEAD)
    page_360.goto("/")
    page_nojs.goto("/")
    wrong, printed = count_shown(page_360), count_shown(page_nojs)
    minutes = [int(days) * 1440 + int(hours) * 60 + int(left) for days, hours, left in (wrong, printed)]
    assert minutes[0] > 0
    assert abs(minutes[0] - minutes[1]) <= 1


class Phone:
    """A phone without scripts: cookies, pages and forms."""

    def __init__(self, base: str) -> None:
        """Nothing is known of the site yet."""
        self.base = base
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def open(self, path: str, fields: Sequence[tuple[str, str]] | None = None) -> tuple[str, ReadPage]:
        """Where it arrived, and what is there."""
        data = urlencode(fields).encode() if fields else None
        with self.opener.open(self.base + path, data, timeout=120) as answer:
            return answer.url, ReadPage(answer.read().decode())

    def register(self, number: int) -> str:
        """Both pages of registration, as the poster of the unit links to them; answers where it ends."""
        _url, first = self.open("/dang-ky?don-vi=02-SNV")
        form = first.form("/dang-ky")
        typed = dict(form.filled) | {
            "name": "Sùng Mẫu Mai",
            "phone": f"0912 345 6{number:02}",
            "password": PASSWORD,
        }
        _url, second = self.open("/dang-ky", list(typed.items()))
        form = second.form("/dang-ky/tu-cach")
        [register] = [button for button in form.buttons if button.words == "Đăng ký"]
        sent = (
            dict(form.filled) | {"consent": "y"} | ({register.name: register.value} if register.name else {})
        )
        return self.open("/dang-ky/tu-cach", list(sent.items()))[0]


def test_thirty_people_behind_one_address_register_at_once(site: Site) -> None:
    open_world()
    phones = [Phone(site.url) for _number in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as crowd:
        arrived = list(crowd.map(lambda number: phones[number].register(number), range(PEOPLE)))
    assert arrived == [f"{site.url}/thi"] * PEOPLE
    assert accounts.count() == PEOPLE
