"""The roster of a contest: headcounts as recorded up to its first opening, or a later freeze (R9)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from contest.entries.queries import Registration
from contest.platform.audit import log as audit
from contest.platform.database import read, transaction
from contest.platform.language.vietnamese import clean
from contest.rounds import queries as rounds
from contest.standings.models import RosterFreezeRow
from contest.standings.ranking.units import Roster
from contest.units import queries as units


def roster_of(contest_id: int, entered: Mapping[int, Registration]) -> Roster:
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
        categories={
            entry_id: entry.staff_category for entry_id, entry in entered.items() if entry.staff_category
        },
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


def changes_by(contest_id: int, *, as_of: datetime) -> int:
    """How many units would count with another headcount if the roster were frozen as of an instant."""
    list_id, frozen = rounds.get_contest(contest_id).unit_list_id, frozen_as_of(contest_id)
    changed: set[int] = set()
    for category in units.CATEGORIES:
        before = units.headcounts(list_id, category=category, recorded_by=frozen)
        after = units.headcounts(list_id, category=category, recorded_by=as_of)
        changed |= {unit_id for unit_id, people in after.items() if before.get(unit_id) != people}
    return len(changed)


def freeze(*, contest_id: int, as_of: datetime, reason: str, by: int, now: datetime) -> None:
    """Count headcounts recorded up to an instant from now on; what is published stays as it is."""
    with transaction() as session:
        session.add(
            RosterFreezeRow(
                contest_id=contest_id, as_of=as_of, reason=clean(reason), frozen_at=now, frozen_by=by
            )
        )
        audit.record(
            action="standings:roster:freeze",
            subject=str(contest_id),
            by=by,
            now=now,
            reason=clean(reason),
            facts={"as_of": as_of.isoformat()},
        )
