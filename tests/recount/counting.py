"""Every board and all prizes of a contest, recounted from the stored answers without a line of contest.rules.

What these lines follow is the published text of 2024: the best attempt counts (score, then shorter time, then
earlier); score, distance of the guess from the number of people all-correct in the division, time used and
moment of handing in decide; a unit needs half its headcount as stated before the first opening, and has
50 x rate + 50 x average of points. Prizes go down the places; where they run out or change among equals,
nobody gets one before the tie is settled. Over the whole contest the best three rounds of whoever took two or
more are added up; more rounds taken decide after the sum. Where somebody wins once in a contest, winners of
the rounds before, and of any round in the whole, are passed over.
"""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import text

from contest.platform.database import db

Row = Mapping[str, Any]
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
STAFF = "cbccvc"  # the only division whose people count for their unit
QUESTIONS = 20  # of that division
ROUNDS_COUNTED, LEAST_ROUNDS = 3, 2
NEVER = 10**12
WAITS = "Đồng hạng, chờ xử lý"


class Differs(Exception):
    """Something published is not what the recount found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounted:
    """How much of one publication was recounted, and the digest it was published under."""

    digest: str
    persons: int
    units: int
    prizes: int


def rows_of(statement: str, **values: object) -> list[Row]:
    """What a statement finds, as mappings."""
    return [dict(row) for row in db.session.execute(text(statement), values).mappings()]


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
    given: defaultdict[int, dict[int, int]] = defaultdict(dict)
    answered = text(
        "SELECT attempt_id, slot, value FROM response JOIN attempt ON attempt.id = attempt_id "
        "WHERE round_id = :round AND value IS NOT NULL"
    )
    for attempt_id, slot, value in db.session.execute(answered, {"round": round_id}):
        given[attempt_id][slot] = value
    finished = "SELECT * FROM attempt WHERE round_id = :round AND state = 'finished'"
    return [_marked(row, given[row["id"]], keys) for row in rows_of(finished, round=round_id)]


def _marked(row: Row, given: Mapping[int, int], keys: Mapping[int, int]) -> dict[str, Any]:
    paper = json.loads(row["paper"]) if isinstance(row["paper"], str) else row["paper"]
    ended = min(instant(row["finished_at"]), instant(row["deadline_at"]))
    return {
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


def best_of_each(attempts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The attempt that counts for each entry."""
    best: dict[int, dict[str, Any]] = {}
    for one in sorted(attempts, key=lambda one: (-one["score"], one["time"], one["at"])):
        best.setdefault(one["entry"], one)
    return list(best.values())


def places(members: Iterable[Any], key: Callable[[Any], Any]) -> list[tuple[int, Any]]:
    """Each member with its place: equal keys share one, and the next place skips (1, 1, 3)."""
    ordered = sorted(members, key=key)
    keys = [key(member) for member in ordered]
    return [(bisect_left(keys, key(member)) + 1, member) for member in ordered]


def ranked_persons(
    counting: Iterable[dict[str, Any]], key: Callable[[Any], Any]
) -> dict[str, list[tuple[int, Any]]]:
    """The places of each division."""
    by_division: defaultdict[str, list[Any]] = defaultdict(list)
    for one in counting:
        by_division[one["division"]].append(one)
    return {division: places(members, key) for division, members in by_division.items()}


