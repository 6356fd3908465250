"""A participant's way through a round without scripts: rounds, paper, check page, result, receipt."""

from datetime import timedelta

import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    make_entry,
    make_round,
    make_rules,
    make_world,
    sign_in,
    start_attempt,
    take_attempt,
)
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import PageResponse, StrictClient

from contest.attempts import queries, services, showing
from contest.attempts.queries import Attempt
from contest.entries import services as entries
from contest.platform import throttle
from contest.rounds import queries as rounds
from contest.rules.ruleset import ScoresShown


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@pytest.fixture
def person(client: StrictClient, clock: SettableClock, world: World) -> int:
    account_id = make_entry(world)
    sign_in(client, account_id, at=clock.now)
    return account_id


@pytest.fixture
def paper(client: StrictClient, person: int) -> PageResponse:
    started = client.submit(client.get("/thi"), form="/thi/1/bat-dau")
    return client.get(started.location)


def code_of(paper: PageResponse) -> str:
    return paper.request.path.rpartition("/")[2]


def attempt_of(paper: PageResponse, person: int) -> Attempt:
    return queries.get_attempt(code=code_of(paper), account_id=person)


def choices(paper: PageResponse, index: int = 0) -> dict[str, str]:
    """The index-th option of every question."""
    return {
        f"c{slot}": str(paper.page.all("input", name=f"c{slot}")[index].get("value"))
        for slot in range(1, QUESTIONS + 1)
    }


def hand_in(client: StrictClient, paper: PageResponse) -> PageResponse:
    check = client.get(f"/thi/{code_of(paper)}/nop")
    return client.submit(check, form="/nop", button="Nộp bài", follow_redirects=True)


def test_the_whole_journey_passes_without_scripts(
    client: StrictClient, clock: SettableClock, person: int, paper: PageResponse
):
    assert "Hết giờ lúc 09:20" in paper.page.text
    checked = client.submit(
        paper,
        choices(paper) | {"du_doan": "1.250", "f2": True},
        form="/luu",
        button="Xem lại và nộp bài",
        follow_redirects=True,
    )
    assert checked.page.heading == "Kiểm tra trước khi nộp"
    assert f"Đã trả lời đủ {QUESTIONS + 1} câu." in checked.page.text
    assert f"/thi/{code_of(paper)}#cau-2" in checked.page.links.values()
    clock.advance(minutes=7, seconds=40)
    result = client.submit(checked, form="/nop", button="Nộp bài", follow_redirects=True)
    attempt = attempt_of(paper, person)
    assert result.page.heading == "Đã nộp bài lúc 09:07"
    assert f"Mã biên nhận: {attempt.receipt}." in result.page.text
    assert "7 phút 40 giây" in result.page.text
    assert "1.250" in result.page.text
    assert attempt.prediction == 1250
    assert result.headers["Cache-Control"] == "no-store"


def test_starting_twice_is_one_attempt_and_resuming_replaces_the_start(
    client: StrictClient, paper: PageResponse
):
    rounds_page = client.get("/thi")
    again = client.post("/thi/1/bat-dau", data={"csrf_token": token_of(rounds_page)})
    assert again.location == f"/thi/{code_of(paper)}"
    assert rounds_page.page.links["Tiếp tục bài đang làm"] == f"/thi/{code_of(paper)}"
    assert not [form for form in rounds_page.page.forms if form.action.endswith("/bat-dau")]


def token_of(page: PageResponse) -> str:
    return str(page.page.one("meta", name="csrf-token").get("content"))


def test_the_first_button_of_the_paper_saves_so_that_enter_never_hands_in(
    client: StrictClient, person: int, paper: PageResponse
):
    form = paper.page.form("/luu")
    assert form.buttons[0].words == "Lưu tạm"
    saved = client.submit(paper, choices(paper), form="/luu")
    assert (saved.status_code, saved.location) == (303, f"/thi/{code_of(paper)}")
    assert not attempt_of(paper, person).is_finished


