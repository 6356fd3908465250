from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pyotp
import pytest
from factories import NOW, PASSWORD, make_account, make_staff, make_world, phone_of
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import PageResponse, StrictClient

from contest.accounts import queries, services
from contest.accounts.queries import find_viewer
from contest.platform.viewer import Role

Send = Callable[..., PageResponse]


@pytest.fixture
def sign_in(client: StrictClient):
    """Fill in the sign-in page and send it."""

    def sign_in(phone: str = phone_of(1), password: str = PASSWORD, *, tiep: str = "", **values: object):
        page = client.get(f"/dang-nhap?tiep={tiep}")
        return client.submit(page, {"phone": phone, "password": password, **values}, form="/dang-nhap")

    return sign_in


@pytest.fixture
def person(app: Flask) -> int:
    make_world()
    return make_account(1, password=PASSWORD)


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    "spelling",
    [
        "0900000001",
        "0900 000 001",
        "0900.000.001",
        "+84900000001",
        "84 900 000 001",
        "\uff10\uff19\uff10\uff10000001",
    ],
)
def test_a_person_signs_in_with_any_spelling_of_the_number(
    client: StrictClient, sign_in: Send, spelling: str
):
    answer = sign_in(spelling)
    assert (answer.status_code, answer.location) == (303, "/thi")
    assert "Sùng Mẫu Mai" in client.get("/toi").page.text


@pytest.mark.usefixtures("person")
def test_a_control_character_in_the_number_does_not_matter_and_one_in_the_password_is_named(sign_in: Send):
    refused = sign_in(password=f"{PASSWORD}\x00")
    assert refused.status_code == 422
    assert refused.page.title.startswith("Lỗi: ")
    assert "Mục này có ký tự điều khiển" in refused.page.text
    assert sign_in("0900\x00000\x9f001").status_code == 303


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("path", ["/thi/A%00B", "/the-le?phien-ban=%00", "/don-vi/tim?q=%00", "/%00"])
def test_an_address_with_a_nul_is_no_address(client: StrictClient, path: str):
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("person")
def test_sign_in_leads_to_the_page_that_was_asked_for(sign_in: Send):
    assert sign_in(tiep="/toi/ho-so").location == "/toi/ho-so"


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    "target", ["//la.vi.du/x", "https://la.vi.du/", "/\\la.vi.du", "javascript:alert(1)"]
)
def test_sign_in_never_leads_outside(sign_in: Send, target: str):
    assert sign_in(tiep=target).location == "/thi"


@pytest.mark.usefixtures("person")
def test_a_wrong_password_and_an_unknown_number_look_the_same(sign_in: Send):
    wrong, unknown = sign_in(password="mot-mat-khau-sai"), sign_in(phone_of(77))
    assert wrong.status_code == unknown.status_code == 422
    assert "Số điện thoại hoặc mật khẩu chưa đúng." in wrong.page.text
    assert wrong.page.title.startswith("Lỗi: ")
    assert wrong.page.one("input", name="phone").get("value") == phone_of(1)
    assert unknown.page.text == wrong.page.text


@pytest.mark.usefixtures("person")
def test_many_wrong_passwords_close_the_door_for_a_while_and_for_this_number_alone(
    client: StrictClient, clock: SettableClock, sign_in: Send
):
    make_account(2, password=PASSWORD)
    for _try in range(services.TRIES_PER_ACCOUNT):
        assert sign_in(password="mot-mat-khau-sai").status_code == 422
    assert sign_in().status_code == 429
    assert sign_in(phone_of(2)).status_code == 303
    client.submit(client.get("/toi/ho-so"), form="/dang-xuat")
    clock.advance(minutes=16)
    assert sign_in().status_code == 303


@pytest.mark.usefixtures("person")
def test_the_session_holds_a_new_token_and_nothing_from_before(client: StrictClient, sign_in: Send):
    with client.session_transaction() as session:
        session["con_lai"] = "của người trước"
    sign_in()
    with client.session_transaction() as session:
        first, permanent = session["_user_id"], session.permanent
        assert "con_lai" not in session
    assert permanent
    client.submit(client.get("/toi/ho-so"), form="/dang-xuat")
    sign_in()
    with client.session_transaction() as session:
        assert session["_user_id"] != first


