"""The roster of a contest: headcounts as recorded up to its first opening, or a later freeze (R9)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from contest.entries.queries import Entry
from contest.platform.database import read
from contest.rounds import queries as rounds
from contest.standings.models import RosterFreezeRow
from contest.standings.unit_standings import Roster
from contest.units import queries as units


def roster_of(contest_id: int, entered: Mapping[int, Entry]) -> Roster:
    """Headcounts as frozen, and the staff categories of the entries that state one."""
    list_id, as_of = rounds.get_contest(contest_id).unit_list_id, frozen_as_of(contest_id)
    return Roster(
        headcounts=units.headcounts(list_id, recorded_by=as_of),
        by_category={
            (unit_id, category): people
            for category in units.CATEGORIES
            if category != units.ALL_STAFF
            for unit_id, people in units.headcounts(list_id, category=category, recorded_by=as_of).items()
        },
        categories={entry.id: entry.staff_category for entry in entered.values() if entry.staff_category},
    )


def frozen_as_of(contest_id: int) -> datetime | None:
    """Up to when headcounts count: the newest freeze, else the first opening; None before there is one."""
    frozen = (
        read()
        .execute(
            select(RosterFreezeRow.as_of)
            .where(RosterFreezeRow.contest_id == contest_id)
            .order_by(RosterFreezeRow.id.desc())
            .limit(1)
        )
        .scalar()
    )
    if frozen is not None:
        return frozen
    openings = [one.opens_at for one in rounds.rounds_of(contest_id) if one.opens_at is not None]
    return min(openings, default=None)
