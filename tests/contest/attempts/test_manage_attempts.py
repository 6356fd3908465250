"""Organisers' pages of outages and single attempts, through the strict client."""

from datetime import timedelta

import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    make_entry,
    make_staff,
    make_world,
    right_answers,
    sign_in,
    start_attempt,
    take_attempt,
)
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import PageResponse, StrictClient

from contest.attempts import queries, services, showing
from contest.attempts.errors import ArrivedLate
from contest.attempts.queries import Attempt
from contest.bank import queries as bank
from contest.entries import queries as entries
from contest.platform.audit import log as audit
from contest.platform.viewer import Role

MINUTE = timedelta(minutes=1)
ATTEMPTS = "/quan-tri/luot-thi"
REASON = {"reason": "Đứt cáp quang"}
NOBODY_LEFT = "Không còn bài nào cần bù cho khoảng thời gian này."


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(two_persons=False)


@pytest.fixture
def organiser(world: World, client: StrictClient, clock: SettableClock) -> int:
    clock.now = NOW + 20 * MINUTE
    account_id = make_staff()
    sign_in(client, account_id)
    return account_id


@pytest.fixture
def address(world: World) -> str:
    return f"/quan-tri/dot/{world.round_id}/su-co"


def preview(client: StrictClient, address: str, first: str, last: str, unit: str = "") -> PageResponse:
    page = client.get(address)
    span = {"began_at": f"18/11/2024 {first}", "ended_at": f"18/11/2024 {last}", "unit": unit}
    form = next(one for one in page.page.forms if one.method == "get")
    assert set(span) <= set(form.offered)
    return client.get(address, query_string=span)


def confirm(client: StrictClient, page: PageResponse, **values: str) -> PageResponse:
    [form] = [one for one in page.page.forms if one.method == "post" and "began_at" in dict(one.filled)]
    return client.post(page.request.path, data=dict(form.filled) | values, follow_redirects=True)


def deadline(attempt: Attempt) -> str:
    return queries.get_attempt(code=attempt.code, account_id=attempt.account_id).deadline_at


@pytest.mark.usefixtures("organiser")
def test_an_outage_is_looked_at_and_then_made_good_once(
    world: World, client: StrictClient, clock: SettableClock, address: str
):
    timed_out = start_attempt(world, make_entry(world, 1), at=NOW)
    clock.now = timed_out.deadline_at + 5 * MINUTE
    services.expire_overdue(now=clock.now)
    running = start_attempt(world, make_entry(world, 2), at=timed_out.deadline_at - 2 * MINUTE)
    last = timed_out.deadline_at + timedelta(hours=7)
    span = (f"{last - MINUTE:%H:%M}", f"{last + 2 * MINUTE:%H:%M}")
    seen = preview(client, address, *span)
    assert seen.status_code == 200
    assert "1 bài đang làm được lùi hạn nộp." in seen.page.text
    assert "1 bài đã hết giờ giữ nguyên" in seen.page.text
    assert len(seen.page.rows("Danh sách bài")) == 3
    assert deadline(running) == running.deadline_at  # looking changes nothing
    without = confirm(client, seen, reason="")
    assert without.status_code == 422
    assert without.page.title.startswith("Lỗi: ")
    assert deadline(running) == running.deadline_at
    done = confirm(client, seen, **REASON)
    assert "Đã bù cho 2 bài." in done.page.text
    assert deadline(running) == running.deadline_at + 3 * MINUTE
    assert NOBODY_LEFT in confirm(client, seen, **REASON).page.text
    assert deadline(running) == running.deadline_at + 3 * MINUTE
    [row] = client.get(address).page.rows("Sự cố đã bù")[1:]
    assert row[2:6] == ["Mọi đơn vị", REASON["reason"], "1", "1"]
    assert row[6].startswith("Trưởng Mẫu Ban, ")
    assert [one.reason for one in audit.latest(limit=9, action="attempts:incident")] == [REASON["reason"]]


