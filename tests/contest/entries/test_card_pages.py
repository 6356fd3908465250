"""Pages of code cards: registering and signing in without a phone number; making and revoking cards."""

import re
from datetime import timedelta

import pytest
from factories import NOW, PIN, World, make_card_entry, make_cards, make_staff, make_world, sign_in
from flask import Flask
from harness.printed import pages_of
from harness.strict_client import StrictClient

from contest.accounts import queries as accounts
from contest.entries import queries
from contest.platform.viewer import Role
from contest.units import queries as units

BATCH = {"size": "3", "last_day": "31/12/2024"}


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def unit_id(world: World, code: str) -> int:
    return units.get_unit(list_id=world.unit_list_id, code=code).id


def test_somebody_without_a_number_registers_signs_out_and_comes_back(client: StrictClient, world: World):
    card = make_cards().cards[0]
    person = {"card": card.code.lower(), "name": "Vàng Mẫu Pà", "birth_year": "1956", "password": PIN}
    page_two = client.submit(client.get("/dang-ky/the"), person, form="/dang-ky/the")
    assert card.serial.replace("the-", "thẻ ") in page_two.page.text
    assert card.code.replace("-", "") not in page_two.html
    chosen = {"division": "nguoi-dan", "consent": True}
    answer = client.submit(page_two, chosen, form="/tu-cach", button="Đăng ký")
    assert (answer.status_code, answer.location) == (303, "/thi")
    profile = client.get("/toi/ho-so")
    assert "Thẻ dự thi" in profile.page.text
    assert "năm sinh, đơn vị" in profile.page.text
    [found] = accounts.search("Vàng Mẫu Pà", limit=5)
    entry = queries.find_entry(contest_id=world.contest_id, account_id=found.id)
    assert entry is not None
    assert entry.unit_id == unit_id(world, "00796")
    [consent] = accounts.consents_of(found.id)
    assert consent.text_version == "2024-01-the"

    client.submit(profile, form="/dang-xuat")
    answer = client.submit(
        client.get("/dang-nhap/the"), {"card": card.code, "password": PIN}, form="/dang-nhap/the"
    )
    assert (answer.status_code, answer.location) == (303, "/thi")
    assert client.get("/toi/ho-so/du-lieu").status_code == 200


@pytest.mark.usefixtures("world")
def test_mistakes_are_named_at_their_fields_and_nothing_is_stored(client: StrictClient):
    used, fresh = make_cards().cards
    page = client.get("/dang-ky/the")
    for values, said in (
        ({"card": "ABC"}, "15 chữ và số"),
        ({"password": "123456"}, "dễ đoán"),
        ({"password": "mat-khau"}, "6 chữ số"),
        ({"birth_year": "1700"}, "4 chữ số"),
        ({"name": ""}, "chưa được điền"),
    ):
        person = {"card": fresh.code, "name": "Vàng Mẫu Pà", "birth_year": "", "password": PIN}
        answer = client.submit(page, person | values, form="/dang-ky/the")
        assert answer.status_code == 422
        assert said in answer.page.text
    assert accounts.count() == 0
    assert used.code not in client.get("/dang-ky/the").html


def test_a_wrong_pin_is_refused_without_saying_what_was_wrong(client: StrictClient, world: World):
    card = make_cards().cards[0]
    make_card_entry(world, card.code)
    answer = client.submit(
        client.get("/dang-nhap/the"), {"card": card.code, "password": "999000"}, form="/dang-nhap/the"
    )
    assert answer.status_code == 422
    assert "Mã dự thi hoặc mã PIN chưa đúng." in answer.page.text


def test_the_pages_for_people_with_a_number_lead_to_those_without(client: StrictClient, world: World):
    assert world
    assert "/dang-ky/the" in client.get("/dang-ky").page.links.values()
    assert "/dang-nhap/the" in client.get("/dang-nhap").page.links.values()


def test_the_file_holds_the_codes_and_each_registers_somebody(client: StrictClient, world: World):
    sign_in(client, make_staff())
    page = client.get("/the-du-thi/moi")
    answer = client.submit(page, BATCH | {"unit": "00796"}, form="/the-du-thi/moi")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    text = " ".join(page.text for page in pages_of(answer.data))
    codes = re.findall(r"[2-9A-Y]{5}-[2-9A-Y]{5}-[2-9A-Y]{5}", text)
    assert len(set(codes)) == 3
    assert make_card_entry(world, codes[0])
    again = client.submit(page, BATCH | {"unit": "00796"}, form="/the-du-thi/moi")
    assert again.status_code == 409
    [batch] = accounts.card_batches_below("/")
    assert (batch.size, batch.used, batch.left(NOW)) == (3, 1, 2)
    shown = client.get(f"/the-du-thi/{batch.id}")
    assert "Vàng Mẫu Pà" in shown.page.text
    assert codes[0] not in shown.html


