from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    approve_waiting,
    make_entry,
    make_rules,
    make_staff,
    make_world,
    sign_in,
    start_attempt,
    take_attempt,
)
from flask import Flask
from harness.clock import SettableClock
from harness.databases import disconnect
from harness.strict_client import StrictClient

from contest.attempts import queries as attempts
from contest.attempts import services as attempt_services
from contest.platform.audit import log as audit
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.standings import queries, services

PATH = "/quan-tri/xep-hang"
SECOND = 9_999  # an account that is not the one signed in


@pytest.fixture
def organiser(client: StrictClient) -> int:
    account_id = make_staff(90)
    sign_in(client, account_id)
    return account_id


@pytest.fixture
def world(clock: SettableClock, organiser: int) -> World:
    """A closed round in which three people took part, two of them equal on every key."""
    assert organiser
    world = make_world()
    first, second, third = (make_entry(world, number, name=name) for number, name in PEOPLE)
    take_attempt(world, first, right=QUESTIONS, prediction=2, takes=timedelta(minutes=3))
    take_attempt(world, second, right=QUESTIONS - 1, prediction=2)
    take_attempt(world, third, right=QUESTIONS - 1, prediction=2)
    clock.move_to(closes_at(world) + timedelta(hours=1))
    return world


PEOPLE = ((1, "Hoàng Mẫu Lan"), (2, "Lý Mẫu Minh"), (3, "Ma Mẫu Nga"))


def closes_at(world: World) -> datetime:
    instant = rounds.get_round(world.round_id).closes_at
    assert instant is not None
    return instant


def lock(client: StrictClient, world: World) -> None:
    page = client.get(f"{PATH}/{world.round_id}/khoa")
    assert client.submit(page, form="/khoa").status_code == 303


def publish(client: StrictClient, world: World) -> None:
    """Put the publication forward; the second organiser approves it."""
    page = client.get(f"{PATH}/{world.round_id}/cong-bo")
    assert client.submit(page, {"reason": "Đã rà soát"}, form="/cong-bo").status_code == 303
    approve_waiting(SECOND, now=closes_at(world) + timedelta(hours=1))


@pytest.mark.parametrize(
    ("role", "act", "seen"),
    [(Role.EDITOR, 403, 403), (Role.AUDITOR, 403, 200), (Role.UNIT_OFFICER, 403, 403)],
)
def test_only_organisers_act_and_only_auditors_may_also_look(
    client: StrictClient, world: World, role: Role, act: int, seen: int
):
    lock(client, world)
    sign_in(client, make_staff(95, role))
    for path in ("khoa", "cong-bo"):
        assert client.get(f"{PATH}/{world.round_id}/{path}").status_code == act
    for path in (PATH, f"{PATH}/{world.round_id}", f"{PATH}/{world.round_id}/xem"):
        assert client.get(path).status_code == seen


def test_an_open_round_is_neither_locked_nor_looked_through(
    client: StrictClient, world: World, clock: SettableClock
):
    clock.move_to(NOW)
    page = client.get(f"{PATH}/{world.round_id}")
    assert "chưa khóa được" in page.page.text
    form = client.get(f"{PATH}/{world.round_id}/khoa").page
    assert [one.action for one in form.forms] == ["/dang-xuat"]
    token = {"csrf_token": dict(form.form("/dang-xuat").filled)["csrf_token"]}
    assert client.post(f"{PATH}/{world.round_id}/khoa", data=token).status_code == 409
    assert client.get(f"{PATH}/{world.round_id}/xem").status_code == 409
    assert client.post(f"{PATH}/{world.round_id}/cong-bo", data=token).status_code == 409
    assert rounds.get_round(world.round_id).state == "scheduled"


def test_locking_waits_for_a_paper_that_still_runs_and_hands_in_what_is_overdue(
    client: StrictClient, clock: SettableClock, organiser: int
):
    world = make_world(rules=make_rules(lets_started_finish=True))
    late = make_entry(world, 4)
    attempt = start_attempt(world, late, at=closes_at(world) - timedelta(minutes=1))
    clock.move_to(closes_at(world) + timedelta(minutes=5))
    page = client.get(f"{PATH}/{world.round_id}/khoa")
    assert "1 bài chưa kết thúc" in page.page.text
    refused = client.submit(page, form="/khoa")
    assert (refused.status_code, "Còn 1 bài đang làm" in refused.page.text) == (409, True)
    clock.move_to(closes_at(world) + timedelta(hours=1))
    assert client.submit(page, form="/khoa").status_code == 303
    assert attempts.get_attempt(code=attempt.code, account_id=late).finished_by == "timeout"
    assert (audit.latest(limit=1)[0].action, audit.latest(limit=1)[0].actor_id) == (
        "rounds:round:lock",
        organiser,
    )


