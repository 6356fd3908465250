import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    make_entry,
    make_item,
    make_round,
    make_rules,
    make_staff,
    make_world,
    sign_in,
    take_attempt,
)
from harness.clock import SettableClock
from harness.strict_client import StrictClient
from openpyxl import load_workbook

from contest.attempts import queries as attempts
from contest.bank import services as bank
from contest.bank.queries import Figures, Pool, Status
from contest.commendations.documents import settings as papers
from contest.platform.clock import VIETNAM
from contest.platform.viewer import Role
from contest.rounds import queries as round_queries
from contest.rules.prediction import Closeness, PredictionRule, PredictionScope, PredictionTarget
from contest.rules.terms import RuleSet
from contest.standings import reviewing
from contest.standings.reviewing import Verdict
from contest.standings.reviews import services as reviews

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


def fill_terms(world: World) -> None:
    """Whose name the default terms leave out."""
    terms = replace(papers.terms_of(world.contest_id, now=NOW), committee_signer="Nguyễn Mẫu Ánh")
    papers.save_terms(contest_id=world.contest_id, terms=terms, by=1, now=NOW)


def words_of(content: bytes) -> str:
    """What a Word file says."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())


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
    quiet = client.get("/quan-tri").page
    assert 'http-equiv="refresh"' not in quiet.html
    assert "data-follow" not in quiet.html
    page = client.get("/quan-tri?tu-lam-moi=1").page
    assert page.one("main").get("data-follow") == "60"
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page.html
    assert page.links["Ngừng tự làm mới"] == "/quan-tri"


def test_districts_are_shown_by_rate_within_the_secrecy_rule(client: StrictClient):
    opened(client)
    rows = client.get("/quan-tri").page.rows("Tỷ lệ tham gia theo huyện")
    assert [row[0] for row in rows[1:]] == ["Huyện Mèo Vạc"]


def test_districts_stay_hidden_while_people_are_to_be_predicted(client: StrictClient):
    opened(client, rules=make_rules(prediction=PEOPLE_TARGET))
    page = client.get("/quan-tri").page
    assert "Tỷ lệ tham gia theo huyện" not in page.text
    assert "Hoạt động theo giờ" not in page.text


def test_the_hours_at_which_people_hand_in_are_counted_in_vietnam(client: StrictClient):
    world = opened(client)
    at = datetime(2024, 11, 18, 20, 59, 59, 999_999, tzinfo=VIETNAM)
    take_attempt(world, make_entry(world, 3), right=1, at=at - timedelta(minutes=7))
    hours = client.get("/quan-tri").page.rows("Hoạt động theo giờ, Tuần 1")
    assert len(hours) == 1 + 24
    assert sum(int(row[1]) for row in hours[1:]) == 3
    assert hours[1 + 20] == ["20 giờ đến trước 21 giờ", "1"]


def test_who_took_part_in_an_earlier_round_is_not_new(client: StrictClient, clock: SettableClock):
    world = opened(client)
    second = make_round(world.contest_id, name="Tuần 2", opens_at=NOW + timedelta(days=7))
    at = NOW + timedelta(days=8)
    new, old = make_entry(world, 3), make_entry(world, 4)
    take_attempt(world, old, right=1)
    for account_id in (old, new):
        take_attempt(world, account_id, right=1, at=at, round_id=second)
    clock.move_to(at + timedelta(hours=1))
    days = client.get("/quan-tri").page.rows("Người dự thi mới theo ngày")
    assert sum(int(row[1]) for row in days[1:]) == 1


def test_signs_of_a_closed_round_wait_for_the_organisers_until_each_is_decided(
    client: StrictClient, clock: SettableClock
):
    world = opened(client)
    assert "0bài cần Ban Tổ chức xem xét" in client.get("/quan-tri").page.text
    clock.move_to(NOW + timedelta(days=7))
    before = len(reviewing.open_cases(world.round_id))
    [attempt, *_others] = attempts.sittings_of(world.round_id)
    signal = reviews.open_by_hand(attempt_code=attempt.code, reason="Phản ánh", by=1, now=clock())
    assert f"{before + 1}bài cần Ban Tổ chức xem xét" in client.get("/quan-tri").page.text
    reviews.decide(
        round_id=world.round_id,
        subject=signal.subject,
        verdict=Verdict.KEEP,
        attempt_id=None,
        reason="Đúng quy định",
        by=1,
        now=clock(),
    )
    assert f"{before}bài cần Ban Tổ chức xem xét" in client.get("/quan-tri").page.text


def test_the_hardest_questions_of_a_closed_round_are_named_once_recorded(
    client: StrictClient, clock: SettableClock
):
    world = opened(client)
    assert "Câu khó nhất" not in client.get("/quan-tri").page.text
    clock.move_to(NOW + timedelta(days=7))
    assert "Chưa ghi số liệu câu hỏi của đợt này" in client.get("/quan-tri").page.text
    versions = round_queries.item_versions_of(world.round_id)
    bank.record_statistics(
        round_id=world.round_id,
        figures=[
            Figures(version_id=versions[0], papers=100, right_answers=29),
            Figures(version_id=versions[1], papers=100, right_answers=30),
            Figures(version_id=versions[2], papers=200, right_answers=3),
        ],
        now=clock(),
    )
    page = client.get("/quan-tri").page
    assert [row[1] for row in page.rows("Câu khó nhất")[1:]] == ["2%", "29%"]
    sign_in(client, make_staff(92, Role.AUDITOR))
    assert "Câu khó nhất" not in client.get("/quan-tri").page.text


def test_the_quick_report_is_a_word_file_of_what_is_shown(client: StrictClient):
    world = opened(client)
    token = client.get("/quan-tri").page.one("meta", name="csrf-token").get("content")
    refused = client.post("/quan-tri/bao-cao-nhanh", data={"csrf_token": token})
    assert refused.status_code == 422
    assert "Báo cáo nhanh tình hình tham gia" in refused.page.text
    fill_terms(world)
    answer = client.post("/quan-tri/bao-cao-nhanh", data={"csrf_token": token})
    assert answer.status_code == 200
    assert "bao-cao-nhanh.docx" in answer.headers["Content-Disposition"]
    words = words_of(answer.data)
    assert "Tuần 1 đang mở" in words
    assert "2 người đã dự thi, trong đó 1 người dân" in words
    assert "Huyện Mèo Vạc" in words
    sign_in(client, make_staff(92, Role.AUDITOR))
    assert client.post("/quan-tri/bao-cao-nhanh", data={"csrf_token": token}).status_code == 403


def test_the_quick_report_withholds_what_is_to_be_predicted(client: StrictClient):
    fill_terms(opened(client, rules=make_rules(prediction=PEOPLE_TARGET)))
    token = client.get("/quan-tri").page.one("meta", name="csrf-token").get("content")
    words = words_of(client.post("/quan-tri/bao-cao-nhanh", data={"csrf_token": token}).data)
    assert "chưa công bố trong lúc đợt thi chưa đóng" in words
    assert "người đã dự thi" not in words
