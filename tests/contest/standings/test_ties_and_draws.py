"""Ties at a prize: equal prizes, or a draw whose list is public before its seed exists."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from factories import QUESTIONS, World, make_entry, make_staff, make_world, sign_in, take_attempt
from harness.clock import SettableClock
from harness.strict_client import StrictClient
from harness.verifier import judged_alone
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contest.attempts import services as attempts
from contest.entries import services as entries
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.rounds import queries as rounds
from contest.rules import lottery
from contest.rules.scope import Scope
from contest.standings import proposing, queries, services
from contest.standings.errors import (
    DrawHeld,
    DrawTooEarly,
    DrawUnknown,
    SeedMissing,
    SeedSourceMissing,
    SeedTimeWrong,
    TieGone,
)
from contest.standings.proposing import BoardProposal, TieCase
from contest.standings.ranking.decisions import Method
from contest.standings.ties import services as tie_services

pytestmark = pytest.mark.usefixtures("app")
SOURCE = "Giải đặc biệt xổ số kiến thiết quay ngày 26/11/2024"
NAMES = ("Hoàng Mẫu Lan", "Lý Mẫu Minh", "Ma Mẫu Nga", "Sùng Mẫu Páo")


def closed(world: World) -> datetime:
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    now = closes_at + timedelta(hours=1)
    attempts.close_round(round_id=world.round_id, by=None, now=now)
    return now


def tied_world(people: int = 4) -> tuple[World, datetime]:
    """A locked round in which everybody is equal on every key, with one first and two second prizes."""
    world = make_world()
    for number, name in enumerate(NAMES[:people], start=1):
        take_attempt(world, make_entry(world, number, name=name), right=QUESTIONS, prediction=people)
    return world, closed(world)


def scope_of(world: World) -> Scope:
    return Scope(contest_id=world.contest_id, round_id=world.round_id)


def board_of(world: World) -> BoardProposal:
    return services.proposals_of(scope_of(world))[0]


def tie_of(world: World) -> TieCase:
    [tie] = board_of(world).ties
    return tie


def announce(world: World, now: datetime, *, due_in: timedelta = timedelta(days=1)) -> int:
    tie = tie_of(world)
    return tie_services.settle_tie(
        scope=scope_of(world),
        board=tie.board,
        fingerprint=tie.fingerprint,
        method=Method.LOTTERY,
        seed_source=SOURCE,
        seed_due_at=now + due_in,
        reason="Thể lệ, mục Giải thưởng cá nhân",
        by=1,
        now=now,
    )


def hold(decision_id: int, now: datetime, seed: str = "48213") -> tuple[str, ...]:
    decision = tie_services.hold_draw(
        decision_id=decision_id, seed=seed, evidence="xsmb.example", by=1, now=now
    )
    assert decision.draw is not None
    return decision.draw.order


def test_prizes_at_stake_are_named_once_with_their_number() -> None:
    assert proposing.prizes_in_words(("Giải Nhất", "Giải Nhì", "Giải Nhì")) == "Giải Nhất, 2 Giải Nhì"


def test_equal_prizes_share_the_money_of_the_prizes_at_stake() -> None:
    world, now = tied_world()
    tie = tie_of(world)
    tie_services.settle_tie(
        scope=scope_of(world),
        board=tie.board,
        fingerprint=tie.fingerprint,
        method=Method.EQUAL_PRIZES,
        seed_source="",
        seed_due_at=None,
        reason="Ban Tổ chức thống nhất",
        by=1,
        now=now,
    )
    board = board_of(world)
    assert board.ties == ()
    assert {one.prize for one in board.nominees} == {"Giải Nhất"}
    assert {one.amount_vnd for one in board.nominees} == {tie.amount_vnd // 4}
    assert board.amount_vnd <= tie.amount_vnd


def test_a_draw_fixes_the_list_first_and_its_order_follows_from_list_and_seed() -> None:
    world, now = tied_world()
    decision_id = announce(world, now)
    assert tie_of(world).decision is not None  # announced, and open until the seed is there
    order = hold(decision_id, now + timedelta(days=1))
    codes = [one.code for one in board_of(world).nominees]
    assert tuple(codes) == order
    assert order == lottery.draw(codes, public_seed="48213")
    assert [one.prize for one in board_of(world).nominees] == [
        "Giải Nhất",
        "Giải Nhì",
        "Giải Nhì",
        "Giải Ba",
    ]


def test_drawing_lots_is_the_last_key_so_places_follow_the_draw() -> None:
    world, now = tied_world()
    order = hold(announce(world, now), now + timedelta(days=1))
    services.publish(round_id=world.round_id, by=None, now=now + timedelta(days=2))
    persons = queries.persons_of(queries.get_publication(world.round_id).id)
    assert [(one.place, one.receipt) for one in persons] == list(enumerate(order, start=1))
    assert "ở mọi tiêu chí; bốc thăm công khai, xếp thứ 2, sau thứ 1" in persons[1].reason
    assert "ở mọi tiêu chí; bốc thăm công khai, xếp thứ 1" in persons[0].reason
    assert all(one.is_drawn for one in persons)
    how = [(one.how, one.draw_id) for one in board_of(world).nominees]
    assert how[0] == ("bằng nhau ở mọi tiêu chí; bốc thăm công khai, xếp thứ 1", 1)


def test_a_list_is_decided_on_once_and_drawn_once() -> None:
    world, now = tied_world()
    decision_id = announce(world, now)
    assert announce(world, now + timedelta(minutes=1)) == decision_id
    later = now + timedelta(days=1)
    assert hold(decision_id, later) == hold(decision_id, later + timedelta(hours=1))
    with pytest.raises(DrawHeld):
        hold(decision_id, later, seed="11111")


def test_the_seed_may_not_exist_when_the_list_is_fixed_and_is_not_taken_before_its_time() -> None:
    world, now = tied_world()
    with pytest.raises(SeedTimeWrong):
        announce(world, now, due_in=timedelta(0))
    decision_id = announce(world, now)
    with pytest.raises(DrawTooEarly):
        hold(decision_id, now + timedelta(days=1) - timedelta(milliseconds=1))
    with pytest.raises(SeedMissing):
        hold(decision_id, now + timedelta(days=1), seed="  ")


def test_a_draw_without_a_named_source_or_of_an_unknown_list_is_refused() -> None:
    world, now = tied_world()
    tie = tie_of(world)
    with pytest.raises(SeedSourceMissing):
        tie_services.settle_tie(
            scope=scope_of(world),
            board=tie.board,
            fingerprint=tie.fingerprint,
            method=Method.LOTTERY,
            seed_source=" ",
            seed_due_at=now + timedelta(days=1),
            reason="",
            by=1,
            now=now,
        )
    with pytest.raises(TieGone):
        tie_services.open_tie(scope_of(world), board=tie.board, fingerprint="0" * 64)
    with pytest.raises(DrawUnknown):
        hold(999, now)


def test_a_decision_about_others_settles_nothing() -> None:
    world, now = tied_world()
    decision_id = announce(world, now)
    entries.exclude(
        contest_id=world.contest_id, phone="0900000004", name="Mẫu", reason="Tổ ra đề", by=None, now=now
    )
    hold(decision_id, now + timedelta(days=1))
    tie = tie_of(world)
    assert tie.decision is None
    assert len(tie.members) == 3


@pytest.mark.parametrize("statement", ["UPDATE draw SET seed = '1'", "DELETE FROM tie_decision"])
def test_decisions_and_draws_cannot_be_changed_in_the_database(statement: str) -> None:
    world, now = tied_world()
    hold(announce(world, now), now + timedelta(days=1))
    with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
        session.execute(text(statement))


def test_two_organisers_settle_a_tie_by_lots_through_the_pages(
    client: StrictClient, clock: SettableClock
) -> None:
    world, now = tied_world()
    clock.move_to(now)
    first, second = make_staff(90), make_staff(91)
    sign_in(client, first)
    page = client.get(f"/quan-tri/xep-hang/{world.round_id}/dong-hang")
    assert "Còn 1 chỗ đồng hạng" in page.page.text
    page = client.get(page.page.links["Xử lý đồng hạng này"])
    wrong = client.submit(page, {"method": "lottery", "reason": "Bốc thăm"}, form="/cbccvc")
    assert wrong.status_code == 422
    sent = client.submit(
        page,
        {
            "method": "lottery",
            "seed_source": SOURCE,
            "seed_due_at": "26/11/2024 18:30",
            "reason": "Bốc thăm theo thể lệ",
        },
        form="/cbccvc",
    )
    assert sent.status_code == 303
    assert tie_of(world).decision is None  # one person alone settles nothing
    sign_in(client, second)
    page = client.get(sent.location)
    assert "26/11/2024" in page.page.text
    assert client.submit(page, {"remark": "Đồng ý"}, form=sent.location).status_code == 303
    decision = tie_of(world).decision
    assert decision is not None
    public = client.get(f"/boc-tham/{decision.id}")
    assert decision.fingerprint[:32] in public.page.text
    assert not any(name in public.page.text for name in NAMES)


def test_everybody_can_recompute_a_draw_from_its_page(client: StrictClient, clock: SettableClock) -> None:
    world, now = tied_world()
    decision_id = announce(world, now)
    order = hold(decision_id, now + timedelta(days=1))
    clock.move_to(now + timedelta(days=2))
    assert "kết quả trùng khớp" in client.get(f"/boc-tham/{decision_id}").page.text
    data = client.get(f"/boc-tham/{decision_id}/du-lieu.json").json
    assert lottery.commit(data["list"]) == data["list_sha256"]
    assert list(lottery.draw(data["list"], public_seed=data["seed"])) == data["order"] == list(order)
    assert "Đã bốc" in client.get("/boc-tham").page.text
    assert client.get("/boc-tham/999").status_code == 404


def test_a_published_draw_is_recomputed_from_the_snapshot_file_by_the_program_that_stands_alone(
    tmp_path: Path,
) -> None:
    world, now = tied_world()
    decision_id = announce(world, now)
    order = hold(decision_id, now + timedelta(days=1))
    services.publish(round_id=world.round_id, by=None, now=now + timedelta(days=2))
    publication = queries.get_publication(world.round_id)
    told = json.loads(queries.snapshot_of(publication.id))
    [draw] = told["draws"]
    assert (draw["seed"], draw["order"], draw["place"]) == ("48213", list(order), 1)
    assert [one["lottery"] for one in told["persons"]["cbccvc"]] == [1, 2, 3, 4]
    by_receipt = {one.receipt: one for one in queries.persons_of(publication.id)}
    assert [by_receipt[receipt].place for receipt in order] == [1, 2, 3, 4]

    def judged(**changes: object) -> tuple[int, str]:
        path = tmp_path / "so-lieu.json"
        changed = {**told, "draws": [{**draw, **changes}]}
        path.write_bytes(audit.canonical(changed).encode())
        return judged_alone(tmp_path, path)

    assert judged()[0] == 0
    assert "thứ tự bốc thăm không khớp khi tính lại" in judged(seed="48215")[1]
    assert "thứ tự bốc thăm không khớp khi tính lại" in judged(order=[*order[1:], order[0]])[1]
    assert "không khớp với mã đã công bố trước" in judged(list=[*draw["list"][1:], "HG24-AAAA-AAAA"])[1]
    assert "công bố sau khi đã có số" in judged(announced_at=draw["drawn_at"])[1]
    assert "không có trong các lần bốc thăm" in judged(board="nguoi-dan")[1]
