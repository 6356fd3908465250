"""The public snapshot of a publication: canonical JSON that anyone can download, hash and recompute.

It shows what the public boards show and what the ranking was computed from: names only where the
boards show them, receipts as a list apart from everybody's places (R5). For the rest, names and
receipts of all places included, it carries the seal of the published rows.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contest.bank import queries as bank
from contest.platform import audit
from contest.platform.vietnamese import short_name
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.rules.prediction import DivisionFacts
from contest.rules.ranking import TieKey, value_of
from contest.rules.scope import Scope
from contest.standings.edition import Edition
from contest.standings.exact import fraction_text
from contest.standings.ranking import decisions
from contest.standings.ranking.computing import PersonStanding
from contest.standings.ranking.live import Computed
from contest.standings.ranking.units import UnitPlace
from contest.standings.snapshots.rows import person_rows, seal_of, unit_rows

SCHEMA = 2
NAMED_PLACES = 100  # as many as the public board shows


def text_of(computed: Computed, this_round: Round, edition: Edition) -> str:
    """The snapshot; the same results give the same text on any database."""
    contest = rounds.get_contest(this_round.contest_id)
    content = {
        "schema": SCHEMA,
        "contest": {"code": contest.slug, "title": contest.title, "organiser": contest.organiser},
        "round": {"number": this_round.number, "name": this_round.name},
        "version": edition.version,
        "previous": edition.previous,
        "reason": edition.reason,
        "published_at": edition.published_at.isoformat() if edition.published_at else "",
        "rules": json.loads(computed.rules.to_json()),
        "rules_digest": computed.rules.digest(),
        "questions": _questions(this_round.id),
        "counts": {one.division: _counts(one) for one in computed.standings.counts},
        "actual_numbers": dict(computed.standings.actual_numbers),
        "persons": {
            division: [_person(person, computed) for person in people]
            for division, people in computed.standings.persons.items()
        },
        "units": [_unit(place) for place in computed.standings.units],
        "draws": _draws(this_round),
        "receipts": sorted(computed.receipts),
        "seal": seal_of(person_rows(computed), unit_rows(computed)),
    }
    return audit.canonical(content)


def digest_of(text: str) -> str:
    """SHA-256 of the snapshot: the result's code on every page and paper made from it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _questions(round_id: int) -> Mapping[str, object]:
    """How many questions the round could draw, and a digest of what decides a mark."""
    items = bank.explained_items(rounds.item_versions_of(round_id)).values()
    lines = sorted(
        audit.canonical({"code": item.code, "stem": item.stem, "choices": item.choices, "key": item.key})
        for item in items
    )
    return {"count": len(lines), "digest": digest_of("\n".join(lines))}


def _draws(this_round: Round) -> list[Mapping[str, object]]:
    """The draws held for the prizes of this round: of receipts or of codes of units, never of names."""
    scope = Scope(contest_id=this_round.contest_id, round_id=this_round.id)
    return [
        {
            "list": sorted(one.members),
            "list_sha256": one.fingerprint,
            "seed_source": one.seed_source,
            "seed": one.draw.seed,
            "order": list(one.draw.order),
        }
        for one in decisions.decisions_of(scope)
        if one.draw is not None
    ]


def _counts(facts: DivisionFacts) -> Mapping[str, int]:
    return {
        "people": facts.people,
        "attempts": facts.attempts,
        "people_all_correct": facts.people_all_correct,
        "attempts_all_correct": facts.attempts_all_correct,
    }


def _person(person: PersonStanding, computed: Computed) -> Mapping[str, object]:
    placing, facts = person.placing, person.counted.facts
    shown: dict[str, Any] = {
        "place": placing.place,
        "shared": placing.shared,
        "score": facts.score,
        "questions": facts.questions,
        "attempts": person.counted.attempts,
        "prediction": facts.prediction,
    }
    for key in placing.keys:
        shown[_FIELDS.get(key, key.value)] = _plain(value_of(placing.result, key))
    if person.waits_for_tie:
        shown["waits_for_tie"] = True
    if person.prize is not None:
        shown |= {
            "prize": person.prize.prize,
            "amount_vnd": person.prize.amount_vnd,
            "by": person.prize.by.value,
        }
    if person.prize is not None or placing.place <= NAMED_PLACES:
        name = computed.names[facts.entry_id]
        shown |= {
            "name": name if person.prize is not None else short_name(name),
            "unit": computed.units[facts.unit_id].code,
            "unit_name": computed.unit_title(facts),
        }
    return shown


_FIELDS = {TieKey.TIME_USED: "time_used_ms"}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _unit(place: UnitPlace) -> Mapping[str, object]:
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
        "prize": place.prize.prize if place.prize else None,
        "amount_vnd": place.prize.amount_vnd if place.prize else 0,
        "waits_for_tie": place.waits_for_tie,
    }
