"""Organisers make staff accounts, give and take roles; the last organiser stays."""

from datetime import timedelta
from functools import partial

import factories
import pytest

from contest.accounts import queries, services
from contest.accounts.errors import LastOrganiser
from contest.entries import services as entries
from contest.platform.audit import log as audit
from contest.platform.viewer import Role
from contest.units import queries as units

PATH = "/quan-tri/tai-khoan"
NOW = factories.NOW
LASTS = timedelta(hours=1)


@pytest.fixture
def boss(app):
    return factories.make_staff()


@pytest.fixture
def organiser(client, boss):
    factories.sign_in(client, boss)
    return client


def test_only_staff_see_staff_and_only_organisers_write(client, boss):
    factories.sign_in(client, factories.make_account(5))
    assert client.get(PATH).status_code == 403
    factories.sign_in(client, factories.make_staff(92, Role.EDITOR))
    assert client.get(PATH).status_code == 403
    factories.sign_in(client, factories.make_staff(91, Role.AUDITOR))
    page = client.get(f"{PATH}/{boss}")
    assert page.status_code == 200
    token = page.page.one("meta", name="csrf-token").get("content")
    data = {"csrf_token": token, "role": "organiser", "reason": "Thử"}
    for path in (f"{boss}/vai-tro", f"{boss}/thu-hoi/organiser", f"{boss}/mat-khau", f"{boss}/khoa"):
        assert client.post(f"{PATH}/{path}", data=data).status_code == 403


def test_a_staff_account_gets_a_password_that_is_shown_once_and_works(organiser):
    typed = {"name": "Biên Mẫu Tập", "phone": "0900 000 055"}
    page = organiser.get(f"{PATH}/moi")
    answer = organiser.submit(page, typed, form="/moi")
    assert answer.status_code == 200
    password = "".join(answer.page.one("code").itertext())
    again = organiser.submit(page, typed, form="/moi")
    assert again.status_code == 422
    assert "Số này đã đăng ký." in again.page.text
    account_id = queries.find_id_by_number("+84900000055")
    assert queries.grants_of(account_id) == ()
    signed_in = services.sign_in(
        phone="0900000055", password=password, address="x", shared_device=False, lasts=LASTS, now=NOW
    )
    assert signed_in
    form = organiser.get(f"{PATH}/{account_id}")
    assert organiser.submit(form, {"role": "editor"}, form="/vai-tro").status_code == 303
    assert [grant.role for grant in queries.grants_of(account_id)] == [Role.EDITOR]
    assert audit.latest(limit=1)[0].action == "accounts:role:grant"


def test_a_unit_officer_needs_a_unit_of_the_present_list(organiser, app):
    world = factories.make_world()
    person = factories.make_account(5)
    page = organiser.get(f"{PATH}/{person}")
    for unit in ("", "khong-co"):
        answer = organiser.submit(page, {"role": "unit_officer", "unit": unit}, form="/vai-tro")
        assert answer.status_code == 422
        assert "Chọn đơn vị mà đầu mối phụ trách" in answer.page.text
    assert organiser.submit(page, {"role": "unit_officer", "unit": "027"}, form="/vai-tro").status_code == 303
    unit = units.get_unit(list_id=world.unit_list_id, code="027")
    assert [(grant.role, grant.unit_id) for grant in queries.grants_of(person)] == [
        (Role.UNIT_OFFICER, unit.id)
    ]
    row = organiser.get(f"{PATH}/{person}").page.rows("Vai trò đang có")[1]
    assert row[:2] == ["Đầu mối đơn vị", "Huyện Mèo Vạc"]


def test_one_unit_of_an_officer_is_taken_away_and_the_other_stays(organiser, app):
    world = factories.make_world()
    person = factories.make_account(5)
    ids = [units.get_unit(list_id=world.unit_list_id, code=code).id for code in ("026", "027")]
    for unit_id in ids:
        services.grant_role(account_id=person, role=Role.UNIT_OFFICER, unit_id=unit_id, by=None, now=NOW)
    page = organiser.get(f"{PATH}/{person}/thu-hoi/unit_officer?don-vi={ids[0]}")
    assert "của Huyện Đồng Văn" in page.page.text
    action = next(form.action for form in page.page.forms if "thu-hoi" in form.action)
    data = {"csrf_token": page.page.one("meta", name="csrf-token").get("content"), "reason": "Đổi người"}
    assert [organiser.post(action, data=data).status_code for _ in range(2)] == [303, 303]
    assert [grant.unit_id for grant in queries.grants_of(person)] == [ids[1]]


