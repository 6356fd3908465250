"""The public snapshot of the whole contest: canonical JSON from which anyone adds the rounds up again.

Each person's line holds the rounds that were taken, which of them count, and the sums that were
ranked. It names the publications of the rounds by their digests, so that a line can be looked up in
them. Names stand where the public board shows them, receipts apart from everybody's places (R5).
"""

from collections.abc import Mapping

from contest.platform.audit import log as audit
from contest.rounds import queries as rounds
from contest.rules.ranking import TieKey
from contest.rules.scope import Scope
from contest.standings.edition import Edition
from contest.standings.overall.computing import OverallComputed, OverallStanding, RoundFact
from contest.standings.overall.rows import person_rows, unit_rows
from contest.standings.snapshots.rows import seal_of
from contest.standings.snapshots.snapshot import draws_of, head_of, keys_of, name_of, prize_of, unit_of

SCHEMA = 2


def text_of(computed: OverallComputed, edition: Edition) -> str:
    """The snapshot; the same results give the same text on any database."""
    contest = rounds.get_contest(computed.contest_id)
    content = {
        **head_of(contest, computed.rules, edition),
        "schema": SCHEMA,
        "scope": "contest",
        "rounds": [
            {
                "number": one.number,
                "name": one.name,
                "version": publication.version,
                "digest": publication.digest,
            }
            for one, publication in computed.rounds
        ],
        "persons": {
            division: [_person(one, computed) for one in people]
            for division, people in computed.persons.items()
        },
        "units": [unit_of(place) for place in computed.units],
        "draws": draws_of(Scope(contest_id=computed.contest_id, round_id=None)),
        "receipts": sorted(one.last.receipt for people in computed.persons.values() for one in people),
        "seal": seal_of(person_rows(computed), unit_rows(computed)),
    }
    return audit.canonical(content)


def _person(one: OverallStanding, computed: OverallComputed) -> Mapping[str, object]:
    placing, last = one.placing, one.last
    return {
        "place": placing.place,
        "shared": placing.shared,
        "score": placing.result.score,
        "questions": one.questions,
        "attempts": placing.result.attempts,
        "rounds": [
            _taken(number, fact, placing.keys, counts=number in one.counted)
            for number, fact in sorted(one.by_round.items())
        ],
        **keys_of(placing),
        **prize_of(one.prize, waits_for_tie=one.waits_for_tie),
        **name_of(
            last.name,
            computed.tree[last.unit_id].code,
            last.unit_name,
            place=placing.place,
            wins=one.prize is not None,
        ),
    }


def _taken(number: int, fact: RoundFact, keys: tuple[TieKey, ...], *, counts: bool) -> Mapping[str, object]:
    """A round that somebody took; the time used decides which rounds are the best, so it always stands."""
    taken: dict[str, object] = {
        "number": number,
        "counts": counts,
        "score": fact.score,
        "questions": fact.questions,
        "attempts": fact.attempts,
        "time_used_ms": fact.time_used_ms,
    }
    if TieKey.PREDICTION_ERROR in keys:
        taken["prediction_error"] = fact.prediction_error
    if TieKey.SUBMITTED_AT in keys:
        taken["submitted_at"] = fact.submitted_at.isoformat()
    return taken
