"""The results of the whole contest: made of what was published of its rounds, published like a round."""

from datetime import datetime
from io import BytesIO

import pytest
from factories import (
    QUESTIONS,
    World,
    approve_waiting,
    make_staff,
    make_two_rounds,
    make_whole_rules,
    make_world,
    sign_in,
)
from harness.clock import SettableClock
from harness.strict_client import StrictClient
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contest.entries import services as entries
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.rounds import queries as rounds
from contest.rules.ruleset import OverallMethod, RuleSet, TieKey
from contest.rules.scope import Scope
from contest.standings import services
from contest.standings.errors import NotOverall, ReasonMissing, RoundsUnpublished
from contest.standings.overall import queries as overall_queries
from contest.standings.overall import services as overall_services
from contest.standings.overall.computing import computed_overall

pytestmark = pytest.mark.usefixtures("app")
LAN, MINH, NGA = "Hoàng Mẫu Lan", "Lý Mẫu Minh", "Ma Mẫu Nga"


def two_rounds(rules: RuleSet) -> tuple[World, int, datetime]:
    """Lan 4 + 1, Minh 3 + 3, Nga 4 in the second round alone."""
    return make_two_rounds({LAN: (QUESTIONS, 1), MINH: (3, 3), NGA: (None, QUESTIONS)}, rules=rules)


def published(rules: RuleSet) -> tuple[World, datetime]:
    """Both rounds published."""
    world, second, now = two_rounds(rules)
    for round_id in (world.round_id, second):
        services.publish(round_id=round_id, by=None, now=now)
    return world, now


def places(world: World) -> list[tuple[int, str, int]]:
    found = computed_overall(world.contest_id).persons["cbccvc"]
    return [(one.placing.place, one.last.name, one.placing.result.score) for one in found]


def test_all_rounds_are_added_up_and_the_sum_is_a_worked_line() -> None:
    world, now = published(make_whole_rules())
    assert places(world) == [(1, MINH, 6), (2, LAN, 5), (3, NGA, 4)]
    overall_services.publish_overall(contest_id=world.contest_id, by=None, now=now)
    first, second, _ = overall_queries.persons(overall_queries.get(world.contest_id).id)
    assert second.reason == ("Đợt 1: 4 + Đợt 2: 1 = 5. Hạng 2: tổng điểm 5, thấp hơn 6 của hạng 1.")
    assert (first.prize, first.amount_vnd) == ("Giải Nhất toàn cuộc", 5_000_000)
    assert second.prize == ""


def test_the_best_rounds_alone_count_where_the_rules_say_so() -> None:
    world, _now = published(
        make_whole_rules(method=OverallMethod.BEST, best_of=1, tie_break=(TieKey.SCORE, TieKey.ROUNDS_TAKEN))
    )
    assert places(world) == [(1, LAN, 4), (2, NGA, 4), (3, MINH, 3)]


def test_whoever_took_too_few_rounds_is_not_ranked() -> None:
    world, _now = published(make_whole_rules(least_rounds=2))
    assert places(world) == [(1, MINH, 6), (2, LAN, 5)]


def test_somebody_excluded_after_a_round_was_published_is_not_in_the_whole() -> None:
    world, now = published(make_whole_rules())
    entries.exclude(
        contest_id=world.contest_id, phone="0900000002", name=MINH, reason="Tổ ra đề", by=None, now=now
    )
    assert [name for _, name, _ in places(world)] == [LAN, NGA]


def test_a_unit_counts_each_person_once_over_all_rounds() -> None:
    world, _now = published(make_whole_rules())
    unit = next(one for one in computed_overall(world.contest_id).units if one.unit.code == "02-SNV")
    assert unit.standing.tally.people == 3
    assert unit.standing.tally.scored == 5
    assert unit.standing.tally.attempts == 5


def test_the_whole_is_published_after_all_rounds_and_only_if_the_rules_rank_it() -> None:
    world, second, now = two_rounds(make_whole_rules())
    services.publish(round_id=world.round_id, by=None, now=now)
    with pytest.raises(RoundsUnpublished):
        overall_services.publish_overall(contest_id=world.contest_id, by=None, now=now)
    services.publish(round_id=second, by=None, now=now)
    assert overall_services.publish_overall(contest_id=world.contest_id, by=None, now=now)


def test_rules_that_rank_no_whole_have_no_results_of_it(client: StrictClient) -> None:
    world = make_world()
    with pytest.raises(NotOverall):
        computed_overall(world.contest_id)
    assert "chỉ xếp hạng từng đợt thi" in client.get("/xep-hang/toan-cuoc").page.text


def test_publishing_twice_changes_nothing_and_a_correction_needs_a_reason() -> None:
    world, now = published(make_whole_rules())
    first = overall_services.publish_overall(contest_id=world.contest_id, by=None, now=now)
    assert overall_services.publish_overall(contest_id=world.contest_id, by=None, now=now) == first
    entries.exclude(
        contest_id=world.contest_id, phone="0900000003", name=NGA, reason="Tổ ra đề", by=None, now=now
    )
    with pytest.raises(ReasonMissing):
        overall_services.publish_overall(contest_id=world.contest_id, by=None, now=now)
    second = overall_services.publish_overall(
        contest_id=world.contest_id, by=None, now=now, reason="Loại một người"
    )
    assert second != first
    assert [one.version for one in overall_queries.publications(world.contest_id)] == [2, 1]
    assert len(overall_queries.persons(first)) == 3