@pytest.mark.parametrize(
    ("place", "anchor"), [("cau-3", "#cau-3"), ("", ""), ("//la.vi.du", ""), ("cau-3\r\nX: y", "")]
)
def test_a_save_in_between_leads_back_to_the_next_question(
    client: StrictClient, paper: PageResponse, place: str, anchor: str
):
    fields = {"csrf_token": token_of(paper), "ve": place} | choices(paper)
    answer = client.post(f"/thi/{code_of(paper)}/luu", data=fields)
    assert answer.location == f"/thi/{code_of(paper)}{anchor}"


def test_saving_again_keeps_answers_that_the_form_does_not_know(
    client: StrictClient, person: int, paper: PageResponse
):
    chosen = choices(paper)
    client.submit(paper, {"c1": chosen["c1"]}, form="/luu")
    # The same old page, another question: question 1 is not chosen in it.
    client.submit(paper, {"c2": chosen["c2"], "f3": True}, form="/luu")
    answers = showing.answers_of(attempt_of(paper, person))
    assert answers.unanswered == (3, 4)
    assert answers.flagged == (3,)
    back = client.get(f"/thi/{code_of(paper)}").page
    assert back.one("input", name="c1", value=chosen["c1"]).get("checked") is not None


def test_a_prediction_that_is_no_number_is_named_kept_and_the_other_answers_are_stored(
    client: StrictClient, person: int, paper: PageResponse
):
    page = client.submit(paper, choices(paper) | {"du_doan": "nhiều lắm"}, form="/luu")
    assert page.status_code == 422
    assert page.page.title.startswith("Lỗi: ")
    assert "Nhập một số nguyên từ 0 trở lên, ví dụ 1250." in page.page.text
    assert page.page.one("input", name="du_doan").get("value") == "nhiều lắm"
    answers = showing.answers_of(attempt_of(paper, person))
    assert (answers.unanswered, answers.prediction) == ((), None)


@pytest.mark.parametrize("extra", [{"c9": "abc"}, {"x": "1"}, {"c1": ["a", "b"]}, {"c0": "abc"}])
def test_a_form_with_fields_that_no_paper_has_is_refused_and_stores_nothing(
    client: StrictClient, person: int, paper: PageResponse, extra: dict[str, object]
):
    fields = {"csrf_token": token_of(paper)} | choices(paper) | extra
    assert client.post(f"/thi/{code_of(paper)}/luu", data=fields).status_code == 422
    assert len(showing.answers_of(attempt_of(paper, person)).unanswered) == QUESTIONS


def test_another_persons_paper_looks_like_a_missing_one(
    client: StrictClient, clock: SettableClock, world: World, paper: PageResponse
):
    stranger = client.application.test_client()
    sign_in(stranger, make_entry(world, 2), at=clock.now)
    fields = {"csrf_token": token_of(stranger.get("/thi"))} | choices(paper)
    code = code_of(paper)
    for address in (f"/thi/{code}", "/thi/khongco234"):
        pages = [stranger.get(address + path) for path in ("", "/gio", "/nop", "/ket-qua")]
        pages.append(stranger.post(f"{address}/luu", data=fields))
        pages.append(stranger.post(f"{address}/nop", data=fields))
        assert {page.status_code for page in pages} == {404}


def test_handing_in_twice_gives_the_same_result(
    client: StrictClient, clock: SettableClock, person: int, paper: PageResponse
):
    client.submit(paper, choices(paper), form="/luu")
    check = client.get(f"/thi/{code_of(paper)}/nop")
    client.submit(check, form="/nop", button="Nộp bài")
    first = attempt_of(paper, person)
    clock.advance(minutes=3)
    second = client.submit(check, form="/nop", button="Nộp bài", follow_redirects=True)
    assert "Bài này đã nộp lúc 09:00." in second.page.text
    assert attempt_of(paper, person) == first


def test_a_form_that_comes_too_late_is_kept_as_evidence_and_said_so(
    client: StrictClient, clock: SettableClock, person: int, paper: PageResponse
):
    client.submit(paper, {"c1": choices(paper)["c1"]}, form="/luu")
    clock.advance(minutes=20, seconds=30, milliseconds=1)
    late = client.submit(paper, choices(paper), form="/luu", follow_redirects=True)
    assert late.request.path == f"/thi/{code_of(paper)}/ket-qua"
    assert "câu đến sau giờ kết thúc nên không được tính điểm." in late.page.text
    assert "Đã hết giờ. Bài làm được nộp tự động lúc 09:20." in late.page.text
    attempt = attempt_of(paper, person)
    assert (attempt.finished_by, attempt.finished_at) == ("timeout", attempt.deadline_at)
    assert len(showing.answers_of(attempt).unanswered) == QUESTIONS - 1