def test_the_review_shows_places_reasons_the_actual_number_and_the_tie_that_waits(
    client: StrictClient, world: World
):
    lock(client, world)
    page = client.get(f"{PATH}/{world.round_id}/xem").page
    rows = page.rows("Cán bộ, công chức, viên chức")
    assert [(row[0], row[1].removesuffix("Sở Nội vụ")) for row in rows[1:]] == [
        ("1", "Hoàng Mẫu Lan"),
        ("2=", "Lý Mẫu Minh"),
        ("2=", "Ma Mẫu Nga"),
    ]
    assert "1là số thực tế của câu dự đoán" in page.text
    assert "Vì sao hạng 1?" in rows[1][-1]
    assert "thấp hơn" in rows[2][-1]
    assert [row[7] for row in rows[1:]] == ["Giải Nhất", "Giải Nhì", "Giải Nhì"]
    found = client.get(f"{PATH}/{world.round_id}/xem?tim=ma+mau").page
    assert len(found.rows("Cán bộ, công chức")) == 2


def test_a_tie_for_the_last_prize_is_shown_and_nobody_in_it_gets_one(client: StrictClient, world: World):
    for number in range(10, 20):
        account_id = make_entry(world, number, name=f"Vàng Mẫu {'ABCDEGHIKL'[number - 10]}")
        take_attempt(world, account_id, right=1, prediction=2)
    lock(client, world)
    page = client.get(f"{PATH}/{world.round_id}/xem").page
    assert "Đồng hạng 4: 10 người, bằng nhau ở mọi tiêu chí" in page.text
    assert "Giải đang tranh: 3 Giải Ba, 5 Giải Khuyến khích." in page.text
    waiting = [row for row in page.rows("Cán bộ, công chức") if "Chờ xử lý đồng hạng" in row]
    assert len(waiting) == 10
    services.publish(round_id=world.round_id, by=None, now=closes_at(world) + timedelta(hours=1))
    published = queries.get_publication(world.round_id)
    prizes = {one.place: (one.prize, one.amount_vnd) for one in queries.persons_of(published.id)}
    assert prizes[4] == ("Đồng hạng, chờ xử lý", 0)


def test_units_of_a_group_get_their_prizes_in_review_and_publication(client: StrictClient, world: World):
    for number in range(20, 27):
        account_id = make_entry(world, number, name=f"Vàng Mẫu {'ABCDEGH'[number - 20]}")
        take_attempt(world, account_id, right=QUESTIONS, prediction=1, takes=timedelta(minutes=number - 10))
    lock(client, world)
    page = client.get(f"{PATH}/{world.round_id}/xem?bang=don-vi").page
    prize = {row[2]: row[7] for row in page.rows("Tập thể theo khối")[1:]}
    assert prize["Sở Nội vụ"] == "Giải Nhất"
    assert prize["Sở Tài chính"] == "–"
    publish(client, world)
    rows = queries.published_units(queries.get_publication(world.round_id).id)
    assert [(row.name, row.prize, row.amount_vnd) for row in rows if row.prize] == [
        ("Sở Nội vụ", "Giải Nhất", 3_000_000)
    ]


def test_publishing_says_its_effect_in_numbers_and_a_second_click_meets_the_first_result(
    client: StrictClient, world: World, clock: SettableClock
):
    lock(client, world)
    page = client.get(f"{PATH}/{world.round_id}/cong-bo")
    assert "3 người được xếp hạng" in page.page.text
    assert "3 giải cá nhân, tổng tiền 2.000.000 đồng" in page.page.text
    for _click in range(2):
        assert client.submit(page, {"reason": "Đã rà soát"}, form="/cong-bo").status_code == 303
    assert not queries.publications_of(world.contest_id)
    [waiting] = client.get("/quan-tri/cho-duyet").page.rows("Đang chờ duyệt")[1:]
    assert waiting[:2] == ["Công bố kết quả Tuần 1", "Người đề nghị: Trưởng Mẫu Ban"]
    assert approve_waiting(SECOND, now=clock()) == ["Đã công bố kết quả Tuần 1."]
    assert len(queries.publications_of(world.contest_id)) == 1
    after = client.get(f"{PATH}/{world.round_id}/cong-bo").page
    assert "Không có gì để đính chính" in after.text
    assert [form.action for form in after.forms] == ["/dang-xuat"]


