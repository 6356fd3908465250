"""All three boards and their prizes, recomputed from the stored answers without a line of contest.rules.

What these lines follow is the published text of 2024: the best attempt counts (score, then shorter time, then
earlier); score, distance of the guess from the number of people all-correct in the division, time used and
moment of handing in decide; a unit needs half its headcount as stated before the first opening, and has
50 x rate + 50 x average of points. Prizes go down the places; where they run out or change among equals,
nobody gets one before the tie is settled.

RECOUNT_PEOPLE=26000 repeats the proof at the size of a province over four rounds; it takes an hour.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from harness.databases import KINDS, Databases, disconnect, settings_for_tests
from harness.strict_client import StrictRunner
from sqlalchemy import text

from contest import create_app
from contest.platform.database import db

Row = Mapping[str, Any]
PEOPLE = os.environ.get("RECOUNT_PEOPLE", "300")
BOARD_OF = {"district": "district"}
GROUP_OF = {
    "department": "so-nganh",
    "vertical-agency": "so-nganh",
    "mass-organisation": "so-nganh",
    "party-agency": "so-nganh",
    "other": "so-nganh",
    "district": "cap-huyen",
    "commune": "cap-xa",
}
QUESTIONS = 20  # of the only division whose people count for their unit
NEVER = 10**12
WAITS = "Đồng hạng, chờ xử lý"


def rows_of(statement: str) -> list[Row]:
    """What a statement finds, as mappings."""
    return [dict(row) for row in db.session.execute(text(statement)).mappings()]


def instant(value: object) -> datetime:
    """SQLite hands out texts without a zone, PostgreSQL aware instants."""
    read = datetime.fromisoformat(str(value))
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def milliseconds(earlier: datetime, later: datetime) -> int:
    """Whole milliseconds between two instants."""
    passed = later - earlier
    return (passed.days * 86_400 + passed.seconds) * 1000 + passed.microseconds // 1000


def marked_attempts(round_id: int) -> list[dict[str, Any]]:
    """Every finished attempt of a round with score, guess and time worked out from its answers."""
    keys = {row["id"]: row["key"] for row in rows_of("SELECT id, key FROM item_version")}
    answers: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for row in rows_of("SELECT attempt_id, slot, value FROM response WHERE value IS NOT NULL"):
        answers[row["attempt_id"]][row["slot"]] = row["value"]
    attempts = []
    for row in rows_of(f"SELECT * FROM attempt WHERE round_id = {round_id} AND state = 'finished'"):  # noqa: S608 - our own number
        paper = json.loads(row["paper"]) if isinstance(row["paper"], str) else row["paper"]
        given = answers[row["id"]]
        ended = min(instant(row["finished_at"]), instant(row["deadline_at"]))
        attempts.append(
            {
                "entry": row["entry_id"],
                "division": row["division"],
                "unit": row["unit_id"],
                "receipt": row["receipt"],
                "questions": len(paper),
                "score": sum(given.get(slot) == keys[item] for slot, (item, _) in enumerate(paper, start=1)),
                "guess": given.get(len(paper) + 1),
                "time": milliseconds(instant(row["started_at"]), ended),
                "at": instant(row["finished_at"]),
            }
        )
    return attempts


def best_of_each(attempts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The attempt that counts for each entry."""
    best: dict[int, dict[str, Any]] = {}
    for one in sorted(attempts, key=lambda one: (-one["score"], one["time"], one["at"])):
        best.setdefault(one["entry"], one)
    return list(best.values())


def places(members: list[Any], key: Callable[[Any], Any]) -> list[tuple[int, Any]]:
    """Each member with its place: equal keys share one, and the next place skips (1, 1, 3)."""
    keys = sorted(key(member) for member in members)
    return [(keys.index(key(member)) + 1, member) for member in sorted(members, key=key)]


def recounted_persons(counting: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[int, int, int | None]]:
    """(division, receipt) -> (place, score, distance of the guess)."""
    found = {}
    for division in {one["division"] for one in counting}:
        members = [one for one in counting if one["division"] == division]
        actual = sum(one["score"] == one["questions"] for one in members)
        for one in members:
            one["off"] = None if one["guess"] is None else abs(one["guess"] - actual)
        ranked = places(
            members,
            lambda one: (-one["score"], NEVER if one["off"] is None else one["off"], one["time"], one["at"]),
        )
        found |= {(division, one["receipt"]): (place, one["score"], one["off"]) for place, one in ranked}
    return found


def recounted_units(
    counting: list[dict[str, Any]],
) -> dict[tuple[str, str], tuple[int | None, Fraction | None]]:
    """(board, unit code) -> (place in its group, points) of units with staff or a headcount below them."""
    units = {row["id"]: row for row in rows_of("SELECT id, code, kind, parent_id FROM unit")}
    newest = (
        "SELECT unit_id, people FROM headcount WHERE category = 'cbccvc' "
        "AND recorded_at <= (SELECT MIN(opens_at) FROM round_interval) ORDER BY id"
    )
    headcounts = {row["unit_id"]: row["people"] for row in rows_of(newest)}
    staff: defaultdict[int, list[int]] = defaultdict(list)
    for one in counting:
        if one["division"] == "cbccvc":
            staff[one["unit"]].append(one["score"])
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for unit_id in staff.keys() | headcounts.keys():
        above: int | None = unit_id
        while above is not None:
            parts[above].append(unit_id)
            above = units[above]["parent_id"]
    groups: defaultdict[tuple[str, str], list[tuple[str, bool, Fraction | None]]] = defaultdict(list)
    for unit_id, below in parts.items():
        unit = units[unit_id]
        if unit["kind"] == "province":
            continue
        scores = [score for part in below for score in staff[part]]
        known = [headcounts[part] for part in below if part in headcounts]
        points = rate = None
        if len(known) == len(below) and sum(known):
            rate = min(Fraction(len(scores), sum(known)), Fraction(1))
            points = 50 * rate + (Fraction(50 * sum(scores), len(scores) * QUESTIONS) if scores else 0)
        group = (BOARD_OF.get(unit["kind"], "agency"), GROUP_OF.get(unit["kind"], "khac"))
        groups[group].append((unit["code"], rate is not None and rate >= Fraction(1, 2), points))
    found: dict[tuple[str, str], tuple[int | None, Fraction | None]] = {}
    for (board, _), members in groups.items():
        ranked = places([one for one in members if one[1]], lambda one: -one[2])
        found |= {(board, code): (place, points) for place, (code, _, points) in ranked}
        found |= {(board, code): (None, points) for code, is_ranked, points in members if not is_ranked}
    return found