@pytest.mark.usefixtures("organiser")
def test_an_outage_of_one_subtree_leaves_the_others_alone(world: World, client: StrictClient, address: str):
    below = start_attempt(world, make_entry(world, 1, unit_code="02-SNV-CCHC"))
    beside = start_attempt(world, make_entry(world, 2, unit_code="02-STC"))
    seen = preview(client, address, "08:05", "08:09", unit="02-SNV")
    assert "1 bài đang làm được lùi hạn nộp." in seen.page.text
    done = confirm(client, seen, **REASON)
    assert done.page.rows("Sự cố đã bù")[1][2] == "Sở Nội vụ"
    assert deadline(below) == below.deadline_at + 4 * MINUTE
    assert deadline(beside) == beside.deadline_at


@pytest.mark.usefixtures("organiser")
@pytest.mark.parametrize(
    ("first", "last", "unit", "said"),
    [
        ("08:09", "08:05", "", "Giờ bắt đầu sự cố phải trước giờ kết thúc."),
        ("08:05", "08:05", "", "Giờ bắt đầu sự cố phải trước giờ kết thúc."),
        ("08:05", "08:21", "", "Sự cố chưa hết."),
        ("08:05", "08:09", "KHONG-CO", "Đơn vị này không có trong danh sách dự thi."),
        ("8 giờ", "08:09", "", "Nhập ngày giờ, ví dụ 18/11/2024 07:00."),
    ],
)
def test_a_span_that_cannot_be_is_refused_at_its_field(
    world: World, client: StrictClient, address: str, first: str, last: str, unit: str, said: str
):
    start_attempt(world, make_entry(world))
    page = preview(client, address, first, last, unit)
    assert page.status_code == 422
    assert page.page.title.startswith("Lỗi: ")
    assert said in page.page.text
    sent = {"began_at": f"18/11/2024 {first}", "ended_at": f"18/11/2024 {last}", "unit": unit, **REASON}
    token = page.page.one("meta", name="csrf-token").get("content")
    refused = client.post(address, data=sent | {"csrf_token": token})
    assert refused.status_code == 422
    assert said in refused.page.text
    assert not audit.latest(limit=1, action="attempts:incident")


@pytest.mark.usefixtures("organiser")
def test_where_nobody_was_hit_there_is_nothing_to_confirm(world: World, client: StrictClient, address: str):
    take_attempt(world, make_entry(world), right=1)
    page = preview(client, address, "08:01", "08:04")
    assert "Không có bài nào cần bù" in page.page.text
    assert not [form for form in page.page.forms if "began_at" in dict(form.filled) and form.method == "post"]


@pytest.mark.usefixtures("organiser")
def test_a_locked_round_offers_no_form_and_takes_none(
    world: World, client: StrictClient, clock: SettableClock, address: str
):
    attempt = start_attempt(world, make_entry(world))
    seen = preview(client, address, "08:05", "08:09")
    clock.now = NOW + timedelta(days=8)
    services.close_round(round_id=world.round_id, by=None, now=clock.now)
    page = client.get(address)
    assert "Tuần 1 đã khóa nên không bù được nữa." in page.page.text
    assert all(form.action != address for form in page.page.forms)
    assert confirm(client, seen, **REASON).status_code == 409
    assert deadline(attempt) == attempt.deadline_at


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.EDITOR, Role.UNIT_OFFICER])
def test_only_organisers_see_outages_and_attempts(
    world: World, client: StrictClient, address: str, role: Role
):
    attempt = start_attempt(world, make_entry(world))
    unit_id = None
    if role is Role.UNIT_OFFICER:
        unit_id = entries.find_entry(contest_id=world.contest_id, account_id=attempt.account_id).unit_id
    paths = (address, ATTEMPTS, f"{ATTEMPTS}/{attempt.code}", f"{ATTEMPTS}/{attempt.code}/them-phut")
    assert [client.get(path).status_code for path in paths] == [303] * 4
    sign_in(client, attempt.account_id)
    assert [client.get(path).status_code for path in paths] == [403] * 4
    sign_in(client, make_staff(91, role, unit_id=unit_id))
    assert [client.get(path).status_code for path in paths] == [403] * 4


@pytest.mark.usefixtures("organiser")
def test_what_is_not_there_is_not_found(client: StrictClient):
    for path in ("/quan-tri/dot/999/su-co", f"{ATTEMPTS}/khong-co", f"{ATTEMPTS}/khong-co/them-phut"):
        assert client.get(path).status_code == 404


