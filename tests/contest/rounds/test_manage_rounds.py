"""Organisers set rounds up: times, what the bank can feed, schedule, withdraw, later closing."""

from datetime import UTC, datetime, timedelta

import factories
import pytest

from contest.bank.queries import Pool
from contest.platform.audit import log as audit
from contest.platform.viewer import Role
from contest.rounds import queries, services
from contest.rounds.queries import RoundState

CONTEST = "/quan-tri/cuoc-thi"
ROUND = "/quan-tri/dot"


@pytest.fixture
def world(app):
    return factories.make_world(opens_at=factories.NOW + timedelta(days=3))


@pytest.fixture
def organiser(client, world):
    factories.sign_in(client, factories.make_staff())
    return client


def times(*pairs):
    """What is typed into the rows of a round's form."""
    typed = {}
    for number, (opens_at, closes_at) in enumerate(pairs):
        typed |= {f"intervals-{number}-opens_at": opens_at, f"intervals-{number}-closes_at": closes_at}
    return typed


def added(client, world, *pairs, name="Tuần lẻ"):
    page = client.get(f"{CONTEST}/{world.contest_id}/dot/moi")
    return client.submit(page, {"name": name} | times(*pairs), form="/dot/moi")


def draft_of(client, world):
    answer = added(client, world, ("02/12/2024 07:00", "08/12/2024 17:00"))
    return queries.get_round(int(answer.location.rsplit("/", 1)[1]))


def token_of(page):
    return page.page.one("meta", name="csrf-token").get("content")


def scheduled(client, page):
    """The answer to the button that schedules, sent with the banks that the page carries."""
    forms = [form for form in page.page.forms if form.method == "post" and "/len-lich" in form.action]
    assert len(forms) == 1
    return client.post(forms[0].action, data=dict(forms[0].filled))


def test_a_participant_is_refused_and_an_auditor_only_reads(client, world):
    factories.sign_in(client, factories.make_account(5))
    assert client.get(CONTEST).status_code == 403
    factories.sign_in(client, factories.make_staff(91, Role.AUDITOR))
    page = client.get(f"{ROUND}/{world.round_id}")
    assert page.status_code == 200
    assert "Rút về bản nháp" not in page.page.links
    data = {"csrf_token": token_of(page), "reason": "Thử"}
    assert client.post(f"{ROUND}/{world.round_id}/rut", data=data).status_code == 403


def test_a_round_of_several_odd_intervals_is_stored_in_viet_nam_time(organiser, world):
    answer = added(
        organiser, world, ("02/12/2024 07:15", "02/12/2024 11:30"), ("3/12/2024 13h45", "04/12/2024 00:05")
    )
    assert answer.status_code == 303
    stored = queries.get_round(int(answer.location.rsplit("/", 1)[1]))
    assert [one.opens_at for one in stored.intervals] == [
        datetime(2024, 12, 2, 0, 15, tzinfo=UTC),
        datetime(2024, 12, 3, 6, 45, tzinfo=UTC),
    ]
    assert stored.closes_at == datetime(2024, 12, 3, 17, 5, tzinfo=UTC)
    assert "00:05 ngày 04/12/2024" in organiser.get(answer.location).page.text


