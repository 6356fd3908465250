"""From raw attempts to signed papers by two organisers: nobody decides alone, everybody can check it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import docx
import pytest
from browser.conftest import Site
from browser.raw_round import (
    FIRST,
    NAMES,
    OTHER_TIED,
    QUICK,
    SECOND,
    SEED,
    SIGNER,
    SOURCE,
    TIED,
    WHY_CORRECTED,
    WHY_STRUCK,
    WINNER,
    prized_rules,
    soon,
    take_raw_round,
)
from browser.steps import close_round_now, open_world, sign_in
from factories import World, make_staff, phone_of
from harness import browser as chromium
from playwright.sync_api import Browser, Page, expect

from contest.attempts.queries import Attempt
from contest.platform.clock import system_clock
from contest.platform.fields import instant_text

DECISION = "08/QĐ-BTC"
FORBIDDEN = 403


@pytest.fixture
def desks(browser: Browser, site: Site) -> Iterator[tuple[Page, Page]]:
    """Two organisers, each signed in at a desk of their own."""
    with (
        chromium.page_in(browser, base_url=site.url, viewport=chromium.DESK) as first,
        chromium.page_in(browser, base_url=site.url, viewport=chromium.DESK) as second,
    ):
        for page, number in ((first, FIRST), (second, SECOND)):
            make_staff(number)
            sign_in(page, phone_of(number))
        yield first, second


def test_two_organisers_lead_a_round_from_its_close_to_a_corrected_result_that_anybody_can_check(
    desks: tuple[Page, Page], page_360: Page, tmp_path: Path
) -> None:
    first, second = desks
    world, taken = raw_round()
    lock(first, world)
    review(first, second, taken)
    settle_by_lot(first, second, page_360, taken)
    publish(second, first)
    winner = drawn_first(page_360, taken)
    check_winner(first, second, winner)
    papers(second, tmp_path)
    code = certificate_of_winner(first, second, page_360)
    correct(first, second, taken)
    everybody_reads_the_correction(page_360, winner)
    withdraw(second, first, page_360, code)
    anybody_verifies(page_360, tmp_path, receipt=taken[winner].receipt, struck=taken[WINNER].receipt)


def raw_round() -> tuple[World, dict[int, Attempt]]:
    """A round that is over, with everything that organisers have to settle."""
    world = open_world(rules=prized_rules())
    taken = take_raw_round(world)
    close_round_now(world)
    return world, taken


def says(page: Page, text: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(text)


def to_round(page: Page) -> None:
    """The page of the round, the way there that the console offers."""
    page.get_by_role("navigation", name="Quản trị").get_by_role("link", name="Xếp hạng, công bố").click()
    page.get_by_role("main").get_by_role("link", name="Tuần 1").first.click()


def put_forward(page: Page, other: Page, button: str, reason: str) -> None:
    """Ask for what the page shows, and find that one's own word is not enough: neither shown nor accepted."""
    page.get_by_label("Lý do").fill(reason)
    page.get_by_role("button", name=button).click()
    says(page, "Đề nghị này do anh/chị lập nên cần một người khác duyệt.")
    expect(page.get_by_role("button", name="Duyệt và thực hiện")).to_have_count(0)
    seen = re.search(r'name="effect" value="(\w+)"', other.request.get(page.url).text())
    assert seen is not None, "the other organiser may approve"
    token = page.locator("input[name=csrf_token]").first.input_value()
    answer = page.request.post(page.url, form={"csrf_token": token, "effect": seen[1]}, max_redirects=0)
    assert answer.status == FORBIDDEN
    assert "Cần một người khác xem và duyệt" in answer.text()
    page.reload()
    says(page, "Chờ duyệt")


def approve(page: Page, title: str, effect: str, done: str) -> None:
    """Read what would be done, from the list of what waits, and let it be done."""
    page.get_by_role("link", name="Việc chờ duyệt").first.click()
    page.get_by_role("table", name="Đang chờ duyệt").get_by_role("link", name=title).click()
    expect(page.locator("#effect")).to_contain_text(effect)
    page.get_by_role("button", name="Duyệt và thực hiện").click()
    says(page, done)


