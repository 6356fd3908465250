"""The home page: where the contest stands for this reader, and how many take part when that may be said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import factories
import pytest
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.rounds import services as rounds
from contest.rounds.queries import Round, RoundState
from contest.rules.prediction import PredictionTarget
from contest.rules.windows import Interval
from contest.standings.boards.home import HeroState, Own, headline_of, hero_of

pytestmark = pytest.mark.settings(leaderboard_seconds=0)
NOW = factories.NOW
WEEK = timedelta(days=7)
NOBODY = Own()


def a_round(
    number: int,
    *,
    opens_at: datetime,
    length: timedelta = timedelta(days=6),
    state: RoundState = RoundState.SCHEDULED,
):
    return Round(
        id=number,
        contest_id=1,
        number=number,
        name=f"Tuần {number}",
        rule_set_id=1,
        state=state,
        scheduled_at=None,
        locked_at=None,
        intervals=(Interval(opens_at=opens_at, closes_at=opens_at + length),),
    )


ROUNDS = tuple(a_round(number, opens_at=NOW + (number - 1) * WEEK) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("at", "state", "number"),
    [
        (NOW - timedelta(milliseconds=1), HeroState.BEFORE, 1),
        (NOW, HeroState.OPEN, 1),
        (NOW + timedelta(days=6) - timedelta(milliseconds=1), HeroState.OPEN, 1),
        (NOW + timedelta(days=6), HeroState.BETWEEN, 2),
        (NOW + WEEK, HeroState.OPEN, 2),
        (NOW + 2 * WEEK + timedelta(days=6), HeroState.ENDED, 3),
    ],
)
def test_the_state_follows_the_rounds_to_the_millisecond(at: datetime, state: HeroState, number: int):
    hero = hero_of(ROUNDS, own=NOBODY, allowed=3, now=at)
    assert (hero.state, hero.round.number) == (state, number)


def test_a_draft_is_no_round_yet():
    drafts = [replace(one, state=RoundState.DRAFT) for one in ROUNDS]
    assert hero_of(drafts, own=NOBODY, allowed=3, now=NOW).state is HeroState.EMPTY


def test_used_up_attempts_lead_to_the_results():
    own = Own(has_entered=True, started={1: 3})
    assert hero_of(ROUNDS, own=own, allowed=3, now=NOW).state is HeroState.USED_UP
    assert hero_of(ROUNDS, own=own, allowed=4, now=NOW).state is HeroState.OPEN


def test_between_two_intervals_of_a_round_the_next_opening_is_counted_to():
    later = Interval(opens_at=NOW + timedelta(days=8), closes_at=NOW + timedelta(days=9))
    one = replace(ROUNDS[0], intervals=(*ROUNDS[0].intervals, later))
    hero = hero_of([one], own=NOBODY, allowed=3, now=NOW + timedelta(days=7))
    assert (hero.state, hero.ends_at) == (HeroState.BETWEEN, later.opens_at)


def test_the_countdown_never_promises_more_than_is_left():
    closing = NOW + timedelta(days=6)
    for seconds in (0, 1, 59, 60, 61):
        hero = hero_of(ROUNDS, own=NOBODY, allowed=3, now=closing - timedelta(seconds=seconds))
        if hero.state is HeroState.OPEN:
            days, hours, minutes = hero.left
            assert timedelta(days=days, hours=hours, minutes=minutes) <= timedelta(seconds=seconds)


def test_the_title_is_split_at_the_subject():
    said = headline_of("Tìm hiểu cải cách hành chính tỉnh Hà Giang năm 2024")
    assert (said.first, said.second, said.above) == (
        "Tìm hiểu",
        "Cải cách hành chính",
        "tỉnh Hà Giang năm 2024",
    )
    assert headline_of("Cuộc thi mẫu").first == "Cuộc thi mẫu"


def test_without_a_contest_the_site_introduces_itself(client: StrictClient):
    page = client.get("/").page
    assert page.links["Ôn tập"] == "/on-tap"
    assert "Chưa có cuộc thi" in page.text


def test_a_visitor_is_led_into_the_open_round(client: StrictClient):
    factories.make_world()
    page = client.get("/").page
    assert page.links["Vào thi tuần 1"] == "/thi"
    assert "Đóng lúc 22:00 Chủ nhật, 24/11." in page.text


def test_before_the_opening_one_registers_and_afterwards_sees_the_results(
    client: StrictClient, clock: SettableClock
):
    factories.make_world()
    clock.move_to(NOW - timedelta(hours=1))
    assert client.get("/").page.links["Đăng ký trước"] == "/dang-ky"
    clock.move_to(datetime(2024, 12, 1, tzinfo=UTC))
    assert client.get("/").page.links["Xem kết quả chính thức"] == "/xep-hang/ca-nhan"


def test_a_paper_in_hand_comes_first(client: StrictClient):
    world = factories.make_world()
    person = factories.make_entry(world, password=factories.PASSWORD)
    attempt = factories.start_attempt(world, person, at=NOW + timedelta(hours=1))
    factories.sign_in(client, person)
    page = client.get("/").page
    assert page.links["Tiếp tục bài đang làm – còn 20 phút"] == f"/thi/{attempt.code}"


def test_few_people_are_not_counted_and_fifty_are(client: StrictClient):
    world = factories.make_world()
    for number in range(1, 50):
        factories.take_attempt(world, factories.make_entry(world, number), right=1)
    assert "Hãy là những người dự thi đầu tiên." in client.get("/").page.text
    citizen = factories.make_entry(world, 50, division="nguoi-dan", unit_code="00796")
    factories.take_attempt(world, citizen, right=1)
    page = client.get("/").page
    assert "50người dự thi" in page.text
    assert "Cập nhật lúc 09:00 ngày 18/11" in page.text


def test_who_hands_in_for_the_first_time_today_is_counted_apart(client: StrictClient, clock: SettableClock):
    world = factories.make_world()
    known = [factories.make_entry(world, number) for number in range(1, 50)]
    for person in known:
        factories.take_attempt(world, person, right=1)
    assert "+49trong hôm nay" not in client.get("/").page.text  # too few to be counted
    tomorrow = datetime(2024, 11, 18, 17, 30, tzinfo=UTC)  # 00:30 in Viet Nam
    clock.move_to(tomorrow + timedelta(hours=1))
    factories.take_attempt(world, factories.make_entry(world, 50), right=1, at=tomorrow)
    factories.take_attempt(world, known[0], right=1, at=tomorrow)
    page = client.get("/").page.text
    assert "+1trong hôm nay" in page
    assert "50người dự thi" in page
    clock.move_to(tomorrow + timedelta(days=1))
    page = client.get("/").page.text
    assert "trong hôm nay" not in page
    assert "51lượt thi" in page


def test_a_round_whose_prediction_counts_people_shows_none_while_it_is_open(
    client: StrictClient, clock: SettableClock
):
    rule = replace(factories.make_rules().prediction, target=PredictionTarget.PEOPLE)
    world = factories.make_world(rules=factories.make_rules(prediction=rule))
    for number in range(1, 51):
        factories.take_attempt(world, factories.make_entry(world, number), right=1)
    hidden = client.get("/").page.text
    assert "Số liệu tham gia của Tuần 1 công bố sau khi đợt thi này đóng." in hidden
    assert "50" not in hidden.split("Toàn tỉnh đang tham gia")[1].split("Các đợt thi")[0]
    clock.move_to(NOW + timedelta(days=7))
    shown = client.get("/").page.text
    assert "người dự thi" in shown.split("Toàn tỉnh đã tham gia")[1].split("Các đợt thi")[0]
    assert ("Dự thi qua 3 bước" in hidden, "Dự thi qua 3 bước" in shown) == (True, False)


def test_a_withdrawn_round_disappears(client: StrictClient, clock: SettableClock):
    world = factories.make_world()
    clock.move_to(NOW - timedelta(hours=1))
    rounds.withdraw(round_id=world.round_id, by=1, reason="Sửa giờ", now=clock())
    assert "Ban Tổ chức chưa công bố thời gian các đợt thi." in client.get("/").page.text
