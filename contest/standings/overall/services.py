"""Publishing the results of the whole contest, insert-only."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import insert, select

from contest.platform import audit, audit_anchors, signing, upsert
from contest.platform.database import transaction
from contest.platform.vietnamese import clean
from contest.standings.errors import ReasonMissing, RoundsUnpublished
from contest.standings.models import OverallPersonRow, OverallPublicationRow, OverallUnitRow
from contest.standings.overall import rows as overall_rows
from contest.standings.overall.computing import OverallComputed, computed_overall
from contest.standings.overall.queries import OverallPublication
from contest.standings.snapshots import snapshot

PUBLICATION = "overall-publication"  # the kind of signed statement that vouches for one


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
        newest = session.execute(
            select(OverallPublicationRow)
            .where(OverallPublicationRow.contest_id == contest_id)
            .order_by(OverallPublicationRow.version.desc())
            .limit(1)
            .with_for_update()
        ).scalar_one_or_none()
        computed = complete(computed_overall(contest_id))
        version = 1
        if newest is not None:
            text = overall_rows.snapshot_text(computed, version=newest.version)
            if snapshot.digest_of(text) == newest.digest:
                return newest.id
            if not clean(reason):
                raise ReasonMissing
            version = newest.version + 1
        if check is not None:
            check(computed)
        text = overall_rows.snapshot_text(computed, version=version)
        digest = snapshot.digest_of(text)
        publication_id: int | None = session.execute(
            upsert.insert(OverallPublicationRow)
            .values(
                contest_id=contest_id,
                version=version,
                rule_set_id=computed.rule_set_id,
                rounds=overall_rows.sources_of(computed),
                snapshot=text,
                digest=digest,
                reason=clean(reason),
                published_at=now,
                published_by=by,
            )
            .on_conflict_do_nothing()
            .returning(OverallPublicationRow.id)
        ).scalar()
        if publication_id is None:  # somebody published in the same instant; theirs is the answer
            return _id_of(contest_id, version)
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
            facts={"version": version, "digest": digest},
        )
        audit_anchors.attest(
            kind=PUBLICATION, subject=f"{contest_id}:{version}", facts={"digest": digest}, now=now
        )
        return publication_id


def record_download(*, publication: OverallPublication, by: int, now: datetime) -> None:
    """Reading results of many people in bulk is a deed of its own (R1)."""
    audit.record(
        action="standings:overall:download",
        subject=f"{publication.contest_id}:{publication.version}",
        by=by,
        now=now,
        facts={"digest": publication.digest},
    )


def _id_of(contest_id: int, version: int) -> int:
    with transaction() as session:
        return session.execute(
            select(OverallPublicationRow.id).where(
                OverallPublicationRow.contest_id == contest_id, OverallPublicationRow.version == version
            )
        ).scalar_one()