def lock(page: Page, world: World) -> None:
    to_round(page)
    page.get_by_role("link", name="Khóa Tuần 1").click()
    says(page, "5 bài đã nộp")
    page.get_by_role("button", name="Khóa Tuần 1").click()
    says(page, "Đã khóa Tuần 1.")


def review(proposer: Page, approver: Page, taken: dict[int, Attempt]) -> None:
    """Two signs: one attempt is struck by both, the namesakes are kept by one."""
    proposer.get_by_role("main").get_by_role("link", name="Xem xét bài").last.click()
    says(proposer, "Còn 2 dấu hiệu chưa quyết định.")
    proposer.get_by_role("link", name="Có thể là một người đăng ký hai lần").last.click()
    proposer.get_by_role("radio", name="Giữ").check(force=True)
    proposer.get_by_label("Lý do").fill("Đã gọi đơn vị: hai người trùng họ tên")
    proposer.get_by_role("button", name="Ghi quyết định").click()
    says(proposer, "Còn 1 dấu hiệu chưa quyết định.")
    ask_to_strike(proposer, approver, "Đúng tất cả trong thời gian quá ngắn", taken[QUICK].receipt)
    approve(approver, f"Hủy lượt thi {taken[QUICK].receipt}", NAMES[QUICK], "Đã hủy lượt thi.")
    to_round(approver)
    says(approver, "Còn 1 chỗ đồng hạng có giải chưa phân định.")


def ask_to_strike(page: Page, other: Page, sign: str, receipt: str) -> None:
    page.get_by_role("table", name="Dấu hiệu").get_by_role("link", name=sign).click()
    page.get_by_role("link", name=f"Hủy lượt này {receipt}").click()
    put_forward(page, other, "Đề nghị: Hủy lượt thi", WHY_STRUCK)


def settle_by_lot(first: Page, second: Page, reader: Page, taken: dict[int, Attempt]) -> None:
    """The list and its code are public before the seed exists; its seed is used when its time has come."""
    second.get_by_role("main").get_by_role("link", name="Xử lý đồng hạng").last.click()
    second.get_by_role("link", name="Xử lý đồng hạng này").click()
    says(second, "Giải đang tranh: Giải Nhì.")
    due_at = soon()
    second.get_by_role("radio", name="Bốc thăm").check(force=True)
    second.get_by_label("Nguồn công khai của số bốc thăm").fill(SOURCE)
    second.get_by_label("Nguồn cho số lúc").fill(instant_text(due_at))
    put_forward(second, first, "Đề nghị xử lý", "Thể lệ, mục Xếp hạng")
    approve(first, "Xử lý đồng hạng", SOURCE, "Đã công bố danh sách bốc thăm.")

    reader.goto("/xep-hang/ca-nhan?dot=1")
    reader.get_by_role("link", name="Bốc thăm công khai").click()
    expect(reader.get_by_role("main")).to_contain_text("Chờ số")
    reader.get_by_role("main").get_by_role("table").get_by_role("link").click()
    says(reader, "Chưa bốc thăm.")
    code = reader.locator("code").first.inner_text()
    assert re.fullmatch("[0-9a-f]{64}", code)

    first.get_by_role("link", name="Xem chi tiết").click()
    first.get_by_role("link", name="Nhập số và bốc thăm").click()
    says(first, "Sau giờ đó mới nhập số.")
    name_the_signer(second)
    sleep(max(0.0, (due_at - system_clock()).total_seconds()))
    first.reload()
    first.get_by_label("Số mà nguồn đã cho").fill(SEED)
    first.get_by_label("Nơi ai cũng xem lại được số này").fill("Trang của công ty xổ số")
    put_forward(first, second, "Đề nghị bốc thăm", "Nguồn đã có số")
    approve(second, "Bốc thăm", f"bằng số {SEED}", "Đã bốc thăm.")
    reader.reload()
    says(reader, "kết quả trùng khớp")
    assert reader.locator("code").first.inner_text() == code
    for number in (TIED, OTHER_TIED):
        says(reader, taken[number].receipt)
        expect(reader.get_by_role("main")).not_to_contain_text(NAMES[number])