@pytest.mark.usefixtures("person")
def test_on_a_shared_device_the_sign_in_ends_with_the_browser(client: StrictClient, sign_in: Send):
    sign_in(shared_device=True)
    with client.session_transaction() as session:
        assert not session.permanent
        viewer = find_viewer(session["_user_id"])
    assert viewer is not None
    assert viewer.shared_device


@pytest.mark.usefixtures("person")
def test_signing_out_ends_the_sign_in_on_the_server_too(client: StrictClient, sign_in: Send):
    sign_in()
    with client.session_transaction() as session:
        token = session["_user_id"]
    answer = client.submit(client.get("/toi/ho-so"), form="/dang-xuat")
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/toi").location == "/dang-nhap?tiep=%2Ftoi"
    with client.session_transaction() as session:
        session["_user_id"] = token
    assert client.get("/toi").status_code == 303


@pytest.mark.usefixtures("person")
def test_signing_out_twice_is_the_same(client: StrictClient, sign_in: Send):
    sign_in()
    page = client.get("/toi/ho-so")
    other = client.get("/toi/ho-so")
    client.submit(page, form="/dang-xuat")
    assert client.submit(other, form="/dang-xuat").status_code in {303, 400}


@pytest.mark.parametrize(
    "revoke",
    [
        lambda person: services.disable(account_id=person, by=person + 1, reason="Mẫu", now=NOW),
        lambda person: services.reset_password(account_id=person, by=person, reason="Mẫu", now=NOW),
        lambda person: services.grant_role(
            account_id=person, role=Role.EDITOR, unit_id=None, by=None, now=NOW
        ),
    ],
    ids=["disabled", "password reset", "role granted"],
)
def test_a_revocation_acts_at_the_next_request(
    client: StrictClient, person: int, sign_in: Send, revoke: Callable[[int], object]
):
    sign_in()
    assert client.get("/toi").status_code == 200
    revoke(person)
    assert client.get("/toi").status_code == 303


@pytest.mark.usefixtures("person")
def test_a_sign_in_ends_by_itself(client: StrictClient, clock: SettableClock, sign_in: Send):
    sign_in()
    clock.advance(hours=14, minutes=1)
    assert client.get("/toi").status_code == 303


def test_a_new_password_ends_the_other_sign_ins_and_keeps_this_one(
    app: Flask, client: StrictClient, person: int, sign_in: Send
):
    sign_in()
    other = services.open_sign_in(
        account_id=person, shared_device=False, lasts=timedelta(hours=1), now=NOW + timedelta(hours=1)
    )
    page = client.get("/toi/ho-so/mat-khau")
    new = "mot-mat-khau-moi"
    wrong = client.submit(
        page, {"old_password": "khong-phai", "password": new, "again": new}, form="/mat-khau"
    )
    assert wrong.status_code == 422
    assert "Mật khẩu hiện tại chưa đúng." in wrong.page.text
    typo = client.submit(page, {"old_password": PASSWORD, "password": new, "again": "khac"}, form="/mat-khau")
    assert "Hai lần nhập chưa giống nhau." in typo.page.text
    done = client.submit(page, {"old_password": PASSWORD, "password": new, "again": new}, form="/mat-khau")
    assert (done.status_code, done.location) == (303, "/toi/ho-so")
    assert client.get("/toi").status_code == 200
    with app.test_request_context():
        assert find_viewer(other) is None


