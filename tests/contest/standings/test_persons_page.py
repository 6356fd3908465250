"""Places of persons: hidden while the round is open, provisional once closed, then as published."""

from datetime import timedelta

import factories
import pytest
from factories import World
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.attempts import services as attempts
from contest.entries import services as entries
from contest.standings import queries
from contest.standings import services as standings

pytestmark = pytest.mark.settings(leaderboard_seconds=0)
NOW = factories.NOW
AFTER = NOW + timedelta(days=7)
PATH = "/xep-hang/ca-nhan"


def a_contest(people: int = 3):
    """People of whom the first is best and the last two do exactly the same."""
    world = factories.make_world()
    for number in range(1, people + 1):
        person = factories.make_entry(
            world, number, name=f"Lý Mẫu Thị {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number - 1]}"
        )
        right = 4 if number == 1 else 3
        factories.take_attempt(world, person, right=right, prediction=1)
    return world


def publish(world: World, clock: SettableClock):
    clock.move_to(AFTER)
    attempts.close_round(round_id=world.round_id, by=None, now=clock())
    return standings.publish(round_id=world.round_id, by=None, now=clock())


def rows_of(client: StrictClient, query: str = ""):
    return [row[:5] for row in client.get(f"{PATH}{query}").page.rows("Bảng xếp hạng")[1:]]


def test_before_any_round_opened_the_page_says_so(client: StrictClient, clock: SettableClock):
    factories.make_world()
    clock.move_to(NOW - timedelta(hours=1))
    assert "Chưa có đợt thi nào mở." in client.get(PATH).page.text


def test_while_the_round_is_open_no_name_and_no_score_is_shown(client: StrictClient):
    a_contest()
    page = client.get(PATH).page
    assert "Thứ hạng cá nhân công bố sau khi Tuần 1 đóng, lúc 22:00 Chủ nhật, 24/11." in page.text
    assert "Lý" not in page.text
    assert page.all("table") == []


def test_between_two_intervals_a_round_is_not_over(client: StrictClient, clock: SettableClock):
    world = a_contest()
    clock.move_to(AFTER)
    later = factories.make_round(world.contest_id, name="Tuần 2", opens_at=AFTER)
    assert "Thứ hạng cá nhân công bố sau khi Tuần 2 đóng" in client.get(f"{PATH}?dot=2").page.text
    assert later


def test_a_closed_round_is_provisional_with_short_names_and_ties(client: StrictClient, clock: SettableClock):
    a_contest()
    clock.move_to(AFTER)
    page = client.get(PATH).page
    assert "Đây là thứ hạng tạm thời." in page.text
    assert "Con số thực tế của câu dự đoán: 1." in page.text
    assert rows_of(client) == [
        ["1", "Lý M. T. ASở Nội vụ", "4/4", "lệch 0", "thời gian 5:00"],
        ["2=", "Lý M. T. BSở Nội vụ", "3/4", "lệch 0", "thời gian 5:00"],
        ["2=", "Lý M. T. CSở Nội vụ", "3/4", "lệch 0", "thời gian 5:00"],
    ]


def test_every_place_has_its_reason(client: StrictClient, clock: SettableClock):
    a_contest()
    clock.move_to(AFTER)
    text = client.get(PATH).page.text
    assert "Vì sao hạng 2?" in text
    assert "Hạng 2: điểm bài thi 3, thấp hơn 4 của hạng 1. Đồng hạng vì bằng nhau ở mọi tiêu chí." in text


def test_prize_winners_appear_in_full_after_the_publication_the_others_never(
    client: StrictClient, clock: SettableClock
):
    world = a_contest(people=13)
    publish(world, clock)
    page = client.get(PATH).page
    assert "Kết quả công bố lúc" in page.text
    names = [row[1] for row in rows_of(client)]
    assert names[0] == "Lý Mẫu Thị ASở Nội vụ"
    winners = [
        one for one in queries.persons_of(queries.get_publication(world.round_id).id) if one.amount_vnd
    ]
    in_full = [name for name in names if "Mẫu" in name]
    assert len(in_full) == len(winners) >= 1
    assert "Lý M. T. MSở Nội vụ" in names


def test_no_phone_number_is_ever_on_the_board(client: StrictClient, clock: SettableClock):
    world = a_contest()
    publish(world, clock)
    assert "0900000001" not in client.get(PATH).get_data(as_text=True).replace(" ", "")


def test_the_reader_sees_the_own_place_first(client: StrictClient, clock: SettableClock):
    world = a_contest(people=3)
    me = factories.make_entry(world, 20, name="Ma Mẫu Nga", password=factories.PASSWORD)
    factories.take_attempt(world, me, right=1, prediction=1)
    factories.sign_in(client, me)
    clock.move_to(AFTER)
    assert "4trên 4" in client.get(PATH).page.text
    publish(world, clock)
    page = client.get(PATH).page
    assert "Ma Mẫu Nga – 1/4 câu đúng" in page.text
    assert "Quanh hạng của tôi" not in page.text


def test_the_reader_beyond_the_hundredth_place_is_shown_with_three_neighbours_either_side(
    client: StrictClient, clock: SettableClock
):
    world = factories.make_world()
    for number in range(1, 106):
        name, password = ("Ma Mẫu Nga", factories.PASSWORD) if number == 104 else ("Lý Mẫu Minh", None)
        person = factories.make_entry(world, number, name=name, password=password)
        seconds = timedelta(seconds=60 + number)
        factories.take_attempt(world, person, right=2, prediction=0, takes=seconds)
        if number == 104:
            factories.sign_in(client, person)
    clock.move_to(AFTER)
    expected = ["101", "102", "103", "104", "105"]
    assert [row[0] for row in client.get(PATH).page.rows("Quanh hạng của tôi")[1:]] == expected
    publish(world, clock)
    assert [row[0] for row in client.get(PATH).page.rows("Quanh hạng của tôi")[1:]] == expected
    assert len(client.get(PATH).page.rows("Bảng xếp hạng")) == 101


def test_divisions_are_apart_and_an_unknown_one_is_the_first(client: StrictClient, clock: SettableClock):
    world = a_contest()
    citizen = factories.make_entry(world, 20, name="Ma Mẫu Nga", division="nguoi-dan", unit_code="00796")
    factories.take_attempt(world, citizen, right=2, prediction=0)
    clock.move_to(AFTER)
    assert rows_of(client, "?bang=nguoi-dan")[0][:2] == ["1", "Ma M. NgaXã Tả Lủng – Huyện Mèo Vạc"]
    assert len(rows_of(client, "?bang=khong-co")) == 3


def test_nobody_in_a_division_is_said(client: StrictClient, clock: SettableClock):
    a_contest()
    clock.move_to(AFTER)
    assert "Chưa có ai dự thi trong nhóm này." in client.get(f"{PATH}?bang=nguoi-dan").page.text


def test_a_correction_is_announced(client: StrictClient, clock: SettableClock):
    world = a_contest()
    publish(world, clock)
    entries.exclude(
        contest_id=world.contest_id,
        phone=factories.phone_of(1),
        name="Lý Mẫu Thị A",
        reason="Thuộc tổ ra đề",
        by=None,
        now=clock(),
    )
    standings.publish(round_id=world.round_id, by=None, now=clock(), reason="Loại một bài thi")
    page = client.get(PATH).page
    assert "Đính chính lần 1: Loại một bài thi" in page.text
    assert len(rows_of(client)) == 2