def test_a_prize_of_the_whole_contest_is_proposed_like_one_of_a_round() -> None:
    world, _now = published(make_whole_rules())
    board = services.proposals_of(Scope(contest_id=world.contest_id, round_id=None))[0]
    assert [(one.name, one.prize) for one in board.nominees] == [(MINH, "Giải Nhất toàn cuộc")]
    assert [one.name for one in board.substitutes] == [LAN, NGA]


@pytest.mark.parametrize("table", ["overall_publication", "overall_person", "overall_unit"])
def test_what_was_published_cannot_be_deleted(table: str) -> None:
    world, now = published(make_whole_rules())
    overall_services.publish_overall(contest_id=world.contest_id, by=None, now=now)
    with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
        session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of the test itself


def test_two_organisers_publish_the_whole_and_everybody_reads_it(
    client: StrictClient, clock: SettableClock
) -> None:
    world, now = published(make_whole_rules())
    clock.move_to(now)
    assert "công bố sau khi mọi đợt thi" in client.get("/xep-hang/toan-cuoc").page.text
    sign_in(client, make_staff(90))
    assert "3 người được xếp hạng toàn cuộc thi" in client.get("/quan-tri/xep-hang/toan-cuoc").page.text
    assert client.get("/quan-tri/xep-hang/toan-cuoc?bang=don-vi").status_code == 200
    page = client.get("/quan-tri/xep-hang/toan-cuoc/cong-bo")
    sent = client.submit(page, {"reason": "Đủ các đợt"}, form="/cong-bo")
    sign_in(client, make_staff(91))
    client.submit(client.get(sent.location), {"remark": "Đồng ý"}, form=sent.location)
    assert rounds.current_contest().id == world.contest_id
    public = client.get("/xep-hang/toan-cuoc").page.text
    assert MINH in public
    assert LAN not in public  # only winners appear in full
    assert "Đợt 1: 3 + Đợt 2: 3 = 6" in public
    assert client.get("/xep-hang/toan-cuoc?bang=don-vi").status_code == 200


def test_organisers_see_where_the_whole_stands_and_are_led_on(
    client: StrictClient, clock: SettableClock
) -> None:
    world, second, now = two_rounds(make_whole_rules())
    clock.move_to(now)
    sign_in(client, make_staff(90))
    services.publish(round_id=world.round_id, by=None, now=now)
    assert where_the_whole_stands(client) == "Chờ công bố 1 đợt"
    services.publish(round_id=second, by=None, now=now)
    assert where_the_whole_stands(client) == "Chưa công bố"
    overall_services.publish_overall(contest_id=world.contest_id, by=None, now=now)
    assert where_the_whole_stands(client).startswith("Đã công bố")
    links = client.get("/quan-tri/xep-hang/toan-cuoc").page.links
    assert "Sang bước đính chính" not in links
    for name in ("Xuất tệp", "Giấy chứng nhận", "Xác minh người đoạt giải", "Trang công khai"):
        assert client.get(links[name].partition("#")[0]).status_code == 200


def where_the_whole_stands(client: StrictClient) -> str:
    """The state in the list of what is to be published."""
    *_rounds, whole = client.get("/quan-tri/xep-hang").page.rows("Các đợt thi")
    assert whole[0] == "Toàn cuộc thi"
    return whole[2]


def test_after_a_change_organisers_are_told_that_the_whole_departs_from_what_is_published(
    client: StrictClient, clock: SettableClock
) -> None:
    world, now = published(make_whole_rules())
    clock.move_to(now)
    overall_services.publish_overall(contest_id=world.contest_id, by=None, now=now)
    entries.exclude(
        contest_id=world.contest_id, phone="0900000003", name=NGA, reason="Tổ ra đề", by=None, now=now
    )
    sign_in(client, make_staff(90))
    page = client.get("/quan-tri/xep-hang/toan-cuoc").page
    assert "khác với phiên bản 1 đã công bố" in page.text
    asked = client.get(page.links["Sang bước đính chính"])
    assert client.submit(asked, {"reason": "Loại một người"}, form="/cong-bo").status_code == 303
    make_staff(91)
    assert approve_waiting(91, now=now) == ["Đã đính chính kết quả toàn cuộc thi."]


def test_the_workbook_prints_what_was_published_and_taking_it_is_in_the_log(
    client: StrictClient, clock: SettableClock
) -> None:
    world, now = published(make_whole_rules())
    overall_services.publish_overall(contest_id=world.contest_id, by=None, now=now)
    clock.move_to(now)
    sign_in(client, make_staff(90))
    page = client.get("/quan-tri/xep-hang/toan-cuoc")
    answer = client.submit(page, form="/1/so-ket-qua")
    book = load_workbook(BytesIO(answer.data))
    texts = [str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert MINH in texts
    assert "đợt 1: 3; đợt 2: 3" in texts
    assert audit.latest(limit=1, action="standings:overall:download")
