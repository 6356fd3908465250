"""How the attempts of a round spread over hours and scores: counted by the database, never one by one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from contest.attempts.models import AttemptRow
from contest.platform.database import dialect_name, read

HOUR = "%Y-%m-%d %H"
LENGTH_OF_HOUR = len("2024-11-18 00")


def finished_by_hour(round_id: int) -> Mapping[datetime, int]:
    """How many attempts of a round were handed in, by the beginning of the hour; struck ones left out."""
    hour = _hour_of(AttemptRow.finished_at).label("hour")
    return _by_hour(select(hour, func.count()).where(*_counting([round_id])).group_by(hour))


def newcomers_by_hour(round_id: int, *, earlier: tuple[int, ...]) -> Mapping[datetime, int]:
    """How many people handed in their first attempt of a round, none of ``earlier``, in the same way."""
    firsts = (
        select(func.min(AttemptRow.finished_at).label("first_at"))
        .where(*_counting([*earlier, round_id]))
        .group_by(AttemptRow.entry_id)
        .having(func.min(AttemptRow.round_id) == round_id, func.max(AttemptRow.round_id) == round_id)
        .subquery()
    )
    hour = _hour_of(firsts.c.first_at).label("hour")
    return _by_hour(select(hour, func.count()).group_by(hour))


def score_tally(round_id: int) -> Mapping[tuple[str, int], int]:
    """How many attempts of a round have a score, by division and score; struck ones left out."""
    rows = read().execute(
        select(AttemptRow.division, func.coalesce(AttemptRow.score, 0), func.count())
        .where(*_counting([round_id]))
        .group_by(AttemptRow.division, AttemptRow.score)
    )
    return {(division, score): count for division, score, count in rows}


def _counting(round_ids: list[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        AttemptRow.round_id.in_(round_ids),
        AttemptRow.state == "finished",
        AttemptRow.struck_at.is_(None),
    )


def _hour_of(instant: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """An instant cut to its hour in UTC, as text: SQLite keeps text, PostgreSQL an instant."""
    if dialect_name() == "sqlite":
        return func.substr(instant, 1, LENGTH_OF_HOUR)
    return func.to_char(func.timezone("UTC", instant), "YYYY-MM-DD HH24")


def _by_hour(query: Any) -> Mapping[datetime, int]:
    return {datetime.strptime(hour, HOUR).replace(tzinfo=UTC): count for hour, count in read().execute(query)}
