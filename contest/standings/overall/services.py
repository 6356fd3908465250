"""Publishing the results of the whole contest, insert-only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from contest.platform import upsert
from contest.platform.audit import anchors as audit_anchors
from contest.platform.audit import log as audit
from contest.platform.audit import signing
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean
from contest.standings.edition import Edition
from contest.standings.errors import ReasonMissing, RoundsUnpublished
from contest.standings.models import OverallPersonRow, OverallPublicationRow, OverallUnitRow
from contest.standings.overall import queries as overall_queries
from contest.standings.overall import rows as overall_rows
from contest.standings.overall import snapshot
from contest.standings.overall.computing import OverallComputed, computed_overall
from contest.standings.overall.queries import OverallPublication
from contest.standings.snapshots.snapshot import digest_of


def complete(computed: OverallComputed) -> OverallComputed:
    """The same, if every round is published; raises RoundsUnpublished."""
    if computed.missing or not computed.rounds:
        raise RoundsUnpublished(rounds=", ".join(one.name for one in computed.missing) or "chưa có đợt nào")
    return computed


def publish_overall(
    *,
    contest_id: int,
    by: int | None,
    now: datetime,
    reason: str = "",
    check: Callable[[OverallComputed], None] | None = None,
) -> int:
    """Publish the whole contest once all its rounds are; again is a correction, with a reason.

    When nothing changed since the newest version, that version is the answer. ``check`` may refuse
    what is about to be published. Answers the publication's id; raises NotOverall, RoundsUnpublished,
    ReasonMissing.
    """
    with transaction() as session:
        _wait_for_others(session, contest_id)
        computed = complete(computed_overall(contest_id))
        edition = Edition(version=1, reason=clean(reason), published_at=now)
        published = overall_queries.find(contest_id)
        if published is not None:
            as_it_was = snapshot.text_of(computed, overall_queries.edition_of(published))
            if digest_of(as_it_was) == published.digest:
                return published.id
            if not clean(reason):
                raise ReasonMissing
            edition = replace(edition, version=published.version + 1, previous=published.digest)
        if check is not None:
            check(computed)
        text = snapshot.text_of(computed, edition)
        digest = digest_of(text)
        publication_id: int | None = session.execute(
            upsert.insert(OverallPublicationRow)
            .values(
                contest_id=contest_id,
                version=edition.version,
                rule_set_id=computed.rule_set_id,
                rounds=overall_rows.sources_of(computed),
                snapshot=text,
                digest=digest,
                reason=edition.reason,
                published_at=now,
                published_by=by,
            )
            .on_conflict_do_nothing()
            .returning(OverallPublicationRow.id)
        ).scalar()
        if publication_id is None:  # somebody published in the same instant; theirs is the answer
            return overall_queries.get(contest_id, edition.version).id
        for table, rows in (
            (OverallPersonRow, overall_rows.person_rows(computed)),
            (OverallUnitRow, overall_rows.unit_rows(computed)),
        ):
            values = [{**row, "publication_id": publication_id} for row in rows]
            if values:
                session.execute(insert(table), values)
        signing.prepare(now=now)
        audit.record(
            action="standings:overall:publish",
            subject=str(contest_id),
            by=by,
            now=now,
            reason=clean(reason),
            facts={"version": edition.version, "digest": digest},
        )
        audit_anchors.attest(
            kind=overall_queries.PUBLICATION,
            subject=f"{contest_id}:{edition.version}",
            facts={"digest": digest},
            now=now,
        )
        return publication_id


def _wait_for_others(session: Session, contest_id: int) -> None:
    """Whoever publishes at the same time is waited for."""
    session.execute(
        select(OverallPublicationRow.id)
        .where(OverallPublicationRow.contest_id == contest_id)
        .order_by(OverallPublicationRow.version.desc())
        .limit(1)
        .with_for_update()
    )


def record_download(*, publication: OverallPublication, by: int, now: datetime) -> None:
    """Reading results of many people in bulk is a deed of its own (R1)."""
    audit.record(
        action="standings:overall:download",
        subject=f"{publication.contest_id}:{publication.version}",
        by=by,
        now=now,
        facts={"digest": publication.digest},
    )
