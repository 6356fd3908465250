"""One's own data: seen whole, taken away as a file, put right, and left nameless; nobody else's (D3)."""

import json
from datetime import date, timedelta

import factories
import pytest
from factories import (
    NOW,
    PASSWORD,
    World,
    make_account,
    make_entry,
    make_staff,
    make_world,
    phone_of,
    sign_in,
)
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import StrictClient
from sqlalchemy.exc import IntegrityError

from contest.accounts import queries as accounts
from contest.accounts import services as account_services
from contest.accounts.errors import PhoneTaken, SignInRefused, StaffAccount
from contest.attempts import queries as attempt_queries
from contest.attempts import services as attempts
from contest.entries import data_requests, own_data, queries
from contest.entries.data_requests import Kind, State
from contest.entries.errors import AnswerMissing, DataRequestUnknown, RequestClosed
from contest.entries.models import DataRequestRow
from contest.platform.audit import check as audit_check
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.viewer import Role
from contest.rules import data_rights

FILE = "/toi/ho-so/du-lieu.json"
REGISTER = "/quan-tri/yeu-cau-du-lieu"
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@pytest.fixture
def person(world: World) -> int:
    return make_entry(world, 1, password=PASSWORD)


@pytest.fixture
def boss(world: World) -> int:
    return make_staff()


def ask(person: int, kind: Kind = Kind.WITHDRAWAL, content: str = "", *, at=NOW) -> int:
    return data_requests.ask(account_id=person, kind=kind, content=content, now=at)


def withdraw(person: int, boss: int) -> int:
    request_id = ask(person, content="Tôi là Sùng Mẫu Mai")
    data_requests.withdraw(request_id=request_id, reason="Theo yêu cầu", by=boss, now=LATER)
    return request_id


# The clocks


def test_a_request_of_a_friday_is_answered_by_tuesday_and_done_within_fifteen_to_twenty_days():
    friday = date(2024, 11, 22)
    assert data_rights.answer_due_on(friday) == date(2024, 11, 26)
    assert data_rights.carried_out_by(friday) == date(2024, 12, 7)
    assert data_rights.latest_day_of(friday) == date(2024, 12, 12)


def test_a_request_is_late_after_the_day_of_its_next_step(person: int, boss: int):
    request_id = ask(person)  # on a Monday
    one = data_requests.get_request(request_id)
    assert not one.is_late(NOW + timedelta(days=2))
    assert one.is_late(NOW + timedelta(days=3))
    data_requests.answer(request_id=request_id, state=State.ACCEPTED, text="Sẽ làm.", by=boss, now=LATER)
    one = data_requests.get_request(request_id)
    assert not one.is_late(NOW + timedelta(days=15))
    assert one.is_late(NOW + timedelta(days=16))
    data_requests.withdraw(request_id=request_id, reason="Theo yêu cầu", by=boss, now=LATER)
    assert not data_requests.get_request(request_id).is_late(NOW + timedelta(days=400))


# What is stored


def test_the_file_holds_all_of_the_person_and_nothing_of_anybody_else(
    client: StrictClient, world: World, person: int
):
    other = make_entry(world, 2, name="Giàng Mẫu Páo")
    factories.take_attempt(world, person, right=3)
    theirs = factories.take_attempt(world, other, right=4)
    sign_in(client, person)
    answer = client.get(FILE)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True)
    data = json.loads(text)
    assert data["tai_khoan"] == person
    assert data["thong_tin_tai_khoan"][0]["Họ và tên"] == "Sùng Mẫu Mai"
    assert data["thong_tin_tai_khoan"][0]["Số điện thoại"] == "0900 000 001"
    assert data["dang_ky_du_thi"][0]["Đơn vị"] == "Sở Nội vụ"
    assert len(data["luot_thi"]) == len(data["loi_dong_y"]) == 1
    assert "Giàng" not in text
    assert theirs.receipt not in text
    assert "argon2" not in text