@pytest.mark.parametrize("path", ["", "/nop"])
def test_an_overdue_paper_is_finished_when_it_is_looked_at(
    client: StrictClient, clock: SettableClock, person: int, paper: PageResponse, path: str
):
    clock.advance(minutes=21)
    page = client.get(f"/thi/{code_of(paper)}{path}")
    assert page.location == f"/thi/{code_of(paper)}/ket-qua"
    assert attempt_of(paper, person).finished_by == "timeout"


@pytest.mark.parametrize("path", ["/thi", "/toi"])
def test_the_lists_finish_overdue_papers_too(
    client: StrictClient, clock: SettableClock, person: int, paper: PageResponse, path: str
):
    clock.advance(minutes=21)
    client.get(path)
    assert attempt_of(paper, person).is_finished


def test_reading_pages_writes_nothing(client: StrictClient, person: int, paper: PageResponse):
    before = attempt_of(paper, person)
    for path in ("/thi", f"/thi/{code_of(paper)}", f"/thi/{code_of(paper)}/nop", "/toi", "/toi/ho-so"):
        client.get(path)
    client.get(f"/thi/{code_of(paper)}/gio")
    assert attempt_of(paper, person) == before


def test_the_time_page_is_short_and_says_servers_time_and_deadline(
    client: StrictClient, clock: SettableClock, paper: PageResponse
):
    answer = client.get(f"/thi/{code_of(paper)}/gio")
    assert answer.json["now"] == clock.now.isoformat()
    assert len(answer.get_data()) < 200


def test_a_second_device_can_look_and_take_over(
    client: StrictClient, clock: SettableClock, person: int, paper: PageResponse
):
    chosen = choices(paper)
    client.submit(paper, {"c1": chosen["c1"]}, form="/luu")
    other = client.application.test_client()
    sign_in(other, person, at=clock.now)
    seen = other.get(f"/thi/{code_of(paper)}")
    assert "Bài này đang mở trên thiết bị khác." in seen.page.text
    assert not seen.page.all("input", type="radio")
    taken = other.submit(seen, form="/o-day", follow_redirects=True)
    assert taken.page.one("input", name="c1", value=chosen["c1"]).get("checked") is not None
    refused = client.submit(paper, chosen, form="/luu", follow_redirects=True)
    assert "Câu trả lời vừa gửi chưa được lưu." in refused.page.text
    assert "Bài này đang mở trên thiết bị khác." in refused.page.text
    assert len(showing.answers_of(attempt_of(paper, person)).unanswered) == QUESTIONS - 1


@pytest.mark.usefixtures("clock")
def test_the_device_is_known_by_a_cookie_of_its_own(client: StrictClient, person: int, paper: PageResponse):
    kept = client.get_cookie("thiet_bi")
    assert kept is not None
    assert (kept.http_only, kept.same_site) == (True, "Lax")
    assert attempt_of(paper, person).device == kept.value


@pytest.mark.usefixtures("person")
def test_rounds_say_when_they_open_and_that_they_closed(
    client: StrictClient, clock: SettableClock, world: World
):
    make_round(world.contest_id, name="Tuần 2", opens_at=NOW + timedelta(days=7))
    assert "Tuần 2 mở lúc 08:00 Thứ hai, 25/11." in client.get("/thi").page.text
    clock.move_to(NOW + timedelta(days=6, hours=15))
    assert "Tuần 1 đã đóng lúc 22:00 ngày 24/11." in client.get("/thi").page.text


@pytest.mark.usefixtures("person")
def test_a_start_outside_the_round_is_refused_in_words(
    client: StrictClient, clock: SettableClock, world: World
):
    page = client.get("/thi")
    clock.move_to(rounds.get_round(world.round_id).closes_at)
    late = client.submit(page, form="/bat-dau")
    assert late.status_code == 409
    assert "Tuần 1 đã đóng lúc" in late.page.text


