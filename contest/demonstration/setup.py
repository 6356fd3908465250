"""The demonstration contest: units, headcounts, questions, rules and rounds, ready to be tried."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from contest.bank import services as bank
from contest.bank.queries import Pool, Status
from contest.platform.clock import VIETNAM
from contest.rounds import services as rounds
from contest.rounds.services import NewContest
from contest.rules.ruleset import RuleSet, default_2024
from contest.rules.windows import Interval
from contest.units import queries as units
from contest.units import services as unit_services
from contest.units.services import NewHeadcount, NewUnit
from questions.formats.yaml_bank import read_bank
from questions.item import Item

UNIT_DATA = Path(__file__).parent.parent / "units" / "data"
OPEN_BANK = Path(__file__).parent.parent.parent / "questions" / "bank"
LISTS = (
    ("ha-giang-2024", "Tỉnh Hà Giang (đến 30/6/2025)", None, date(2025, 6, 30)),
    ("tuyen-quang-2025", "Tỉnh Tuyên Quang (từ 01/7/2025)", date(2025, 7, 1), None),
)
# Where each district stands on the tile map: row and column.
TILES = {
    "026": (1, 4),
    "029": (2, 3),
    "028": (2, 4),
    "027": (2, 5),
    "033": (3, 1),
    "032": (3, 2),
    "030": (3, 3),
    "024": (3, 4),
    "031": (3, 5),
    "035": (4, 2),
    "034": (4, 3),
}
# Where the first, second and third of every three questions go.
POOLS = (Pool.CONTEST, Pool.CONTEST, Pool.OPEN)
ROUNDS = 4
PEOPLE_OF_A_FACTOR = 2500  # as many as the units have staff, of whom not everybody comes
# Monday 08:00 to Sunday 22:00, Viet Nam time.
OPENS, CLOSES = timedelta(hours=8), timedelta(days=6, hours=22)
RESULTS_DUE = timedelta(days=8)  # after the Monday of its week: two days after a round closes
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What was set up."""

    contest_id: int
    unit_list_id: int
    round_ids: tuple[int, ...]


def prepare_units(*, now: datetime) -> int:
    """Import both unit lists and the map between them; answers the id of the list of 2024."""
    ids = {
        code: unit_services.import_list(
            code=code,
            name=name,
            valid_from=valid_from,
            valid_to=valid_to,
            rows=_units(code),
            by=None,
            now=now,
        )
        for code, name, valid_from, valid_to in LISTS
    }
    with (UNIT_DATA / "ha-giang-2024-to-tuyen-quang-2025.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["old_code"], row["new_code"], row["share"]) for row in csv.DictReader(file)]
    unit_services.import_mapping(
        old_list_id=ids["ha-giang-2024"], new_list_id=ids["tuyen-quang-2025"], rows=pairs, now=now, by=None
    )
    return ids["ha-giang-2024"]


def _units(code: str) -> list[NewUnit]:
    with (UNIT_DATA / f"{code}.csv").open(encoding="utf-8", newline="") as file:
        return [
            NewUnit(
                code=row["code"],
                name=row["name"],
                kind=row["kind"],
                parent_code=row["parent_code"],
                tile=TILES.get(row["code"]) if row["kind"] == "district" else None,
            )
            for row in csv.DictReader(file)
        ]


def invent_headcounts(list_id: int, *, people: int, rng: Random, now: datetime) -> None:
    """Made-up headcounts for every unit but a few, which stay unknown as they do in life.

    They grow with the people who take part: else a large crowd would be all of every unit's staff.
    """
    factor = max(1, people // PEOPLE_OF_A_FACTOR)
    ranges = {"district": (20, 45), "commune": (5, 12)}
    rows = [
        NewHeadcount(
            unit_id=unit.id,
            category=units.ALL_STAFF,
            people=factor * rng.randint(*ranges.get(unit.kind, (10, 40))),
            as_of=now.astimezone(VIETNAM).date(),
            source="Số liệu minh họa",
        )
        for unit in units.units_of(list_id).values()
        if unit.kind != "province" and unit.code not in {"02-DN", "02-KHAC"}
    ]
    unit_services.record_headcounts(rows=rows, by=None, now=now)


def prepare_bank(*, now: datetime) -> None:
    """Every third question of each topic stays open for practice; an open round must not be practised."""
    by_topic: defaultdict[str, list[Item]] = defaultdict(list)
    for item in read_bank(OPEN_BANK).items:
        by_topic[item.topic].append(item)
    thirds = [(items[first::3], pool) for items in by_topic.values() for first, pool in enumerate(POOLS)]
    for pool in (Pool.OPEN, Pool.CONTEST):
        items = [item for third, its_pool in thirds if its_pool is pool for item in third]
        bank.import_items(items=items, pool=pool, status=Status.APPROVED, by=None, now=now)


def prepare_contest(
    *,
    slug: str,
    first_monday: date,
    rng: Random,
    now: datetime,
    title: str,
    rounds_count: int = ROUNDS,
    rules: RuleSet | None = None,
    people: int = 0,
) -> Prepared:
    """A contest with weekly rounds on the list of 2024, fed by two thirds of the bank, for so many people."""
    list_id = prepare_units(now=now)
    if not units.headcounts(list_id):
        invent_headcounts(list_id, people=people, rng=rng, now=now)
    prepare_bank(now=now)
    contest_id = rounds.create_contest(
        contest=NewContest(
            slug=slug,
            title=title,
            organiser="Sở Nội vụ tỉnh Hà Giang",
            legal_basis="Kế hoạch số 04/KH-UBND ngày 08/01/2024 của UBND tỉnh Hà Giang",
            hotline="0900 900 900",
            receipt_prefix="HG24",
            unit_list_id=list_id,
        ),
        rules=rules or default_2024(),
        by=None,
        now=now,
    )
    round_ids = tuple(
        rounds.add_round(
            contest_id=contest_id,
            name=f"Tuần {number}",
            intervals=week(first_monday, number),
            results_due_on=first_monday + (number - 1) * WEEK + RESULTS_DUE,
            by=None,
            now=now,
        )
        for number in range(1, rounds_count + 1)
    )
    for round_id in round_ids:
        rounds.schedule(round_id=round_id, pools=(Pool.CONTEST,), by=None, now=now)
    return Prepared(contest_id=contest_id, unit_list_id=list_id, round_ids=round_ids)


def week(first_monday: date, number: int) -> Sequence[Interval]:
    """The interval of a weekly round."""
    monday = datetime(first_monday.year, first_monday.month, first_monday.day, tzinfo=VIETNAM)
    monday += timedelta(weeks=number - 1)
    return (Interval(opens_at=(monday + OPENS).astimezone(UTC), closes_at=(monday + CLOSES).astimezone(UTC)),)
