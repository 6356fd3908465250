"""The helper's desk: opening a session for one citizen, what stands on the pages, and leaving."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from factories import (
    NOW,
    PASSWORD,
    PIN,
    World,
    make_card_entry,
    make_cards,
    make_staff,
    make_world,
    sign_in,
    take_attempt,
)
from flask import Flask
from harness.strict_client import PageResponse, StrictClient

from contest.accounts import queries as accounts
from contest.attempts import queries as attempts
from contest.attempts import services as attempt_services
from contest.entries import queries
from contest.platform.viewer import Role
from contest.units import queries as units

DESK = "/ho-tro-thi"
LATER = NOW + timedelta(hours=1)  # where the clock stands
CITIZEN = "Vàng Mẫu Pà"


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@pytest.fixture
def codes() -> list[str]:
    return [one.code for one in make_cards(size=3).cards]


@pytest.fixture
def helper(client: StrictClient, world: World) -> int:
    unit = units.get_unit(list_id=world.unit_list_id, code="00796")
    account_id = make_staff(91, Role.HELPER, unit_id=unit.id)
    sign_in(client, account_id)
    return account_id


@pytest.fixture
def seated(client: StrictClient, world: World, helper: int, codes: list[str]) -> Callable[[], PageResponse]:
    """The holder of the first card sits at the desk."""
    assert helper
    make_card_entry(world, codes[0])

    def seated() -> PageResponse:
        return client.submit(client.get(DESK), {"card": codes[0], "password": PIN}, form="/the")

    return seated


def test_the_page_says_whose_session_it_is_and_the_helper_is_gone(
    client: StrictClient, seated: Callable[[], PageResponse]
):
    answer = seated()
    assert (answer.status_code, answer.location) == (303, "/thi")
    page = client.get("/thi").page
    assert f"Máy của bàn hỗ trợ. Đang thi: {CITIZEN}." in page.text
    assert "Trưởng Mẫu Ban" not in page.text
    assert client.get(DESK).status_code == 403
    paper = client.submit(client.get("/thi"), form="/bat-dau", follow_redirects=True)
    assert f"Đang thi: {CITIZEN}." in paper.page.text


def test_the_attempt_is_marked_and_everybody_concerned_reads_it(
    client: StrictClient, world: World, helper: int, seated: Callable[[], PageResponse]
):
    seated()
    started = client.submit(client.get("/thi"), form="/bat-dau")
    code = started.location.rpartition("/")[2]
    client.submit(client.get(f"/thi/{code}/nop"), form="/nop")
    own = client.get("/toi/ho-so/du-lieu").page.text
    assert "Có người hỗ trợ máy" in own
    assert "Xã Tả Lủng" in own
    count = attempts.assisted_count([world.round_id])
    assert (count.attempts, count.people, count.helpers) == (1, 1, 1)
    assert set(attempts.helpers_of(world.round_id).values()) == {helper}

    client.submit(client.get(f"{DESK}/ket-thuc"), form="/ket-thuc")
    sign_in(client, make_staff(90))
    assert "Trưởng Mẫu Ban, Xã Tả Lủng" in client.get(f"/quan-tri/luot-thi/{code}").page.text
    [found] = accounts.search(CITIZEN, limit=2)
    entry = queries.get_entry(contest_id=world.contest_id, account_id=found.id)
    assert "có người hỗ trợ máy" in client.get(f"/quan-tri/thi-sinh/{entry.id}").page.text


def test_an_attempt_begun_at_home_is_marked_by_the_first_save_at_the_desk(
    client: StrictClient, world: World, seated: Callable[[], PageResponse]
):
    [citizen] = accounts.search(CITIZEN, limit=2)
    seated()
    with client.session_transaction() as session:
        guest_cookie = dict(session)
    attempt = attempt_services.start(
        round_id=world.round_id, account_id=citizen.id, device="may-o-nha", rng=Random(1), now=LATER
    )
    assert attempts.assisted_count([world.round_id]).attempts == 0
    assert attempts.helpers_of(world.round_id) == {}
    assert guest_cookie["tro_lai"]
    client.submit(client.get(f"/thi/{attempt.code}"), form="/o-day")
    assert set(attempts.helpers_of(world.round_id)) == {attempt.id}


def test_an_attempt_taken_alone_is_not_marked(world: World, codes: list[str]):
    account_id = make_card_entry(world, codes[0])
    take_attempt(world, account_id, right=2)
    assert attempts.assisted_count([world.round_id]).attempts == 0


def test_leaving_signs_the_citizen_out_and_the_password_leads_back(
    client: StrictClient, seated: Callable[[], PageResponse]
):
    seated()
    client.submit(client.get("/thi"), form="/bat-dau")
    page = client.get(f"{DESK}/ket-thuc")
    assert "1 bài đang làm chưa nộp" in page.page.text
    answer = client.submit(page, form="/ket-thuc")
    assert answer.location == f"{DESK}/tro-lai"
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    back = client.get(f"{DESK}/tro-lai")
    assert CITIZEN not in back.page.text
    assert client.get("/thi").location == f"{DESK}/tro-lai"
    assert client.submit(back, {"password": "khong-phai"}, form="/tro-lai").status_code == 422
    assert client.submit(back, {"password": PASSWORD}, form="/tro-lai").location == DESK
    desk = client.get(DESK).page.text
    assert "1/6" in desk
    assert CITIZEN not in desk
    # The way back is gone with its first use, also from the page that is still open in another tab.
    assert client.get(f"{DESK}/tro-lai").location == "/dang-nhap"


def test_nobody_hands_in_for_a_citizen_who_has_left(
    client: StrictClient, world: World, seated: Callable[[], PageResponse]
):
    seated()
    started = client.submit(client.get("/thi"), form="/bat-dau")
    paper = client.get(f"{started.location}/nop")
    client.submit(client.get(f"{DESK}/ket-thuc"), form="/ket-thuc")
    assert client.submit(paper, form="/nop").status_code in {303, 400}
    client.submit(client.get(f"{DESK}/tro-lai"), {"password": PASSWORD}, form="/tro-lai")
    fresh = client.get(DESK)
    token = dict(fresh.page.form("/the").filled)["csrf_token"]
    refused = client.post(f"{started.location}/nop", data={"csrf_token": token})
    assert refused.status_code == 404
    assert attempts.open_count(world.round_id) == 1


def test_signing_out_at_the_desk_is_leaving_too(client: StrictClient, seated: Callable[[], PageResponse]):
    seated()
    answer = client.submit(client.get("/toi/ho-so"), form="/dang-xuat")
    assert answer.location == f"{DESK}/tro-lai"
    assert (
        client.submit(client.get(f"{DESK}/tro-lai"), {"password": PASSWORD}, form="/tro-lai").location == DESK
    )
    assert "đang thi" not in client.get(DESK).page.text


def test_a_citizen_with_a_new_card_registers_at_the_desk(
    client: StrictClient, world: World, helper: int, codes: list[str]
):
    assert helper
    person = {"card": codes[1], "name": "Giàng Mẫu Sì", "birth_year": "1960", "password": PIN}
    page_two = client.submit(client.get(f"{DESK}/dang-ky"), person, form="/dang-ky")
    answer = client.submit(
        page_two, {"division": "nguoi-dan", "consent": True}, form="/tu-cach", button="Đăng ký"
    )
    assert answer.location == "/thi"
    assert "Đang thi: Giàng Mẫu Sì." in client.get("/thi").page.text


def test_a_citizen_without_a_card_gets_one_that_is_shown_once(
    client: StrictClient, world: World, helper: int
):
    assert helper
    person = {"card": "", "name": "Giàng Mẫu Sì", "birth_year": "", "password": PIN}
    page_two = client.submit(client.get(f"{DESK}/dang-ky"), person, form="/dang-ky")
    chosen = {"division": "nguoi-dan", "consent": True}
    answer = client.submit(page_two, chosen, form="/tu-cach", button="Đăng ký")
    assert answer.status_code == 200
    code = answer.page.text.partition("Mã dự thi của Giàng Mẫu Sì")[2].split()[0]
    [found] = accounts.search("Giàng Mẫu Sì", limit=2)
    assert found.card is not None
    assert code not in client.get("/thi").html
    client.submit(client.get(f"{DESK}/ket-thuc"), form="/ket-thuc")
    client.submit(client.get(f"{DESK}/tro-lai"), {"password": PASSWORD}, form="/tro-lai")
    assert client.submit(client.get(DESK), {"card": code, "password": PIN}, form="/the").location == "/thi"
    # The second click on page two of a citizen who sits there already makes neither a card nor a person.
    assert client.submit(page_two, chosen, form="/tu-cach", button="Đăng ký").status_code in {400, 403}
    assert len(accounts.card_batches_below("/")) == 1


def test_the_seventh_in_an_hour_waits(client: StrictClient, world: World, helper: int):
    cards = make_cards(size=7).cards
    for number, card in enumerate(cards):
        make_card_entry(world, card.code, name=f"Vàng Mẫu {chr(65 + number)}")
        answer = client.submit(client.get(DESK), {"card": card.code, "password": PIN}, form="/the")
        if number == 6:
            assert answer.status_code == 429
            assert "Anh/chị đã hộ 6 người trong một giờ." in answer.page.text
            return
        client.submit(client.get(f"{DESK}/ket-thuc"), form="/ket-thuc")
        client.submit(client.get(f"{DESK}/tro-lai"), {"password": PASSWORD}, form="/tro-lai")
    assert helper == 0


def test_a_wrong_pin_opens_nothing(client: StrictClient, world: World, helper: int, codes: list[str]):
    make_card_entry(world, codes[0])
    answer = client.submit(client.get(DESK), {"card": codes[0], "password": "909090"}, form="/the")
    assert answer.status_code == 422
    assert accounts.guests_of(helper, since=NOW) == ()
    assert client.get(DESK).status_code == 200


def test_the_pages_of_a_session_are_nobody_elses(client: StrictClient, world: World):
    assert world
    assert client.get(f"{DESK}/tro-lai").location == "/dang-nhap"
    sign_in(client, make_card_entry(world, make_cards().cards[0].code))
    assert client.get(f"{DESK}/ket-thuc").status_code == 404
    assert client.get(DESK).status_code == 403