def test_scores_and_answers_are_in_the_file_only_after_the_round_has_closed(
    client: StrictClient, clock: SettableClock, world: World, person: int
):
    factories.take_attempt(world, person, right=3)
    sign_in(client, person)
    data = client.get(FILE).get_json()
    assert data["luot_thi"][0]["Số câu đúng"] == "sau khi đóng"
    assert data["cau_tra_loi"] == []
    assert "3/4" not in client.get("/toi/ho-so/du-lieu").page.text
    clock.move_to(NOW + timedelta(days=7))
    data = client.get(FILE).get_json()
    assert data["luot_thi"][0]["Số câu đúng"] == "3/4"
    assert [one["Đúng"] for one in data["cau_tra_loi"]].count(True) == 3
    assert "4 mục, ghi đủ trong tệp tải về." in client.get("/toi/ho-so/du-lieu").page.text


def test_an_open_attempt_tells_no_question(client: StrictClient, world: World, person: int):
    factories.start_attempt(world, person)
    sign_in(client, person)
    text = client.get(FILE).get_data(as_text=True)
    assert "Đang làm" in text
    assert "Theo văn bản mẫu" not in text


def test_a_stranger_gets_no_file_and_is_told_to_sign_in(client: StrictClient):
    assert client.get(FILE).status_code == 401
    for path in ("/toi/ho-so/du-lieu", "/toi/ho-so/yeu-cau-sua", "/toi/ho-so/rut-dong-y"):
        assert client.get(path).status_code == 303


def test_the_page_says_in_words_what_is_stored(client: StrictClient, person: int):
    sign_in(client, person)
    page = client.get(client.get("/toi/ho-so").page.links["Xem mọi dữ liệu của tôi"]).page
    for words in ("0900 000 001", "Sở Nội vụ", "Tổ chức thi và trao giải", "không đọc ngược lại được"):
        assert words in page.text
    assert page.links["Tải về (tệp JSON)"] == FILE


# Asking and answering


def test_a_second_click_sends_no_second_request(client: StrictClient, person: int):
    sign_in(client, person)
    page = client.get("/toi/ho-so/yeu-cau-sua")
    assert client.submit(page, {"content": ""}, form="yeu-cau-sua").status_code == 422
    for _click in range(2):
        assert (
            client.submit(page, {"content": "Tên đúng: Sùng Thị Mai"}, form="yeu-cau-sua").status_code == 303
        )
    assert len(data_requests.requests_of(person)) == 1
    assert "trả lời chậm nhất ngày 20/11/2024" in client.get("/toi/ho-so").page.text


def test_an_organiser_answers_with_a_reason_and_the_person_reads_it(
    client: StrictClient, person: int, boss: int
):
    request_id = ask(person, Kind.CORRECTION, "Đổi sang tên người khác")
    sign_in(client, boss)
    page = client.get(f"{REGISTER}/{request_id}")
    empty = client.submit(page, {"state": "refused", "text": " "}, form=f"/{request_id}")
    assert empty.status_code == 422
    assert "Ghi nội dung trả lời cho người yêu cầu." in empty.page.text
    typed = {"state": "refused", "text": "Tài khoản không chuyển cho người khác được."}
    for _click in range(2):
        assert client.submit(page, typed, form=f"/{request_id}").status_code == 303
    late = client.submit(page, {"state": "accepted", "text": "Đồng ý"}, form=f"/{request_id}")
    assert late.status_code == 409
    deeds = [one for one in audit.latest(limit=20) if one.action == "entries:data_request:refused"]
    assert [(one.actor_id, one.reason) for one in deeds] == [(boss, typed["text"])]
    sign_in(client, person)
    assert typed["text"] in client.get("/toi/ho-so").page.text


