"""Use cases of standings: publish a locked round, insert-only."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from contest.platform import audit, upsert
from contest.platform.database import transaction
from contest.platform.vietnamese import clean
from contest.rounds import queries as rounds
from contest.rounds.queries import Round, RoundState
from contest.rules import participation, ranking
from contest.rules.terms import RuleSet
from contest.standings import queries, snapshot
from contest.standings.computing import PersonStanding, UnitPlace, unit_prize_names
from contest.standings.errors import ReasonMissing, RoundNotLocked
from contest.standings.live import Computed, computed_standings
from contest.standings.models import PublicationRow, PublishedPersonRow, PublishedUnitRow

WAITS_FOR_TIE = "Đồng hạng, chờ xử lý"


def publish(*, round_id: int, by: int | None, now: datetime, reason: str = "") -> int:
    """Publish a locked round. A second publication is a correction: a new version with a reason.

    When nothing changed since the newest version, that version is the answer. Answers the
    publication's id; raises RoundNotLocked, ReasonMissing.
    """
    with transaction() as session:
        this_round = rounds.get_round(round_id)
        if this_round.state is not RoundState.LOCKED:
            raise RoundNotLocked(round=this_round.name)
        rules = rounds.rule_set(this_round.rule_set_id)
        newest = session.execute(
            select(PublicationRow)
            .where(PublicationRow.round_id == round_id)
            .order_by(PublicationRow.version.desc())
            .limit(1)
            .with_for_update()
        ).scalar_one_or_none()
        computed = computed_standings(round_id)
        version = 1 if newest is None else newest.version
        text = computed.snapshot_text(this_round, version=version)
        if newest is not None:
            if snapshot.digest_of(text) == newest.digest:
                return newest.id
            if not clean(reason):
                raise ReasonMissing
            version += 1
            text = computed.snapshot_text(this_round, version=version)
        publication_id = _insert(session, this_round, computed, version, text, by, now, reason)
        if publication_id is None:  # somebody published in the same instant; theirs is the answer
            return queries.get_publication(round_id, version).id
        _insert_places(session, publication_id, computed, rules)
        audit.record(
            action="standings:round:publish",
            subject=str(round_id),
            by=by,
            now=now,
            reason=reason,
            facts={"version": version, "digest": snapshot.digest_of(text)},
        )
        return publication_id


def _insert(
    session: Session,
    this_round: Round,
    computed: Computed,
    version: int,
    text: str,
    by: int | None,
    now: datetime,
    reason: str,
) -> int | None:
    """The new publication's id, None when this version of the round is there already."""
    return session.execute(
        upsert.insert(PublicationRow)
        .values(
            contest_id=this_round.contest_id,
            round_id=this_round.id,
            version=version,
            rule_set_id=this_round.rule_set_id,
            actual_numbers=dict(computed.standings.actual_numbers),
            snapshot=text,
            digest=snapshot.digest_of(text),
            reason=clean(reason),
            published_at=now,
            published_by=by,
        )
        .on_conflict_do_nothing()
        .returning(PublicationRow.id)
    ).scalar()


def _insert_places(session: Session, publication_id: int, computed: Computed, rules: RuleSet) -> None:
    prizes = {
        division.code: {prize.code: prize.name for prize in division.prizes} for division in rules.divisions
    }
    persons = [
        _person_values(publication_id, person, computed, prizes[division])
        for division, people in computed.standings.persons.items()
        for person in people
    ]
    if persons:
        session.execute(insert(PublishedPersonRow), persons)
    places = [_unit_values(publication_id, place, computed, rules) for place in computed.standings.units]
    if places:
        session.execute(insert(PublishedUnitRow), places)


def _person_values(
    publication_id: int, person: PersonStanding, computed: Computed, prizes: Mapping[str, str]
) -> dict[str, object]:
    placing, facts = person.placing, person.counted.facts
    unit = computed.units[facts.unit_id]
    prize = prizes[person.prize.prize] if person.prize else (WAITS_FOR_TIE if person.waits_for_tie else "")
    return {
        "publication_id": publication_id,
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
        "reason": ranking.explain(placing),
        "prize": prize,
        "amount_vnd": person.prize.amount_vnd if person.prize else 0,
    }


def _unit_values(
    publication_id: int, place: UnitPlace, computed: Computed, rules: RuleSet
) -> dict[str, object]:
    standing = place.standing
    tally = standing.tally
    prize = WAITS_FOR_TIE if place.waits_for_tie else ""
    if place.prize:
        prize = unit_prize_names(rules)[place.group_code, place.prize.prize]
    return {
        "publication_id": publication_id,
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
        "rate": snapshot.fraction_text(standing.rate),
        "average": snapshot.fraction_text(standing.average),
        "points": snapshot.fraction_text(standing.points),
        "reason": participation.explain(standing, rules.collective),
        "prize": prize,
        "amount_vnd": place.prize.amount_vnd if place.prize else 0,
    }
