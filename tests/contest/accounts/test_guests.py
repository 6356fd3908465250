"""Guest sessions: one citizen at a time at a helper's device, and the helper's way back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from factories import NOW, PASSWORD, World, make_card_entry, make_cards, make_staff, make_world
from flask import Flask
from harness.databases import disconnect
from sqlalchemy import select, update

from contest.accounts import queries, services
from contest.accounts.errors import (
    CitizenBusy,
    GuestIsStaff,
    GuestRunning,
    TooManyGuests,
    WayBackOver,
    WayBackRefused,
)
from contest.accounts.guests import TRIES
from contest.accounts.models import AccountRow, GuestSessionRow
from contest.accounts.services import GuestLimits, OpenedGuest
from contest.platform.audit import log as audit
from contest.platform.database import read, transaction
from contest.platform.errors import DomainError
from contest.platform.throttle import TooManyTries
from contest.platform.viewer import Role
from contest.units import queries as units

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIMITS = GuestLimits(an_hour=2, a_day=3, lasts=90 * MINUTE)


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@pytest.fixture
def people(world: World) -> list[int]:
    return [
        make_card_entry(world, card.code, name=f"Vàng Mẫu {name}")
        for card, name in zip(make_cards(size=4).cards, ("Pà", "Sì", "Mỷ", "Dính"), strict=True)
    ]


@pytest.fixture
def desk(world: World) -> int:
    return units.get_unit(list_id=world.unit_list_id, code="00796").id


@pytest.fixture
def helper(desk: int) -> int:
    return make_staff(91, Role.HELPER, unit_id=desk)


def signed_in(account_id: int, *, now: datetime = NOW) -> str:
    token = services.open_sign_in(account_id=account_id, shared_device=False, lasts=DAY, now=now)
    return services.renew_sign_in(account_id=account_id, token=token, lasts=DAY, now=now)


def seat(helper: int, desk: int, citizen: int, *, token: str = "", now: datetime = NOW) -> OpenedGuest:
    return services.open_guest(
        helper_id=helper,
        helper_token=token or signed_in(helper),
        unit_id=desk,
        account_id=citizen,
        limits=LIMITS,
        now=now,
    )


def test_the_citizen_sits_there_and_the_helper_is_signed_out(helper: int, desk: int, people: list[int]):
    token = signed_in(helper)
    opened = seat(helper, desk, people[0], token=token)
    citizen = queries.find_viewer(opened.token)
    assert citizen is not None
    assert (citizen.account_id, citizen.is_guest, citizen.shared_device) == (people[0], True, True)
    assert queries.find_viewer(token) is None
    guest = queries.find_guest(citizen.guest_id)
    assert guest is not None
    assert (guest.helper_id, guest.unit_id, guest.runs(NOW)) == (helper, desk, True)
    [line] = [one for one in audit.latest(limit=20) if one.action == "accounts:guest:open"]
    assert (line.actor_id, line.subject, line.facts["unit_id"]) == (helper, str(people[0]), desk)


def test_a_helper_sees_the_units_of_the_desk_and_no_units_of_an_officer(helper: int, desk: int):
    viewer = queries.find_viewer(signed_in(helper))
    assert viewer is not None
    assert (viewer.desk_unit_ids, viewer.unit_ids) == (frozenset({desk}), frozenset())


def test_no_second_session_while_one_runs(helper: int, desk: int, people: list[int]):
    seat(helper, desk, people[0])
    with pytest.raises(GuestRunning):
        seat(helper, desk, people[1])
    services.end_own_guest(helper_id=helper, now=NOW + MINUTE)
    assert seat(helper, desk, people[1], now=NOW + MINUTE)


def test_a_session_that_ran_out_is_in_nobodys_way(helper: int, desk: int, people: list[int]):
    opened = seat(helper, desk, people[0])
    later = NOW + LIMITS.lasts
    assert seat(helper, desk, people[1], token=signed_in(helper, now=later), now=later)
    [newest, first] = queries.guests_of(helper, since=NOW - MINUTE)
    assert first.ended_at == first.expires_at == later
    assert newest.runs(later)
    assert opened.token


def test_one_citizen_sits_at_one_desk(helper: int, desk: int, people: list[int]):
    other = make_staff(92, Role.UNIT_OFFICER, unit_id=desk)
    seat(helper, desk, people[0])
    with pytest.raises(CitizenBusy):
        seat(other, desk, people[0])


def test_two_sessions_of_one_helper_at_once_are_one(app: Flask, helper: int, desk: int, people: list[int]):
    """Every click comes from a sign-in of its own, so that only the session itself is in the way."""
    tokens = [signed_in(helper) for _one in people]
    read().rollback()

    def click(number: int) -> str:
        with app.app_context():
            try:
                seat(helper, desk, people[number], token=tokens[number])
            except GuestRunning:
                return "refused"
            finally:
                disconnect()
            return "opened"

    with ThreadPoolExecutor(len(people)) as pool:
        said = sorted(pool.map(click, range(len(people))))
    assert said == ["opened", "refused", "refused", "refused"]
    assert len(queries.guests_of(helper, since=NOW - MINUTE)) == 1


def test_a_helper_helps_so_many_people_an_hour_and_so_many_a_day(helper: int, desk: int, people: list[int]):
    def help_at(now: datetime, citizen: int) -> None:
        seat(helper, desk, citizen, token=signed_in(helper, now=now), now=now)
        services.end_own_guest(helper_id=helper, now=now + MINUTE)

    help_at(NOW, people[0])
    help_at(NOW + 10 * MINUTE, people[1])
    with pytest.raises(TooManyGuests) as refusal:
        help_at(NOW + 20 * MINUTE, people[2])
    assert refusal.value.facts == {"limit": 2, "span": "một giờ", "again_at": NOW + HOUR}
    help_at(NOW + HOUR, people[2])
    with pytest.raises(TooManyGuests) as refusal:
        help_at(NOW + 3 * HOUR, people[3])
    assert refusal.value.facts == {"limit": 3, "span": "một ngày", "again_at": NOW + DAY}


def test_nobody_of_the_staff_sits_as_a_guest(helper: int, desk: int, people: list[int]):
    with transaction() as session:
        session.execute(update(AccountRow).where(AccountRow.id == people[0]).values(card=None, phone="+841"))
    services.grant_role(account_id=people[0], role=Role.EDITOR, unit_id=None, by=None, now=NOW)
    with pytest.raises(GuestIsStaff):
        seat(helper, desk, people[0])


def test_ending_signs_the_citizen_out_and_twice_is_the_same(helper: int, desk: int, people: list[int]):
    opened = seat(helper, desk, people[0])
    [guest] = queries.guests_of(helper, since=NOW - MINUTE)
    services.end_guest(guest_id=guest.id, by=people[0], now=NOW + MINUTE)
    services.end_guest(guest_id=guest.id, by=people[0], now=NOW + 2 * MINUTE)
    assert queries.find_viewer(opened.token) is None
    [guest] = queries.guests_of(helper, since=NOW - MINUTE)
    assert guest.ended_at == NOW + MINUTE
    assert [one.action for one in audit.latest(limit=20)].count("accounts:guest:end") == 1


class TestTheWayBack:
    def test_the_password_opens_what_was_closed_and_no_more(self, helper: int, desk: int, people: list[int]):
        opened = seat(helper, desk, people[0])
        token = services.return_to_desk(way_back=opened.way_back, password=PASSWORD, now=NOW + MINUTE)
        back = queries.find_viewer(token)
        assert back is not None
        assert (back.account_id, back.second_factor_passed, back.is_guest) == (helper, True, False)
        assert queries.find_viewer(opened.token) is None
        newest = queries.sign_ins_of(helper)[0]
        assert newest.expires_at == NOW + DAY

    def test_it_works_once(self, helper: int, desk: int, people: list[int]):
        opened = seat(helper, desk, people[0])
        services.return_to_desk(way_back=opened.way_back, password=PASSWORD, now=NOW)
        with pytest.raises(WayBackOver):
            services.return_to_desk(way_back=opened.way_back, password=PASSWORD, now=NOW)

    def test_it_ends_with_the_helpers_own_sign_in(self, helper: int, desk: int, people: list[int]):
        opened = seat(helper, desk, people[0])
        with pytest.raises(WayBackOver):
            services.return_to_desk(way_back=opened.way_back, password=PASSWORD, now=NOW + DAY)

    def test_wrong_passwords_are_counted(self, helper: int, desk: int, people: list[int]):
        opened = seat(helper, desk, people[0])
        for _try in range(TRIES):
            with pytest.raises(WayBackRefused):
                services.return_to_desk(way_back=opened.way_back, password="khong-phai", now=NOW)
        with pytest.raises(TooManyTries):
            services.return_to_desk(way_back=opened.way_back, password=PASSWORD, now=NOW)

    @pytest.mark.parametrize("way_back", ["", "khong-co"])
    @pytest.mark.usefixtures("world")
    def test_a_made_up_one_leads_nowhere(self, way_back: str):
        with pytest.raises(WayBackOver):
            services.return_to_desk(way_back=way_back, password=PASSWORD, now=NOW)

    def test_a_disabled_helper_does_not_come_back(self, helper: int, desk: int, people: list[int]):
        opened = seat(helper, desk, people[0])
        services.disable(account_id=helper, by=helper + 1, reason="Nghỉ việc", now=NOW)
        with pytest.raises(DomainError):
            services.return_to_desk(way_back=opened.way_back, password=PASSWORD, now=NOW)

    def test_only_its_hash_is_stored(self, helper: int, desk: int, people: list[int]):
        opened = seat(helper, desk, people[0])
        row = read().execute(select(GuestSessionRow)).scalar_one()
        assert opened.way_back not in row.return_hash
