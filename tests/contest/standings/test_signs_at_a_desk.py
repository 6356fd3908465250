"""What a review notices at a helper's desk: identical answers; one device and one name are explained."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from factories import (
    NOW,
    World,
    make_card_entry,
    make_cards,
    make_entry,
    make_staff,
    make_world,
    phone_of,
    right_answers,
    take_attempt,
)
from flask import Flask

from contest.accounts import queries as accounts
from contest.accounts import services as account_services
from contest.accounts.services import GuestLimits
from contest.attempts import services as attempts
from contest.entries import services as entries
from contest.platform.viewer import Role
from contest.rules.signals import SignalKind
from contest.standings import reviewing
from contest.units import queries as units

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
Take = Callable[..., int]


@pytest.fixture
def world(app: Flask) -> World:
    """Four questions are asked of everybody, so that all papers are of the same ones."""
    return make_world(questions=4)


@pytest.fixture
def take(world: World) -> Take:
    """Somebody comes to the desk of a helper, gives so many right answers and leaves."""
    unit = units.get_unit(list_id=world.unit_list_id, code="00796")
    helpers = [make_staff(number, Role.HELPER, unit_id=unit.id) for number in (91, 92)]
    cards = iter(make_cards(size=4).cards)

    def take(name: str, right: int, *, helper: int = 0, at: int = 0, birth_year: int | None = None) -> int:
        now = NOW + at * 10 * MINUTE
        citizen = make_card_entry(world, next(cards).code, name=name, birth_year=birth_year)
        token = account_services.open_sign_in(
            account_id=helpers[helper], shared_device=False, lasts=DAY, now=now
        )
        account_services.open_guest(
            helper_id=helpers[helper],
            helper_token=token,
            unit_id=unit.id,
            account_id=citizen,
            limits=GuestLimits(an_hour=9, a_day=9, lasts=DAY),
            now=now,
        )
        guest = accounts.guests_of(helpers[helper], since=now - MINUTE)[0]
        attempt = attempts.start(
            round_id=world.round_id,
            account_id=citizen,
            device="may-cua-ban",
            rng=Random(citizen),
            now=now,
            guest=guest,
        )
        answers = right_answers(attempt, right)
        attempts.save(code=attempt.code, account_id=citizen, device="may-cua-ban", answers=answers, now=now)
        attempts.submit(code=attempt.code, account_id=citizen, now=now + 5 * MINUTE)
        account_services.end_guest(guest_id=guest.id, by=citizen, now=now + 6 * MINUTE)
        return attempt.id

    return take


def signs(world: World) -> dict[SignalKind, tuple[int, ...]]:
    return {case.signal.kind: case.signal.attempt_ids for case in reviewing.cases_of(world.round_id)}


def test_people_of_one_helper_with_the_same_mistakes_are_a_sign(world: World, take: Take):
    # All wrong is alike wherever the questions stand: the option after the key.
    one, other = take("Vàng Mẫu Pà", 0), take("Giàng Mẫu Sì", 0, at=1)
    take("Thào Mẫu Mỷ", 4, at=2)
    assert signs(world) == {SignalKind.SAME_ANSWERS: (one, other)}


def test_people_of_two_helpers_and_people_who_know_everything_are_none(world: World, take: Take):
    take("Vàng Mẫu Pà", 0)
    take("Giàng Mẫu Sì", 0, helper=1)
    take("Thào Mẫu Mỷ", 4, at=1)
    take("Lý Mẫu Dính", 4, at=2)
    assert signs(world) == {}


def test_the_year_of_birth_tells_two_people_of_one_name_apart(world: World, take: Take):
    take("Vàng Mẫu Pà", 0, birth_year=1956)
    take("Vàng Mẫu Pà", 4, birth_year=1971, at=1)
    assert signs(world) == {}


def test_one_name_and_an_unknown_year_may_be_one_person(world: World, take: Take):
    one = take("Vàng Mẫu Pà", 0, birth_year=1956)
    other = take("Vàng Mẫu Pà", 4, at=1)
    assert signs(world) == {SignalKind.SAME_PERSON: (one, other)}


def test_a_side_of_a_case_is_known_by_the_card(world: World, take: Take):
    take("Vàng Mẫu Pà", 0)
    take("Giàng Mẫu Sì", 0, at=1)
    [case] = reviewing.cases_of(world.round_id)
    assert [side.phone_end for side in reviewing.sides_of(world.round_id, case)] == [
        "thẻ\u00a01-001",
        "thẻ\u00a01-002",
    ]


def exclude(world: World, number: str, *, name: str) -> None:
    entries.exclude(contest_id=world.contest_id, phone=number, name=name, reason="Tổ ra đề", by=None, now=NOW)


def test_somebody_excluded_who_comes_with_a_card_is_looked_at(world: World, take: Take):
    exclude(world, "0900 900 777", name="Vàng Mẫu Pà")
    again = take("Vàng mẫu Pà", 3)
    take("Giàng Mẫu Sì", 2, at=1)
    assert signs(world) == {SignalKind.EXCLUDED: (again,)}
    [case] = reviewing.cases_of(world.round_id)
    assert case.blocks


def test_the_name_of_the_account_counts_as_well_as_that_of_the_list(world: World, take: Take):
    make_entry(world, 5, name="Vàng Mẫu Pà")
    exclude(world, phone_of(5), name="Anh Pà, tổ ra đề")
    again = take("Vàng Mẫu Pà", 3)
    assert signs(world) == {SignalKind.EXCLUDED: (again,)}


def test_with_another_number_the_unit_tells_namesakes_of_somebody_excluded_apart(world: World):
    make_entry(world, 5, name="Vàng Mẫu Pà")
    exclude(world, phone_of(5), name="Vàng Mẫu Pà")
    take_attempt(world, make_entry(world, 6, name="Vàng Mẫu Pà", unit_code="02-STC"), right=2)
    assert signs(world) == {}
    again = take_attempt(world, make_entry(world, 7, name="Vàng Mẫu Pà"), right=2)
    assert signs(world) == {SignalKind.EXCLUDED: (again.id,)}