def prize_slots(prizes: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """One (name, money) for each prize of a list in the regulations, best first."""
    return [(prize["name"], prize["amount_vnd"]) for prize in prizes for _ in range(prize["quota"])]


def given_out(ranked: Iterable[tuple[int, Any]], slots: list[tuple[str, int]]) -> dict[Any, tuple[str, int]]:
    """Who gets which prize: down the places; equals between whom prizes differ or run out wait."""
    by_place: defaultdict[int, list[Any]] = defaultdict(list)
    for place, who in ranked:
        by_place[place].append(who)
    found = {}
    for place in sorted(by_place):
        sharing, stake = by_place[place], slots[: len(by_place[place])]
        slots = slots[len(stake) :]
        clear = len(stake) == len(sharing) and len(set(stake)) == 1
        for who in sharing if stake else ():
            found[who] = stake[0] if clear else (WAITS, 0)
    return found


def assert_prizes_as_recounted(publication_id: int, round_id: int) -> int:
    """Hand out the prizes of the regulations anew down the recounted places; answers how many there are."""
    bodies = {row["id"]: row["body"] for row in rows_of("SELECT id, body FROM rule_set")}
    (row,) = rows_of(f"SELECT rule_set_id FROM round WHERE id = {round_id}")  # noqa: S608 - our own number
    rules = json.loads(bodies[row["rule_set_id"]])["rule_set"]
    where = f"WHERE publication_id = {publication_id}"
    counting = best_of_each(marked_attempts(round_id))
    persons = recounted_persons(counting)
    expected = {}
    for division in rules["divisions"]:
        ranked = [(place, key) for key, (place, _, _) in persons.items() if key[0] == division["code"]]
        expected |= given_out(ranked, prize_slots(division["prizes"]))
    published = {
        (one["division"], one["receipt"]): (one["prize"], one["amount_vnd"])
        for one in rows_of(f"SELECT * FROM published_person {where}")  # noqa: S608 - the same
        if one["prize"]
    }
    assert published == expected
    rows = rows_of(f"SELECT * FROM published_unit {where}")  # noqa: S608 - the same
    places_of = {key: place for key, (place, _) in recounted_units(counting).items()}
    of_units = {}
    for group in rules["collective"]["groups"]:
        own = [(one["board"], one["code"]) for one in rows if one["group_code"] == group["code"]]
        ranked_units = [(place, key) for key in own if (place := places_of[key]) is not None]
        of_units |= given_out(ranked_units, prize_slots(group["prizes"]))
    assert {
        (one["board"], one["code"]): (one["prize"], one["amount_vnd"]) for one in rows if one["prize"]
    } == of_units
    return len(expected) + len(of_units)


def assert_published_as_recounted(round_id: int) -> str:
    """Compare every published row of a round with the recount; answers the digest."""
    (publication,) = rows_of(f"SELECT id, digest FROM publication WHERE round_id = {round_id}")  # noqa: S608 - the same
    where = f"WHERE publication_id = {publication['id']}"
    counting = best_of_each(marked_attempts(round_id))
    assert len(counting) > 100
    persons = {
        (row["division"], row["receipt"]): (row["place"], row["score"], row["prediction_error"])
        for row in rows_of(f"SELECT * FROM published_person {where}")  # noqa: S608 - the same
    }
    assert persons == recounted_persons(counting)
    published = rows_of(f"SELECT * FROM published_unit {where}")  # noqa: S608 - the same
    units = {
        (row["board"], row["code"]): (row["place"], Fraction(row["points"]) if row["points"] else None)
        for row in published
    }
    assert units == recounted_units(counting)
    assert {"agency", "district"} == {board for board, _ in units}
    assert assert_prizes_as_recounted(publication["id"], round_id) > 0
    return str(publication["digest"])


def test_all_three_boards_are_as_recounted_from_the_answers_on_both_databases(
    databases: Databases, tmp_path: Path
):
    digests: dict[str, list[str]] = {}
    for kind in KINDS:
        with databases.fresh(kind) as url:
            app = create_app(settings_for_tests(folder=tmp_path / kind, database_url=url))
            app.test_cli_runner_class = StrictRunner
            with app.app_context():
                done = app.test_cli_runner().invoke(args=["demo", "--people", PEOPLE, "--seed", "7"])
                assert done.exit_code == 0, done.output
                rounds = [row["id"] for row in rows_of("SELECT id FROM round ORDER BY number")]
                digests[kind] = [assert_published_as_recounted(round_id) for round_id in rounds]
                disconnect()
    assert len(digests["sqlite"]) == 4
    assert digests["sqlite"] == digests["postgresql"]
