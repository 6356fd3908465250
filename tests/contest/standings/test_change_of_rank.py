"""Who went up or down since the day began: kept once a day, never what is still secret."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import factories
import pytest
from factories import NOW
from harness.strict_client import StrictClient
from sqlalchemy import func, select, text

from contest.attempts import services as attempts
from contest.platform.database import dialect_name, read
from contest.rounds import queries as rounds
from contest.rules.prediction import PredictionTarget
from contest.standings import services
from contest.standings.models import BoardDayRow

UNITS, DISTRICTS = "/xep-hang/don-vi", "/xep-hang/dia-ban"
# NOW is Monday 18/11 08:00 in Viet Nam; a minute after the next midnight there it is still Monday in UTC.
MIDNIGHT = datetime(2024, 11, 18, 17, 1, tzinfo=UTC)
TABLE = "Bảng xếp hạng"


@pytest.fixture
def world(app):
    """Two of the twenty of the department of finance and one of the fourteen of the interior took part."""
    rules = factories.make_rules()
    world = factories.make_world(
        rules=replace(rules, prediction=replace(rules.prediction, target=PredictionTarget.PEOPLE_ALL_CORRECT))
    )
    for number, code in ((1, "02-STC"), (2, "02-STC"), (3, "02-SNV")):
        take(world, number, code)
    return world


def take(world, number: int, code: str, *, at: datetime = NOW) -> int:
    person = factories.make_entry(world, number, unit_code=code)
    factories.take_attempt(world, person, right=1, at=at)
    return person


def changes(client: StrictClient, path: str = UNITS) -> dict[str, str]:
    head, *rows = client.get(path).page.rows(TABLE)
    assert head[-1] == "Đổi"
    return {row[1]: row[-1] for row in rows}


def kept_days() -> int:
    return read().execute(select(func.count()).select_from(BoardDayRow)).scalar_one()


def test_before_a_day_was_kept_there_is_nothing_to_compare_with(client: StrictClient, world):
    assert "Đổi" not in client.get(UNITS).page.rows(TABLE)[0]
    data = client.get(f"{UNITS}.json").get_json()
    assert data["changes_since"] is None
    assert {row["change"] for row in data["rows"]} == {None}


def test_units_go_up_and_down_from_one_day_to_the_next(client: StrictClient, world, clock):
    services.keep_day(now=MIDNIGHT)
    clock.move_to(MIDNIGHT + timedelta(hours=9))
    assert changes(client)["Sở Nội vụ"] == "–không đổi"
    for number in (4, 5):
        take(world, number, "02-SNV", at=clock())
    said = changes(client)
    assert said["Sở Nội vụ"] == "▲ lên 1"
    assert said["Sở Tài chính"] == "▼ xuống 1"
    assert "hạng so với lúc 00:01 ngày 19/11/2024" in client.get(UNITS).page.text
    services.keep_day(now=MIDNIGHT + timedelta(days=1))
    clock.move_to(MIDNIGHT + timedelta(days=1, hours=9))
    assert changes(client)["Sở Nội vụ"] == "–không đổi"


def test_districts_have_the_column_too(client: StrictClient, world, clock):
    take(world, 6, "00742")
    services.keep_day(now=MIDNIGHT)
    clock.move_to(MIDNIGHT + timedelta(hours=1))
    assert changes(client, DISTRICTS)["Mèo Vạc"] == "–không đổi"


def test_a_missed_midnight_compares_with_the_day_before_and_says_so(client: StrictClient, world, clock):
    services.keep_day(now=MIDNIGHT)
    clock.move_to(MIDNIGHT + timedelta(days=2, hours=1))
    assert "hạng so với lúc 00:01 ngày 19/11/2024" in client.get(UNITS).page.text


def test_a_second_call_on_the_same_day_changes_nothing(world, clock):
    first = services.keep_day(now=MIDNIGHT)
    assert first == 4  # units and districts, over the contest and for the one round
    take(world, 4, "02-SNV")
    take(world, 5, "02-SNV")
    assert services.keep_day(now=MIDNIGHT + timedelta(hours=5)) == 0
    assert kept_days() == 4
    places = read().execute(select(BoardDayRow.places).where(BoardDayRow.board == "agency")).scalars().all()
    assert len({tuple(sorted(one.items())) for one in places}) == 1


def test_the_command_keeps_a_day_and_needs_no_contest(app, runner, world):
    assert "4 bảng" in runner.invoke(args=["standings", "keep-day"]).output
    assert "0 bảng" in runner.invoke(args=["standings", "keep-day"]).output


def test_the_command_lets_the_database_look_at_its_tables_without_keeping_samples(app, runner, world):
    runner.invoke(args=["standings", "keep-day"])
    if dialect_name() == "sqlite":
        assert read().execute(text("SELECT count(*) FROM sqlite_stat1")).scalar_one() > 0
        assert read().execute(text("SELECT count(*) FROM sqlite_stat4")).scalar_one() == 0
    else:
        looked_at = text("SELECT count(*) FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL")
        assert read().execute(looked_at).scalar_one() > 0


def test_without_a_contest_nothing_is_kept(app):
    assert services.keep_day(now=NOW) == 0


def test_a_unit_without_a_place_then_or_now_has_no_change(client: StrictClient, world, clock):
    services.keep_day(now=MIDNIGHT)
    clock.move_to(MIDNIGHT + timedelta(hours=1))
    take(world, 7, "00742", at=clock())  # nobody said how many people this commune has
    assert changes(client)["UBND xã Tả LủngHuyện Đồng Văn"] == "·chưa có hạng để so"


def test_the_own_unit_is_told_how_far_it_went(client: StrictClient, world, clock):
    services.keep_day(now=MIDNIGHT)
    clock.move_to(MIDNIGHT + timedelta(hours=1))
    person = take(world, 4, "02-SNV", at=clock())
    take(world, 5, "02-SNV", at=clock())
    factories.sign_in(client, person, at=clock())
    assert "▲ lên 1 hạng" in client.get(UNITS).page.text


def test_json_and_csv_carry_the_change(client: StrictClient, world, clock):
    services.keep_day(now=MIDNIGHT)
    clock.move_to(MIDNIGHT + timedelta(hours=1))
    for number in (4, 5):
        take(world, number, "02-SNV", at=clock())
    data = client.get(f"{UNITS}.json").get_json()
    assert data["changes_since"] == "2024-11-19T00:01:00.000+07:00"
    assert {row["code"]: row["change"] for row in data["rows"]}["02-STC"] == -1
    table = list(csv.reader(io.StringIO(client.get(f"{UNITS}.csv").get_data(as_text=True).lstrip("\ufeff"))))
    column = table[0].index("Đổi hạng")
    assert {row[2]: row[column] for row in table[1:]}["02-SNV"] == "1"


def test_a_round_whose_number_of_people_is_predicted_leaves_no_trace(client: StrictClient, app):
    rules = factories.make_rules()
    secret = factories.make_world(
        rules=replace(rules, prediction=replace(rules.prediction, target=PredictionTarget.PEOPLE))
    )
    services.keep_day(now=NOW)
    before = read().execute(select(BoardDayRow.places).order_by(BoardDayRow.id)).scalars().all()
    assert kept_days() == 2  # over the contest alone, without the round
    for number, code in ((1, "02-STC"), (2, "02-STC"), (3, "02-SNV")):
        take(secret, number, code)
    services.keep_day(now=MIDNIGHT)
    after = read().execute(select(BoardDayRow.places).order_by(BoardDayRow.id)).scalars().all()[2:]
    assert after == before


def test_published_boards_have_no_change(client: StrictClient, world, clock):
    services.keep_day(now=MIDNIGHT)
    closes_at = rounds.get_round(world.round_id).closes_at
    attempts.close_round(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=1))
    services.publish(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=2))
    clock.move_to(closes_at + timedelta(hours=3))
    assert "Đổi" not in client.get(f"{UNITS}?dot=1").page.rows(TABLE)[0]
    assert {row["change"] for row in client.get(f"{UNITS}.json?dot=1").get_json()["rows"]} == {None}
    assert services.keep_day(now=clock()) == 2
