"""The paper's time: it ends by the server's clock, whatever the network and the phone's own clock say."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from browser.conftest import Site
from browser.steps import (
    attempt_on,
    await_kept_paper,
    await_paper,
    choose,
    enter_and_start,
    open_world,
    running_site,
    stored_letters,
)
from factories import World, make_rules
from harness.databases import Databases
from playwright.sync_api import Dialog, Page, expect
from sqlalchemy import update

from contest.attempts.models import AttemptRow
from contest.attempts.queries import Attempt, late_count
from contest.platform.clock import system_clock
from contest.platform.database import transaction

DURATION = timedelta(seconds=12)
GRACE = timedelta(seconds=30)
LONG = timedelta(minutes=20)
DAY_MS = 24 * 3600 * 1000


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(databases, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def world(site: Site) -> World:
    with site.app.app_context():
        return open_world(rules=make_rules(duration=DURATION, grace=GRACE))


def give(attempt: Attempt, **changes: object) -> None:
    """Change what an attempt was given when it began."""
    with transaction() as session:
        session.execute(update(AttemptRow).where(AttemptRow.id == attempt.id).values(**changes))


def seconds_shown(page: Page) -> int:
    """What the clock says."""
    minutes, seconds = page.locator(".quiz-head [data-clock-text]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def shift_date(milliseconds: int) -> str:
    """A script that puts the phone's clock wrong by so much; nothing else in the browser moves."""
    return f"""(() => {{
      const Real = window.RealDate || Date;
      window.RealDate = Real;
      window.Date = class extends Real {{
        constructor(...parts) {{ parts.length ? super(...parts) : super(Real.now() + {milliseconds}); }}
        static now() {{ return Real.now() + {milliseconds}; }}
      }};
    }})()"""


def test_at_the_end_of_the_time_the_paper_hands_itself_in(site: Site, world: World, page_360: Page) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 1)
    choose(page, 1, "A")
    page.wait_for_url("**/ket-qua")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Đã nộp bài lúc")
    attempt = attempt_on(page, person)
    assert stored_letters(attempt) == {1: "A"}
    assert attempt.time_used_ms == DURATION / timedelta(milliseconds=1)
    assert late_count(attempt.id) == 0


def test_time_up_without_a_connection_asks_to_keep_the_page_and_sends_within_the_grace(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 2)
    attempt = attempt_on(page, person)
    page.context.set_offline(True)
    choose(page, 3, "B")
    expect(page.locator("#bao")).to_have_text(
        "Đã hết giờ khi đang mất mạng. Xin giữ trang này mở để gửi nốt 1 câu còn lại."
    )
    expect(page.locator("#cau-3 input").first).to_be_disabled()
    assert stored_letters(attempt) == {}

    page.context.set_offline(False)
    page.wait_for_url("**/ket-qua")
    expect(page.get_by_role("main")).not_to_contain_text("đến sau giờ kết thúc")
    assert stored_letters(attempt) == {3: "B"}
    assert attempt_on(page, person).time_used_ms == DURATION / timedelta(milliseconds=1)


def test_answers_that_arrive_after_the_grace_are_reported_and_do_not_count(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 3)
    attempt = attempt_on(page, person)
    give(attempt, grace_ms=0)
    choose(page, 1, "A")
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
    page.context.set_offline(True)
    choose(page, 2, "B")
    choose(page, 3, "C")
    expect(page.locator("#bao")).to_contain_text("gửi nốt 2 câu còn lại")

    page.context.set_offline(False)
    page.wait_for_url("**/ket-qua")
    expect(page.get_by_role("main")).to_contain_text(
        "2 câu đến sau giờ kết thúc nên không được tính điểm. Hệ thống đã ghi lại để Ban Tổ chức xem xét."
    )
    assert stored_letters(attempt) == {1: "A"}
    assert late_count(attempt.id) == 2
    assert attempt_on(page, person).finished_by == "timeout"


def test_a_wrong_clock_of_the_phone_changes_nothing(site: Site, world: World, page_360: Page) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 4)
    attempt = attempt_on(page, person)
    deadline = system_clock() + LONG
    give(attempt, deadline_at=deadline)
    page.context.add_init_script(shift_date(DAY_MS))
    page.reload()
    await_paper(page)
    for shift in (DAY_MS, -3 * DAY_MS):
        page.evaluate(shift_date(shift))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        choose(page, 1, "A" if shift > 0 else "B")
        expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
        left = (deadline - system_clock()).total_seconds()
        assert abs(seconds_shown(page) - left) < 5
    assert stored_letters(attempt) == {1: "B"}


def test_a_reload_without_a_connection_and_with_a_clock_put_forward_does_not_end_the_attempt(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 5)
    deadline = system_clock() + LONG
    give(attempt_on(page, person), deadline_at=deadline)
    choose(page, 1, "A")
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
    await_kept_paper(page)
    page.on("dialog", Dialog.accept)
    page.context.set_offline(True)
    choose(page, 2, "B")
    page.context.add_init_script(shift_date(DAY_MS))
    page.reload()
    expect(page.locator("#bao")).to_contain_text("Đã hết giờ khi đang mất mạng")

    page.context.set_offline(False)
    expect(page.locator("#cau-2 input").first).to_be_enabled()
    expect(page.locator("#bao")).to_be_hidden()
    assert abs(seconds_shown(page) - (deadline - system_clock()).total_seconds()) < 5
    choose(page, 3, "C")
    expect(page.locator("[data-saved]").first).to_contain_text("Đã lưu lúc")
    attempt = attempt_on(page, person)
    assert not attempt.is_finished
    assert stored_letters(attempt) == {1: "A", 2: "B", 3: "C"}


def test_ten_five_and_one_minute_before_the_end_are_said_once_each(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 6)
    attempt = attempt_on(page, person)
    said = page.locator("#tb-gio")
    for minutes, words in (
        (10, "Còn 10 phút."),
        (5, "Còn 5 phút. Anh/chị xem lại các câu chưa trả lời."),
        (1, "Còn 1 phút. Hết giờ hệ thống tự nộp bài."),
    ):
        give(attempt, deadline_at=system_clock() + timedelta(minutes=minutes, seconds=4))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.wait_for_timeout(500)
        expect(said).not_to_have_text(words)
        expect(said).to_have_text(words)
    expect(said).to_have_attribute("role", "status")
    expect(page.get_by_role("timer").first).to_have_attribute("aria-live", "off")
    expect(page.locator("#bao")).to_have_text("Còn 1 phút. Hết giờ hệ thống tự nộp bài.")


def test_time_that_ends_on_the_check_page_hands_the_paper_in(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    person = enter_and_start(site, page, world, 7)
    attempt = attempt_on(page, person)
    choose(page, 1, "D")
    page.evaluate("location.hash = 'cau-5'")
    page.get_by_role("button", name="Xem lại, nộp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi nộp")
    page.wait_for_url("**/ket-qua")
    assert stored_letters(attempt) == {1: "D"}
    done = attempt_on(page, person)
    assert (done.is_finished, done.time_used_ms) == (True, DURATION / timedelta(milliseconds=1))
