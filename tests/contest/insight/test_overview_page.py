import io
from datetime import timedelta

import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    make_entry,
    make_item,
    make_rules,
    make_staff,
    make_world,
    sign_in,
    take_attempt,
)
from harness.clock import SettableClock
from harness.strict_client import StrictClient
from openpyxl import load_workbook

from contest.bank import services as bank
from contest.bank.queries import Pool, Status
from contest.platform.viewer import Role
from contest.rules.prediction import Closeness, PredictionRule, PredictionScope, PredictionTarget
from contest.rules.terms import RuleSet

PEOPLE_TARGET = PredictionRule(
    target=PredictionTarget.PEOPLE, scope=PredictionScope.DIVISION, variant=Closeness.ABSOLUTE
)


def opened(client: StrictClient, *, rules: RuleSet | None = None) -> World:
    """An open round in which two people took part; an organiser looks."""
    sign_in(client, make_staff(90))
    world = make_world(rules=rules)
    take_attempt(world, make_entry(world, 1), right=QUESTIONS, prediction=1)
    take_attempt(world, make_entry(world, 2, unit_code="00796", division="nguoi-dan"), right=1)
    return world


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.ORGANISER, 200), (Role.EDITOR, 200), (Role.AUDITOR, 200), (Role.UNIT_OFFICER, 403)],
)
def test_the_overview_is_for_staff_of_the_contest(client: StrictClient, role: Role, status: int):
    assert client.get("/quan-tri").status_code == 303
    sign_in(client, make_staff(91, role))
    assert client.get("/quan-tri").status_code == status


def test_an_empty_installation_shows_three_steps_instead_of_zeros(client: StrictClient):
    sign_in(client, make_staff(90))
    page = client.get("/quan-tri").page
    assert page.heading == "Chuẩn bị cuộc thi"
    assert page.text.count("Chưa xong") == 3


def test_an_open_round_shows_participation_and_no_scores_to_organisers_either(client: StrictClient):
    opened(client)
    page = client.get("/quan-tri").page
    assert page.heading == "Tuần 1 đang mở"
    assert "2người dự thi, trong đó 1 người dân" in page.text
    assert "2lượt đã nộp" in page.text
    assert "phân bố điểm, số người đúng tất cả và thứ hạng cá nhân của đợt này không hiện với ai" in page.text
    assert "Phân bố điểm Tuần 1" not in page.text


def test_when_the_prediction_counts_people_no_count_of_the_open_round_is_shown(client: StrictClient):
    opened(client, rules=make_rules(prediction=PEOPLE_TARGET))
    page = client.get("/quan-tri").page
    assert "số người và số lượt của đợt này không hiện với ai" in page.text
    assert "lượt đã nộp" not in page.text
    assert "Đơn vị cần đôn đốc" not in page.text
    assert "Người dự thi mới theo ngày" not in page.text


def test_after_the_close_the_spread_of_scores_is_shown(client: StrictClient, clock: SettableClock):
    opened(client)
    clock.move_to(NOW + timedelta(days=7))
    page = client.get("/quan-tri").page
    assert page.heading == "Tuần 1 đã đóng"
    assert "Tuần 1 đã đóng, chưa khóa." in page.text
    spread = page.rows("Phân bố điểm Tuần 1, Cán bộ, công chức")
    assert spread[-1] == [str(QUESTIONS), "1"]


def test_new_people_are_counted_on_the_day_of_their_first_attempt(client: StrictClient, clock: SettableClock):
    world = opened(client)
    account_id = make_entry(world, 3)
    take_attempt(world, account_id, right=1, at=NOW + timedelta(days=1))
    take_attempt(world, account_id, right=2, at=NOW + timedelta(days=1, hours=1))
    clock.move_to(NOW + timedelta(days=1, hours=2))
    days = client.get("/quan-tri").page.rows("Người dự thi mới theo ngày")
    assert days[1:4] == [["18/11/2024", "2"], ["19/11/2024", "1"], ["20/11/2024", "0"]]


def test_units_under_five_percent_are_listed_and_exported(client: StrictClient):
    opened(client)
    page = client.get("/quan-tri").page
    rows = page.rows("Đơn vị cần đôn đốc")
    assert ["Sở Tài chính", "–", "0/20", "0,0%"] in rows
    assert not [row for row in rows if row[0] == "Sở Nội vụ"]
    answer = client.get("/quan-tri/don-doc")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    names = [row[1] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert len(names) == len(rows) - 1
    assert "Sở Tài chính" in names


def test_questions_whose_law_has_ended_are_told_to_those_who_can_mend_them(client: StrictClient):
    opened(client)
    assert "hết hiệu lực" not in client.get("/quan-tri").page.text
    ended = make_item(31, valid_to=NOW.date() - timedelta(days=1), replaced_by="Văn bản mới")
    bank.import_items(items=[ended], pool=Pool.CONTEST, status=Status.APPROVED, by=None, now=NOW)
    page = client.get("/quan-tri").page
    assert "1 câu đã duyệt có căn cứ đã hết hiệu lực" in page.text
    assert client.get(page.links["Xem và xử lý"]).status_code == 200
    sign_in(client, make_staff(92, Role.AUDITOR))
    assert "Xem và xử lý" not in client.get("/quan-tri").page.links


def test_the_page_refreshes_itself_only_on_request(client: StrictClient):
    opened(client)
    assert 'http-equiv="refresh"' not in client.get("/quan-tri").page.html
    assert 'http-equiv="refresh"' in client.get("/quan-tri?tu-lam-moi=1").page.html
