"""The unit officer's page: the own unit, within the secrecy rule, and invitations that choose the unit."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from factories import (
    NOW,
    make_entry,
    make_round,
    make_rules,
    make_staff,
    make_world,
    sign_in,
    take_attempt,
)
from openpyxl import load_workbook

from contest.accounts import queries as accounts
from contest.entries import queries as entries
from contest.insight import log
from contest.insight.log import Wanted
from contest.platform.viewer import Role
from contest.rules.prediction import PredictionTarget
from contest.units import queries as units


@pytest.fixture
def world(app):
    rules = make_rules()
    return make_world(
        rules=replace(rules, prediction=replace(rules.prediction, target=PredictionTarget.PEOPLE_ALL_CORRECT))
    )


def unit_id(world, code: str) -> int:
    unit = units.find_unit(list_id=world.unit_list_id, code=code)
    assert unit is not None
    return unit.id


@pytest.fixture
def officer(world, client):
    account_id = make_staff(role=Role.UNIT_OFFICER, unit_id=unit_id(world, "02-SNV"))
    sign_in(client, account_id)
    return account_id


def test_an_officer_sees_who_of_the_unit_has_taken_part_and_who_has_not(world, client, officer):
    take_attempt(world, make_entry(world, 1, name="Sùng Mẫu Mai"), right=4)
    make_entry(world, 2, name="Vàng Mẫu Páo", unit_code="02-SNV-CCHC")
    make_entry(world, 3, name="Lò Mẫu Khác", unit_code="02-STC")
    page = client.get("/don-vi")
    assert page.status_code == 200
    assert "Sùng Mẫu Mai" in page.html
    assert "Vàng Mẫu Páo" in page.html
    assert "Lò Mẫu Khác" not in page.html
    missing = client.get("/don-vi?xem=chua-thi").html
    assert "Vàng Mẫu Páo" in missing
    assert "Sùng Mẫu Mai" not in missing
    assert "Đơn vị còn 1 người đã đăng ký mà chưa dự thi." in page.html
    assert "/dang-ky?don-vi=02-SNV" in page.html


def test_names_are_found_without_diacritics_and_rounds_are_told_apart(world, client, clock, officer):
    second = make_round(world.contest_id, name="Tuần 2", opens_at=NOW + timedelta(days=7))
    take_attempt(world, make_entry(world, 1, name="Sùng Mẫu Mai"), right=4)
    clock.move_to(NOW + timedelta(days=8))
    sign_in(client, officer, at=clock())
    assert "Sùng Mẫu Mai" in client.get("/don-vi?tim=sung+mai&dot=1&xem=da-thi").html
    assert "Sùng Mẫu Mai" not in client.get("/don-vi?tim=sung+mai&dot=2&xem=da-thi").html
    assert second


def test_a_round_whose_number_of_people_is_predicted_tells_an_officer_nothing(app, client):
    rules = make_rules()
    secret = make_world(
        rules=replace(rules, prediction=replace(rules.prediction, target=PredictionTarget.PEOPLE))
    )
    sign_in(client, make_staff(role=Role.UNIT_OFFICER, unit_id=unit_id(secret, "02-SNV")))
    take_attempt(secret, make_entry(secret, 1, name="Sùng Mẫu Mai"), right=4)
    make_entry(secret, 2, name="Vàng Mẫu Páo")
    page = client.get("/don-vi").html
    assert "câu dự đoán hỏi số người dự thi" in page
    assert "Sùng Mẫu Mai" not in client.get("/don-vi?xem=da-thi").html


def test_a_foreign_unit_is_not_there(world, client, officer):
    assert client.get("/don-vi?don-vi=02-STC").status_code == 404
    token = client.get("/don-vi").page.one("meta", name="csrf-token").get("content")
    answer = client.post("/don-vi/tai", data={"don-vi": "02-STC", "csrf_token": token})
    assert answer.status_code == 404


def test_the_workbook_has_no_phone_number_and_its_download_is_in_the_log(world, client, officer, clock):
    take_attempt(world, make_entry(world, 1, name="Sùng Mẫu Mai"), right=4)
    answer = client.submit(client.get("/don-vi"), form="/don-vi/tai")
    assert answer.status_code == 200
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.data)).active.iter_rows()]
    assert any("Sùng Mẫu Mai" in row and "đã thi" in row for row in rows)
    assert "0900" not in str(rows)
    assert any(one.action == "entries:list:export" for one in log.entries(Wanted(), limit=20))


def test_only_unit_officers_enter_and_they_get_here_after_signing_in(world, client, officer, app):
    other = app.test_client()
    sign_in(other, make_staff(91, Role.EDITOR))
    assert other.get("/don-vi").status_code == 403


def test_an_invitation_chooses_unit_and_division(world, client):
    first = client.get("/dang-ky?don-vi=02-STC")
    assert "Anh/chị được mời dự thi cho" in first.html
    typed = {"name": "Sùng Mẫu Mai", "phone": "0900 000 777", "password": "mot-mat-khau-dai"}
    second = client.submit(first, typed, form="/dang-ky")
    assert second.status_code == 200
    entered = client.submit(second, {"consent": True}, form="/dang-ky/tu-cach", button="Đăng ký")
    assert entered.status_code == 303
    account_id = accounts.find_id_by_number("+84900000777")
    assert account_id is not None
    entry = entries.get_entry(contest_id=world.contest_id, account_id=account_id)
    assert (entry.unit_id, entry.division) == (unit_id(world, "02-STC"), "cbccvc")


def test_an_invitation_of_an_unknown_unit_is_none(world, client):
    page = client.get("/dang-ky?don-vi=khong-co")
    assert page.status_code == 200
    assert "được mời" not in page.html