def with_distances(counting: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Counting attempts with the distance of their guess from the number it was about."""
    actual: defaultdict[str, int] = defaultdict(int)
    for one in counting:
        actual[one["division"]] += one["score"] == one["questions"]
    for one in counting:
        one["off"] = None if one["guess"] is None else abs(one["guess"] - actual[one["division"]])
    return counting


def order_of_a_round(one: Row) -> tuple[object, ...]:
    """Score, distance, time, moment of handing in."""
    return -one["score"], NEVER if one["off"] is None else one["off"], one["time"], one["at"]


def order_of_the_whole(one: Row) -> tuple[object, ...]:
    """The sum, more rounds taken, all distances, all time, the last moment of handing in."""
    off = NEVER if one["off"] is None else one["off"]
    return -one["score"], -one["taken"], off, one["time"], one["at"]


def whole_of(by_round: Mapping[int, dict[str, Any]]) -> dict[str, Any] | None:
    """The best rounds of a person added up."""
    if len(by_round) < LEAST_ROUNDS:
        return None
    best = sorted(by_round, key=lambda at: (-by_round[at]["score"], by_round[at]["time"], at))[
        :ROUNDS_COUNTED
    ]
    parts = [by_round[number] for number in sorted(best)]
    offs = [part["off"] for part in parts]
    last = by_round[max(by_round)]
    return {
        "entry": last["entry"],
        "division": last["division"],
        "receipt": last["receipt"],
        "score": sum(part["score"] for part in parts),
        "taken": len(by_round),
        "off": None if None in offs else sum(offs),
        "time": sum(part["time"] for part in parts),
        "at": max(part["at"] for part in parts),
    }


def recounted_units(
    people: Iterable[tuple[int, list[int]]],
) -> dict[tuple[str, str], tuple[int | None, Fraction | None]]:
    """(board, unit code) -> (place in its group, points), of units with staff or a headcount below them.

    ``people`` are members of the staff: the unit, and the points of each paper that counts.
    """
    units = {row["id"]: row for row in rows_of("SELECT id, code, kind, parent_id FROM unit")}
    newest = (
        "SELECT unit_id, people FROM headcount WHERE category = 'cbccvc' "
        "AND recorded_at <= (SELECT MIN(opens_at) FROM round_interval) ORDER BY id"
    )
    headcounts = {row["unit_id"]: row["people"] for row in rows_of(newest)}
    staff: defaultdict[int, list[list[int]]] = defaultdict(list)
    for unit_id, scores in people:
        staff[unit_id].append(scores)
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
        own = [scores for part in below for scores in staff[part]]
        papers = [score for scores in own for score in scores]
        known = [headcounts[part] for part in below if part in headcounts]
        points = rate = None
        if len(known) == len(below) and sum(known):
            rate = min(Fraction(len(own), sum(known)), Fraction(1))
            points = 50 * rate + (Fraction(50 * sum(papers), len(papers) * QUESTIONS) if papers else 0)
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


def must_agree(what: str, published: Mapping[Any, Any], recounted: Mapping[Any, Any]) -> None:
    """Raise Differs with the first few rows that do."""
    differ = [key for key in published.keys() | recounted.keys() if published.get(key) != recounted.get(key)]
    if differ:
        shown = "; ".join(f"{key}: {published.get(key)}, not {recounted.get(key)}" for key in differ[:5])
        raise Differs(f"{len(differ)} {what} differ: {shown}")


def _agree(
    table: str,
    publication: Row,
    persons: Mapping[str, list[tuple[int, Any]]],
    units: Mapping[tuple[str, str], tuple[int | None, Fraction | None]],
    *,
    prizes: str,
    already_won: Collection[int],
) -> Recounted:
    """Hold places, figures and prizes of a publication against the recounted ones."""
    (body,) = rows_of("SELECT body FROM rule_set WHERE id = :id", id=publication["rule_set_id"])
    rules = json.loads(body["body"])["rule_set"]
    passed_over = already_won if rules["one_prize_per"] == "contest" else ()
    expected, prizes_of = {}, {}
    for division in rules["divisions"]:
        ranked = persons.get(division["code"], [])
        expected |= {
            (division["code"], one["receipt"]): (place, one["score"], one["off"]) for place, one in ranked
        }
        in_line = [
            (place, (division["code"], one["receipt"]))
            for place, one in ranked
            if one["entry"] not in passed_over
        ]
        prizes_of |= given_out(in_line, prize_slots(division.get(prizes, ())))
    rows = rows_of(f"SELECT * FROM {table}_person WHERE publication_id = :id", id=publication["id"])  # noqa: S608 - our own word
    found = {
        (row["division"], row["receipt"]): (row["place"], row["score"], row["prediction_error"])
        for row in rows
    }
    must_agree("places of persons", found, expected)
    given = {
        (one["division"], one["receipt"]): (one["prize"], one["amount_vnd"]) for one in rows if one["prize"]
    }
    must_agree("prizes of persons", given, prizes_of)
    of_units = _units_agree(table, publication, rules, units, prizes=prizes)
    return Recounted(
        digest=publication["digest"],
        persons=len(expected),
        units=len(units),
        prizes=len(prizes_of) + of_units,
    )


def _units_agree(
    table: str,
    publication: Row,
    rules: Mapping[str, Any],
    units: Mapping[tuple[str, str], tuple[int | None, Fraction | None]],
    *,
    prizes: str,
) -> int:
    """The same of units; answers how many prizes they have."""
    rows = rows_of(f"SELECT * FROM {table}_unit WHERE publication_id = :id", id=publication["id"])  # noqa: S608 - our own word
    found = {
        (row["board"], row["code"]): (row["place"], Fraction(row["points"]) if row["points"] else None)
        for row in rows
    }
    must_agree("places of units", found, units)
    expected = {}
    for group in rules["collective"]["groups"]:
        own = [(one["board"], one["code"]) for one in rows if one["group_code"] == group["code"]]
        ranked = [(place, key) for key in own if (place := units[key][0]) is not None]
        expected |= given_out(ranked, prize_slots(group.get(prizes, ())))
    given = {(one["board"], one["code"]): (one["prize"], one["amount_vnd"]) for one in rows if one["prize"]}
    must_agree("prizes of units", given, expected)
    return len(expected)


def recount() -> list[Recounted]:
    """Recount every round of the only contest and, where it is published, the whole; raises Differs."""
    found: list[Recounted] = []
    won: set[int] = set()
    taken: defaultdict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for one in rows_of("SELECT id, number FROM round ORDER BY number"):
        (publication,) = rows_of("SELECT * FROM publication WHERE round_id = :id", id=one["id"])
        counting = with_distances(best_of_each(marked_attempts(one["id"])))
        staff = [(sat["unit"], [sat["score"]]) for sat in counting if sat["division"] == STAFF]
        found.append(
            _agree(
                "published",
                publication,
                ranked_persons(counting, order_of_a_round),
                recounted_units(staff),
                prizes="prizes",
                already_won=won,
            )
        )
        winners = rows_of(
            "SELECT entry_id FROM published_person WHERE publication_id = :id AND amount_vnd > 0",
            id=publication["id"],
        )
        won |= {row["entry_id"] for row in winners}
        for sat in counting:
            taken[sat["entry"]][one["number"]] = sat
    return [
        *found,
        *(_whole(publication, taken, won) for publication in rows_of("SELECT * FROM overall_publication")),
    ]


def _whole(publication: Row, taken: Mapping[int, Mapping[int, dict[str, Any]]], won: set[int]) -> Recounted:
    wholes = [one for by_round in taken.values() if (one := whole_of(by_round)) is not None]
    staff = [
        (last["unit"], [sat["score"] for sat in by_round.values()])
        for by_round in taken.values()
        if (last := by_round[max(by_round)])["division"] == STAFF
    ]
    return _agree(
        "overall",
        publication,
        ranked_persons(wholes, order_of_the_whole),
        recounted_units(staff),
        prizes="overall_prizes",
        already_won=won,
    )
