"""What people do on the pages, found by role and label as a reader finds it."""

from datetime import timedelta

from factories import PASSWORD, QUESTIONS, World, make_world
from playwright.sync_api import Page, expect
from sqlalchemy import update

from contest.platform.clock import system_clock
from contest.platform.database import transaction
from contest.rounds.models import RoundIntervalRow

NAME, PHONE = "Hoàng Mẫu Lan", "0900 123 456"


def open_world(**changes: object) -> World:
    """A contest whose round opened an hour ago by the machine's own clock and lasts for days."""
    return make_world(opens_at=system_clock() - timedelta(hours=1), **changes)  # type: ignore[arg-type]


def close_round_now(world: World) -> None:
    """Let the round's time be over: the organisers' part begins where the participants' ends."""
    with transaction() as session:
        session.execute(
            update(RoundIntervalRow)
            .where(RoundIntervalRow.round_id == world.round_id)
            .values(closes_at=system_clock() - timedelta(seconds=1))
        )


def register(page: Page, *, name: str = NAME, phone: str = PHONE, unit: str = "so noi vu") -> None:
    """Register in two pages and enter for a unit found without diacritics."""
    page.goto("/dang-ky")
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Số điện thoại").fill(phone)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anh/chị dự thi với tư cách")
    page.get_by_role("radio", name="Cán bộ, công chức, viên chức").check(force=True)
    choose_unit(page, unit)
    page.get_by_role("checkbox", name="Tôi đồng ý").check()
    page.get_by_role("button", name="Đăng ký").click()
    page.wait_for_url("**/thi")


def choose_unit(page: Page, unit: str) -> None:
    """Search the unit and take the first suggestion; without scripts the page comes back with radios."""
    page.get_by_label("Gõ vài chữ trong tên").fill(unit)
    if page.get_by_role("combobox").count():
        page.get_by_role("option", name="Sở Nội vụ").first.click()
    else:
        page.get_by_role("button", name="Tìm", exact=True).click()
        page.get_by_role("radio", name="Sở Nội vụ").first.check(force=True)


def start(page: Page) -> None:
    """Start the open round."""
    page.goto("/thi")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/thi/*")


def answer_all(page: Page, *, questions: int = QUESTIONS) -> None:
    """Choose the first option of every question and go on, the way the page shows one at a time."""
    for number in range(1, questions + 1):
        question = page.locator(f"#cau-{number}")
        expect(question).to_be_visible()
        question.get_by_role("radio").first.check(force=True)
        page.get_by_role("button", name="Câu sau").click()


def sign_in(page: Page, phone: str, password: str = PASSWORD) -> None:
    """Sign in by phone number and password."""
    page.goto("/dang-nhap")
    page.get_by_label("Số điện thoại").fill(phone)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda address: "/dang-nhap" not in address)
