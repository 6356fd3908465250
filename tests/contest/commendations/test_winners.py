"""Winners are checked before anything is signed; a rejected one gives way to the next in line."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
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
    phone_of,
    sign_in,
    take_attempt,
)
from flask import Flask
from harness.clock import SettableClock
from harness.databases import disconnect
from harness.strict_client import StrictClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contest.attempts import services as attempts
from contest.commendations import queries, winners
from contest.commendations.errors import NobodysPrize, RejectionUnexplained
from contest.commendations.queries import WinnerState
from contest.entries import queries as entries
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.errors import DomainError
from contest.platform.two_persons import proposals
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rules.ruleset import RuleSet
from contest.rules.scope import Scope
from contest.standings import services as standings
from contest.standings.proposing import Candidate

pytestmark = pytest.mark.usefixtures("app")
SECOND = 9_999
NAMES = ("Hoàng Mẫu Lan", "Lý Mẫu Minh", "Ma Mẫu Nga", "Sùng Mẫu Páo")


def locked_world(rules: RuleSet | None = None) -> tuple[World, datetime]:
    """A locked round in which four people stand in the order of NAMES."""
    world = make_world(rules=rules)
    for number, name in enumerate(NAMES, start=1):
        account_id = make_entry(world, number, name=name)
        take_attempt(world, account_id, right=QUESTIONS, prediction=4, takes=timedelta(minutes=number))
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    now = closes_at + timedelta(hours=1)
    attempts.close_round(round_id=world.round_id, by=None, now=now)
    return world, now


def scope_of(world: World) -> Scope:
    return Scope(contest_id=world.contest_id, round_id=world.round_id)


def prizes(world: World) -> dict[str, str]:
    return {one.name: one.prize for one in standings.proposals_of(scope_of(world))[0].nominees}


def entry_of(world: World, name: str) -> int:
    return next(
        one.entry_id or 0 for one in standings.proposals_of(scope_of(world))[0].nominees if one.name == name
    )


def check(world: World, entry_id: int, state: WinnerState, now: datetime, reason: str = "") -> None:
    winners.check(
        scope=scope_of(world), entry_id=entry_id, unit_id=None, state=state, reason=reason, by=1, now=now
    )


def test_a_rejected_winner_gives_way_to_the_next_in_line_and_may_come_back() -> None:
    world, now = locked_world()
    assert [*prizes(world).values()] == ["Giải Nhất", "Giải Nhì", "Giải Nhì", "Giải Ba"]
    lan = entry_of(world, NAMES[0])
    check(world, lan, WinnerState.REJECTED, now, "Không đúng số căn cước")
    board = standings.proposals_of(scope_of(world))[0]
    assert prizes(world) == {
        NAMES[1]: "Giải Nhất",
        NAMES[2]: "Giải Nhì",
        NAMES[3]: "Giải Nhì",
    }
    [skip] = board.passed_over
    assert skip.name == NAMES[0]
    assert "Không đúng số căn cước" in skip.sentence
    check(world, lan, WinnerState.PROPOSED, now, "Đã bổ sung giấy tờ")
    assert prizes(world)[NAMES[0]] == "Giải Nhất"


def test_a_rejection_says_why_and_nobody_without_a_prize_is_checked() -> None:
    world, now = locked_world()
    with pytest.raises(RejectionUnexplained):
        check(world, entry_of(world, NAMES[0]), WinnerState.REJECTED, now, "  ")
    with pytest.raises(NobodysPrize):
        check(world, 9999, WinnerState.CONTACTED, now)


def test_the_same_note_twice_is_one_note_and_each_change_is_in_the_log() -> None:
    world, now = locked_world()
    lan = entry_of(world, NAMES[0])
    check(world, lan, WinnerState.CONTACTED, now)
    check(world, lan, WinnerState.CONTACTED, now + timedelta(minutes=1))
    check(world, lan, WinnerState.CONFIRMED, now + timedelta(minutes=2))
    history = queries.history_of(scope_of(world), entry_id=lan, unit_id=None)
    assert [one.state for one in history] == [WinnerState.CONFIRMED, WinnerState.CONTACTED]
    assert len(audit.latest(limit=10, action=winners.CHECK)) == 2


def test_nominations_of_a_published_round_carry_the_state_of_each_winner() -> None:
    world, now = locked_world()
    assert queries.nominations(round_id=world.round_id) == ()
    standings.publish(round_id=world.round_id, by=None, now=now)
    check(world, entry_of(world, NAMES[1]), WinnerState.CONFIRMED, now)
    found = queries.nominations(round_id=world.round_id)
    assert [(one.name, one.prize, one.state) for one in found if not one.is_unit] == [
        (NAMES[0], "Giải Nhất", WinnerState.PROPOSED),
        (NAMES[1], "Giải Nhì", WinnerState.CONFIRMED),
        (NAMES[2], "Giải Nhì", WinnerState.PROPOSED),
        (NAMES[3], "Giải Ba", WinnerState.PROPOSED),
    ]


def test_a_rejection_after_the_publication_stands_there_as_rejected_until_a_correction() -> None:
    world, now = locked_world()
    standings.publish(round_id=world.round_id, by=None, now=now)
    check(world, entry_of(world, NAMES[0]), WinnerState.REJECTED, now, "Từ chối nhận giải")
    assert queries.nominations(round_id=world.round_id)[0].state is WinnerState.REJECTED
    standings.publish(round_id=world.round_id, by=None, now=now, reason="Người đoạt giải từ chối")
    names = [one.name for one in queries.nominations(round_id=world.round_id) if not one.is_unit]
    assert names == [*NAMES[1:]]


def test_a_unit_that_is_rejected_gives_way_too() -> None:
    rules = make_rules()
    world, now = locked_world(make_rules(collective=replace(rules.collective, floor_rate=Fraction(0))))

    def agencies() -> tuple[Candidate, ...]:
        boards = standings.proposals_of(scope_of(world))
        return next(one.nominees for one in boards if one.name.startswith("Sở, ban, ngành"))

    def winning() -> list[tuple[str, str]]:
        return [(one.name, one.prize) for one in agencies()]

    first = agencies()[0]
    assert winning() == [("Sở Nội vụ", "Giải Nhất"), ("Sở Tài chính", "Giải Nhì")]
    winners.check(
        scope=scope_of(world),
        entry_id=None,
        unit_id=first.unit_id,
        state=WinnerState.REJECTED,
        reason="Khai số người thuộc diện chưa đúng",
        by=1,
        now=now,
    )
    assert winning() == [("Sở Tài chính", "Giải Nhất")]


def test_notes_cannot_be_changed_in_the_database() -> None:
    world, now = locked_world()
    check(world, entry_of(world, NAMES[0]), WinnerState.CONTACTED, now)
    with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
        session.execute(text("UPDATE winner_state SET state = 'confirmed'"))


def test_an_organiser_calls_a_winner_and_notes_the_outcome(
    client: StrictClient, clock: SettableClock
) -> None:
    world, now = locked_world()
    clock.move_to(now)
    sign_in(client, make_staff(90))
    page = client.get(f"/quan-tri/khen-thuong/{world.round_id}")
    lan = entry_of(world, NAMES[0])
    page = client.get(page.page.links[f"Xác minh {NAMES[0]}"])
    assert phone_of(1)[-3:] in page.page.text
    wrong = client.submit(page, {"state": "rejected", "reason": ""}, form=f"/thi-sinh/{lan}")
    assert wrong.status_code == 422
    contacted = {"state": "contacted", "reason": "Gọi điện"}
    assert client.submit(page, contacted, form=f"/thi-sinh/{lan}").location.endswith(f"/{world.round_id}")
    assert "Đã liên hệ" in client.get(f"/quan-tri/khen-thuong/{world.round_id}").page.text
    assert client.get(f"/quan-tri/khen-thuong/{world.round_id}/thi-sinh/9999").status_code == 404
    assert client.get("/quan-tri/khen-thuong").status_code == 200


def test_what_another_organiser_noted_of_a_winner_meanwhile_is_said_before_it_is_replaced(
    client: StrictClient, clock: SettableClock
) -> None:
    world, now = locked_world()
    clock.move_to(now)
    sign_in(client, make_staff(90))
    lan = entry_of(world, NAMES[0])
    page = client.get(f"/quan-tri/khen-thuong/{world.round_id}/thi-sinh/{lan}")
    contacted = {"state": "contacted", "reason": "Gọi điện"}
    winners.check(
        scope=scope_of(world),
        entry_id=lan,
        unit_id=None,
        state=WinnerState.CONTACTED,
        reason="Đã nhắn tin",
        by=make_staff(91),
        now=now,
    )
    for typed in (contacted, {"state": "confirmed", "reason": "Đủ giấy tờ"}):
        refused = client.submit(page, typed, form=f"/thi-sinh/{lan}")
        assert refused.status_code == 422
        assert "Trưởng Mẫu Ban đã lưu thay đổi ở đây lúc" in refused.page.text
        assert typed["reason"] in refused.page.html
    assert client.submit(refused, contacted, form=f"/thi-sinh/{lan}").status_code == 303
    assert queries.checks_of(scope_of(world))[lan, None].reason == "Gọi điện"


def test_who_took_part_without_a_prize_is_nobody_to_check(client: StrictClient, clock: SettableClock) -> None:
    world, now = locked_world()
    clock.move_to(now)
    account_id = make_entry(world, 20, name="Vàng Mẫu Sú")
    entry = entries.get_entry(contest_id=world.contest_id, account_id=account_id)
    sign_in(client, make_staff(90))
    address = f"/quan-tri/khen-thuong/{world.round_id}/thi-sinh/{entry.id}"
    assert client.get(address).status_code == 404


def proposed(world: World) -> list[tuple[str, str]]:
    return [*prizes(world).items()]


def put_forward(client: StrictClient, world: World, entry_id: int, state: str, reason: str) -> str:
    """Ask for a state by the page of a winner; answers where one is led."""
    address = f"/quan-tri/khen-thuong/{world.round_id}/thi-sinh/{entry_id}"
    answer = client.submit(
        client.get(address), {"state": state, "reason": reason}, form=address.partition("khen-thuong")[2]
    )
    assert answer.status_code == 303
    return str(answer.location)


def test_whoever_is_to_be_paid_is_confirmed_by_two_and_needs_a_reason(
    client: StrictClient, clock: SettableClock
) -> None:
    world, now = locked_world()
    clock.move_to(now)
    lan = entry_of(world, NAMES[0])
    sign_in(client, make_staff(90))
    address = f"/quan-tri/khen-thuong/{world.round_id}/thi-sinh/{lan}"
    silent = client.submit(client.get(address), {"state": "confirmed", "reason": ""}, form=f"/thi-sinh/{lan}")
    assert silent.status_code == 422
    asked = put_forward(client, world, lan, "confirmed", "Đơn vị có văn bản")
    assert asked.startswith("/quan-tri/cho-duyet/")
    assert queries.history_of(scope_of(world), entry_id=lan, unit_id=None) == ()
    assert "đang chờ một người khác duyệt" in client.get(address).page.text
    own = client.get(asked)
    assert f"Đã xác nhận: {NAMES[0]} nhận Giải Nhất, 800.000 đồng." in own.page.text
    second = make_staff(91)
    sign_in(client, second)
    assert client.submit(client.get(asked), form=asked).status_code == 303
    [noted] = queries.history_of(scope_of(world), entry_id=lan, unit_id=None)
    assert (noted.state, noted.reason, noted.decided_by) == (
        WinnerState.CONFIRMED,
        "Đơn vị có văn bản",
        second,
    )


def test_a_rejection_shows_who_moves_up_and_takes_a_second_person_also_to_be_taken_back(
    client: StrictClient, clock: SettableClock
) -> None:
    world, now = locked_world()
    clock.move_to(now)
    lan = entry_of(world, NAMES[0])
    sign_in(client, make_staff(90))
    asked = put_forward(client, world, lan, "rejected", "Từ chối nhận giải")
    shown = client.get(asked).page.text
    assert f"{NAMES[0]}: từ Giải Nhất (800.000 đồng) thành không có giải" in shown
    assert f"{NAMES[1]}: từ Giải Nhì (600.000 đồng) thành Giải Nhất (800.000 đồng)." in shown
    assert proposed(world)[0] == (NAMES[0], "Giải Nhất")
    approve_waiting(SECOND, now=now)
    assert proposed(world)[0] == (NAMES[1], "Giải Nhất")
    asked = put_forward(client, world, lan, "contacted", "Đã đồng ý nhận")
    assert f"{NAMES[0]}: từ không có giải" in client.get(asked).page.text
    assert proposed(world)[0] == (NAMES[1], "Giải Nhất")
    approve_waiting(SECOND, now=now)
    assert proposed(world)[0] == (NAMES[0], "Giải Nhất")


def test_a_prize_without_money_is_noted_by_one(client: StrictClient, clock: SettableClock) -> None:
    base = make_rules()
    free = tuple(
        replace(one, prizes=tuple(replace(prize, amount_vnd=0) for prize in one.prizes))
        for one in base.divisions
    )
    world, now = locked_world(replace(base, divisions=free))
    clock.move_to(now)
    lan = entry_of(world, NAMES[0])
    sign_in(client, make_staff(90))
    answer = put_forward(client, world, lan, "confirmed", "")
    assert answer == f"/quan-tri/khen-thuong/{world.round_id}"


def test_one_who_rejects_and_one_who_confirms_in_the_same_instant_do_so_in_turn(
    app: Flask, client: StrictClient, clock: SettableClock
) -> None:
    world, now = locked_world()
    clock.move_to(now)
    lan = entry_of(world, NAMES[0])
    sign_in(client, make_staff(90))
    asked = [
        int(put_forward(client, world, lan, state, "Lý do").rpartition("/")[2])
        for state in ("confirmed", "rejected")
    ]
    seen = [proposals.outlook(proposals.get(one, now=now), now=now).digest for one in asked]
    disconnect()
    together = Barrier(2)

    def approve(which: int) -> str:
        with app.app_context():
            together.wait(timeout=20)
            try:
                return proposals.approve(
                    proposal_id=asked[which],
                    seen=seen[which],
                    by=SECOND,
                    roles=frozenset({Role.ORGANISER}),
                    now=now,
                )
            except DomainError as refusal:
                return refusal.code
            finally:
                disconnect()

    with ThreadPoolExecutor(2) as pool:
        confirmed, rejected = pool.map(approve, (0, 1))
    history = queries.history_of(scope_of(world), entry_id=lan, unit_id=None)
    assert rejected == "Đã ghi tình trạng xác minh."
    assert history[0].state is WinnerState.REJECTED
    # Either the confirmation came before, or there was nobody left to confirm.
    came_before = confirmed == "Đã ghi tình trạng xác minh."
    assert len(history) == 1 + came_before
