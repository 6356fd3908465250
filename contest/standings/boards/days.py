"""Where each unit stood when the day began: kept once a day, so that a board can say who went up or down.

What is kept was on the public board at that moment, under the same secrecy rule; nothing is computed for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from contest.platform.cache import kept
from contest.platform.clock import VIETNAM
from contest.platform.configuration import settings
from contest.platform.database import read, transaction
from contest.platform.upsert import insert
from contest.rounds import queries as rounds
from contest.rules.windows import RoundPhase
from contest.standings import queries
from contest.standings.boards.computed import live_board
from contest.standings.models import BoardDayRow
from contest.standings.ranking.units import AGENCY, DISTRICT

WHOLE_CONTEST = 0  # in place of a round's number


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStart:
    """The places by unit id at an instant."""

    places: Mapping[int, int]
    at: datetime


def keep_day(*, now: datetime) -> int:
    """Keep the places of every live board for the day that has begun; a second call that day changes nothing.

    Answers how many boards were kept.
    """
    contest = rounds.find_current_contest()
    if contest is None:
        return 0
    day = now.astimezone(VIETNAM).date()
    shown = [
        one.number
        for one, may in queries.shown_rounds(contest.id, now=now)
        if may.participation and not may.is_final and one.phase(now) is not RoundPhase.NOT_OPEN
    ]
    boards = {
        (board, number): live_board(
            contest_id=contest.id, board=board, round_number=number or None, now=now
        ).rows
        for board in (AGENCY, DISTRICT)
        for number in (WHOLE_CONTEST, *shown)
    }
    with transaction() as session:
        made = [
            session.execute(
                insert(BoardDayRow)
                .values(
                    contest_id=contest.id,
                    board=board,
                    round_number=number,
                    day=day,
                    places={str(row.unit_id): row.place for row in rows if row.place is not None},
                    kept_at=now,
                )
                .on_conflict_do_nothing()
                .returning(BoardDayRow.id)
            ).scalar()
            for (board, number), rows in boards.items()
        ]
    return sum(one is not None for one in made)


def find_day_start(
    *, contest_id: int, board: str, round_number: int | None, now: datetime
) -> DayStart | None:
    """The places of a board when the day began, or of the newest day before that was kept."""
    number, day = round_number or WHOLE_CONTEST, now.astimezone(VIETNAM).date()
    return kept(
        ("day start", contest_id, board, number, day),
        settings().leaderboard_seconds,
        lambda: _find(contest_id, board, number, day),
    )


def _find(contest_id: int, board: str, number: int, day: date) -> DayStart | None:
    row = read().execute(
        select(BoardDayRow.places, BoardDayRow.kept_at)
        .where(
            BoardDayRow.contest_id == contest_id,
            BoardDayRow.board == board,
            BoardDayRow.round_number == number,
            BoardDayRow.day <= day,
        )
        .order_by(BoardDayRow.day.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    return DayStart(places={int(unit_id): place for unit_id, place in row.places.items()}, at=row.kept_at)
