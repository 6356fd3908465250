import unicodedata
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from factories import PASSWORD, World, make_account, make_world, phone_of, sign_in
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import PageResponse, StrictClient

from contest.accounts import queries as accounts
from contest.accounts import services as account_services
from contest.accounts.registering import REGISTRATIONS_PER_ADDRESS, REGISTRATIONS_WINDOW
from contest.entries import queries, services
from contest.platform import throttle
from contest.rounds import queries as rounds

pytestmark = pytest.mark.usefixtures("world")
Send = Callable[..., PageResponse]
PERSON = {"name": "Sùng Mẫu Mai", "phone": "0912 345 678", "password": PASSWORD}
CANONICAL = "+84912345678"
ROLE = {"division": "cbccvc", "consent": True}


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@pytest.fixture
def second_page(client: StrictClient):
    """Send page one with these values and answer page two."""

    def second_page(**values: Any):
        return client.submit(client.get("/dang-ky"), PERSON | values, form="/dang-ky")

    return second_page


@pytest.fixture
def search(client: StrictClient, second_page: Send):
    """Page two after a search for a unit, nothing sent yet."""

    def search(words: str = "so noi vu", division: str = "cbccvc", **person: Any):
        page = second_page(**person)
        return client.submit(
            page, {"division": division, "search": words, "consent": True}, form="/tu-cach", button="Tìm"
        )

    return search


def entry_of(world: World, phone: str = CANONICAL):
    account_id = accounts.find_id_by_number(phone)
    return (
        None if account_id is None else queries.find_entry(contest_id=world.contest_id, account_id=account_id)
    )


def test_a_person_registers_without_scripts_and_lands_among_the_rounds(
    client: StrictClient, world: World, search: Send
):
    answer = client.submit(search(), {"unit": "02-SNV"}, form="/tu-cach", button="Đăng ký")
    assert (answer.status_code, answer.location) == (303, "/thi")
    assert "Anh/chị đã đăng ký dự thi." in client.get("/thi").page.text
    entry = entry_of(world)
    assert entry is not None
    assert (entry.division, entry.wants_extra_time) == ("cbccvc", False)
    [consent] = accounts.consents_of(entry.account_id)
    assert consent.withdrawn_at is None


def test_the_new_account_signs_in_with_its_password(client: StrictClient, search: Send):
    client.submit(search(), {"unit": "02-SNV"}, form="/tu-cach", button="Đăng ký")
    client.submit(client.get("/toi/ho-so"), form="/dang-xuat")
    page = client.get("/dang-nhap")
    answer = client.submit(page, {"phone": "+84 912 345 678", "password": PASSWORD}, form="/dang-nhap")
    assert answer.location == "/thi"


def test_nothing_is_stored_and_no_password_travels_before_page_two_is_sent(second_page: Send):
    page = second_page()
    assert page.status_code == 200
    assert accounts.count() == 0
    assert PASSWORD not in page.page.html + str(page.headers)
    carried = page.page.one("input", name="carried").get("value")
    assert "912345678" not in carried
    assert "argon2" not in carried


def test_every_mistake_of_page_one_is_named_and_what_was_typed_is_kept(second_page: Send):
    page = second_page(name="Sùng Mẫu Mai", phone="091", password="ngan")
    assert page.status_code == 422
    assert page.page.title.startswith("Lỗi: ")
    assert "Số điện thoại gồm 10 chữ số và bắt đầu bằng số 0, ví dụ 0912 345 678." in page.page.text
    assert "Mật khẩu cần ít nhất 8 ký tự." in page.page.text
    assert page.page.one("input", name="phone").get("value") == "091"
    assert page.page.one("input", name="name").get("value") == "Sùng Mẫu Mai"
    assert not page.page.one("input", name="password").get("value")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "  "}, "Nhập họ và tên như trên căn cước."),
        ({"name": "Mai <b>"}, "Họ và tên chỉ gồm chữ cái và khoảng trắng."),
        ({"phone": "0212 345 6789"}, "Số điện thoại gồm 10 chữ số"),
        ({"password": "12345678"}, "Mật khẩu này dễ đoán."),
        ({"password": "0912345678"}, "Mật khẩu này dễ đoán."),
        ({"password": "Sùng Mẫu Mai"}, "Mật khẩu này dễ đoán."),
    ],
)
def test_page_one_refuses_with_the_sentence_of_the_mistake(
    second_page: Send, values: dict[str, str], sentence: str
):
    page = second_page(**values)
    assert page.status_code == 422
    assert sentence in page.page.text