def name_the_signer(page: Page) -> None:
    """What every paper needs and no default can know."""
    page.goto("/quan-tri/van-ban/thiet-lap")
    page.get_by_label("Họ và tên người ký của Ban Tổ chức").fill(SIGNER)
    page.get_by_role("button", name="Lưu").click()
    says(page, "Đã lưu thiết lập văn bản.")


def publish(proposer: Page, approver: Page) -> None:
    to_round(proposer)
    proposer.get_by_role("main").get_by_role("link", name="Sang bước công bố").click()
    says(proposer, "2 giải cá nhân, tổng tiền 1.400.000 đồng.")
    put_forward(proposer, approver, "Đề nghị công bố", "Đã rà soát")
    approve(approver, "Công bố kết quả Tuần 1", "2 giải cá nhân", "Đã công bố kết quả Tuần 1.")


def drawn_first(reader: Page, taken: dict[int, Attempt]) -> int:
    """Who got the last prize by the draw; the public board says so and why."""
    row = reader.get_by_role("main").get_by_role("row").nth(1).inner_text()
    [winner] = [number for number in (TIED, OTHER_TIED) if taken[number].receipt in row]
    reader.goto("/xep-hang/ca-nhan?dot=1")
    board = reader.get_by_role("table", name="Bảng xếp hạng")
    expect(board.get_by_role("row").nth(1)).to_contain_text(NAMES[WINNER])
    expect(board.get_by_role("row").nth(2)).to_contain_text(NAMES[winner])
    expect(board.get_by_role("row").nth(2)).to_contain_text("Giải Nhì")
    expect(reader.get_by_role("main")).not_to_contain_text(NAMES[QUICK])
    return winner


def check_winner(page: Page, other: Page, winner: int) -> None:
    """Called first, which one may note; confirmed after, for money depends on it. The lot is the reason."""
    page.get_by_role("link", name="Người đoạt giải").click()
    page.get_by_role("main").get_by_role("link", name="Tuần 1").click()
    page.get_by_role("link", name=f"Xác minh {NAMES[winner]}").click()
    says(page, "Giải Nhì, 600.000 đồng")
    says(page, "bằng nhau ở mọi tiêu chí; bốc thăm công khai, xếp thứ 1")
    page.get_by_role("radio", name="Đã liên hệ").check(force=True)
    page.get_by_label("Ghi chú, lý do").fill("Gọi điện, hẹn gửi giấy tờ")
    page.get_by_role("button", name="Ghi tình trạng").click()
    says(page, "Đã ghi tình trạng xác minh.")
    page.get_by_role("link", name=f"Xác minh {NAMES[winner]}").click()
    page.get_by_role("radio", name="Đã xác nhận").check(force=True)
    put_forward(page, other, "Ghi tình trạng", "Đơn vị có văn bản")
    title = f"Đã xác nhận: {NAMES[winner]}"
    approve(other, title, "Giải Nhì, 600.000 đồng", "Đã ghi tình trạng xác minh.")
    page.get_by_role("link", name="Người đoạt giải").click()
    page.get_by_role("main").get_by_role("link", name="Tuần 1").click()
    row = page.get_by_role("row").filter(has_text=NAMES[winner])
    expect(row).to_contain_text("Đã xác nhận")


