"""The rows of a publication, made from what was computed, and the seal that holds them together.

The seal is a hash of every column that says something, names and receipts included, and of no
database id. It stands in the public snapshot, which thereby vouches for rows that it does not show.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from contest.platform.audit import log as audit
from contest.platform.database import Base, read
from contest.rules import participation, ranking
from contest.rules.awards import Nomination, reason_of_prize
from contest.rules.ranking import Placing
from contest.rules.terms import RuleSet
from contest.standings.exact import fraction_text
from contest.standings.models import PublishedPersonRow, PublishedUnitRow
from contest.standings.ranking.computing import PersonStanding
from contest.standings.ranking.live import Computed
from contest.standings.ranking.units import UnitPlace, unit_prize_names

WAITS_FOR_TIE = "Đồng hạng, chờ xử lý"
NOT_SEALED = {"id", "publication_id", "entry_id", "attempt_id", "unit_id"}
Row = Mapping[str, Any]


def person_rows(computed: Computed) -> Iterator[Row]:
    """A row for each person, by division and place."""
    prizes = {
        division.code: {prize.code: prize.name for prize in division.prizes}
        for division in computed.rules.divisions
    }
    for division, people in computed.standings.persons.items():
        for person in people:
            yield _person(person, computed, prizes[division])


def unit_rows(computed: Computed) -> Iterator[Row]:
    """A row for each unit, by board, group and place."""
    names = unit_prize_names(computed.rules)
    for place in computed.standings.units:
        yield _unit(place, computed, computed.rules, names)


def seal_of(persons: Iterable[Row], units: Iterable[Row]) -> str:
    """SHA-256 of the rows, one line of canonical JSON each."""
    digest = hashlib.sha256()
    for rows in (persons, units):
        for row in rows:
            line = {
                name: value.isoformat() if isinstance(value, datetime) else value
                for name, value in row.items()
                if name not in NOT_SEALED
            }
            digest.update(audit.canonical(line).encode() + b"\n")
    return digest.hexdigest()


def seal_of_stored(publication_id: int) -> str:
    """The seal of the rows as they stand in the database now."""
    return seal_of(stored_persons(publication_id), stored_units(publication_id))


def stored_persons(publication_id: int) -> Iterator[Row]:
    """The rows of persons as they stand in the database now, in the order they were published."""
    return stored(PublishedPersonRow, publication_id)


def stored_units(publication_id: int) -> Iterator[Row]:
    """The same of units."""
    return stored(PublishedUnitRow, publication_id)


def stored(table: type[Base], publication_id: int) -> Iterator[Row]:
    """The rows of a publication in a table, whole, in the order they were published."""
    columns = table.__table__.c
    rows = read().execute(
        select(*columns).where(columns.publication_id == publication_id).order_by(columns.id)
    )
    for row in rows.mappings():
        yield dict(row)


def _person(person: PersonStanding, computed: Computed, prizes: Mapping[str, str]) -> Row:
    placing, facts = person.placing, person.counted.facts
    unit = computed.units[facts.unit_id]
    prize = prizes[person.prize.prize] if person.prize else (WAITS_FOR_TIE if person.waits_for_tie else "")
    return {
        "division": facts.division,
        "place": placing.place,
        "shared": placing.shared,
        "entry_id": facts.entry_id,
        "attempt_id": facts.attempt_id,
        "name": computed.names[facts.entry_id],
        "unit_id": unit.id,
        "unit_name": computed.unit_title(facts),
        "place_name": computed.parent_name(unit),
        "score": facts.score,
        "questions": facts.questions,
        "prediction": facts.prediction,
        "prediction_error": placing.result.prediction_error,
        "time_used_ms": facts.time_used_ms,
        "submitted_at": facts.finished_at,
        "attempts": person.counted.attempts,
        "registered_at": placing.result.registered_at,
        "receipt": facts.receipt,
        "reason": reason_of(placing, person.prize),
        "prize": prize,
        "amount_vnd": person.prize.amount_vnd if person.prize else 0,
    }


def reason_of(placing: Placing, prize: Nomination | None) -> str:
    """Why this place, and why the prize where others with the same place have another one or none."""
    return f"{ranking.explain(placing)}{reason_of_prize(prize) if placing.shared else ''}"


def _unit(place: UnitPlace, computed: Computed, rules: RuleSet, names: Mapping[tuple[str, str], str]) -> Row:
    standing = place.standing
    tally = standing.tally
    prize = WAITS_FOR_TIE if place.waits_for_tie else ""
    if place.prize:
        prize = names[place.group_code, place.prize.prize]
    return {
        "board": place.board,
        "group_code": place.group_code,
        "group_name": place.group_name,
        "place": standing.place,
        "shared": standing.shared,
        "unit_id": place.unit.id,
        "code": place.unit.code,
        "name": place.unit.title,
        "kind": place.unit.kind,
        "parent_name": computed.parent_name(place.unit),
        "headcount": tally.headcount,
        "people": tally.people,
        "citizens": place.citizens,
        "attempts": tally.attempts,
        "score_sum": tally.score_sum,
        "scored": tally.scored,
        "all_correct": tally.all_correct,
        "max_score": tally.max_score,
        "rate": fraction_text(standing.rate),
        "average": fraction_text(standing.average),
        "points": fraction_text(standing.points),
        "reason": f"{participation.explain(standing, rules.collective)}{reason_of_prize(place.prize)}",
        "prize": prize,
        "amount_vnd": place.prize.amount_vnd if place.prize else 0,
    }
