"""Reads of standings: live boards within the secrecy rule, and what was published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select, tuple_
from sqlalchemy.orm import defer

from contest.platform.audit import signing
from contest.platform.audit.signing import Statement
from contest.platform.cache import kept
from contest.platform.configuration import settings
from contest.platform.database import read, run
from contest.platform.language.vietnamese import fold
from contest.platform.prepared import Rows
from contest.platform.upward import Upward
from contest.rounds import queries as rounds
from contest.rounds.queries import Round, RoundState
from contest.rules.scope import Scope
from contest.standings import published, visibility
from contest.standings.edition import Edition
from contest.standings.errors import NotPublished
from contest.standings.models import PublicationRow, PublishedPersonRow
from contest.standings.visibility import Visibility

# What is read alike of rounds and of the whole contest.
UnitRow = published.UnitRow
published_units = published.published_units
ScoreCount = published.ScoreCount
score_counts = published.score_counts
count_persons = published.count_persons


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """Who may not have a prize after being checked, with the reason."""

    entries: Mapping[int, str]
    units: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What if these were refused a prize for a reason, or, with None, were not refused it any more."""

    entries: Mapping[int, str | None]
    units: Mapping[int, str | None]

    def applied(self, refused: Refusals) -> Refusals:
        """The refusals as they would be."""
        entries, units = {**refused.entries, **self.entries}, {**refused.units, **self.units}
        return Refusals(
            entries={one: reason for one, reason in entries.items() if reason is not None},
            units={one: reason for one, reason in units.items() if reason is not None},
        )


NO_TRIAL = Trial(entries={}, units={})


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintLink:
    """A complaint about an attempt: where it is kept, of whom, and where it stands."""

    address: str
    name: str
    state: str


# The same answers: which complaints of a round are about one of these attempts, by their codes.
complaints_about: Upward[[int, frozenset[str]], tuple[ComplaintLink, ...]] = Upward("standings.complaints")

# The slice of commendations answers: whose prize was refused, so that the next in line moves up.
refusals: Upward[[Scope], Refusals] = Upward("standings.refusals")

PUBLICATION = "publication"  # the kind of signed statement that vouches for one


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(published.Version):
    """One publication of a round."""

    round_id: int
    actual_numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlace(published.Person):
    """One person's published place in a round with all criteria."""

    attempt_id: int
    prediction: int | None
    registered_at: datetime


# The canonical text has megabytes in a large contest; only snapshot_of() reads it.
_WITHOUT_TEXT = select(PublicationRow).options(defer(PublicationRow.snapshot, raiseload=True))


def visibility_of(this_round: Round, *, now: datetime) -> Visibility:
    """What may be shown of a round."""
    return visibility.of_round(
        rounds.rule_set(this_round.rule_set_id),
        phase=this_round.phase(now),
        is_published=find_publication(this_round.id) is not None,
    )


def find_publication(round_id: int, version: int | None = None) -> Publication | None:
    """The newest publication of a round, or one version of it."""
    query = _WITHOUT_TEXT.where(PublicationRow.round_id == round_id)
    if version is not None:
        query = query.where(PublicationRow.version == version)
    row = read().execute(query.order_by(PublicationRow.version.desc()).limit(1)).scalar_one_or_none()
    return None if row is None else _publication(row)


def get_publication(round_id: int, version: int | None = None) -> Publication:
    """The same, or NotPublished."""
    publication = find_publication(round_id, version)
    if publication is None:
        raise NotPublished
    return publication


def edition_of(publication: Publication) -> Edition:
    """What the snapshot of a publication says about it as a version."""
    before = find_publication(publication.round_id, publication.version - 1)
    return Edition(
        version=publication.version,
        previous=before.digest if before else "",
        reason=publication.reason,
        published_at=publication.published_at,
    )


def find_signature(publication: Publication) -> Statement | None:
    """The signed statement about a publication; None for one made before publications were signed."""
    return signing.find_statement(PUBLICATION, f"{publication.round_id}:{publication.version}")


def has_overall(contest_id: int) -> bool:
    """Whether the newest rules rank the whole contest."""
    return rounds.newest_rule_set(contest_id).rules.overall is not None


def publications_of(contest_id: int) -> tuple[Publication, ...]:
    """All publications of a contest, newest first."""
    rows = (
        read()
        .execute(
            _WITHOUT_TEXT.where(PublicationRow.contest_id == contest_id).order_by(PublicationRow.id.desc())
        )
        .scalars()
    )
    return tuple(_publication(row) for row in rows)


def snapshot_of(publication_id: int) -> str:
    """The canonical text that the digest is of."""
    return (
        read()
        .execute(select(PublicationRow.snapshot).where(PublicationRow.id == publication_id))
        .scalar_one()
    )


def _publication(row: PublicationRow) -> Publication:
    return Publication(
        id=row.id,
        round_id=row.round_id,
        version=row.version,
        rule_set_id=row.rule_set_id,
        actual_numbers=row.actual_numbers,
        digest=row.digest,
        reason=row.reason,
        published_at=row.published_at,
        published_by=row.published_by,
    )