@pytest.mark.parametrize(
    ("pairs", "field", "sentence"),
    [
        ([], "intervals", "Đợt thi chưa có khoảng thời gian mở nào."),
        ([("02/12/2024 07:00", "")], "intervals-0-closes_at", "Mục này chưa được điền."),
        ([("31/11/2024 07:00", "08/12/2024 17:00")], "intervals-0-opens_at", "Nhập ngày giờ, ví dụ"),
        ([("02/12/2024 25:00", "08/12/2024 17:00")], "intervals-0-opens_at", "Nhập ngày giờ, ví dụ"),
        ([("08/12/2024 17:00", "02/12/2024 07:00")], "intervals-0-closes_at", "thứ 1 đóng trước khi mở."),
        (
            [("02/12/2024 07:00", "03/12/2024 07:00"), ("03/12/2024 06:59", "04/12/2024 07:00")],
            "intervals-1-opens_at",
            "Khoảng thời gian thứ 2 mở khi khoảng thứ 1 chưa đóng.",
        ),
    ],
)
def test_bad_times_are_refused_at_their_field(organiser, world, pairs, field, sentence):
    answer = added(organiser, world, *pairs)
    assert answer.status_code == 422
    assert sentence in answer.page.text
    assert f"#{field}" in answer.page.links.values()
    filled = dict(answer.page.form("/dot/moi").filled)
    assert [filled["intervals-0-opens_at"]] == [pair[0] for pair in pairs[:1]] or not pairs
    assert len(queries.rounds_of(world.contest_id)) == 1


def test_the_page_says_what_the_bank_has_for_each_cell(organiser, world):
    this = draft_of(organiser, world)
    row = organiser.get(f"{ROUND}/{this.id}").page.rows("Người dân")[1]
    assert row == ["Chủ đề “Cải cách thể chế”, mọi mức độ", "cần 4, có 12 ✓"]
    row = organiser.get(f"{ROUND}/{this.id}?kho=open").page.rows("Người dân")[1]
    assert row[1] == "cần 4, có 0 ✕"


def test_scheduling_freezes_rules_and_questions_and_twice_is_the_same(organiser, world):
    this = draft_of(organiser, world)
    page = organiser.get(f"{ROUND}/{this.id}/len-lich")
    assert "Chốt thể lệ phiên bản 1" in page.page.text
    assert [scheduled(organiser, page).status_code for _ in range(2)] == [303, 303]
    factories.make_bank(14, now=factories.NOW)
    services.add_rule_set(
        contest_id=world.contest_id,
        rules=factories.make_rules(attempts_allowed=2),
        by=None,
        now=factories.NOW,
    )
    stored = queries.get_round(this.id)
    assert stored.state is RoundState.SCHEDULED
    assert queries.rule_set(stored.rule_set_id).attempts_allowed == 3
    assert len(queries.item_versions_of(this.id)) == 12
    text = organiser.get(f"{ROUND}/{this.id}").page.text
    assert "mới nhất là 2; đợt này giữ phiên bản lúc lên lịch" in text
    assert "Rút đề từ 12 câu hỏi" in text


def test_a_round_the_bank_cannot_feed_is_refused_with_the_cells(organiser, world):
    this = draft_of(organiser, world)
    page = organiser.get(f"{ROUND}/{this.id}/len-lich?kho=open")
    assert "Chưa lên lịch được" in page.page.text
    assert "/len-lich" not in {form.action for form in page.page.forms if form.method == "post"}
    answer = organiser.post(
        f"{ROUND}/{this.id}/len-lich", data={"csrf_token": token_of(page), "pools": Pool.OPEN.value}
    )
    assert answer.status_code == 409
    assert "Chủ đề “Cải cách thể chế”, mọi mức độ: cần 4 câu" in answer.page.text
    assert queries.get_round(this.id).state is RoundState.DRAFT


def test_a_round_whose_closing_has_passed_is_not_scheduled(organiser, world, clock):
    this = draft_of(organiser, world)
    page = organiser.get(f"{ROUND}/{this.id}/len-lich")
    clock.move_to(this.closes_at)
    answer = scheduled(organiser, page)
    assert answer.status_code == 409
    assert "có giờ đóng đã qua" in answer.page.text