@pytest.mark.parametrize("spelling", ["0912345678", "0912.345.678", "+84 912 345 678", "84912345678"])
def test_a_number_is_registered_once_in_whatever_spelling(
    client: StrictClient, search: Send, second_page: Send, spelling: str
):
    client.submit(search(), {"unit": "02-SNV"}, form="/tu-cach", button="Đăng ký")
    client.submit(client.get("/toi/ho-so"), form="/dang-xuat")
    page = second_page(phone=spelling)
    assert page.status_code == 422
    assert "Số này đã đăng ký. Anh/chị đăng nhập, hoặc dùng số khác." in page.page.text


def test_a_name_in_decomposed_letters_is_stored_composed(client: StrictClient, world: World, search: Send):
    decomposed = unicodedata.normalize("NFD", "Sùng  Mẫu Mai")
    client.submit(search(name=decomposed), {"unit": "02-SNV"}, form="/tu-cach", button="Đăng ký")
    entry = entry_of(world)
    assert entry is not None
    assert accounts.get_account(entry.account_id).name == "Sùng Mẫu Mai"


def test_the_search_finds_units_without_diacritics_and_keeps_what_was_chosen(search: Send):
    page = search("SO  noi vu").page
    assert "Sở Nội vụ" in page.text
    assert page.one("input", name="search").get("value") == "SO noi vu"
    assert page.one("input", name="division", value="cbccvc").get("checked") is not None
    assert page.one("input", name="consent").get("checked") is not None


def test_citizens_choose_among_communes_and_twins_are_told_apart_by_their_district(
    client: StrictClient, world: World, search: Send
):
    page = search("ta lung", division="nguoi-dan")
    offered = {radio.get("value") for radio in page.page.all("input", name="unit")}
    assert offered == {"00796", "00742"}
    assert "Huyện Mèo Vạc" in page.page.text
    client.submit(page, {"unit": "00742"}, form="/tu-cach", button="Đăng ký")
    entry = entry_of(world)
    assert entry is not None
    assert "Huyện Đồng Văn" in client.get("/toi/ho-so").page.text


def test_a_search_without_an_answer_says_so(search: Send):
    assert "Không tìm thấy đơn vị nào." in search("khong co don vi nay").page.text


def test_every_mistake_of_page_two_is_named_at_once(client: StrictClient, second_page: Send):
    page = client.submit(second_page(), form="/tu-cach", button="Đăng ký")
    assert page.status_code == 422
    for sentence in (
        "Chọn tư cách dự thi.",
        "Chọn cơ quan, đơn vị nơi anh/chị công tác.",
        "Cần đánh dấu đồng ý thì mới đăng ký được.",
    ):
        assert sentence in page.page.text
    assert page.page.one("input", name="consent").get("checked") is None
    assert accounts.count() == 0


def test_a_citizen_without_a_commune_is_asked_for_one(client: StrictClient, second_page: Send):
    page = client.submit(second_page(), ROLE | {"division": "nguoi-dan"}, form="/tu-cach", button="Đăng ký")
    assert "Chọn xã, phường, thị trấn nơi anh/chị ở." in page.page.text


@pytest.mark.parametrize(
    ("division", "unit"), [("cbccvc", "khong-co"), ("cbccvc", "02"), ("nguoi-dan", "02-SNV")]
)
def test_a_unit_that_does_not_fit_stores_nothing(
    client: StrictClient, search: Send, division: str, unit: str
):
    page = search()
    fields = dict(page.page.form("/tu-cach").filled) | {"division": division, "unit": unit}
    answer = client.post("/dang-ky/tu-cach", data=fields)
    assert answer.status_code == 422
    assert accounts.count() == 0


def test_a_second_click_registers_once_and_signs_in_again(client: StrictClient, world: World, search: Send):
    page = search()
    first = client.submit(page, {"unit": "02-SNV"}, form="/tu-cach", button="Đăng ký")
    # The second click was sent before the first was answered: with the cookies of before.
    again = client.application.test_client()
    fields = dict(page.page.form("/tu-cach").filled) | {"unit": "02-SNV"}
    token = fresh_token(again)
    second = again.post("/dang-ky/tu-cach", data=fields | {"csrf_token": token})
    assert (first.status_code, second.status_code) == (303, 303)
    assert accounts.count() == 1
    assert queries.count(world.contest_id) == 1


def test_the_same_page_two_sent_later_is_not_a_key_to_the_account(
    client: StrictClient, clock: SettableClock, search: Send
):
    page = search()
    client.submit(page, {"unit": "02-SNV"}, form="/tu-cach", button="Đăng ký")
    clock.advance(minutes=3)
    again = client.application.test_client()
    fields = dict(page.page.form("/tu-cach").filled) | {"unit": "02-SNV", "csrf_token": fresh_token(again)}
    assert again.post("/dang-ky/tu-cach", data=fields).status_code == 422
    assert again.get("/toi").status_code == 303