def test_two_organisers_who_publish_in_the_same_instant_make_one_publication(
    app: Flask, client: StrictClient, world: World
):
    lock(client, world)
    disconnect()
    together = Barrier(2)

    def publish_at_once(by: int) -> int:
        with app.app_context():
            together.wait(timeout=20)
            made = services.publish(round_id=world.round_id, by=by, now=closes_at(world) + timedelta(hours=2))
            disconnect()
            return made

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(publish_at_once, (90, 91))
    assert first == second
    assert len(queries.publications_of(world.contest_id)) == 1
    assert audit.latest(limit=2)[1].action != "standings:round:publish"


def test_a_correction_needs_a_reason_says_what_changes_and_keeps_the_old_version(
    client: StrictClient, world: World, clock: SettableClock
):
    lock(client, world)
    publish(client, world)
    assert "khác phiên bản" not in client.get(f"{PATH}/{world.round_id}").page.text
    last = queries.persons_of(queries.get_publication(world.round_id).id)[-1]
    attempt_services.strike(attempt_id=last.attempt_id, reason="Nhờ người làm hộ", by=1, now=NOW)
    told = client.get(f"{PATH}/{world.round_id}").page
    assert "khác phiên bản 1 đã công bố: 0 người đổi hạng" in told.text
    assert "1 người bị bỏ" in told.text
    assert told.links["Đính chính"] == f"{PATH}/{world.round_id}/cong-bo"
    page = client.get(f"{PATH}/{world.round_id}/cong-bo")
    assert "0 người được thêm vào bảng, 1 người bị bỏ khỏi bảng" in page.page.text
    refused = client.submit(page, {"reason": "  "}, form="/cong-bo")
    assert (refused.status_code, "Ghi lý do." in refused.page.text) == (422, True)
    assert client.submit(page, {"reason": "Hủy một lượt thi"}, form="/cong-bo").status_code == 303
    approve_waiting(SECOND, now=clock())
    newest, oldest = queries.publications_of(world.contest_id)
    assert (newest.version, newest.reason, oldest.version) == (2, "Hủy một lượt thi", 1)
    assert len(queries.persons_of(oldest.id)) == 3
    shown = client.get(f"{PATH}/{world.round_id}").page.rows("Các phiên bản công bố")
    assert [row[0] for row in shown[1:]] == ["Phiên bản 2", "Phiên bản 1"]
    assert shown[1][3] == "Hủy một lượt thi"
    assert "khác phiên bản" not in client.get(f"{PATH}/{world.round_id}").page.text


def test_the_list_says_where_each_round_stands(client: StrictClient, world: World, clock: SettableClock):
    assert "Đã đóng, chưa khóa" in client.get(PATH).page.text
    lock(client, world)
    assert "Đã khóa, chưa công bố" in client.get(PATH).page.text
    publish(client, world)
    assert "Đã công bố" in client.get(PATH).page.text
    clock.move_to(NOW)
    assert client.get(f"{PATH}/999").status_code == 404


@pytest.mark.usefixtures("organiser")
def test_without_a_contest_the_list_shows_the_way_to_one(client: StrictClient):
    assert "Chưa có đợt thi nào" in client.get(PATH).page.text


def test_where_one_person_is_enough_publishing_is_one_click_and_needs_no_reason(
    client: StrictClient, clock: SettableClock, organiser: int
):
    world = make_world(two_persons=False)
    take_attempt(world, make_entry(world, 1), right=QUESTIONS)
    clock.move_to(closes_at(world) + timedelta(hours=1))
    lock(client, world)
    page = client.get(f"{PATH}/{world.round_id}/cong-bo")
    assert client.submit(page, form="/cong-bo").location == f"{PATH}/{world.round_id}"
    assert queries.get_publication(world.round_id).published_by == organiser


def test_a_publication_that_would_say_something_else_by_now_is_confirmed_anew(
    client: StrictClient, world: World, organiser: int
):
    lock(client, world)
    page = client.get(f"{PATH}/{world.round_id}/cong-bo")
    asked = client.submit(page, {"reason": "Đã rà soát"}, form="/cong-bo").location
    sign_in(client, make_staff(91))
    seen = client.get(asked)
    assert "3 người được xếp hạng" in seen.page.text
    last = attempts.facts_of(world.round_id)[-1]
    attempt_services.strike(attempt_id=last.attempt_id, reason="Nhờ người làm hộ", by=organiser, now=NOW)
    refused = client.submit(seen, form=asked)
    assert (refused.status_code, queries.publications_of(world.contest_id)) == (422, ())
    assert "2 người được xếp hạng" in refused.page.text
    assert "Số liệu đã thay đổi từ lúc đề nghị" in refused.page.text
    assert client.submit(refused, form=asked).status_code == 303
    assert len(queries.persons_of(queries.get_publication(world.round_id).id)) == 2