def saved(page: Page, button: str, folder: Path) -> Path:
    """The file that a button or link hands out."""
    target = page.get_by_role("main").locator("a, button").filter(has_text=button)
    with page.expect_download() as download:
        target.first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def papers(page: Page, folder: Path) -> None:
    """The announcement as Word and PDF, with the signer, the winners and the code of the result."""
    page.get_by_role("navigation", name="Quản trị").get_by_role("link", name="Xuất tệp").click()
    page.get_by_role("link", name="Thông báo kết quả").click()
    expect(page.get_by_role("main")).not_to_contain_text("Còn thiếu")
    word = docx.Document(str(saved(page, "Tải tệp Word (.docx)", folder)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(one.text for one in word.paragraphs), *cells])
    for words in ("THÔNG BÁO", SIGNER, NAMES[WINNER], "Giải Nhì"):
        assert words in text
    assert NAMES[QUICK] not in text
    assert saved(page, "Tải PDF", folder).read_bytes().startswith(b"%PDF-")


def certificate_of_winner(page: Page, other: Page, reader: Page) -> str:
    """Two issue those of the winners; a reader checks one by the code on it."""
    page.get_by_role("navigation", name="Quản trị").get_by_role("link", name="Xuất tệp").click()
    page.get_by_role("link", name="Giấy chứng nhận", exact=True).click()
    page.get_by_role("link", name="Cấp giấy chứng nhận Tuần 1").click()
    says(page, "Chỉ cấp cho người đạt giải: 2 giấy mới.")
    page.get_by_role("radio", name="Chỉ những người đạt giải").check(force=True)
    page.get_by_label("Số quyết định công nhận kết quả").fill(DECISION)
    page.get_by_label("Ngày quyết định").fill(instant_text(system_clock()).partition(" ")[0])
    put_forward(page, other, "Đề nghị cấp giấy chứng nhận", "Quyết định đã ký")
    approve(other, "Cấp giấy chứng nhận Tuần 1", "Cấp 2 giấy mới", "Đã cấp 2 giấy chứng nhận.")
    page.goto("/quan-tri/chung-nhan")
    page.get_by_label("Tìm theo số, họ tên hoặc đơn vị").fill("ly mau minh")
    page.get_by_role("button", name="Tìm").click()
    code = page.get_by_role("table", name="Kết quả tìm").get_by_role("link").first.inner_text()
    look_up(reader, code)
    says(reader, "Giấy chứng nhận này có hiệu lực.")
    for words in (NAMES[WINNER], "Giải Nhất", DECISION):
        says(reader, words)
    return code


def look_up(reader: Page, code: str) -> None:
    reader.goto("/xac-nhan")
    reader.get_by_label("Số giấy chứng nhận").fill(code.lower())
    reader.get_by_role("main").get_by_role("button", name="Kiểm tra").click()
    reader.wait_for_url("**/xac-nhan/*")


def correct(first: Page, second: Page, taken: dict[int, Attempt]) -> None:
    """A complaint after the publication: the winner's attempt is struck, the next move up in version 2."""
    first.get_by_role("link", name="Sổ khiếu nại").click()
    first.get_by_role("link", name="Ghi khiếu nại").click()
    first.get_by_label("Mã biên nhận của bài thi").fill(taken[WINNER].receipt)
    first.get_by_label("Người khiếu nại").fill("Giàng Mẫu Sính")
    first.get_by_label("Điện thoại, địa chỉ").fill("0900 555 555")
    first.get_by_label("Nội dung").fill("Hai tài khoản cùng tên là của một người.")
    first.get_by_role("button", name="Ghi vào sổ").click()
    says(first, "Đã ghi vào sổ khiếu nại.")

    first.get_by_role("link", name="Bài cần xem xét").click()
    first.get_by_role("main").get_by_role("link", name="Tuần 1").click()
    ask_to_strike(first, second, "Có thể là một người đăng ký hai lần", taken[WINNER].receipt)
    approve(second, f"Hủy lượt thi {taken[WINNER].receipt}", NAMES[WINNER], "Đã hủy lượt thi.")

    to_round(second)
    second.get_by_role("main").get_by_role("link", name="Đính chính", exact=True).click()
    says(second, "Công bố phiên bản 2")
    put_forward(second, first, "Đề nghị đính chính", WHY_CORRECTED)
    approve(first, "Đính chính kết quả Tuần 1", "phiên bản 2", "Đã đính chính kết quả Tuần 1.")

    first.get_by_role("link", name="Sổ khiếu nại").click()
    first.get_by_role("link", name="Giàng Mẫu Sính").click()
    first.get_by_role("radio", name="Đã trả lời").check(force=True)
    first.get_by_label("Nội dung trả lời, ghi chú").fill("Đã hủy lượt thi và đính chính kết quả.")
    first.get_by_role("button", name="Ghi vào sổ").click()
    says(first, "Đã ghi vào sổ khiếu nại.")