def test_a_round_is_withdrawn_with_a_reason_until_it_opens(organiser, world, clock):
    page = organiser.get(f"{ROUND}/{world.round_id}/rut")
    assert organiser.submit(page, form="/rut").status_code == 422
    clock.move_to(queries.get_round(world.round_id).opens_at)
    assert organiser.submit(page, {"reason": "Muộn"}, form="/rut").status_code == 409
    clock.move_to(factories.NOW)
    assert organiser.submit(page, {"reason": "Sai giờ"}, form="/rut").status_code == 303
    assert queries.get_round(world.round_id).state is RoundState.DRAFT
    assert queries.item_versions_of(world.round_id) == ()
    assert organiser.submit(page, {"reason": "Lần hai"}, form="/rut").status_code == 303
    assert organiser.get(f"{ROUND}/{world.round_id}/rut").location == f"{ROUND}/{world.round_id}"
    assert len(audit.latest(limit=5, action="rounds:round:withdraw")) == 1


def test_what_a_round_no_longer_lets_do_is_not_asked_but_said(organiser, world, clock):
    clock.move_to(queries.get_round(world.round_id).closes_at)
    refused = {"rut": "Đợt thi đã mở", "xoa": "không còn là bản nháp"}
    assert not {"Rút về bản nháp", "Xóa bản nháp"} & set(
        organiser.get(f"{ROUND}/{world.round_id}").page.links
    )
    for path, words in refused.items():
        answer = organiser.get(f"{ROUND}/{world.round_id}/{path}")
        assert answer.status_code == 409
        assert words in answer.page.text
    services.lock(round_id=world.round_id, by=1, now=clock())
    for path in ("rut", "sua", "len-lich"):
        answer = organiser.get(f"{ROUND}/{world.round_id}/{path}")
        assert answer.status_code == 409
        assert "đã khóa" in answer.page.text


def test_an_open_round_only_closes_later_and_with_a_reason(organiser, world, clock):
    this = queries.get_round(world.round_id)
    clock.move_to(this.opens_at)
    page = organiser.get(f"{ROUND}/{this.id}/sua")
    assert "intervals-1-opens_at" not in dict(page.page.form("/sua").filled)
    later, earlier = (
        {"intervals-0-closes_at": "30/11/2024 09:00"},
        {"intervals-0-closes_at": "22/11/2024 09:00"},
    )
    assert organiser.submit(page, later, form="/sua").status_code == 422
    assert organiser.submit(page, earlier | {"reason": "Bớt"}, form="/sua").status_code == 409
    moved = {"intervals-0-opens_at": "20/11/2024 09:00", "reason": "Dời"}
    assert organiser.submit(page, later | moved, form="/sua").status_code == 409
    assert queries.get_round(this.id).intervals == this.intervals
    assert organiser.submit(page, later | {"reason": "Mất điện"}, form="/sua").status_code == 303
    assert queries.get_round(this.id).closes_at == datetime(2024, 11, 30, 2, tzinfo=UTC)


def test_only_a_draft_is_removed(organiser, world):
    this = draft_of(organiser, world)
    page = organiser.get(f"{ROUND}/{this.id}/xoa")
    assert organiser.submit(page, {"reason": "Thừa"}, form="/xoa").status_code == 303
    assert organiser.get(f"{ROUND}/{this.id}").status_code == 404
    data = {"csrf_token": token_of(page), "reason": "Thừa"}
    assert organiser.post(f"{ROUND}/{world.round_id}/xoa", data=data).status_code == 409


def test_the_texts_of_a_contest_change_while_it_runs(organiser, world):
    page = organiser.get(f"{CONTEST}/{world.contest_id}/sua")
    assert organiser.submit(page, {"hotline": "0900 111 222"}, form="/sua").status_code == 303
    assert queries.get_contest(world.contest_id).hotline == "0900 111 222"
    answer = organiser.submit(page, {"title": ""}, form="/sua")
    assert answer.status_code == 422
    assert queries.get_contest(world.contest_id).title == "Cuộc thi mẫu"


@pytest.mark.parametrize(
    "path", ["dot/999999", "dot/999999/sua", "cuoc-thi/999999/sua", "cuoc-thi/1/the-le/99"]
)
def test_what_is_not_there_is_not_found(organiser, path):
    assert organiser.get(f"/quan-tri/{path}").status_code == 404
