"""Use cases of entries: enter a contest, ask for extra time, exclude people."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from contest.accounts import queries as accounts
from contest.accounts import services as account_services
from contest.entries import queries
from contest.entries.errors import DivisionUnknown, NotEntered, PersonExcluded, PlaceMissing, UnitMissing
from contest.entries.models import EntryRow, ExclusionRow
from contest.platform.audit import log as audit
from contest.platform.clock import VIETNAM
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean
from contest.platform.upsert import insert
from contest.rounds import queries as rounds
from contest.rules.terms import Division, DivisionKind
from contest.units import queries as units
from contest.units.queries import Unit


def enter(
    *,
    contest_id: int,
    account_id: int,
    division: str,
    unit_code: str,
    wants_extra_time: bool,
    now: datetime,
    staff_category: str | None = None,
) -> int:
    """Enter a person once; entering again answers the first entry. Answers the entry's id."""
    with transaction() as session:
        contest = rounds.get_contest(contest_id)
        known = queries.find_entry(contest_id=contest_id, account_id=account_id)
        if known is not None:
            return known.id
        if queries.find_exclusion(contest_id=contest_id, account_id=account_id) is not None:
            raise PersonExcluded
        unit = check_unit(contest_id=contest_id, division=division, unit_code=unit_code, now=now)
        session.execute(
            insert(EntryRow)
            .values(
                contest_id=contest.id,
                account_id=account_id,
                division=division,
                unit_id=unit.id,
                unit_path=unit.path,
                entered_at=now,
                wants_extra_time=wants_extra_time,
                staff_category=staff_category,
            )
            .on_conflict_do_nothing(index_elements=["contest_id", "account_id"])
        )
        entry = queries.find_entry(contest_id=contest_id, account_id=account_id)
        if entry is None:
            raise NotEntered
        return entry.id


def check_unit(*, contest_id: int, division: str, unit_code: str, now: datetime) -> Unit:
    """The unit a person of this division may enter for; raises DivisionUnknown, UnitMissing, PlaceMissing."""
    chosen = division_of(contest_id, division)
    missing = UnitMissing if chosen.kind is DivisionKind.STAFF else PlaceMissing
    unit = units.find_unit(list_id=rounds.get_contest(contest_id).unit_list_id, code=unit_code.strip())
    if unit is None or unit.kind == "province" or not unit.is_active_on(now.astimezone(VIETNAM).date()):
        raise missing
    if chosen.kind is DivisionKind.CITIZEN and unit.kind != "commune":
        raise PlaceMissing
    return unit


def division_of(contest_id: int, code: str) -> Division:
    """A division of the newest rules; raises DivisionUnknown."""
    rules = rounds.newest_rule_set(contest_id).rules
    found = next((one for one in rules.divisions if one.code == code), None)
    if found is None:
        raise DivisionUnknown
    return found


def move(*, entry_id: int, unit_code: str, by: int, reason: str, now: datetime) -> None:
    """An organiser moves a person to another unit; attempts made before keep theirs (A10)."""
    with transaction() as session:
        row = session.get(EntryRow, entry_id)
        if row is None:
            raise NotEntered
        unit = check_unit(contest_id=row.contest_id, division=row.division, unit_code=unit_code, now=now)
        audit.record(
            action="entries:entry:move",
            subject=str(entry_id),
            by=by,
            now=now,
            reason=reason,
            facts={"old": row.unit_id, "new": unit.id},
        )
        row.unit_id, row.unit_path = unit.id, unit.path


def grant_extra_time(*, entry_id: int, by: int, reason: str, now: datetime) -> None:
    """Give a named person the rule set's extra time for attempts started from now on (D5)."""
    with transaction() as session:
        row = session.get(EntryRow, entry_id)
        if row is None:
            raise NotEntered
        if row.extra_time_granted_at is None:
            row.extra_time_granted_at = now
            audit.record(
                action="entries:extra_time:grant", subject=str(entry_id), by=by, now=now, reason=reason
            )


def record_bulk_reading(*, contest_id: int, rows: int, by: int, reason: str, now: datetime) -> None:
    """Reading the personal data of many people is a deed of its own (R1)."""
    audit.record(
        action="entries:list:export",
        subject=str(contest_id),
        by=by,
        now=now,
        reason=reason,
        facts={"rows": rows},
    )


def exclude(*, contest_id: int, phone: str, name: str, reason: str, by: int | None, now: datetime) -> None:
    """Put a phone number, or a card's, on the list of those who may not enter or rank; twice is the same.

    Raises PhoneMalformed, CardNumberUnknown.
    """
    number = account_services.canonical_number(phone)
    with transaction() as session:
        added = session.execute(
            insert(ExclusionRow)
            .values(
                contest_id=contest_id,
                phone=number,
                name=clean(name),
                reason=clean(reason),
                created_at=now,
                created_by=by,
            )
            .on_conflict_do_nothing()
            .returning(ExclusionRow.id)
        ).scalar()
        if added is not None:
            _mark(session, contest_id, number)
            audit.record(
                action="entries:exclusion:add",
                subject=str(contest_id),
                by=by,
                now=now,
                reason=reason,
                facts={"exclusion_id": added},
            )


def lift_exclusion(*, exclusion_id: int, by: int, reason: str, now: datetime) -> None:
    """Take somebody off the list."""
    with transaction() as session:
        lifted = session.execute(
            update(ExclusionRow)
            .where(ExclusionRow.id == exclusion_id, ExclusionRow.lifted_at.is_(None))
            .values(lifted_at=now)
            .returning(ExclusionRow.contest_id, ExclusionRow.phone)
        ).one_or_none()
        if lifted is not None:
            _mark(session, lifted.contest_id, lifted.phone)
            audit.record(
                action="entries:exclusion:lift",
                subject=str(lifted.contest_id),
                by=by,
                now=now,
                reason=reason,
                facts={"exclusion_id": exclusion_id},
            )


def _mark(session: Session, contest_id: int, number: str) -> None:
    """Write the exclusion in force beside the entry; who has a phone and a card may be listed with both."""
    account_id = accounts.find_id_by_number(number)
    if account_id is not None:
        left = queries.find_exclusion(contest_id=contest_id, account_id=account_id)
        session.execute(
            update(EntryRow)
            .where(EntryRow.contest_id == contest_id, EntryRow.account_id == account_id)
            .values(excluded_reason=None if left is None else left.reason)
        )