class TestStaff:
    """Sign-in of staff, who need a second factor (P5)."""

    @pytest.fixture
    def organiser(self, app: Flask) -> int:  # noqa: ARG002 - the same
        make_world()
        return make_staff(1)

    @pytest.fixture
    def key(self, client: StrictClient, organiser: int, sign_in: Send) -> str:
        """Sign in up to the code page; answers the key that it shows."""
        assert sign_in().location.startswith("/dang-nhap/ma")
        page = client.get("/dang-nhap/ma").page
        authenticator = queries.find_new_authenticator(organiser)
        assert authenticator is not None
        assert authenticator.key in page.text
        assert len(page.one("div", role="img")) == 1  # the drawing
        return authenticator.key

    def code(self, key: str, clock: SettableClock) -> str:
        return pyotp.TOTP(key).at(clock.now)

    @pytest.mark.usefixtures("organiser")
    def test_the_right_code_opens_the_console_and_the_key_is_shown_no_more(
        self, client: StrictClient, clock: SettableClock, key: str, sign_in: Send
    ):
        page = client.get("/dang-nhap/ma?tiep=/quan-tri")
        answer = client.submit(page, {"code": self.code(key, clock)}, form="/ma")
        assert (answer.status_code, answer.location) == (303, "/quan-tri")
        with client.session_transaction() as session:
            viewer = find_viewer(session["_user_id"])
        assert viewer is not None
        assert viewer.second_factor_passed
        client.submit(client.get("/toi/ho-so"), form="/dang-xuat")
        sign_in()
        assert key not in client.get("/dang-nhap/ma").page.text

    @pytest.mark.usefixtures("key")
    def test_nothing_is_reachable_between_the_two_factors(self, client: StrictClient):
        for path in ("/toi", "/toi/ho-so", "/toi/ho-so/mat-khau", "/thi", "/quan-tri/nhat-ky"):
            assert client.get(path).status_code in {303, 404}, path
        with client.session_transaction() as session:
            assert "_user_id" not in session

    def test_a_sign_in_without_its_second_factor_opens_no_page_even_if_the_browser_carries_it(
        self, client: StrictClient, organiser: int
    ):
        token = services.open_sign_in(
            account_id=organiser, shared_device=False, lasts=timedelta(days=30), now=NOW
        )
        with client.session_transaction() as session:
            session["_user_id"] = token
        for path in ("/toi", "/toi/ho-so", "/toi/ho-so/mat-khau", "/thi", "/quan-tri/nhat-ky"):
            answer = client.get(path)
            assert answer.status_code == 303, path
            assert answer.location == f"/dang-nhap/ma?{urlencode({'tiep': path})}"
        assert client.get("/toi", headers={"Accept": "application/json"}).status_code == 401
        page = client.get("/dang-nhap/ma")
        assert page.status_code == 200
        out = client.post("/dang-xuat", data={"csrf_token": dict(page.page.form("/ma").filled)["csrf_token"]})
        assert (out.status_code, out.location) == (303, "/")
        assert find_viewer(token) is None

    def test_a_wrong_code_is_refused_and_a_used_one_too(
        self, client: StrictClient, clock: SettableClock, key: str, sign_in: Send
    ):
        page = client.get("/dang-nhap/ma")
        wrong = client.submit(page, {"code": "000000"}, form="/ma")
        assert wrong.status_code == 422
        assert "Mã 6 chữ số chưa đúng hoặc đã hết hạn." in wrong.page.text
        code = self.code(key, clock)
        assert client.submit(page, {"code": code}, form="/ma").status_code == 303
        client.submit(client.get("/toi/ho-so"), form="/dang-xuat")
        sign_in()
        assert client.submit(client.get("/dang-nhap/ma"), {"code": code}, form="/ma").status_code == 422

    def test_codes_cannot_be_guessed_at_leisure(self, client: StrictClient, clock: SettableClock, key: str):
        page = client.get("/dang-nhap/ma")
        for guess in range(services.TRIES_PER_ACCOUNT):
            client.submit(page, {"code": f"{guess:06}"}, form="/ma")
        assert client.submit(page, {"code": self.code(key, clock)}, form="/ma").status_code == 429

    @pytest.mark.usefixtures("organiser")
    def test_the_code_page_without_a_sign_in_leads_to_the_sign_in_page(self, client: StrictClient):
        assert client.get("/dang-nhap/ma").location == "/dang-nhap"

    @pytest.mark.settings(staff_second_factor=False)
    @pytest.mark.usefixtures("organiser")
    def test_where_the_settings_switch_it_off_the_password_is_enough(
        self, client: StrictClient, sign_in: Send
    ):
        assert sign_in().location == "/quan-tri"
        with client.session_transaction() as session:
            viewer = find_viewer(session["_user_id"])
        assert viewer is not None
        assert viewer.second_factor_passed


@pytest.mark.usefixtures("person")
def test_a_forgotten_password_is_the_hotlines_affair(client: StrictClient):
    assert "Gọi số hỗ trợ 0900 900 900" in client.get("/quen-mat-khau").page.text