def fresh_token(client: StrictClient) -> str:
    return dict(client.get("/dang-nhap").page.form("/dang-nhap").filled)["csrf_token"]


@pytest.mark.parametrize("carried", ["", "khong-phai-cua-ta", "gAAAAABnOpcg"])
def test_a_carried_person_that_is_not_ours_leads_back_to_page_one(
    client: StrictClient, search: Send, carried: str
):
    page = search()
    fields = dict(page.page.form("/tu-cach").filled) | {"unit": "02-SNV", "carried": carried}
    answer = client.post("/dang-ky/tu-cach", data=fields)
    assert (answer.status_code, answer.location) == (303, "/dang-ky")
    assert accounts.count() == 0


def test_page_two_is_good_for_an_hour(client: StrictClient, clock: SettableClock, search: Send):
    page = search()
    clock.advance(minutes=61)
    answer = client.submit(page, {"unit": "02-SNV"}, form="/tu-cach", button="Đăng ký")
    assert answer.location == "/dang-ky"
    assert "Trang đăng ký mở quá lâu." in client.get("/dang-ky").page.text
    assert accounts.count() == 0


def test_thirty_people_behind_one_address_register_in_one_hour(second_page: Send):
    for number in range(30):
        assert second_page(phone=f"09123456{number:02}").status_code == 200


def test_an_address_that_never_stops_registering_is_slowed_down(clock: SettableClock, second_page: Send):
    for _try in range(REGISTRATIONS_PER_ADDRESS):
        throttle.count(key="register:127.0.0.1", per=REGISTRATIONS_WINDOW, now=clock.now)
    assert second_page().status_code == 429
    clock.advance(minutes=61)
    assert second_page().status_code == 200


def test_excluded_people_are_turned_away_and_nothing_is_stored(
    client: StrictClient, clock: SettableClock, world: World, search: Send
):
    services.exclude(
        contest_id=world.contest_id,
        phone=PERSON["phone"],
        name="Mẫu",
        reason="Tổ ra đề",
        by=None,
        now=clock.now,
    )
    answer = client.submit(search(), {"unit": "02-SNV"}, form="/tu-cach", button="Đăng ký")
    assert answer.status_code == 403
    assert "không dự thi" in answer.page.text
    assert accounts.count() == 0


def test_after_the_last_round_the_page_says_so_and_leads_to_practice(
    client: StrictClient, clock: SettableClock, world: World, search: Send
):
    closes_at = rounds.get_round(world.round_id).closes_at
    clock.move_to(closes_at - timedelta(seconds=1))
    page = search()
    clock.move_to(closes_at)
    late = client.submit(page, {"unit": "02-SNV"}, form="/tu-cach", button="Đăng ký")
    assert late.status_code == 409
    assert accounts.count() == 0
    over = client.get("/dang-ky").page
    assert over.heading == "Cuộc thi đã kết thúc"
    assert "/on-tap" in {link.get("href") for link in over.one("main").iter("a")}


def test_somebody_with_an_account_chooses_a_role_without_registering_again(
    client: StrictClient, clock: SettableClock, world: World
):
    account_id = make_account(5)
    sign_in(client, account_id, at=clock.now)
    assert client.get("/thi").location == "/dang-ky/tu-cach"
    page = client.get("/dang-ky/tu-cach")
    assert not page.page.all("input", name="consent")
    found = client.submit(page, {"division": "cbccvc", "search": "tai chinh"}, form="/tu-cach", button="Tìm")
    answer = client.submit(found, {"unit": "02-STC", "extra_time": True}, form="/tu-cach", button="Đăng ký")
    assert (answer.status_code, answer.location) == (303, "/thi")
    entry = entry_of(world, account_services.canonical_phone(phone_of(5)))
    assert entry is not None
    assert entry.wants_extra_time
    assert client.get("/dang-ky").location == "/dang-ky/tu-cach"
    assert client.get("/dang-ky/tu-cach").location == "/thi"


def test_the_profile_shows_what_is_stored_and_masks_the_number(client: StrictClient, search: Send):
    client.submit(search(), {"unit": "02-SNV"}, form="/tu-cach", button="Đăng ký")
    page = client.get("/toi/ho-so")
    assert page.headers["Cache-Control"] == "no-store"
    assert "0912 *** 678" in page.page.text
    assert "Sở Nội vụ" in page.page.text
    assert "345" not in page.page.text