def test_a_batch_is_revoked_with_a_reason(client: StrictClient, world: World):
    made = make_cards()
    make_card_entry(world, made.cards[0].code)
    sign_in(client, make_staff())
    page = client.get(f"/the-du-thi/{made.id}/thu-hoi")
    assert "1 thẻ chưa dùng" in page.page.text
    assert client.submit(page, {"reason": ""}, form="/thu-hoi").status_code == 422
    assert client.submit(page, {"reason": "Rơi mất"}, form="/thu-hoi").status_code == 303
    assert "Đã thu hồi: Rơi mất" in client.get(f"/the-du-thi/{made.id}").page.text
    [used, _other] = accounts.cards_of(made.id, now=NOW)
    page = client.get(f"/the-du-thi/{made.id}/{used.id}/thu-hoi")
    assert "Vàng Mẫu Pà" in page.page.text
    assert client.submit(page, {"reason": "Mất thẻ"}, form="/thu-hoi").status_code == 303


def test_the_holder_of_a_lost_card_gets_a_new_one_on_paper(client: StrictClient, world: World):
    made = make_cards()
    make_card_entry(world, made.cards[0].code)
    used, unused = accounts.cards_of(made.id, now=NOW)
    sign_in(client, make_staff())
    page = client.get(f"/the-du-thi/{made.id}/{used.id}/cap-lai")
    assert client.submit(page, {"reason": ""}, form="/cap-lai").status_code == 422
    answer = client.submit(page, {"reason": "Mất thẻ"}, form="/cap-lai")
    assert answer.mimetype == "application/pdf"
    [printed] = pages_of(answer.data)
    [code] = re.findall(r"[2-9A-Y]{5}-[2-9A-Y]{5}-[2-9A-Y]{5}", printed.text)
    assert code != made.cards[0].code
    assert client.get(f"/the-du-thi/{made.id}/{unused.id}/cap-lai").status_code == 404


def test_an_officer_makes_and_sees_cards_of_the_own_unit_alone(client: StrictClient, world: World):
    mine, foreign = make_cards(unit_code="00796"), make_cards(unit_code="02-SNV")
    officer = make_staff(91, Role.UNIT_OFFICER, unit_id=unit_id(world, "027"))
    sign_in(client, officer)
    page = client.get("/the-du-thi").page
    assert f"Lô {mine.id}" in page.text
    assert f"Lô {foreign.id}" not in page.text
    for path in ("", "/thu-hoi"):
        assert client.get(f"/the-du-thi/{foreign.id}{path}").status_code == 404
    [card, *_rest] = accounts.cards_of(foreign.id, now=NOW)
    assert client.get(f"/the-du-thi/{mine.id}/{card.id}/thu-hoi").status_code == 404
    form = client.get("/the-du-thi/moi")
    refused = client.submit(form, BATCH | {"unit": "02-SNV"}, form="/the-du-thi/moi")
    assert refused.status_code == 422
    made = client.submit(form, BATCH | {"unit": "00796-TH"}, form="/the-du-thi/moi")
    assert made.mimetype == "application/pdf"


def test_an_auditor_sees_cards_and_makes_none(client: StrictClient, world: World):
    assert world
    made = make_cards()
    sign_in(client, make_staff(92, Role.AUDITOR))
    assert client.get(f"/the-du-thi/{made.id}").status_code == 200
    assert client.get("/the-du-thi/moi").status_code == 403


def test_the_last_day_counts_whole(client: StrictClient, world: World):
    assert world
    sign_in(client, make_staff())
    client.submit(client.get("/the-du-thi/moi"), BATCH | {"unit": "00796"}, form="/the-du-thi/moi")
    [batch] = accounts.card_batches_below("/")
    assert batch.expires_at.astimezone().utcoffset() is not None
    assert batch.expires_at.isoformat() == "2024-12-31T17:00:00+00:00"
    assert batch.left(batch.expires_at - timedelta(milliseconds=1)) == 3
    assert batch.left(batch.expires_at) == 0