def persons_of(
    publication_id: int, *, division: str = "", text: str = "", limit: int | None = None, offset: int = 0
) -> tuple[PersonPlace, ...]:
    """Published persons by division and place."""
    query = (
        select(PublishedPersonRow)
        .where(PublishedPersonRow.publication_id == publication_id)
        .order_by(PublishedPersonRow.division, PublishedPersonRow.place, PublishedPersonRow.id)
        .limit(limit)
        .offset(offset)
    )
    if division:
        query = query.where(PublishedPersonRow.division == division)
    rows = [_person(row) for row in read().execute(query).scalars()]
    return (
        tuple(row for row in rows if fold(text) in fold(f"{row.name} {row.unit_name}"))
        if text
        else tuple(rows)
    )


_PERSON = PublishedPersonRow.__table__.c
_PERSON_LINES = (
    select(
        _PERSON.id, _PERSON.entry_id, _PERSON.place, _PERSON.name, _PERSON.unit_name, _PERSON.place_name,
        _PERSON.score, _PERSON.questions, _PERSON.prediction, _PERSON.prediction_error, _PERSON.time_used_ms,
        _PERSON.submitted_at, _PERSON.attempts, _PERSON.registered_at, _PERSON.receipt, _PERSON.reason,
        _PERSON.prize, _PERSON.amount_vnd,
    )
    .where(
        _PERSON.publication_id == bindparam("publication_id"),
        _PERSON.division == bindparam("division"),
        _PERSON.id > bindparam("last"),
    )
    .order_by(_PERSON.id)
    .limit(bindparam("size", type_=Integer))
)  # fmt: skip


def person_lines(publication_id: int, *, division: str, size: int) -> Iterator[Rows]:
    """All published persons of a division by place, as bare rows, so many at a time.

    Rows were stored in this order. Nothing is held open in between: who reads slowly keeps nobody waiting.
    """
    asked = {"publication_id": publication_id, "division": division, "size": size}
    last = 0
    while rows := run(_PERSON_LINES, {**asked, "last": last}):
        yield rows
        last = rows[-1].id


def prize_winners(publication_id: int) -> tuple[PersonPlace, ...]:
    """Published persons with a prize, or waiting for a tie to be settled, by division and place."""
    rows = (
        read()
        .execute(
            select(PublishedPersonRow)
            .where(PublishedPersonRow.publication_id == publication_id, PublishedPersonRow.prize != "")
            .order_by(PublishedPersonRow.division, PublishedPersonRow.place, PublishedPersonRow.id)
        )
        .scalars()
    )
    return tuple(_person(row) for row in rows)


def find_person(publication_id: int, *, entry_id: int) -> PersonPlace | None:
    """The published place of one entry."""
    row = (
        read()
        .execute(
            select(PublishedPersonRow).where(
                PublishedPersonRow.publication_id == publication_id, PublishedPersonRow.entry_id == entry_id
            )
        )
        .scalar_one_or_none()
    )
    return None if row is None else _person(row)


def _person(row: PublishedPersonRow) -> PersonPlace:
    return PersonPlace(
        division=row.division,
        place=row.place,
        shared=row.shared,
        entry_id=row.entry_id,
        attempt_id=row.attempt_id,
        name=row.name,
        unit_name=row.unit_name,
        place_name=row.place_name,
        score=row.score,
        questions=row.questions,
        prediction=row.prediction,
        prediction_error=row.prediction_error,
        time_used_ms=row.time_used_ms,
        submitted_at=row.submitted_at,
        attempts=row.attempts,
        registered_at=row.registered_at,
        receipt=row.receipt,
        reason=row.reason,
        prize=row.prize,
        amount_vnd=row.amount_vnd,
    )


def rank_before(publication_id: int, *, person: PersonPlace) -> int:
    """How many rows of the person's division stand before the person's own."""
    return (
        read()
        .execute(
            select(func.count(PublishedPersonRow.id)).where(
                PublishedPersonRow.publication_id == publication_id,
                PublishedPersonRow.division == person.division,
                tuple_(PublishedPersonRow.place, PublishedPersonRow.id)
                < select(PublishedPersonRow.place, PublishedPersonRow.id)
                .where(
                    PublishedPersonRow.publication_id == publication_id,
                    PublishedPersonRow.entry_id == person.entry_id,
                )
                .scalar_subquery(),
            )
        )
        .scalar_one()
    )


def shown_rounds(contest_id: int, *, now: datetime) -> tuple[tuple[Round, Visibility], ...]:
    """The scheduled rounds of a contest with what may be shown of each, as of a few seconds ago.

    Being late shows less, never more: a round that has just closed is still hidden.
    """
    return kept(("shown", contest_id), settings().leaderboard_seconds, lambda: _shown_rounds(contest_id, now))


def _shown_rounds(contest_id: int, now: datetime) -> tuple[tuple[Round, Visibility], ...]:
    return tuple(
        (one, visibility_of(one, now=now))
        for one in rounds.rounds_of(contest_id)
        if one.state is not RoundState.DRAFT
    )
