"""Boards of units: places, ties, missing headcounts, roll-up, search, and what must stay hidden."""

import re
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import factories
import pytest
from factories import World
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.attempts import services as attempts
from contest.entries import services as entries
from contest.platform.language.vietnamese import fold
from contest.rules.prediction import PredictionTarget
from contest.standings import services as standings
from contest.standings.boards.page import (
    Wanted,
    own_unit,
    page_of,
    people_needed,
    selected,
    short_place,
    step_width,
    tiles,
)
from contest.standings.queries import UnitRow

pytestmark = pytest.mark.settings(leaderboard_seconds=0)
NOW = factories.NOW
AFTER = NOW + timedelta(days=7)
UNITS, DISTRICTS = "/xep-hang/don-vi", "/xep-hang/dia-ban"


def a_row(
    unit_id: int,
    *,
    people: int = 0,
    headcount: int | None = None,
    place: int | None = None,
    shared: bool = False,
    name: str = "",
    kind: str = "department",
):
    return UnitRow(
        board="agency",
        group_code=kind,
        group_name=kind,
        place=place,
        shared=shared,
        unit_id=unit_id,
        code=str(unit_id),
        name=name or f"Sở {unit_id}",
        kind=kind,
        parent_name="",
        headcount=headcount,
        people=people,
        citizens=0,
        attempts=people,
        rate=Fraction(people, headcount) if headcount else None,
        average=None,
        points=None,
        reason="",
        prize="",
        amount_vnd=0,
    )


def test_people_needed_are_the_fewest_that_reach_the_better_rate():
    better = a_row(1, people=3, headcount=10, place=1)
    for headcount in range(1, 60):
        for people in range(headcount):
            mine = a_row(2, people=people, headcount=headcount, place=2)
            if mine.rate < better.rate:
                needed = people_needed(mine, better)
                assert Fraction(people + needed, headcount) >= better.rate
                assert Fraction(people + needed - 1, headcount) < better.rate


def test_the_next_better_place_is_that_of_a_better_rate_not_of_a_tie():
    rows = [
        a_row(1, people=5, headcount=10, place=1),
        a_row(2, people=4, headcount=10, place=2, shared=True),
        a_row(3, people=4, headcount=10, place=2, shared=True),
        a_row(4, headcount=None),
    ]
    own = own_unit(rows, [3])
    assert (own.next_place, own.people_needed, own.ranked) == (1, 1, 3)
    assert own_unit(rows, [1]).people_needed is None
    assert own_unit(rows, [4]).people_needed is None
    assert own_unit(rows, [9]) is None


def test_the_own_unit_is_the_nearest_one_upwards_that_is_on_the_board():
    rows = [a_row(1, people=5, headcount=10, place=1), a_row(2, people=1, headcount=10, place=2)]
    assert own_unit(rows, [7, 2, 1]).row.unit_id == 2


def test_filters_keep_the_places_of_the_full_list():
    rows = [
        a_row(number, people=10 - number, headcount=40, place=number, name=name)
        for number, name in enumerate(("Sở Tài chính", "Sở Nội vụ", "Ban Dân tộc"), start=1)
    ]
    found = selected(rows, Wanted(text="so noi vu"))
    assert [(row.place, row.name) for row in found] == [(2, "Sở Nội vụ")]
    assert [row.name for row in selected(rows, Wanted(order="ten"))] == [
        "Ban Dân tộc",
        "Sở Nội vụ",
        "Sở Tài chính",
    ]
    assert selected(rows, Wanted(band="nho")) == ()
    assert len(selected(rows, Wanted(band="vua"))) == 3


def test_a_page_beyond_the_end_is_the_last_one():
    rows = [a_row(number, place=number) for number in range(1, 102)]
    assert [row.place for row in page_of(rows, 3).rows] == [101]
    assert page_of(rows, 99).page == 3
    assert page_of(rows, -1).page == 1
    assert page_of([], 1).pages == 1


