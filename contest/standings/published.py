"""What publications of rounds and of the whole contest have in common: units, and the spread of scores."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from sqlalchemy import func, select

from contest.platform.database import read
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
