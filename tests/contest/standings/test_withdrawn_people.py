"""Whoever took consent back is in no line for prizes that are not published; those that are stay."""

from datetime import datetime, timedelta

import pytest
from factories import NOW, QUESTIONS, World, make_entry, make_world, take_attempt

from contest.attempts import services as attempts
from contest.entries import data_requests
from contest.entries import queries as entries
from contest.entries.data_requests import Kind
from contest.rounds import queries as rounds
from contest.rules.scope import Scope
from contest.standings import queries, services
from contest.standings.ranking.live import computed_standings

pytestmark = pytest.mark.usefixtures("app")
NAMES = ("Hoàng Mẫu Lan", "Lý Mẫu Minh", "Ma Mẫu Nga")


def locked_world() -> tuple[World, list[int], datetime]:
    """A locked round of three, in the order of NAMES; the accounts."""
    world = make_world()
    people = []
    for number, name in enumerate(NAMES, start=1):
        people.append(make_entry(world, number, name=name))
        take_attempt(world, people[-1], right=QUESTIONS, prediction=3, takes=timedelta(minutes=number))
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    now = closes_at + timedelta(hours=1)
    attempts.close_round(round_id=world.round_id, by=None, now=now)
    return world, people, now


def withdraw(account_id: int, now: datetime) -> None:
    request_id = data_requests.ask(account_id=account_id, kind=Kind.WITHDRAWAL, content="", now=now)
    data_requests.withdraw(request_id=request_id, reason="Theo yêu cầu", by=1, now=now)


def winners(world: World) -> list[tuple[int, str]]:
    scope = Scope(contest_id=world.contest_id, round_id=world.round_id)
    return [(one.entry_id or 0, one.prize) for one in services.proposals_of(scope)[0].nominees]


def test_the_next_in_line_moves_up_and_everything_counted_stays_counted() -> None:
    world, people, now = locked_world()
    first, second, third = (entry_id for entry_id, _prize in winners(world))
    before = computed_standings(world.round_id).standings
    withdraw(people[0], now)
    assert entries.withdrawn_entry_ids(world.contest_id) == {first}
    assert winners(world) == [(second, "Giải Nhất"), (third, "Giải Nhì")]
    scope = Scope(contest_id=world.contest_id, round_id=world.round_id)
    [skip] = services.proposals_of(scope)[0].passed_over
    assert "đã rút lại đồng ý cho dùng dữ liệu" in skip.sentence
    after = computed_standings(world.round_id).standings
    assert after.actual_numbers == before.actual_numbers
    assert [one.standing.tally.people for one in after.units] == [
        one.standing.tally.people for one in before.units
    ]


def test_a_prize_that_was_published_before_is_not_taken_away_by_a_correction() -> None:
    world, people, now = locked_world()
    services.publish(round_id=world.round_id, by=None, now=now)
    before = winners(world)
    withdraw(people[0], now)
    assert winners(world) == before
    last = queries.persons_of(queries.get_publication(world.round_id).id)[-1]
    attempts.strike(attempt_id=last.attempt_id, reason="Nhờ người làm hộ", by=1, now=NOW)
    services.publish(round_id=world.round_id, by=None, now=now, reason="Hủy một lượt")
    assert winners(world) == before[:-1]


def test_who_asked_but_was_not_answered_yet_is_still_in_line() -> None:
    world, people, now = locked_world()
    before = winners(world)
    data_requests.ask(account_id=people[0], kind=Kind.WITHDRAWAL, content="", now=now)
    assert winners(world) == before