def test_the_colours_of_the_map_reach_the_highest_rate():
    rows = [a_row(1, people=4, headcount=10), a_row(2, people=0, headcount=10), a_row(3)]
    assert step_width(rows) == Fraction(1, 10)
    found = tiles(rows, {1: (2, 1), 2: (1, 2), 3: (1, 1)})
    assert [(tile.row.unit_id, tile.step) for tile in found] == [(3, 1), (2, 1), (1, 5)]


def test_districts_have_short_names_on_the_map():
    assert short_place("Huyện Mèo Vạc") == "Mèo Vạc"
    assert short_place("Thành phố Hà Giang") == "TP Hà Giang"
    assert short_place("UBND huyện Mèo Vạc") == "Mèo Vạc"
    assert short_place("UBND thành phố Hà Giang") == "TP Hà Giang"
    assert short_place("Đặc khu Phú Quốc") == "Đặc khu Phú Quốc"


def board_of(client: StrictClient, path: str = UNITS):
    """Place and name of each row, and its cell of people."""
    rows = client.get(path).page.rows("Bảng xếp hạng")[1:]
    return [(row[0], row[1], row[4]) for row in rows]


def test_units_of_one_rate_share_a_place_and_missing_headcounts_come_last(client: StrictClient):
    world = factories.make_world()
    factories.take_attempt(world, factories.make_entry(world, 1, unit_code="02-SNV"), right=1)  # 1 of 14
    for number in (2, 3):
        factories.take_attempt(world, factories.make_entry(world, number, unit_code="02-STC"), right=1)
    factories.take_attempt(world, factories.make_entry(world, 4, unit_code="00796"), right=1)  # 1 of 20
    factories.take_attempt(world, factories.make_entry(world, 5, unit_code="00742"), right=1)  # no headcount
    rows = board_of(client)
    # 2 of 20 in the department of finance, 1 of 14, then 1 of 20; two units without anybody share the end.
    assert rows[0] == ("1", "Sở Tài chính", "2 / 20 người")
    assert rows[1] == ("2", "Sở Nội vụ", "1 / 14 người")
    assert rows[2] == ("3", "UBND xã Tả LủngHuyện Mèo Vạc", "1 / 20 người")
    assert {place for place, _name, _people in rows[3:5]} == {"4="}
    assert rows[-1] == ("–chưa xếp hạng", "UBND xã Tả LủngHuyện Đồng Văn", "1 người Chưa có số thuộc diện")


def test_a_department_counts_the_parts_below_it_and_a_district_the_school_of_its_commune(
    client: StrictClient,
):
    world = factories.make_world()
    factories.take_attempt(world, factories.make_entry(world, 1, unit_code="02-SNV-CCHC"), right=1)
    factories.take_attempt(world, factories.make_entry(world, 2, unit_code="00796-TH"), right=1)
    units = {name: people for _place, name, people in board_of(client)}
    assert units["Phòng Cải cách hành chínhSở Nội vụ"] == "1 / 4 người"
    assert units["Sở Nội vụ"] == "1 / 14 người"
    assert units["UBND xã Tả LủngHuyện Mèo Vạc"] == "1 / 20 người"
    districts = {name: people for _place, name, people in board_of(client, DISTRICTS)}
    assert districts["Mèo Vạc"] == "1 / 50 người"


def test_a_person_with_two_attempts_is_one_person(client: StrictClient):
    world = factories.make_world()
    person = factories.make_entry(world, 1, unit_code="02-STC")
    factories.take_attempt(world, person, right=1)
    factories.take_attempt(world, person, right=2, at=NOW + timedelta(hours=1))
    page = client.get(f"{UNITS}/02-STC").page
    assert "1người dự thi" in page.text
    assert "2lượt thi" in page.text
    assert "tỷ lệ tham gia trên 20 người thuộc diện" in page.text


