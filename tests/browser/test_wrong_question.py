"""A wrong question from the organiser who finds it to the participant who reads that it was struck out."""

from datetime import timedelta

from browser.steps import close_round_now, open_world, sign_in
from factories import PASSWORD, QUESTIONS, make_entry, make_staff, phone_of, take_attempt
from playwright.sync_api import Page, expect

from contest.attempts import queries as attempts
from contest.attempts import services as attempt_services
from contest.bank import queries as bank
from contest.platform.clock import system_clock
from contest.standings import queries as standings
from contest.standings import services

FIRST, SECOND, PARTICIPANT = 90, 91, 1
REASON = "Hai phương án đều đúng theo văn bản mới"


def test_two_organisers_strike_a_question_and_everybody_reads_the_correction(
    page_1280: Page, page_360: Page
) -> None:
    world = open_world(questions=QUESTIONS)
    now = system_clock() - timedelta(minutes=30)
    for staff in (FIRST, SECOND):
        make_staff(staff)
    attempt = take_attempt(
        world, make_entry(world, PARTICIPANT, password=PASSWORD), right=QUESTIONS - 1, prediction=1, at=now
    )
    other = take_attempt(
        world,
        make_entry(world, 2, name="Lý Mẫu Minh"),
        right=QUESTIONS,
        prediction=1,
        at=now,
        takes=timedelta(minutes=3),
    )
    version_id = attempts.paper_of(attempt.id)[QUESTIONS - 1].version_id
    item = bank.explained_items([version_id])[version_id]
    known = bank.find_by_code(item.code)
    assert known is not None
    close_round_now(world)
    later = system_clock() + timedelta(minutes=2)
    attempt_services.close_round(round_id=world.round_id, by=None, now=later)
    services.publish(round_id=world.round_id, by=None, now=later)

    put_forward(page_1280, known.id)
    approve(page_1280, item.code)

    newest = standings.get_publication(world.round_id)
    assert (newest.version, newest.reason) == (2, REASON)
    scores = {one.attempt_id: one.score for one in standings.persons_of(newest.id)}
    assert scores == {attempt.id: QUESTIONS, other.id: QUESTIONS}
    before = standings.get_publication(world.round_id, 1)
    assert {one.score for one in standings.persons_of(before.id)} == {QUESTIONS - 1, QUESTIONS}

    page = page_360
    page.goto("/xep-hang/ca-nhan?dot=1")
    expect(page.get_by_role("main")).to_contain_text("Đính chính lần 1")
    page.get_by_role("link", name="Các câu hỏi đã đính chính").click()
    expect(page.get_by_role("main")).to_contain_text(f"Hủy câu hỏi mã {item.code}")
    expect(page.get_by_role("main")).to_contain_text(item.stem)
    sign_in(page, phone_of(PARTICIPANT))
    page.goto(f"/thi/{attempt.code}/ket-qua")
    expect(page.get_by_role("main")).to_contain_text(f"{QUESTIONS}/{QUESTIONS}")
    expect(page.get_by_role("main")).to_contain_text("Đính chính: câu này đã bị hủy.")


def put_forward(page: Page, item_id: int) -> None:
    """Find the question in the bank, look whom striking it would touch, ask for it."""
    sign_in(page, phone_of(FIRST))
    page.goto(f"/quan-tri/cau-hoi/{item_id}")
    page.get_by_role("link", name="Câu sai: hủy hoặc sửa đáp án").click()
    page.get_by_role("radio", name="Hủy câu").check()
    page.get_by_role("button", name="Xem tác động").click()
    changed = page.get_by_role("table", name="Người đổi điểm, hạng hoặc giải")
    expect(changed.get_by_role("row").nth(1)).to_contain_text("3 → 4")
    expect(page.get_by_role("main")).to_contain_text("công bố lại thành phiên bản 2")
    page.get_by_label("Lý do").fill(REASON)
    page.get_by_role("button", name="Đề nghị hủy câu").click()
    expect(page.get_by_role("main")).to_contain_text("cần một người khác duyệt")
    page.get_by_role("button", name="Đăng xuất").click()


def approve(page: Page, code: str) -> None:
    """The second organiser sees the effect as of now and approves."""
    sign_in(page, phone_of(SECOND))
    page.goto("/quan-tri/cho-duyet")
    page.get_by_role("link", name=f"Hủy câu {code}").click()
    expect(page.locator("#effect")).to_contain_text("1 bài đổi điểm")
    page.get_by_role("button", name="Duyệt và thực hiện").click()
    expect(page.get_by_role("main")).to_contain_text("Đã đính chính câu hỏi")
