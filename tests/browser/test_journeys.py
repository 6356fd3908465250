"""Whole ways of people through the site, each on the device and the line that such people have."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread

from browser.conftest import Site
from browser.steps import (
    KEPT,
    NAME,
    attempt_on,
    await_paper,
    await_worker,
    choose,
    close_round_now,
    eventually,
    open_practice,
    open_world,
    sign_in,
    start,
)
from factories import PASSWORD, QUESTIONS, make_entry, make_rules, make_staff, phone_of, take_attempt
from harness import browser as chromium
from harness.weights import SLOW_3G, narrow
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from contest.attempts import queries as attempt_queries
from contest.bank import queries as bank_queries
from contest.platform.clock import system_clock
from contest.platform.viewer import Role
from contest.units import queries as units

COMMUNE = "Xã Tả Lủng"
ALLOWED = 3


def register_as_citizen(page: Page) -> None:
    """Two short pages; a citizen belongs to a commune."""
    page.get_by_label("Họ và tên").fill(NAME)
    page.get_by_label("Số điện thoại").fill("0900 123 456")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anh/chị dự thi với tư cách")
    page.get_by_role("radio", name="Người dân").check(force=True)
    page.get_by_label("Gõ vài chữ trong tên").press_sequentially("ta lung")
    page.get_by_role("option", name=COMMUNE).first.click()
    page.get_by_role("checkbox", name="Tôi đồng ý").check()
    page.get_by_role("button", name="Đăng ký").click()
    page.wait_for_url("**/thi")


def hand_in(page: Page) -> str:
    """From the last question over the check page to the receipt."""
    page.get_by_role("button", name="Xem lại").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi nộp")
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua")
    return page.locator("#ma-bien-nhan").inner_text()


def test_a_citizen_comes_for_the_first_time_on_a_small_phone_over_slow_3g(
    browser: Browser, site: Site, page_360: Page
) -> None:
    page = page_360
    open_world()
    open_practice()
    narrow(page, SLOW_3G)
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Ôn tập", exact=True).click()
    page.get_by_role("link", name="Làm bộ 1").first.click()
    page.locator("label", has_text="B.").click()
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.locator("#giai-thich")).to_contain_text("Đáp án:")
    expect(page.locator("#giai-thich")).to_be_focused()

    page.goto("/")
    page.get_by_role("link", name="Vào thi tuần 1").click()
    page.get_by_role("main").get_by_role("link", name="Đăng ký").click()
    register_as_citizen(page)
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    await_paper(page)
    for number in range(1, QUESTIONS + 1):
        choose(page, number, "A")
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
    page.evaluate(f"location.hash = 'cau-{QUESTIONS + 1}'")
    page.get_by_label("Số người anh/chị dự đoán").fill("1.250")
    receipt = hand_in(page)

    with chromium.page_in(browser, base_url=site.url, viewport=chromium.DESK) as neighbour:
        neighbour.goto("/bien-nhan")
        neighbour.get_by_label("Mã biên nhận").fill(receipt.lower())
        neighbour.get_by_role("button", name="Tra").click()
        expect(neighbour.get_by_role("main")).to_contain_text("được tính")
        expect(neighbour.get_by_role("main")).not_to_contain_text(NAME)


def answer_right(page: Page, person: int, count: int) -> None:
    """Answer every question, so many of them right, by what stands on the page."""
    slots = attempt_queries.paper_of(attempt_on(page, person).id)
    keys = bank_queries.keys_of({slot.version_id for slot in slots})
    for slot in slots:
        place = list(slot.order).index(keys[slot.version_id])
        choose(page, slot.number, "ABCD"[place if slot.number <= count else (place + 1) % 4])
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")


def test_of_three_attempts_of_an_official_the_best_counts_and_a_fourth_is_refused_in_words(
    site: Site, page_1280: Page
) -> None:
    page = page_1280
    world = open_world(rules=make_rules(attempts_allowed=ALLOWED, grace=timedelta(seconds=1)))
    person = make_entry(world, 1, password=PASSWORD)
    sign_in(page, phone_of(1))
    for right in (1, 3, 2):
        start(page)
        await_paper(page)
        answer_right(page, person, right)
        hand_in(page)
    page.goto("/thi")
    expect(page.get_by_role("main")).to_contain_text(f"Anh/chị đã dùng hết {ALLOWED} lượt của Tuần 1.")
    expect(page.get_by_role("button", name="Bắt đầu làm bài")).to_have_count(0)
    # A tab from before the third attempt still shows the button.
    page.evaluate(
        """() => {
          const facts = { method: "post", action: "/thi/1/bat-dau" };
          const form = Object.assign(document.createElement("form"), facts);
          const token = document.querySelector("meta[name=csrf-token]").content;
          form.append(Object.assign(document.createElement("input"), { name: "csrf_token", value: token }));
          document.body.append(form);
          form.submit();
        }"""
    )
    expect(page.get_by_role("main")).to_contain_text(re.compile("đã dùng hết .*lượt"))

    close_round_now(world)
    page.wait_for_timeout(1000)
    page.goto("/toi")
    expect(page.locator("tr.mine")).to_contain_text("lượt được tính")
    expect(page.locator("tr.mine")).to_contain_text(f"3/{QUESTIONS}")


def test_a_unit_officer_sees_who_is_missing_and_brings_a_colleague_in(
    browser: Browser, site: Site, page_1280: Page, page_360: Page
) -> None:
    page, colleague = page_1280, page_360
    world = open_world()
    unit = units.find_unit(list_id=world.unit_list_id, code="02-SNV")
    assert unit is not None
    make_staff(80, Role.UNIT_OFFICER, unit_id=unit.id)
    take_attempt(world, make_entry(world, 1, name="Sùng Mẫu Mai"), right=4, at=system_clock())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    sign_in(page, phone_of(80))
    page.get_by_role("navigation").get_by_role("link", name="Đơn vị của tôi").first.click()
    page.get_by_role("button", name="Chép lời nhắc").click()
    expect(page.get_by_role("button", name="Đã chép")).to_be_visible()
    reminder = page.evaluate("navigator.clipboard.readText()")
    [link] = re.findall(r"/dang-ky\?don-vi=\S+", reminder)

    colleague.goto(link)
    expect(colleague.get_by_role("main")).to_contain_text("Anh/chị được mời dự thi cho")
    colleague.get_by_label("Họ và tên").fill(NAME)
    colleague.get_by_label("Số điện thoại").fill("0900 123 456")
    colleague.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    colleague.get_by_role("button", name="Tiếp tục").click()
    colleague.get_by_role("checkbox", name="Tôi đồng ý").check()
    colleague.get_by_role("button", name="Đăng ký").click()
    colleague.wait_for_url("**/thi")

    page.goto("/don-vi?xem=chua-thi")
    expect(page.get_by_role("row", name=NAME)).to_be_visible()
    page.goto("/don-vi")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải danh sách").click()
    sheet = load_workbook(BytesIO(download.value.path().read_bytes())).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert {"Sùng Mẫu Mai", NAME} <= {value for row in rows for value in row}


@contextmanager
def another_site(html: str) -> Iterator[str]:
    """A page of another origin, as the province's portal would be; answers its address."""

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_what: object) -> None:
            """Nothing to say of it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def test_another_site_shows_a_board_in_a_frame_and_as_data_and_frames_nothing_else(
    site: Site, browser: Browser
) -> None:
    world = open_world()
    take_attempt(world, make_entry(world, 1), right=4, at=system_clock())
    html = (
        f'<!doctype html><title>Cổng</title><iframe src="{site.url}/nhung/don-vi" title="Bảng"></iframe>'
        f'<iframe src="{site.url}/dang-nhap" title="Đăng nhập"></iframe>'
    )
    context = browser.new_context(viewport=chromium.DESK)  # type: ignore[arg-type] # a width and a height
    with another_site(html) as address:
        page = context.new_page()
        page.goto(address)
        board = page.frame_locator("iframe[title='Bảng']")
        expect(board.get_by_role("heading", level=1)).to_have_text("Xếp hạng cơ quan, đơn vị")
        expect(board.get_by_role("row", name="Sở Nội vụ")).to_be_visible()
        expect(page.frame_locator("iframe[title='Đăng nhập']").get_by_label("Mật khẩu")).to_have_count(0)
        asked = "(url) => fetch(url).then((reply) => reply.json())"
        data = page.evaluate(asked, f"{site.url}/xep-hang/don-vi.json")
        assert [row["code"] for row in data["rows"] if row["people"]] == ["02-SNV"]
        whole = board.get_by_role("link", name="Xem cả bảng")
        expect(whole).to_have_attribute("href", f"{site.settings.public_url}/xep-hang/don-vi")
        expect(whole).to_have_attribute("target", "_blank")
    context.close()


def test_ten_questions_are_practised_without_a_connection_and_the_wrong_ones_again(
    site: Site, page_360: Page
) -> None:
    page = page_360
    open_world()
    open_practice()
    page.goto("/")
    await_worker(page)
    page.goto("/on-tap")
    page.get_by_role("link", name="Đọc cả bộ 1").first.click()
    eventually(lambda: any(path.endswith("/ca-bo") for path in page.evaluate(KEPT)))
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#ban-luu")).to_contain_text("Đang xem bản lưu lúc")
    questions = page.locator("main section")
    expect(questions).to_have_count(10)
    for question in questions.all():
        question.locator("label", has_text="B.").click()
        question.get_by_text("Xem đáp án").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("Anh/chị đúng"))  # by then all are judged
    right = questions.locator("[data-verdict]", has_text=re.compile("^Đúng")).count()
    assert 0 < right < 10
    expect(page.get_by_role("status")).to_have_text(f"Anh/chị đúng {right} trên 10 câu.")

    page.get_by_role("button", name="Ôn lại câu sai").click()
    again = page.locator("main section:visible")
    expect(again).to_have_count(10 - right)
    expect(again.first.get_by_role("heading")).to_be_focused()
    for question in again.all():
        key = question.get_attribute("data-key")
        question.locator("label", has_text=f"{key}.").click()
        question.get_by_text("Xem đáp án").click()
    expect(page.get_by_role("status")).to_have_text(f"Anh/chị đúng {10 - right} trên {10 - right} câu.")
    expect(page.get_by_role("button", name="Ôn lại câu sai")).to_be_hidden()
