"""What somebody typed at length is shown again by the page that refuses it; other sites put nothing there."""

import factories
import pytest
from harness.strict_client import StrictClient
from wtforms import PasswordField

from contest.accounts import services as accounts
from contest.platform.forms import BaseForm
from contest.platform.unsaved import SECRETS
from contest.platform.viewer import Role

PATH = "/quan-tri/khieu-nai/them"
TYPED = "Bài của tôi được 18 câu đúng, bảng ghi 17 câu <b>sai</b>."
FROM_US = {"Origin": "http://localhost"}
pytestmark = pytest.mark.settings(staff_second_factor=False)


@pytest.fixture
def organiser(client: StrictClient) -> StrictClient:
    factories.make_world()
    factories.sign_in(client, factories.make_staff(role=Role.ORGANISER))
    return client


def token_of(client: StrictClient) -> str:
    with client.session_transaction() as session:
        return str(session["_user_id"])


def shown(answer) -> list[str]:
    return [(one.text or "").strip() for one in answer.page.all("textarea")]


def test_what_was_typed_while_the_sign_in_ended_is_shown_to_be_copied(organiser: StrictClient):
    form = organiser.get(PATH).page.form(PATH)
    accounts.sign_out(token=token_of(organiser), now=factories.NOW)
    data = {**dict(form.filled), "content": TYPED, "name": "Vừ"}
    answer = organiser.post(PATH, data=data, headers=FROM_US)
    assert (answer.status_code, answer.page.heading) == (401, "Phiên đăng nhập đã hết")
    assert shown(answer) == [TYPED]
    assert "Đăng nhập (mở trang mới)" in answer.page.links


def test_a_click_without_anything_typed_leads_to_the_sign_in_page(organiser: StrictClient):
    form = organiser.get(PATH).page.form(PATH)
    accounts.sign_out(token=token_of(organiser), now=factories.NOW)
    assert organiser.post(PATH, data=dict(form.filled), headers=FROM_US).status_code == 303


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_another_site_puts_no_words_into_our_pages(organiser: StrictClient, headers: dict[str, str]):
    answer = organiser.post(PATH, data={"content": TYPED}, headers=headers)
    assert answer.status_code == 400
    assert shown(answer) == []


def test_a_refusal_in_the_console_leads_back_to_the_page_above(organiser: StrictClient):
    assert organiser.get("/quan-tri/dot/9999/sua").page.links["Quay lại"] == "/quan-tri/dot/9999"
    assert organiser.get("/quan-tri/khong-co").page.links["Quay lại"] == "/quan-tri"
    assert "Quay lại" not in organiser.get("/khong-co/trang-nay").page.links


def test_no_password_is_among_what_is_shown_again(app):
    def below(kind: type[BaseForm]):
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    secret = {
        name
        for form in below(BaseForm)
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert secret
    assert secret <= SECRETS