@pytest.mark.usefixtures("person")
def test_a_late_starter_is_told_how_little_time_is_left(
    client: StrictClient, clock: SettableClock, world: World
):
    clock.move_to(rounds.get_round(world.round_id).closes_at - timedelta(minutes=12))
    assert "Tuần 1 đóng lúc 22:00 nên anh/chị còn 12 phút." in client.get("/thi").page.text


def test_used_up_attempts_are_said_and_cannot_be_exceeded(
    client: StrictClient, clock: SettableClock, world: World, person: int
):
    allowed = rounds.terms_of(world.round_id).rules.attempts_allowed
    page = client.get("/thi")
    for number in range(allowed):
        take_attempt(world, person, right=number, at=NOW + timedelta(minutes=10 * number))
    clock.advance(hours=2)
    assert f"Anh/chị đã dùng hết {allowed} lượt của Tuần 1." in client.get("/thi").page.text
    assert client.submit(page, form="/bat-dau").status_code == 409


@pytest.mark.usefixtures("person")
def test_an_excluded_person_cannot_start(client: StrictClient, world: World):
    page = client.get("/thi")
    entries.exclude(
        contest_id=world.contest_id, phone="0900000001", name="Mẫu", reason="Tổ ra đề", by=None, now=NOW
    )
    assert client.submit(page, form="/bat-dau").status_code == 403
    assert "không dự thi" in client.get("/thi").page.text


@pytest.mark.usefixtures("app")
def test_the_own_page_marks_the_counting_attempt_only_when_that_tells_no_score(
    client: StrictClient, clock: SettableClock
):
    world = make_world(rules=make_rules(scores_shown=ScoresShown.AFTER_CLOSE, attempts_allowed=2))
    account_id = make_entry(world)
    sign_in(client, account_id, at=clock.now)
    take_attempt(world, account_id, right=3)
    take_attempt(world, account_id, right=1, at=NOW + timedelta(minutes=30))
    before = client.get("/toi").page
    assert "chưa công bố" in before.text
    assert "lượt được tính" not in before.text
    assert "Vào thi" in before.links
    clock.move_to(rounds.get_round(world.round_id).closes_at + timedelta(minutes=1))
    sign_in(client, account_id, at=clock.now)
    after = client.get("/toi").page
    assert "Vào thi" not in after.links
    rows = after.rows("Tuần 1")
    assert ["lượt được tính" in " ".join(row) for row in rows[1:]] == [True, False]
    assert "3/4" in " ".join(rows[1])


def test_a_receipt_tells_that_it_counts_and_nothing_else(client: StrictClient, world: World, person: int):
    attempt = take_attempt(world, person, right=2)
    stranger = client.application.test_client()
    page = stranger.get("/bien-nhan")
    typed = f" {attempt.receipt.lower()}\x00 "  # a control character is no part of a code
    found = stranger.submit(page, {"ma": typed}, form="/bien-nhan")
    assert "được tính" in found.page.text
    assert "Tuần 1" in found.page.text
    assert "Sùng" not in found.page.text
    assert attempt.code not in found.page.html
    services.strike(attempt_id=attempt.id, reason="Mẫu", by=person, now=NOW)
    struck = stranger.submit(page, {"ma": attempt.receipt}, form="/bien-nhan")
    assert "không được tính" in struck.page.text


def test_an_unknown_receipt_and_one_of_an_open_attempt_look_the_same(
    client: StrictClient, world: World, person: int
):
    attempt = start_attempt(world, person)
    page = client.get("/bien-nhan")
    for code in (attempt.receipt, "HG24-0000-0000", ""):
        answer = client.submit(page, {"ma": code}, form="/bien-nhan")
        assert answer.status_code == 422
        assert "Không có bài nào mang mã biên nhận này." in answer.page.text


@pytest.mark.usefixtures("world", "person")
def test_receipts_cannot_be_guessed_at_leisure(client: StrictClient, clock: SettableClock):
    page = client.get("/bien-nhan")
    for _try in range(100):
        throttle.count(key="receipt:127.0.0.1", per=timedelta(minutes=15), now=clock.now)
    assert client.submit(page, {"ma": "HG24-0000-0000"}, form="/bien-nhan").status_code == 429
