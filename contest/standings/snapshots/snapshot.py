"""The public snapshot of a publication: canonical JSON that anyone can download, hash and recompute.

It shows what the public boards show and what the ranking was computed from: names only where the
boards show them, receipts as a list apart from everybody's places (R5). For the rest, names and
receipts of all places included, it carries the seal of the published rows.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from contest.bank import queries as bank
from contest.platform.audit import log as audit
from contest.platform.language.vietnamese import short_name
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest, Round
from contest.rules.awards import Nomination
from contest.rules.prediction import DivisionFacts
from contest.rules.ranking import Placing, TieKey, value_of
from contest.rules.scope import Scope
from contest.rules.terms import RuleSet
from contest.standings.edition import Edition
from contest.standings.exact import fraction_text
from contest.standings.ranking import decisions
from contest.standings.ranking.computing import PersonStanding
from contest.standings.ranking.live import Computed
from contest.standings.ranking.units import UnitPlace
from contest.standings.snapshots.rows import person_rows, seal_of, unit_rows

SCHEMA = 3
NAMED_PLACES = 100  # as many as the public board shows


def text_of(computed: Computed, this_round: Round, edition: Edition) -> str:
    """The snapshot; the same results give the same text on any database."""
    contest = rounds.get_contest(this_round.contest_id)
    content = {
        **head_of(contest, computed.rules, edition),
        "schema": SCHEMA,
        "round": {"number": this_round.number, "name": this_round.name},
        "questions": _questions(this_round.id),
        "corrections": _corrections(this_round.id, edition),
        "counts": {one.division: _counts(one) for one in computed.standings.counts},
        "actual_numbers": dict(computed.standings.actual_numbers),
        "persons": {
            division: [_person(person, computed) for person in people]
            for division, people in computed.standings.persons.items()
        },
        "units": [unit_of(place) for place in computed.standings.units],
        "draws": draws_of(Scope(contest_id=this_round.contest_id, round_id=this_round.id)),
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


def _corrections(round_id: int, edition: Edition) -> list[Mapping[str, object]]:
    """The keys that were put right before this version, each with a hash of all that it says."""
    told: list[Mapping[str, object]] = []
    for one in bank.key_changes_of(round_id):
        if edition.published_at is not None and one.decided_at > edition.published_at:
            continue  # it changed no mark of this round, or there would be a newer version
        content = {
            "code": one.code,
            "question_version": one.version,
            "way": one.way.value,
            "old_key": one.old_key,
            "key": one.key,
            "reason": one.reason,
            "decided_at": one.decided_at.isoformat(),
        }
        told.append({**content, "sha256": digest_of(audit.canonical(content))})
    return told


def head_of(contest: Contest, rules: RuleSet, edition: Edition) -> Mapping[str, object]:
    """What every snapshot begins with: whose it is, which version, under which rules."""
    return {
        "contest": {"code": contest.slug, "title": contest.title, "organiser": contest.organiser},
        "version": edition.version,
        "previous": edition.previous,
        "reason": edition.reason,
        "published_at": edition.published_at.isoformat() if edition.published_at else "",
        "rules": json.loads(rules.to_json()),
        "rules_digest": rules.digest(),
    }


def draws_of(scope: Scope) -> list[Mapping[str, object]]:
    """The draws held for the prizes of a scope: of receipts or of codes of units, never of names."""
    return [
        {
            "board": one.board,
            "place": one.place,
            "list": sorted(one.members),
            "list_sha256": one.fingerprint,
            "announced_at": one.decided_at.isoformat(),
            "seed_source": one.seed_source,
            "seed_due_at": one.seed_due_at.isoformat() if one.seed_due_at else None,
            "seed": one.draw.seed,
            "drawn_at": one.draw.drawn_at.isoformat(),
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
    shown: Mapping[str, object] = {
        "place": placing.place,
        "shared": placing.shared,
        "score": facts.score,
        "questions": facts.questions,
        "attempts": person.counted.attempts,
        "prediction": facts.prediction,
    }
    unit = computed.units[facts.unit_id]
    return {
        **shown,
        **keys_of(placing),
        **prize_of(person.prize, waits_for_tie=person.waits_for_tie),
        **name_of(
            computed.names[facts.entry_id],
            unit.code,
            computed.unit_title(facts),
            place=placing.place,
            wins=person.prize is not None,
        ),
    }


_FIELDS = {TieKey.TIME_USED: "time_used_ms"}


def keys_of(placing: Placing) -> Mapping[str, object]:
    """The value of every key that the ranking compared."""
    return {_FIELDS.get(key, key.value): _plain(value_of(placing.result, key)) for key in placing.keys}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def prize_of(prize: Nomination | None, *, waits_for_tie: bool) -> Mapping[str, object]:
    """The prize of a person, or that a tie at one is still open."""
    if prize is None:
        return {"waits_for_tie": True} if waits_for_tie else {}
    return {"prize": prize.prize, "amount_vnd": prize.amount_vnd, "by": prize.by.value}


def name_of(name: str, unit_code: str, unit_name: str, *, place: int, wins: bool) -> Mapping[str, object]:
    """The name where the public board shows it: in full with a prize, short at the first places."""
    if not wins and place > NAMED_PLACES:
        return {}
    return {"name": name if wins else short_name(name), "unit": unit_code, "unit_name": unit_name}


def unit_of(place: UnitPlace) -> Mapping[str, object]:
    """A unit with all that its place was computed from."""
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
