"""Reads of the published results of a whole contest."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import defer

from contest.platform.audit import signing
from contest.platform.audit.signing import Statement
from contest.platform.database import read
from contest.standings import published
from contest.standings.edition import Edition
from contest.standings.errors import NotPublished
from contest.standings.models import OverallPersonRow, OverallPublicationRow

units = published.overall_units
score_counts = published.overall_score_counts
count_persons = published.count_overall_persons

PUBLICATION = "overall-publication"  # the kind of signed statement that vouches for one


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallPublication(published.Version):
    """One publication of a whole contest."""

    contest_id: int
    rounds: tuple[tuple[int, int, str], ...]  # number, version and digest of each round


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallPerson(published.Person):
    """One person's published place over the whole contest."""

    rounds_taken: int
    by_round: tuple[tuple[int, int, bool], ...]  # number, score, whether it counts


_WITHOUT_TEXT = select(OverallPublicationRow).options(defer(OverallPublicationRow.snapshot, raiseload=True))


def publications(contest_id: int) -> tuple[OverallPublication, ...]:
    """All publications of a contest as a whole, newest first."""
    rows = (
        read()
        .execute(
            _WITHOUT_TEXT.where(OverallPublicationRow.contest_id == contest_id).order_by(
                OverallPublicationRow.version.desc()
            )
        )
        .scalars()
    )
    return tuple(_publication(row) for row in rows)


def find(contest_id: int, version: int | None = None) -> OverallPublication | None:
    """The newest publication of a contest as a whole, or one version of it."""
    query = _WITHOUT_TEXT.where(OverallPublicationRow.contest_id == contest_id)
    if version is not None:
        query = query.where(OverallPublicationRow.version == version)
    newest = query.order_by(OverallPublicationRow.version.desc()).limit(1)
    row = read().execute(newest).scalar_one_or_none()
    return None if row is None else _publication(row)


def get(contest_id: int, version: int | None = None) -> OverallPublication:
    """The same, or NotPublished."""
    found = find(contest_id, version)
    if found is None:
        raise NotPublished
    return found


def edition_of(publication: OverallPublication) -> Edition:
    """What the snapshot of a publication says about it as a version."""
    before = find(publication.contest_id, publication.version - 1) if publication.version > 1 else None
    return Edition(
        version=publication.version,
        previous=before.digest if before else "",
        reason=publication.reason,
        published_at=publication.published_at,
    )


def find_signature(publication: OverallPublication) -> Statement | None:
    """The signed statement about a publication."""
    return signing.find_statement(PUBLICATION, f"{publication.contest_id}:{publication.version}")


def snapshot_of(publication_id: int) -> str:
    """The canonical text that the digest is of."""
    return (
        read()
        .execute(select(OverallPublicationRow.snapshot).where(OverallPublicationRow.id == publication_id))
        .scalar_one()
    )


def all_publications() -> tuple[OverallPublication, ...]:
    """Every publication of every contest as a whole, oldest first."""
    rows = read().execute(_WITHOUT_TEXT.order_by(OverallPublicationRow.id)).scalars()
    return tuple(_publication(row) for row in rows)


def _publication(row: OverallPublicationRow) -> OverallPublication:
    return OverallPublication(
        id=row.id,
        contest_id=row.contest_id,
        version=row.version,
        rule_set_id=row.rule_set_id,
        rounds=tuple((int(str(one[0])), int(str(one[1])), str(one[2])) for one in row.rounds),
        digest=row.digest,
        reason=row.reason,
        published_at=row.published_at,
        published_by=row.published_by,
    )


def persons(
    publication_id: int,
    *,
    division: str = "",
    entry_id: int | None = None,
    with_prize: bool = False,
    limit: int | None = None,
) -> tuple[OverallPerson, ...]:
    """Published persons by division and place."""
    query = (
        select(OverallPersonRow)
        .where(OverallPersonRow.publication_id == publication_id)
        .order_by(OverallPersonRow.division, OverallPersonRow.place, OverallPersonRow.id)
        .limit(limit)
    )
    if division:
        query = query.where(OverallPersonRow.division == division)
    if with_prize:
        query = query.where(OverallPersonRow.amount_vnd > 0)
    if entry_id is not None:
        query = query.where(OverallPersonRow.entry_id == entry_id)
    return tuple(_person(row) for row in read().execute(query).scalars())


def _person(row: OverallPersonRow) -> OverallPerson:
    return OverallPerson(
        division=row.division,
        place=row.place,
        shared=row.shared,
        entry_id=row.entry_id,
        name=row.name,
        unit_name=row.unit_name,
        place_name=row.place_name,
        rounds_taken=row.rounds_taken,
        by_round=tuple((one[0], one[1], bool(one[2])) for one in row.by_round),
        score=row.score,
        questions=row.questions,
        prediction_error=row.prediction_error,
        time_used_ms=row.time_used_ms,
        submitted_at=row.submitted_at,
        attempts=row.attempts,
        receipt=row.receipt,
        reason=row.reason,
        prize=row.prize,
        amount_vnd=row.amount_vnd,
    )