def test_a_copy_is_read_for_a_reason_that_the_log_keeps(world: World, client: StrictClient, organiser: int):
    attempt = take_attempt(world, make_entry(world), right=1, prediction=1250)
    address = f"{ATTEMPTS}/{attempt.code}"
    facts = client.get(address)
    stems = [one.item.stem for one in showing.answered_questions(attempt)]
    assert not any(stem in facts.page.text for stem in stems)
    assert not audit.latest(limit=1, action="attempts:attempt")
    without = client.submit(facts, {"reason": " "}, form=address)
    assert without.status_code == 422
    assert not any(stem in without.page.text for stem in stems)
    copy = client.submit(facts, {"reason": "Đơn khiếu nại số 7"}, form=address)
    assert copy.status_code == 200
    assert "no-store" in copy.headers["Cache-Control"]
    shown = ["".join(copy.page.one("h2", id=f"cau-{n}").itertext()) for n in range(1, QUESTIONS + 1)]
    assert shown == [f"Câu {n}. {stem}" for n, stem in enumerate(stems, start=1)]
    assert copy.page.text.count("thí sinh chọn") == QUESTIONS
    assert copy.page.text.count("Lưu lúc 08:05:00 ngày 18/11/2024") == QUESTIONS + 1
    assert "1.250" in copy.page.text
    [event] = audit.latest(limit=9, action="attempts:attempt:read")
    assert (event.actor_id, event.subject, event.reason) == (organiser, attempt.code, "Đơn khiếu nại số 7")


@pytest.mark.usefixtures("organiser")
def test_keys_and_marks_stay_out_of_a_copy_until_the_round_is_over(
    world: World, client: StrictClient, clock: SettableClock
):
    attempt = take_attempt(world, make_entry(world), right=3)
    address = f"{ATTEMPTS}/{attempt.code}"

    def copy() -> PageResponse:
        return client.submit(client.get(address), REASON, form=address)

    before = copy()
    assert "✓" not in before.page.text
    assert f"3/{QUESTIONS}" not in before.html + client.get(address).html
    slots = queries.paper_of(attempt.id)
    explained = bank.explained_items({slot.version_id for slot in slots}).values()
    assert not any(item.explanation in before.html or item.citation in before.html for item in explained)
    clock.now = NOW + timedelta(days=8)
    after = copy()
    assert after.page.text.count("✓ đáp án") == QUESTIONS
    assert after.page.text.count("← thí sinh chọn ✓ đáp án") == 3
    assert f"3/{QUESTIONS}" in after.page.text


@pytest.mark.usefixtures("organiser")
def test_a_copy_shows_what_came_too_late_once(world: World, client: StrictClient, clock: SettableClock):
    attempt = start_attempt(world, make_entry(world))
    clock.now = attempt.deadline_at + 10 * MINUTE
    for _time in range(2):
        with pytest.raises(ArrivedLate):
            services.save(
                code=attempt.code,
                account_id=attempt.account_id,
                device="may-1",
                answers=right_answers(attempt, 1)[:1],
                now=clock.now,
            )
    address = f"{ATTEMPTS}/{attempt.code}"
    copy = client.submit(client.get(address), REASON, form=address)
    [late] = copy.page.rows("đến sau giờ kết thúc")[1:]
    assert late[0] == "1"
    assert late[1] in "ABCD"
    assert copy.page.text.count("Không có câu trả lời nào được lưu.") == QUESTIONS


@pytest.mark.usefixtures("organiser")
def test_an_attempt_is_found_by_its_receipt_and_from_its_participant(world: World, client: StrictClient):
    attempt = take_attempt(world, make_entry(world), right=1)
    found = client.get(ATTEMPTS, query_string={"ma": f" {attempt.receipt.lower()}\x0b"})
    assert (found.status_code, found.location) == (303, f"{ATTEMPTS}/{attempt.code}")
    missing = client.get(f"{ATTEMPTS}?ma=HG24-0000-0000")
    assert missing.status_code == 422
    assert "Không có bài nào mang mã biên nhận này." in missing.page.text
    person = client.get(f"/quan-tri/thi-sinh/{attempt.entry_id}")
    assert f"{ATTEMPTS}/{attempt.code}" in person.page.links.values()
    assert (
        f"/quan-tri/dot/{world.round_id}/su-co"
        in client.get(f"/quan-tri/dot/{world.round_id}").page.links.values()
    )


