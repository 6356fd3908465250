"""Use cases of standings: publish a locked round, insert-only."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from contest.platform import upsert
from contest.platform.audit import anchors as audit_anchors
from contest.platform.audit import log as audit
from contest.platform.audit import signing
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean
from contest.rounds import queries as rounds
from contest.rounds.queries import Round, RoundState
from contest.rules.scope import Scope
from contest.rules.signals import NAMES
from contest.standings import proposing, queries, reviewing
from contest.standings.boards.days import keep_day
from contest.standings.edition import Edition
from contest.standings.errors import ReasonMissing, RoundNotLocked
from contest.standings.first_look import Districts, districts_of, waiting_signs
from contest.standings.models import PublicationRow, PublishedPersonRow, PublishedUnitRow
from contest.standings.overall import queries as overall_queries
from contest.standings.overall import services as overall_services
from contest.standings.overall.queries import OverallPerson, OverallPublication
from contest.standings.proposing import BoardProposal
from contest.standings.queries import NO_TRIAL, PUBLICATION, Trial, UnitRow
from contest.standings.ranking.computing import RoundStandings
from contest.standings.ranking.live import Computed, computed_standings
from contest.standings.snapshots import snapshot
from contest.standings.snapshots.rows import person_rows, unit_rows

__all__ = [
    "BoardProposal",
    "CaseLink",
    "Districts",
    "OverallPerson",
    "OverallPublication",
    "districts_of",
    "find_overall",
    "get_overall",
    "keep_day",
    "overall_persons",
    "overall_publications",
    "overall_score_counts",
    "overall_units",
    "overall_winners",
    "proposals_of",
    "publish",
    "publish_overall",
    "waiting_signs",
]
# What slices above read of the published whole contest.
find_overall = overall_queries.find
get_overall = overall_queries.get
overall_publications = overall_queries.publications
overall_persons = overall_queries.persons
overall_units = overall_queries.units
overall_score_counts = overall_queries.score_counts
publish_overall = overall_services.publish_overall


def publish(
    *,
    round_id: int,
    by: int | None,
    now: datetime,
    reason: str = "",
    check: Callable[[RoundStandings], None] | None = None,
) -> int:
    """Publish a locked round. A second publication is a correction: a new version with a reason.

    When nothing changed since the newest version, that version is the answer. ``check`` may refuse
    what is about to be published. Answers the publication's id; raises RoundNotLocked, ReasonMissing.
    """
    with transaction() as session:
        this_round = rounds.get_round(round_id)
        if this_round.state is not RoundState.LOCKED:
            raise RoundNotLocked(round=this_round.name)
        newest = _newest(session, round_id)
        computed = computed_standings(round_id)
        edition = Edition(version=1, reason=clean(reason), published_at=now)
        if newest is not None:
            published = queries.get_publication(round_id)
            if _digest(computed, this_round, queries.edition_of(published)) == published.digest:
                return published.id
            if not clean(reason):
                raise ReasonMissing
            edition = replace(edition, version=published.version + 1, previous=published.digest)
        if check is not None:
            check(computed.standings)
        text = snapshot.text_of(computed, this_round, edition)
        publication_id = _insert(session, this_round, computed, edition, text, by, now)
        if publication_id is None:  # somebody published in the same instant; theirs is the answer
            return queries.get_publication(round_id, edition.version).id
        _insert_places(session, publication_id, computed)
        digest = snapshot.digest_of(text)
        signing.prepare(now=now)
        audit.record(
            action="standings:round:publish",
            subject=str(round_id),
            by=by,
            now=now,
            reason=reason,
            facts={"version": edition.version, "digest": digest},
        )
        audit_anchors.attest(
            kind=PUBLICATION, subject=f"{round_id}:{edition.version}", facts={"digest": digest}, now=now
        )
        return publication_id


def _newest(session: Session, round_id: int) -> int | None:
    """The id of the newest publication, which waits for whoever publishes at the same time."""
    return session.execute(
        select(PublicationRow.id)
        .where(PublicationRow.round_id == round_id)
        .order_by(PublicationRow.version.desc())
        .limit(1)
        .with_for_update()
    ).scalar_one_or_none()


def _digest(computed: Computed, this_round: Round, edition: Edition) -> str:
    return snapshot.digest_of(snapshot.text_of(computed, this_round, edition))


def _insert(
    session: Session,
    this_round: Round,
    computed: Computed,
    edition: Edition,
    text: str,
    by: int | None,
    now: datetime,
) -> int | None:
    """The new publication's id, None when this version of the round is there already."""
    return session.execute(
        upsert.insert(PublicationRow)
        .values(
            contest_id=this_round.contest_id,
            round_id=this_round.id,
            version=edition.version,
            rule_set_id=this_round.rule_set_id,
            actual_numbers=dict(computed.standings.actual_numbers),
            snapshot=text,
            digest=snapshot.digest_of(text),
            reason=edition.reason,
            published_at=now,
            published_by=by,
        )
        .on_conflict_do_nothing()
        .returning(PublicationRow.id)
    ).scalar()


def _insert_places(session: Session, publication_id: int, computed: Computed) -> None:
    for table, rows in (
        (PublishedPersonRow, person_rows(computed)),
        (PublishedUnitRow, unit_rows(computed)),
    ):
        values = [{**row, "publication_id": publication_id} for row in rows]
        if values:
            session.execute(insert(table), values)


def overall_winners(contest_id: int) -> tuple[tuple[OverallPerson, ...], tuple[UnitRow, ...]]:
    """Persons and units with a prize in the newest publication of the whole contest; none before it."""
    publication = overall_queries.find(contest_id)
    if publication is None:
        return (), ()
    persons = overall_queries.persons(publication.id, with_prize=True)
    units = overall_queries.units(publication.id)
    return persons, tuple(one for one in units if one.amount_vnd)


def proposals_of(scope: Scope, *, trial: Trial = NO_TRIAL) -> tuple[BoardProposal, ...]:
    """Who would get which prize of a round, or of the whole contest, if it were published now."""
    return proposing.proposals(scope, trial=trial)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLink:
    """Where an attempt is reviewed, what was noticed, and where that stands."""

    address: str
    title: str
    state: str


def reviews_of(*, round_id: int, attempt_code: str) -> tuple[CaseLink, ...]:
    """The reviews that an attempt is among, for whoever examines a complaint about it."""
    return tuple(
        CaseLink(
            address=f"/quan-tri/xem-xet/{round_id}/{case.signal.subject}",
            title=NAMES[case.signal.kind],
            state=case.state,
        )
        for case in reviewing.cases_about(round_id, attempt_code)
    )