def test_citizens_are_counted_apart_from_the_headcount(client: StrictClient):
    world = factories.make_world()
    citizen = factories.make_entry(world, 1, unit_code="00796", division="nguoi-dan")
    factories.take_attempt(world, citizen, right=1)
    page = client.get(f"{UNITS}/00796").page
    assert "0người dự thi" in page.text
    assert "1người dân, tính riêng" in page.text


def test_search_needs_no_diacritics_and_says_when_nothing_fits(client: StrictClient):
    factories.make_world()
    assert [name for _place, name, _people in board_of(client, f"{UNITS}?q=so+noi+vu")] == [
        "Sở Nội vụ",
        "Phòng Cải cách hành chínhSở Nội vụ",
    ]
    assert "Không có đơn vị nào như vậy" in client.get(f"{UNITS}?q=xyz").page.text
    assert fold("Sở Nội vụ") == "so noi vu"


def test_filters_are_part_of_the_address_and_kept_by_the_form(client: StrictClient):
    factories.make_world()
    page = client.get(f"{UNITS}?khoi=so-nganh&co=nho&q=so")
    filled = dict(page.page.form(UNITS).filled)
    assert (filled["khoi"], filled["co"], filled["q"]) == ("so-nganh", "nho", "so")
    assert [name for _place, name, _people in board_of(client, f"{UNITS}?khoi=cap-xa")] == [
        "UBND xã Tả LủngHuyện Mèo Vạc",
    ]
    by_name = [name for _place, name, _people in board_of(client, f"{UNITS}?sap-xep=ten")]
    assert by_name[0].startswith("Phòng")


@pytest.mark.parametrize("query", ["dot=abc", "trang=abc", "trang=-5", "khoi=la", "co=la", "sap-xep=la"])
def test_nonsense_in_the_address_is_no_fault(client: StrictClient, query: str):
    factories.make_world()
    assert client.get(f"{UNITS}?{query}").status_code == 200


@pytest.mark.parametrize("path", [UNITS, DISTRICTS, "/xep-hang/ca-nhan"])
def test_an_unknown_round_is_not_found(client: StrictClient, path: str):
    factories.make_world()
    assert client.get(f"{path}?dot=9").status_code == 404


def test_an_unknown_unit_is_not_found(client: StrictClient):
    factories.make_world()
    assert client.get(f"{UNITS}/khong-co").status_code == 404


@pytest.mark.parametrize("path", [UNITS, DISTRICTS, f"{UNITS}/02-SNV", "/xep-hang/ca-nhan"])
def test_without_a_contest_there_are_no_boards(client: StrictClient, path: str):
    assert client.get(path).status_code == 404


def test_my_unit_is_shown_with_what_is_missing_for_the_next_place(client: StrictClient):
    world = factories.make_world()
    for number in (1, 2):
        factories.take_attempt(world, factories.make_entry(world, number, unit_code="02-STC"), right=1)
    me = factories.make_entry(world, 3, unit_code="02-SNV", password=factories.PASSWORD)
    factories.take_attempt(world, me, right=1)
    factories.sign_in(client, me)
    page = client.get(UNITS).page
    assert "Thêm 1 người dự thi nữa là lên hạng 1." in page.text
    assert page.links["Tới hàng của tôi"].endswith("#toi")
    assert page.one("tr", id="toi") is not None


def test_somebody_of_a_commune_sees_the_district_as_theirs(client: StrictClient):
    world = factories.make_world()
    me = factories.make_entry(world, 1, unit_code="00796-TH", password=factories.PASSWORD)
    factories.take_attempt(world, me, right=1)
    factories.sign_in(client, me)
    page = client.get(DISTRICTS).page
    assert "Huyện của tôi" in page.text
    assert page.links["Tới hàng của tôi"] == "#toi"


def counting_people():
    rule = replace(factories.make_rules().prediction, target=PredictionTarget.PEOPLE)
    return factories.make_rules(prediction=rule)


