"""What publications of rounds and of the whole contest have in common: versions, persons, units, scores."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

from sqlalchemy import func, select

from contest.platform.database import read
from contest.platform.language.vietnamese import short_name
from contest.rules.awards import BY_LOT
from contest.standings.edition import SHORT_DIGEST
from contest.standings.exact import fraction_from
from contest.standings.models import (
    OverallPersonRow,
    OverallUnitRow,
    PublishedPersonRow,
    PublishedUnitRow,
    UnitPlaceColumns,
)

UnitPlaces = TypeVar("UnitPlaces", PublishedUnitRow, OverallUnitRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One publication, of a round or of the whole contest."""

    id: int
    version: int
    rule_set_id: int
    digest: str
    reason: str
    published_at: datetime
    published_by: int | None

    @property
    def short_digest(self) -> str:
        """The beginning of the digest, as printed on documents."""
        return self.digest[:SHORT_DIGEST]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person's published place with the criteria that a round and the whole contest share."""

    division: str
    place: int
    shared: bool
    entry_id: int
    name: str
    unit_name: str
    place_name: str
    score: int
    questions: int
    prediction_error: int | None
    time_used_ms: int
    submitted_at: datetime
    attempts: int
    receipt: str
    reason: str
    prize: str
    amount_vnd: int

    @property
    def public_name(self) -> str:
        """Prize-winners appear in full, the others shortened."""
        return self.name if self.amount_vnd else short_name(self.name)

    @property
    def is_drawn(self) -> bool:
        """Whether the place or the prize rests on a draw, which everybody may look at."""
        return BY_LOT in self.reason


def count_persons(publication_id: int, *, division: str) -> int:
    """How many people a division of a round's publication holds."""
    return _count(PublishedPersonRow, publication_id, division)


def count_overall_persons(publication_id: int, *, division: str) -> int:
    """The same of a publication of the whole contest."""
    return _count(OverallPersonRow, publication_id, division)


def _count(table: type[PublishedPersonRow | OverallPersonRow], publication_id: int, division: str) -> int:
    query = select(func.count(table.id)).where(
        table.publication_id == publication_id, table.division == division
    )
    return read().execute(query).scalar_one()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit's row on a board, live or published; rate and average are parts of 1."""

    board: str
    group_code: str
    group_name: str
    place: int | None
    shared: bool
    unit_id: int
    code: str
    name: str
    kind: str
    parent_name: str
    headcount: int | None
    people: int
    citizens: int
    attempts: int
    rate: Fraction | None
    average: Fraction | None
    points: Fraction | None
    reason: str
    prize: str
    amount_vnd: int


def published_units(publication_id: int, *, board: str = "") -> tuple[UnitRow, ...]:
    """Units of a round's publication by group and place, unranked ones last."""
    return _units(PublishedUnitRow, publication_id, board)


def overall_units(publication_id: int, *, board: str = "") -> tuple[UnitRow, ...]:
    """The same of a publication of the whole contest."""
    return _units(OverallUnitRow, publication_id, board)


def _units(table: type[UnitPlaces], publication_id: int, board: str) -> tuple[UnitRow, ...]:
    query = (
        select(table)
        .where(table.publication_id == publication_id)
        .order_by(table.board, table.group_code, table.place.is_(None), table.place, table.id)
    )
    if board:
        query = query.where(table.board == board)
    return tuple(_unit(row) for row in read().execute(query).scalars())


def _unit(row: UnitPlaceColumns) -> UnitRow:
    return UnitRow(
        board=row.board,
        group_code=row.group_code,
        group_name=row.group_name,
        place=row.place,
        shared=row.shared,
        unit_id=row.unit_id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent_name=row.parent_name,
        headcount=row.headcount,
        people=row.people,
        citizens=row.citizens,
        attempts=row.attempts,
        rate=fraction_from(row.rate),
        average=fraction_from(row.average),
        points=fraction_from(row.points),
        reason=row.reason,
        prize=row.prize,
        amount_vnd=row.amount_vnd,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCount:
    """How many published persons of a division reached a score, and the attempts they made."""

    division: str
    score: int
    questions: int
    people: int
    attempts: int


def score_counts(publication_id: int) -> tuple[ScoreCount, ...]:
    """The spread of scores of a round's publication, by division and score."""
    return _score_counts(PublishedPersonRow, publication_id)


def overall_score_counts(publication_id: int) -> tuple[ScoreCount, ...]:
    """The same of the sums of the whole contest."""
    return _score_counts(OverallPersonRow, publication_id)


def _score_counts(
    table: type[PublishedPersonRow | OverallPersonRow], publication_id: int
) -> tuple[ScoreCount, ...]:
    columns = (table.division, table.score, table.questions)
    rows = read().execute(
        select(*columns, func.count(table.id), func.sum(table.attempts))
        .where(table.publication_id == publication_id)
        .group_by(*columns)
        .order_by(*columns)
    )
    return tuple(
        ScoreCount(division=row[0], score=row[1], questions=row[2], people=row[3], attempts=int(row[4]))
        for row in rows
    )
