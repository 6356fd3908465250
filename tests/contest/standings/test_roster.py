"""The roster is frozen at the first opening; compulsory staff categories decide who is ranked (R9)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from factories import NOW, World, make_account, make_rules, make_staff, make_world, sign_in, take_attempt
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.entries import services as entries
from contest.rules.participation import UnrankedReason
from contest.rules.ruleset import CategoryQuota
from contest.standings.ranking import rosters
from contest.standings.ranking.live import computed_standings
from contest.standings.ranking.units import UnitPlace
from contest.units import queries as units
from contest.units import services as unit_services
from contest.units.services import NewHeadcount

pytestmark = pytest.mark.usefixtures("app")
LATER = NOW + timedelta(hours=3)


def record(world: World, code: str, people: int, *, now: datetime, category: str = units.ALL_STAFF) -> None:
    unit = units.get_unit(list_id=world.unit_list_id, code=code)
    unit_services.record_headcounts(
        rows=[
            NewHeadcount(
                unit_id=unit.id,
                category=category,
                people=people,
                as_of=date(2024, 11, 1),
                source="Công văn mẫu",
            )
        ],
        by=None,
        now=now,
    )


def enter(world: World, number: int, category: str | None = None) -> None:
    account_id = make_account(number)
    entries.enter(
        contest_id=world.contest_id,
        account_id=account_id,
        division="cbccvc",
        unit_code="02-STC",
        wants_extra_time=False,
        staff_category=category,
        now=NOW - timedelta(hours=1),
    )
    take_attempt(world, account_id, right=2)


def place_of(world: World, code: str = "02-STC") -> UnitPlace:
    return next(one for one in computed_standings(world.round_id).standings.units if one.unit.code == code)


def test_a_headcount_stated_after_the_opening_does_not_count() -> None:
    world = make_world()
    enter(world, 1)
    record(world, "02-STC", 2, now=NOW)
    assert place_of(world).standing.rate == Fraction(1, 2)
    record(world, "02-STC", 1, now=NOW + timedelta(milliseconds=1))
    assert place_of(world).standing.rate == Fraction(1, 2)


def test_two_organisers_may_freeze_anew(client: StrictClient, clock: SettableClock) -> None:
    world = make_world()
    enter(world, 1)
    record(world, "02-STC", 4, now=LATER)
    clock.move_to(LATER + timedelta(hours=1))
    assert rosters.changes_by(world.contest_id, as_of=LATER) == 1
    sign_in(client, make_staff(90))
    path = "/quan-tri/xep-hang/so-thuoc-dien"
    page = client.get(path)
    assert "1 đơn vị có số mới hơn bản đã chốt" in page.page.text
    assert client.submit(page, {"reason": ""}, form=path).status_code == 422
    sent = client.submit(page, {"reason": "Sở khai nhầm"}, form=path)
    assert place_of(world).standing.rate == Fraction(1, 20)
    sign_in(client, make_staff(91))
    client.submit(client.get(sent.location), {"remark": "Đồng ý"}, form=sent.location)
    assert place_of(world).standing.rate == Fraction(1, 4)


def quota_world() -> World:
    """Rules by which a unit owes at least one leader."""
    rules = make_rules()
    leaders = CategoryQuota(
        category="lanh-dao", name="Lãnh đạo cơ quan", least_people=1, least_share=Fraction(0)
    )
    collective = replace(rules.collective, floor_rate=Fraction(0), quotas=(leaders,))
    world = make_world(rules=replace(rules, collective=collective))
    record(world, "02-STC", 3, now=NOW - timedelta(hours=1), category="lanh-dao")
    return world


def test_a_unit_whose_leaders_stayed_away_has_no_place_and_is_told_why() -> None:
    world = quota_world()
    enter(world, 1)
    standing = place_of(world).standing
    assert standing.place is None
    assert standing.excluded_reason is UnrankedReason.QUOTA_UNMET


def test_one_leader_is_enough_where_one_is_owed() -> None:
    world = quota_world()
    enter(world, 1)
    enter(world, 2, "lanh-dao")
    assert place_of(world).standing.place == 1


def test_units_of_a_group_compete_within_their_size_where_the_rules_say_so() -> None:
    rules = make_rules()
    group = replace(rules.collective.groups[0], by_size=True)
    collective = replace(rules.collective, floor_rate=Fraction(0), groups=(group,))
    world = make_world(rules=replace(rules, collective=collective))
    record(world, "02-SNV", 200, now=NOW - timedelta(hours=1))
    enter(world, 1)
    assert place_of(world).group_name.endswith("đến 30 người")
    large = place_of(world, "02-SNV")
    assert large.group_name.endswith("trên 100 người")
    assert (large.standing.place, place_of(world).standing.place) == (1, 1)


def test_officials_say_their_post_where_the_rules_ask_for_it(
    client: StrictClient, clock: SettableClock
) -> None:
    world = quota_world()
    clock.move_to(NOW)
    account_id = make_account(7)
    sign_in(client, account_id)
    page = client.get("/dang-ky/tu-cach")
    found = client.submit(page, {"division": "cbccvc", "search": "tai chinh"}, form="/tu-cach", button="Tìm")
    sent = client.submit(
        found, {"unit": "02-STC", "staff_category": "lanh-dao"}, form="/tu-cach", button="Đăng ký"
    )
    assert sent.status_code == 303
    take_attempt(world, account_id, right=2)
    assert place_of(world).standing.place == 1
