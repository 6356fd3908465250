"""The canonical text of a round's standings: what the digest is of, without any database id."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from contest.rules import participation, ranking
from contest.rules.terms import RuleSet
from contest.standings.computing import PersonStanding, RoundStandings, UnitPlace
from contest.units.queries import Unit

SCHEMA = 1
SHORT_DIGEST = 12


def text_of(
    standings: RoundStandings,
    *,
    contest: str,
    round_number: int,
    version: int,
    rules: RuleSet,
    names: Mapping[int, str],
    units: Mapping[int, Unit],
) -> str:
    """Canonical JSON of everything published; the same results give the same text on any database."""
    content = {
        "schema": SCHEMA,
        "contest": contest,
        "round": round_number,
        "version": version,
        "rule_set": rules.digest(),
        "actual_numbers": dict(standings.actual_numbers),
        "persons": {
            division: [_person(person, names, units) for person in persons]
            for division, persons in standings.persons.items()
        },
        "units": [_unit(place, rules) for place in standings.units],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _person(person: PersonStanding, names: Mapping[int, str], units: Mapping[int, Unit]) -> dict[str, object]:
    placing, facts = person.placing, person.counted.facts
    return {
        "place": placing.place,
        "shared": placing.shared,
        "receipt": facts.receipt,
        "name": names[placing.result.entry_id],
        "unit": units[facts.unit_id].code,
        "score": facts.score,
        "questions": facts.questions,
        "prediction": facts.prediction,
        "prediction_error": placing.result.prediction_error,
        "time_used_ms": facts.time_used_ms,
        "submitted_at": _instant(facts.finished_at),
        "attempts": person.counted.attempts,
        "registered_at": _instant(placing.result.registered_at),
        "reason": ranking.explain(placing),
        "prize": person.prize.prize if person.prize else None,
        "waits_for_tie": person.waits_for_tie,
    }


def _unit(place: UnitPlace, rules: RuleSet) -> dict[str, object]:
    standing = place.standing
    tally = standing.tally
    return {
        "board": place.board,
        "group": place.group_code,
        "place": standing.place,
        "shared": standing.shared,
        "unit": place.unit.code,
        "name": place.unit.title,
        "headcount": tally.headcount,
        "people": tally.people,
        "citizens": place.citizens,
        "attempts": tally.attempts,
        "score_sum": tally.score_sum,
        "scored": tally.scored,
        "max_score": tally.max_score,
        "all_correct": tally.all_correct,
        "rate": fraction_text(standing.rate),
        "average": fraction_text(standing.average),
        "points": fraction_text(standing.points),
        "reason": participation.explain(standing, rules.collective),
        "prize": place.prize.prize if place.prize else None,
        "waits_for_tie": place.waits_for_tie,
    }


def fraction_text(value: Fraction | None) -> str:
    """An exact share as text ("3/4"), empty for none."""
    return "" if value is None else f"{value.numerator}/{value.denominator}"


def fraction_from(text: str) -> Fraction | None:
    """Read back what fraction_text wrote."""
    return Fraction(text) if text else None


def _instant(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds")
