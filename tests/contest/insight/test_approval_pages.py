"""The pages on which a second person decides, and the switch for one person or two."""

from datetime import timedelta

import pytest
from factories import NOW, World, make_staff, make_world, sign_in
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import PageResponse, StrictClient

from contest.platform.two_persons import proposals
from contest.platform.viewer import Role
from contest.rounds import queries as rounds

PATH = "/quan-tri/cho-duyet"


@pytest.fixture
def world(app: Flask) -> World:
    assert app
    return make_world()


@pytest.fixture
def asked(world: World, client: StrictClient) -> str:
    """The address of a proposal by the first organiser: to do without a second person."""
    sign_in(client, make_staff(90))
    switch = f"/quan-tri/cuoc-thi/{world.contest_id}/hai-nguoi"
    assert client.submit(client.get(switch), {"reason": ""}, form=switch).status_code == 422
    answer = client.submit(client.get(switch), {"reason": "Chỉ có một người trực"}, form=switch)
    assert answer.status_code == 303
    return answer.location


def actions(page: PageResponse) -> list[str]:
    return [form.action for form in page.page.forms]


def test_who_asked_may_only_take_it_back(client: StrictClient, world: World, asked: str):
    page = client.get(asked)
    assert "Đề nghị này do anh/chị lập nên cần một người khác duyệt." in page.page.text
    assert asked not in actions(page)
    token = dict(page.page.form("/dang-xuat").filled)["csrf_token"]
    forced = client.post(asked, data={"csrf_token": token, "effect": "0" * 64})
    assert forced.status_code == 403
    assert rounds.get_contest(world.contest_id).two_persons
    back = client.submit(client.get(f"{asked}/rut"), {"reason": "Nhầm"}, form="/rut", follow_redirects=True)
    assert "Đã rút" in back.page.text


def test_another_organiser_approves_and_it_is_done(client: StrictClient, world: World, asked: str):
    sign_in(client, make_staff(91))
    assert "1 việc chờ người thứ hai duyệt." in client.get("/quan-tri").page.text
    assert asked in client.get(PATH).page.links.values()
    page = client.get(asked)
    assert "Chỉ có một người trực" in page.page.text
    assert "Một người làm được ngay" in page.page.text
    for _click in range(2):
        done = client.submit(page, {"remark": "Đồng ý"}, form=asked, follow_redirects=True)
        assert "Đã tắt chế độ hai người." in done.page.text
    assert not rounds.get_contest(world.contest_id).two_persons
    assert [row[2] for row in client.get(PATH).page.rows("Đã xong")[1:]] == ["Đã duyệt, đã thực hiện"]
    assert "Tắt chế độ hai người" in client.get("/quan-tri/nhat-ky?nhom=proposals:").page.text
    # Back on again needs nobody else.
    switch = f"/quan-tri/cuoc-thi/{world.contest_id}/hai-nguoi"
    on = client.submit(client.get(switch), {"reason": "Đủ người"}, form=switch, follow_redirects=True)
    assert "Đã bật chế độ hai người." in on.page.text
    assert rounds.get_contest(world.contest_id).two_persons


def test_another_organiser_refuses_with_a_reason(client: StrictClient, world: World, asked: str):
    sign_in(client, make_staff(91))
    page = client.get(f"{asked}/khong-duyet")
    assert client.submit(page, {"reason": " "}, form="/khong-duyet").status_code == 422
    refused = client.submit(page, {"reason": "Không nên"}, form="/khong-duyet", follow_redirects=True)
    assert "Không nên" in refused.page.text
    assert asked not in actions(refused)
    assert rounds.get_contest(world.contest_id).two_persons


def test_an_auditor_sees_proposals_and_decides_nothing(client: StrictClient, asked: str):
    sign_in(client, make_staff(92, Role.AUDITOR))
    page = client.get(asked)
    assert page.status_code == 200
    assert asked not in actions(page)
    token = dict(page.page.form("/dang-xuat").filled)["csrf_token"]
    assert client.post(asked, data={"csrf_token": token, "effect": "0" * 64}).status_code == 404
    assert client.get(f"{asked}/khong-duyet").status_code == 403
    sign_in(client, make_staff(93, Role.EDITOR))
    assert [client.get(path).status_code for path in (PATH, asked)] == [403, 403]


def test_a_proposal_that_nobody_decided_on_is_over_after_a_week(
    client: StrictClient, clock: SettableClock, asked: str
):
    clock.now = NOW + timedelta(days=8)
    sign_in(client, make_staff(91))
    page = client.get(asked)
    assert "Quá hạn" in page.page.text
    assert asked not in actions(page)
    assert proposals.waiting_count(now=clock.now) == 0


@pytest.mark.usefixtures("asked")
def test_what_is_not_there_is_not_found(client: StrictClient):
    for path in (f"{PATH}/999", f"{PATH}/999/rut", f"{PATH}/999/khong-duyet"):
        assert client.get(path).status_code == 404