def test_the_register_puts_what_is_due_first(client: StrictClient, world: World, person: int, boss: int):
    second = make_entry(world, 2, name="Giàng Mẫu Páo")
    closed = ask(person, Kind.CORRECTION, "Sai tên")
    data_requests.answer(request_id=closed, state=State.REFUSED, text="Đã đúng.", by=boss, now=LATER)
    newer = ask(second, at=NOW + timedelta(days=1))
    older = ask(person, at=NOW)
    assert [one.id for one in data_requests.register(limit=10)] == [older, newer, closed]
    sign_in(client, boss)
    rows = client.get(REGISTER).page.rows("Yêu cầu")[1:]
    assert [row[-1] for row in rows] == ["Chờ trả lời", "Chờ trả lời", "Không thực hiện"]


def test_the_register_is_for_organisers_and_auditors_alone(client: StrictClient, person: int, boss: int):
    request_id = ask(person)
    sign_in(client, person)
    assert client.get(REGISTER).status_code == 403
    sign_in(client, make_staff(91, Role.AUDITOR))
    page = client.get(f"{REGISTER}/{request_id}")
    assert page.status_code == 200
    token = page.page.one("meta", name="csrf-token").get("content")
    for path in ("", "/an-danh", "/sua"):
        data = {"csrf_token": token, "reason": "Thử", "state": "refused", "text": "Thử"}
        assert client.post(f"{REGISTER}/{request_id}{path}", data=data).status_code == 403
    assert client.get(f"{REGISTER}/999").status_code == 404


# Carrying it out


def test_a_correction_changes_name_and_number_and_the_log_names_neither(
    client: StrictClient, person: int, boss: int
):
    request_id = ask(person, Kind.CORRECTION, "Tên đúng: Sùng Thị Mai")
    sign_in(client, boss)
    page = client.get(f"{REGISTER}/{request_id}/sua")
    typed = {"name": "Sùng Thị Mai", "phone": "0912 345 678", "reason": "Theo căn cước"}
    assert client.submit(page, typed, form="/sua").status_code == 303
    account = accounts.get_account(person)
    assert (account.name, account.phone) == ("Sùng Thị Mai", "+84912345678")
    assert data_requests.get_request(request_id).state is State.DONE
    text = "\n".join(audit.export_lines())
    assert "Sùng" not in text
    assert "912345678" not in text
    assert client.get(f"{REGISTER}/{request_id}/an-danh").status_code == 404


def test_a_number_of_somebody_else_is_refused_and_the_request_stays_open(
    client: StrictClient, world: World, person: int, boss: int
):
    make_account(2)
    request_id = ask(person, Kind.CORRECTION, "Số mới")
    with pytest.raises(PhoneTaken):
        data_requests.correct(
            request_id=request_id, name="Sùng Mẫu Mai", phone=phone_of(2), reason="Thử", by=boss, now=LATER
        )
    assert data_requests.get_request(request_id).state is State.RECEIVED
    sign_in(client, boss)
    page = client.get(f"{REGISTER}/{request_id}/sua")
    answer = client.submit(page, {"phone": phone_of(2), "reason": "Thử"}, form="/sua")
    assert answer.status_code == 422
    assert "Số này đã đăng ký." in answer.page.text


def test_a_withdrawal_says_its_effect_in_numbers_and_needs_a_reason(
    client: StrictClient, world: World, person: int, boss: int
):
    factories.take_attempt(world, person, right=2)
    request_id = ask(person)
    sign_in(client, boss)
    page = client.get(f"{REGISTER}/{request_id}/an-danh")
    assert "1 lần đăng ký dự thi và 1 lượt thi giữ nguyên" in page.page.text
    assert client.submit(page, {"reason": ""}, form="/an-danh").status_code == 422
    assert accounts.get_account(person).name == "Sùng Mẫu Mai"
    for _click in range(2):
        assert client.submit(page, {"reason": "Theo yêu cầu"}, form="/an-danh").status_code == 303
    done = [one for one in audit.latest(limit=20) if one.action == "accounts:account:anonymise"]
    assert len(done) == 1
    assert "Ẩn danh tài khoản" in client.get("/quan-tri/nhat-ky").page.text
    assert "đã xóa" in client.get(f"{REGISTER}/{request_id}").page.text
    assert client.get("/quan-tri/thi-sinh").status_code == 200