@pytest.mark.usefixtures("organiser")
def test_one_running_attempt_gets_minutes_once_however_often_it_is_clicked(
    world: World, client: StrictClient
):
    attempt = start_attempt(world, make_entry(world), at=NOW + 10 * MINUTE)
    address = f"{ATTEMPTS}/{attempt.code}/them-phut"
    page = client.get(address)
    for _click in range(2):
        done = client.submit(page, {"minutes": "5", **REASON}, form=address)
        assert (done.status_code, done.location) == (303, f"{ATTEMPTS}/{attempt.code}")
    assert deadline(attempt) == attempt.deadline_at + 5 * MINUTE
    assert len(audit.latest(limit=9, action="attempts:attempt:extend")) == 1
    assert client.submit(page, {"minutes": "9", **REASON}, form=address).status_code == 409
    for minutes in ("0", "601", "nhiều"):
        refused = client.submit(page, {"minutes": minutes, **REASON}, form=address)
        assert refused.status_code == 422, minutes
    assert deadline(attempt) == attempt.deadline_at + 5 * MINUTE


@pytest.mark.usefixtures("organiser")
def test_a_finished_attempt_gets_no_minutes(world: World, client: StrictClient):
    attempt = take_attempt(world, make_entry(world), right=1)
    assert (
        f"{ATTEMPTS}/{attempt.code}/them-phut"
        not in client.get(f"{ATTEMPTS}/{attempt.code}").page.links.values()
    )
    address = f"{ATTEMPTS}/{attempt.code}/them-phut"
    refused = client.submit(client.get(address), {"minutes": "500", **REASON}, form=address)
    assert refused.status_code == 422
    assert "Bài đã kết thúc" in refused.page.text


def test_where_two_persons_are_asked_for_an_outage_waits_for_the_second(
    client: StrictClient, clock: SettableClock
):
    world = make_world()
    clock.now = NOW + 20 * MINUTE
    first, second = make_staff(90), make_staff(91)
    sign_in(client, first)
    address = f"/quan-tri/dot/{world.round_id}/su-co"
    running, other = (start_attempt(world, make_entry(world, number)) for number in (1, 2))
    page = confirm(client, preview(client, address, "08:05", "08:09"), **REASON)
    assert "Cần một người khác duyệt" in page.page.text
    assert "2 bài đang làm được lùi hạn nộp." in page.page.text
    assert deadline(running) == running.deadline_at
    # Handing in changes the numbers, not whom the outage hit: the second person is not sent round in circles.
    services.submit(code=other.code, account_id=other.account_id, now=clock.now)
    sign_in(client, second)
    approved = client.submit(client.get(page.request.path), form=page.request.path, follow_redirects=True)
    assert "Đã bù cho 1 bài." in approved.page.text
    assert deadline(running) == running.deadline_at + 4 * MINUTE
    [row] = client.get(address).page.rows("Sự cố đã bù")[1:]
    assert row[2:5] == ["Mọi đơn vị", REASON["reason"], "1"]


def test_where_two_persons_are_asked_for_minutes_wait_and_may_come_too_late(
    client: StrictClient, clock: SettableClock
):
    world = make_world()
    clock.now = NOW + 10 * MINUTE
    sign_in(client, make_staff(90))
    attempt = start_attempt(world, make_entry(world), at=NOW)
    address = f"{ATTEMPTS}/{attempt.code}/them-phut"
    asked = client.submit(client.get(address), {"minutes": "5", **REASON}, form=address)
    assert deadline(attempt) == attempt.deadline_at
    clock.now = attempt.deadline_at + 6 * MINUTE
    sign_in(client, make_staff(91))
    page = client.get(asked.location)
    assert "Bài đã kết thúc, hoặc thêm từng ấy phút thì vẫn đã hết giờ." in page.page.text
    assert asked.location not in [form.action for form in page.page.forms]