@pytest.mark.parametrize("path", [UNITS, DISTRICTS, f"{UNITS}/02-STC"])
def test_nothing_of_a_round_that_counts_people_is_shown_while_it_is_open(
    client: StrictClient, clock: SettableClock, path: str
):
    world = factories.make_world(rules=counting_people())
    before = client.get(path).get_data()
    for number in (1, 2, 3):
        factories.take_attempt(world, factories.make_entry(world, number, unit_code="02-STC"), right=1)
    during = client.get(path)
    assert stripped(during.get_data()) == stripped(before)
    clock.move_to(AFTER)
    assert stripped(client.get(path).get_data()) != stripped(before)


def stripped(body: bytes):
    """A page without the nonce and token that differ each time."""
    return re.sub(rb'(nonce|content)="[^"]+"', b"", body)


def test_a_round_that_counts_people_says_when_its_board_comes(client: StrictClient, clock: SettableClock):
    world = factories.make_world(rules=counting_people())
    page = client.get(f"{DISTRICTS}?dot=1").page
    assert "Số liệu tham gia của Tuần 1 công bố sau khi đợt thi này đóng." in page.text
    clock.move_to(AFTER)
    assert "Mèo Vạc" in client.get(f"{DISTRICTS}?dot=1").page.text
    assert world.round_id


def test_a_closed_round_is_shown_while_the_next_one_is_hidden(client: StrictClient, clock: SettableClock):
    world = factories.make_world(rules=counting_people())
    factories.take_attempt(world, factories.make_entry(world, 1, unit_code="02-STC"), right=1)
    second = factories.make_round(world.contest_id, name="Tuần 2", opens_at=NOW + timedelta(days=7))
    clock.move_to(NOW + timedelta(days=8))
    person = factories.make_entry(world, 2, unit_code="02-STC", entered_at=clock())
    factories.take_attempt(world, person, right=1, at=clock(), round_id=second)
    page = client.get(UNITS).page
    assert "Chưa tính Tuần 2" in page.text
    units = {name: people for _place, name, people in board_of(client)}
    assert units["Sở Tài chính"] == "1 / 20 người"


def publish(world: World, clock: SettableClock):
    clock.move_to(AFTER)
    attempts.close_round(round_id=world.round_id, by=None, now=clock())
    return standings.publish(round_id=world.round_id, by=None, now=clock())


def test_a_published_round_states_its_digest_and_ranks_by_collective_points(
    client: StrictClient, clock: SettableClock
):
    world = factories.make_world()
    factories.take_attempt(world, factories.make_entry(world, 1, unit_code="02-STC"), right=4)
    publish(world, clock)
    page = client.get(f"{UNITS}?dot=1").page
    assert "Kết quả công bố lúc" in page.text
    assert "theo điểm xét giải tập thể" in page.text
    whole = client.get(UNITS).page
    average = {row[1]: row[5] for row in whole.rows("Bảng xếp hạng")[1:]}
    assert average["Sở Tài chính"] == "4,0"


def test_a_correction_says_so_with_its_reason(client: StrictClient, clock: SettableClock):
    world = factories.make_world()
    factories.take_attempt(world, factories.make_entry(world, 1, unit_code="02-STC"), right=4)
    factories.take_attempt(world, factories.make_entry(world, 2, unit_code="02-SNV"), right=3)
    publish(world, clock)
    entries.exclude(
        contest_id=world.contest_id,
        phone=factories.phone_of(1),
        name="Sùng Mẫu Mai",
        reason="Thuộc tổ ra đề",
        by=None,
        now=clock(),
    )
    standings.publish(round_id=world.round_id, by=None, now=clock(), reason="Loại một bài thi")
    page = client.get(f"{UNITS}?dot=1").page
    assert "Đính chính lần 1: Loại một bài thi" in page.text
