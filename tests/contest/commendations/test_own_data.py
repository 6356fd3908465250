"""A person's certificates and complaints are among their own data, and outlive who they were."""

from datetime import date, timedelta
from random import Random

import pytest
from factories import QUESTIONS, World, make_entry, make_staff, make_world, take_attempt
from flask import Flask

from contest.attempts import services as attempts
from contest.commendations import complaints
from contest.commendations.certificates import acts as certificate_acts
from contest.commendations.certificates import queries as certificates
from contest.commendations.certificates.acts import Wanted
from contest.entries import data_requests, own_data
from contest.entries.data_requests import Kind
from contest.rounds import queries as rounds
from contest.rules.scope import Scope
from contest.standings import queries as standings
from contest.standings import services as standing_services


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def scope_of(world: World) -> Scope:
    return Scope(contest_id=world.contest_id, round_id=world.round_id)


def certified(world: World):
    """Publish the round, certify two people, register a complaint of each; answers the first one and when."""
    receipts, people = [], []
    for number, name in ((1, "Sùng Mẫu Mai"), (2, "Giàng Mẫu Páo")):
        account_id = make_entry(world, number, name=name)
        people.append(account_id)
        receipts.append((name, take_attempt(world, account_id, right=QUESTIONS).receipt))
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    now = closes_at + timedelta(hours=16)
    attempts.close_round(round_id=world.round_id, by=None, now=now)
    standing_services.publish(round_id=world.round_id, by=None, now=now)
    certificate_acts.issue(
        scope=scope_of(world),
        wanted=Wanted.ALL,
        decision_number="08/QĐ-BTC",
        decided_on=date(2024, 12, 5),
        by=None,
        now=now,
        rng=Random(1),
    )
    for name, receipt in receipts:
        complaints.register(
            round_id=world.round_id, receipt=receipt, name=name, contact="Ở nhà",
            content=f"Câu 3 của {name} chấm sai.", received_at=now, by=1, now=now,
        )  # fmt: skip
    return people[0], now


def test_own_data_hold_ones_own_certificates_and_complaints_alone(world: World):
    mine, now = certified(world)
    data = own_data.of(mine, now=now).as_json()
    assert [one["Họ và tên trên giấy"] for one in data["giay_chung_nhan"]] == ["Sùng Mẫu Mai"]
    assert [one["Nội dung"] for one in data["khieu_nai"]] == ["Câu 3 của Sùng Mẫu Mai chấm sai."]
    assert "Giàng" not in str(data)


def test_a_withdrawal_leaves_publication_and_certificate_as_they_were_issued(world: World):
    mine, now = certified(world)
    before = standings.find_publication(world.round_id, 1)
    issued = certificates.part_of(scope_of(world), 1)
    request_id = data_requests.ask(account_id=mine, kind=Kind.WITHDRAWAL, content="", now=now)
    data_requests.withdraw(request_id=request_id, reason="Theo yêu cầu", by=make_staff(), now=now)
    assert standings.find_publication(world.round_id, 1) == before
    assert certificates.part_of(scope_of(world), 1) == issued