def everybody_reads_the_correction(reader: Page, winner: int) -> None:
    """The new result with its reason, and the one before, marked as such."""
    reader.goto("/xep-hang/ca-nhan?dot=1")
    says(reader, "Đính chính lần 1")
    says(reader, WHY_CORRECTED)
    moved_up = reader.get_by_role("table", name="Bảng xếp hạng").get_by_role("row").nth(1)
    expect(moved_up).to_contain_text(NAMES[winner])
    expect(moved_up).to_contain_text("Giải Nhất")
    reader.get_by_role("link", name="Mọi bản đã công bố").click()
    reader.get_by_role("link", name="Công bố lần đầu").click()
    says(reader, "Bản này không còn hiệu lực.")
    says(reader, NAMES[WINNER])
    reader.get_by_role("link", name="Xem bản hiện hành").click()
    says(reader, WHY_CORRECTED)
    expect(reader.get_by_role("main")).not_to_contain_text(NAMES[WINNER])
    for number in (TIED, OTHER_TIED):
        says(reader, NAMES[number])


def withdraw(page: Page, other: Page, reader: Page, code: str) -> None:
    """The certificate of who is no winner any more stops being valid."""
    page.goto("/quan-tri/chung-nhan")
    says(page, "2 giấy còn hiệu lực ghi khác bản công bố mới nhất")
    page.get_by_role("table", name="Giấy không còn đúng").get_by_role("link", name=f"Thu hồi {code}").click()
    put_forward(page, other, "Đề nghị thu hồi giấy chứng nhận", WHY_CORRECTED)
    done = f"Đã thu hồi giấy chứng nhận {code}."
    approve(other, f"Thu hồi giấy chứng nhận {code}", "1 giấy chứng nhận hết hiệu lực", done)
    look_up(reader, code)
    says(reader, "đã bị thu hồi")


def anybody_verifies(reader: Page, folder: Path, *, receipt: str, struck: str) -> None:
    """The files as everybody takes them, checked by the program that everybody can read."""
    reader.goto("/xep-hang/so-lieu")
    table = reader.get_by_role("table", name="Tuần 1")
    newest, oldest = table.get_by_role("row").nth(1), table.get_by_role("row").nth(2)
    files = {}
    for name, row, link in (
        ("new", newest, "Số liệu"),
        ("signature", newest, "Chữ ký"),
        ("old", oldest, "Số liệu"),
    ):
        with reader.expect_download() as download:
            row.get_by_role("link", name=link).click()
        files[name] = folder / download.value.suggested_filename
        download.value.save_as(files[name])
    program = saved(reader, "verify.py", folder)
    reader.get_by_role("link", name="Khóa công khai").first.click()
    key = saved(reader, "Tải tệp khóa (.pem)", folder)
    reader.goto("/boc-tham")
    reader.get_by_role("main").get_by_role("table").get_by_role("link").click()
    draw = saved(reader, "Tải dữ liệu để tính lại", folder)
    asked = [files["new"], "--signature", files["signature"], "--public-key", key, "--previous", files["old"]]
    status, said = verified(program, *asked, "--receipt", receipt, "--lottery", draw)
    assert status == 0, said
    assert said.count("ĐẠT") == len(("data", "signature", "receipt", "version before", "draw"))
    assert verified(program, files["new"], "--receipt", struck)[0] == 1


def verified(program: Path, *words: str | Path) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-I", str(program), *map(str, words)], capture_output=True, check=False, timeout=60
    )
    return done.returncode, done.stdout.decode()