def test_a_role_is_taken_away_with_a_reason_and_acts_at_the_next_request(organiser):
    other = factories.make_staff(93)
    browser = organiser.application.test_client()
    factories.sign_in(browser, other)
    assert browser.get(PATH).status_code == 200
    page = organiser.get(f"{PATH}/{other}/thu-hoi/organiser")
    assert organiser.submit(page, form="/organiser").status_code == 422
    assert organiser.submit(page, {"reason": "Chuyển công tác"}, form="/organiser").status_code == 303
    assert browser.get(PATH).status_code == 303
    assert queries.grants_of(other) == ()


def test_nobody_shuts_the_own_account_or_gives_up_the_own_role_of_organiser(organiser, boss):
    factories.make_staff(93)
    services.grant_role(account_id=boss, role=Role.EDITOR, unit_id=None, by=None, now=NOW)
    factories.sign_in(organiser, boss)
    page = organiser.get(f"{PATH}/{boss}")
    assert "do người khác trong Ban Tổ chức làm" in page.page.text
    assert "Khóa tài khoản" not in page.page.links
    data = {"csrf_token": page.page.one("meta", name="csrf-token").get("content"), "reason": "Nghỉ"}
    for path in (f"{PATH}/{boss}/khoa", f"{PATH}/{boss}/thu-hoi/organiser"):
        for answer in (organiser.get(path), organiser.post(path, data=data)):
            assert answer.status_code == 409
            assert "Không ai tự khóa tài khoản" in answer.page.text
    assert queries.get_account(boss).is_active
    assert {grant.role for grant in queries.grants_of(boss)} == {Role.ORGANISER, Role.EDITOR}
    page = organiser.get(f"{PATH}/{boss}/thu-hoi/editor")
    assert "Đây là tài khoản của chính anh/chị." in page.page.text
    assert organiser.submit(page, {"reason": "Thôi biên tập"}, form="/editor").status_code == 303


def test_the_own_account_is_not_shut_as_a_participants_either(organiser, boss):
    world = factories.make_world()
    entry_id = entries.enter(
        contest_id=world.contest_id,
        account_id=boss,
        division="cbccvc",
        unit_code="02-SNV",
        wants_extra_time=False,
        now=NOW,
    )
    assert "Khóa tài khoản" not in organiser.get(f"/quan-tri/thi-sinh/{entry_id}").page.links
    assert organiser.get(f"/quan-tri/thi-sinh/{entry_id}/khoa").status_code == 409


def test_the_last_organiser_keeps_the_role_and_the_account(boss):
    for act in (services.disable, partial(services.revoke_role, role=Role.ORGANISER)):
        with pytest.raises(LastOrganiser):
            act(account_id=boss, by=boss, reason="Nghỉ", now=NOW)
    assert [grant.role for grant in queries.grants_of(boss)] == [Role.ORGANISER]


def test_an_organiser_who_cannot_sign_in_does_not_count_as_another(boss):
    other = factories.make_staff(93)
    services.disable(account_id=other, by=boss, reason="Nghỉ", now=NOW)
    with pytest.raises(LastOrganiser):
        services.revoke_role(account_id=boss, role=Role.ORGANISER, by=boss, reason="Nghỉ", now=NOW)
    services.enable(account_id=other, by=boss, reason="Trở lại", now=NOW)
    services.revoke_role(account_id=boss, role=Role.ORGANISER, by=other, reason="Nghỉ", now=NOW)
    assert queries.grants_of(boss) == ()


def test_staff_are_listed_and_others_found_to_be_given_a_role(organiser):
    factories.make_account(5, name="Giàng Mẫu Đức")
    rows = organiser.get(PATH).page.rows()
    assert [row[0] for row in rows[1:]] == ["Trưởng Mẫu Ban"]
    found = organiser.get(f"{PATH}/tim?tim=giang+duc").page.rows()
    assert [row[0] for row in found[1:]] == ["Giàng Mẫu Đức"]
    assert "Không có ai hợp" in organiser.get(f"{PATH}?tim=zzz").page.text
    assert organiser.get(f"{PATH}/999999").status_code == 404