def test_after_a_withdrawal_nothing_says_who_it_was_and_nobody_signs_in(
    client: StrictClient, person: int, boss: int
):
    sign_in(client, person)
    request_id = withdraw(person, boss)
    account = accounts.get_account(person)
    assert (account.name, account.phone, account.is_active) == ("Ẩn danh", f"xoa-{person}", False)
    assert accounts.sign_ins_of(person) == ()
    assert [one.withdrawn_at for one in accounts.consents_of(person)] == [LATER]
    assert data_requests.get_request(request_id).content == data_requests.ERASED
    assert client.get("/toi/ho-so").status_code == 303
    with pytest.raises(SignInRefused):
        account_services.sign_in(
            phone=phone_of(1), password=PASSWORD, address="x", shared_device=False,
            lasts=timedelta(hours=1), now=LATER,
        )  # fmt: skip
    assert make_account(1) != person  # the number is free again


def test_after_a_withdrawal_attempts_totals_and_chain_are_as_before(world: World, person: int, boss: int):
    attempt = factories.take_attempt(world, person, right=3)
    factories.take_attempt(world, make_entry(world, 2, name="Giàng Mẫu Páo"), right=2)
    before = queries.find_entry(contest_id=world.contest_id, account_id=person)
    counted = attempt_queries.unit_counts((world.round_id,), excluded=())
    withdraw(person, boss)
    assert queries.find_entry(contest_id=world.contest_id, account_id=person) == before
    assert attempts.recompute(round_id=world.round_id) == ()
    assert attempt_queries.unit_counts((world.round_id,), excluded=()) == counted
    assert own_data.extent_of(person, now=LATER).attempts == 1
    assert attempt.receipt in str(own_data.of(person, now=LATER).as_json())
    assert audit_check.first_bad_place() is None


def test_staff_lose_their_roles_before_they_become_nameless(boss: int):
    officer = make_staff(91, Role.EDITOR)
    request_id = ask(officer)
    with pytest.raises(StaffAccount):
        data_requests.withdraw(request_id=request_id, reason="Theo yêu cầu", by=boss, now=LATER)
    assert data_requests.get_request(request_id).state is State.RECEIVED
    assert accounts.get_account(officer).name == "Trưởng Mẫu Ban"


def test_what_was_refused_is_not_carried_out(person: int, boss: int):
    request_id = ask(person)
    data_requests.answer(request_id=request_id, state=State.REFUSED, text="Không rõ ai.", by=boss, now=LATER)
    with pytest.raises(RequestClosed):
        data_requests.withdraw(request_id=request_id, reason="Thử", by=boss, now=LATER)
    with pytest.raises(AnswerMissing):
        data_requests.answer(request_id=request_id, state=State.REFUSED, text=" ", by=boss, now=LATER)
    with pytest.raises(DataRequestUnknown):
        data_requests.withdraw(request_id=999, reason="Thử", by=boss, now=LATER)
    assert ask(person) != request_id  # a new one may be sent


def store(**values: object):
    with transaction() as session:
        session.add(DataRequestRow(**values))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "anything"},
        {"state": "done"},
        {"state": "refused", "answered_at": NOW},
        {"answered_at": NOW},
        {"done_at": NOW},
    ],
)
def test_the_table_holds_no_request_that_contradicts_itself(person: int, wrong: dict[str, object]):
    sound = {"account_id": person, "kind": "correction", "content": "", "received_at": NOW, "answer": ""}
    with pytest.raises(IntegrityError):
        store(**{**sound, "state": "received", **wrong})
