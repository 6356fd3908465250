"""Results are published when the work before is done: signs decided on, ties at prizes settled."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from factories import (
    QUESTIONS,
    World,
    approve_waiting,
    make_entry,
    make_rules,
    make_staff,
    make_world,
    sign_in,
    take_attempt,
)
from flask import Flask
from harness.clock import SettableClock
from harness.databases import disconnect
from harness.strict_client import StrictClient

from contest.attempts import services as attempts
from contest.platform.audit import log as audit
from contest.platform.errors import DomainError
from contest.platform.two_persons import proposals
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rules.ruleset import OverallMethod, OverallRule, TieKey
from contest.rules.scope import Scope
from contest.standings import queries, reviewing, services
from contest.standings.errors import ReviewsOpen
from contest.standings.overall import queries as overall_queries
from contest.standings.publishing import acts
from contest.standings.ranking.decisions import Method
from contest.standings.reviewing import Verdict
from contest.standings.reviews import services as review_services
from contest.standings.ties import services as tie_services

pytestmark = pytest.mark.usefixtures("app")
FIRST, SECOND = 1, 9_999
WHY = "Người dự thi đang ở nước ngoài, giải trình sau"
QUICK = timedelta(seconds=5)


def world_of(client: StrictClient, clock: SettableClock, *, quick: bool, tied: bool) -> World:
    """A locked round of three: one impossibly quick where asked for, the first two equal where asked for."""
    assert make_staff(90) == FIRST
    sign_in(client, FIRST)
    overall = OverallRule(
        method=OverallMethod.SUM, best_of=0, least_rounds=0, tie_break=(TieKey.SCORE, TieKey.TIME_USED)
    )
    world = make_world(rules=make_rules(overall=overall))
    times = (
        timedelta(minutes=5),
        timedelta(minutes=5 if tied else 6),
        QUICK if quick else timedelta(minutes=7),
    )
    for number, (name, takes) in enumerate(
        zip(("Lý Mẫu Lan", "Lý Mẫu Minh", "Ma Mẫu Nga"), times, strict=True)
    ):
        take_attempt(
            world, make_entry(world, number + 1, name=name), right=QUESTIONS, prediction=3, takes=takes
        )
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    clock.move_to(closes_at + timedelta(hours=1))
    attempts.close_round(round_id=world.round_id, by=None, now=clock())
    return world


def address(world: World) -> str:
    return f"/quan-tri/xep-hang/{world.round_id}/cong-bo"


def decide(world: World, verdict: Verdict, now: datetime, *, kind: str = "too_fast") -> None:
    [case] = [one for one in reviewing.cases_of(world.round_id) if one.signal.kind == kind]
    review_services.decide(
        round_id=world.round_id,
        subject=case.signal.subject,
        verdict=verdict,
        attempt_id=None,
        reason="Đã gọi điện",
        by=FIRST,
        now=now,
    )


def settle_equally(world: World, now: datetime) -> None:
    scope = Scope(contest_id=world.contest_id, round_id=world.round_id)
    [tie] = services.proposals_of(scope)[0].ties
    tie_services.settle_tie(
        scope=scope,
        board=tie.board,
        fingerprint=tie.fingerprint,
        method=Method.EQUAL_PRIZES,
        seed_source="",
        seed_due_at=None,
        reason="Thể lệ",
        by=FIRST,
        now=now,
    )


def put_forward(world: World, now: datetime, *, over: str = "") -> int:
    outcome = proposals.put_forward(
        contest_id=world.contest_id,
        kind=acts.PUBLISH,
        payload=acts.publishing(round_id=world.round_id, over=over),
        reason="Đã rà soát",
        by=FIRST,
        now=now,
    )
    assert outcome.proposal_id is not None
    return outcome.proposal_id


def test_an_open_tie_at_a_prize_cannot_be_skipped_and_the_page_says_where_to_settle_it(
    client: StrictClient, clock: SettableClock
) -> None:
    world = world_of(client, clock, quick=False, tied=True)
    round_page = client.get(f"/quan-tri/xep-hang/{world.round_id}").page
    assert "Xử lý đồng hạng (còn 1)" in round_page.text
    page = client.get(address(world)).page
    assert "Còn 1 chỗ đồng hạng có giải chưa phân định." in page.text
    assert f"/quan-tri/xep-hang/{world.round_id}/dong-hang" in page.links.values()
    assert [form.action for form in page.forms] == ["/dang-xuat"]
    sent = {
        "csrf_token": dict(page.form("/dang-xuat").filled)["csrf_token"],
        "reason": "Cần công bố gấp",
        "over": "Cần công bố gấp",
    }
    refused = client.post(address(world), data=sent)
    assert refused.status_code == 409
    assert "Tuần 1 còn 1 chỗ đồng hạng có giải chưa phân định" in refused.page.text
    settle_equally(world, clock())
    assert client.submit(client.get(address(world)), {"reason": "Đã rà soát"}, form="/cong-bo").location
    assert approve_waiting(SECOND, now=clock()) == ["Đã công bố kết quả Tuần 1."]


def test_open_signs_are_decided_on_first_or_gone_over_with_a_reason_that_the_second_person_reads(
    client: StrictClient, clock: SettableClock
) -> None:
    world = world_of(client, clock, quick=True, tied=False)
    page = client.get(address(world))
    assert "Tuần 1: còn 1 dấu hiệu" in page.page.text
    assert f"/quan-tri/xem-xet/{world.round_id}" in page.page.links.values()
    refused = client.submit(page, {"reason": "Đã rà soát"}, form="/cong-bo")
    assert refused.status_code == 422
    assert "Tuần 1 còn 1 dấu hiệu chưa quyết định." in refused.page.text
    asked = client.submit(refused, {"reason": "Đã rà soát", "over": WHY}, form="/cong-bo").location
    assert "Đã có đề nghị" in client.get(address(world)).page.text
    sign_in(client, make_staff(91))
    seen = client.get(asked)
    assert f"Công bố khi còn 1 dấu hiệu chưa quyết định. Lý do: {WHY}" in seen.page.text
    assert client.submit(seen, form=asked).status_code == 303
    assert queries.find_publication(world.round_id) is not None
    [entry] = audit.latest(limit=5, action="standings:publish:over_signs")
    assert (entry.reason, entry.facts["count"], entry.facts["proposed_by"]) == (WHY, 1, FIRST)


def test_nothing_is_noted_about_open_signs_where_all_were_decided_on(
    client: StrictClient, clock: SettableClock
) -> None:
    world = world_of(client, clock, quick=True, tied=False)
    decide(world, Verdict.KEEP, clock())
    assert "còn 1 dấu hiệu" not in client.get(address(world)).page.text
    put_forward(world, clock())
    approve_waiting(SECOND, now=clock())
    assert queries.find_publication(world.round_id) is not None
    assert not audit.latest(limit=5, action="standings:publish:over_signs")


def test_a_shared_machine_stops_nothing_until_somebody_asked_about_it(
    client: StrictClient, clock: SettableClock
) -> None:
    world = world_of(client, clock, quick=False, tied=False)
    assert [one.signal.kind for one in reviewing.open_cases(world.round_id)] == ["one_device"]
    assert (
        "1 dấu hiệu dùng chung máy chưa xem" in client.get(f"/quan-tri/xep-hang/{world.round_id}").page.text
    )
    assert "over" not in dict(client.get(address(world)).page.form("/cong-bo").filled)
    decide(world, Verdict.EXPLAIN, clock(), kind="one_device")
    assert "over" in dict(client.get(address(world)).page.form("/cong-bo").filled)


def test_what_was_opened_again_since_the_proposal_is_not_published(
    client: StrictClient, clock: SettableClock
) -> None:
    world = world_of(client, clock, quick=True, tied=False)
    decide(world, Verdict.KEEP, clock())
    asked = put_forward(world, clock())
    decide(world, Verdict.EXPLAIN, clock())
    sign_in(client, make_staff(91))
    seen = client.get(f"/quan-tri/cho-duyet/{asked}").page
    assert "Tuần 1 còn 1 dấu hiệu chưa quyết định." in seen.text
    with pytest.raises(ReviewsOpen):
        approve_waiting(SECOND, now=clock())
    assert queries.find_publication(world.round_id) is None


def test_the_whole_contest_waits_for_the_signs_of_its_rounds(
    client: StrictClient, clock: SettableClock
) -> None:
    world = world_of(client, clock, quick=True, tied=False)
    services.publish(round_id=world.round_id, by=None, now=clock())
    page = client.get("/quan-tri/xep-hang/toan-cuoc/cong-bo")
    assert "Tuần 1: còn 1 dấu hiệu" in page.page.text
    assert "Tuần 1: còn 1 dấu hiệu" in client.get("/quan-tri/xep-hang/toan-cuoc").page.text
    refused = client.submit(page, {"reason": "Đã rà soát"}, form="/cong-bo")
    assert (refused.status_code, "Toàn cuộc thi còn 1 dấu hiệu" in refused.page.text) == (422, True)
    assert client.submit(refused, {"reason": "Đã rà soát", "over": WHY}, form="/cong-bo").location
    assert approve_waiting(SECOND, now=clock()) == ["Đã công bố kết quả toàn cuộc thi."]
    assert overall_queries.find(world.contest_id) is not None
    assert audit.latest(limit=5, action="standings:publish:over_signs")[0].subject == "toan-cuoc"


def test_one_who_publishes_and_one_who_asks_for_an_explanation_in_the_same_instant_do_so_in_turn(
    app: Flask, client: StrictClient, clock: SettableClock
) -> None:
    world = world_of(client, clock, quick=True, tied=False)
    decide(world, Verdict.KEEP, clock())
    proposal_id, now = put_forward(world, clock()), clock()
    seen = proposals.outlook(proposals.get(proposal_id, now=now), now=now).digest
    disconnect()
    together = Barrier(2)

    def approve() -> None:
        proposals.approve(
            proposal_id=proposal_id, seen=seen, by=SECOND, roles=frozenset({Role.ORGANISER}), now=now
        )

    def at_once(deed: int) -> str:
        with app.app_context():
            together.wait(timeout=20)
            try:
                approve() if deed else decide(world, Verdict.EXPLAIN, now)
            except DomainError as refusal:
                return refusal.code
            else:
                return "done"
            finally:
                disconnect()

    with ThreadPoolExecutor(2) as pool:
        asked, published = pool.map(at_once, (0, 1))
    assert asked == "done"
    deeds = [one.action for one in reversed(audit.latest(limit=20)) if one.action.startswith("standings:")]
    explained, made = deeds.index("standings:review:explain"), "standings:round:publish" in deeds
    assert made == (published == "done")
    if made:  # then it was there before anybody asked
        assert deeds.index("standings:round:publish") < explained
    assert (queries.find_publication(world.round_id) is not None) == made
