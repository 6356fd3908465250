"""Reads of entries and exclusions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from contest.accounts import queries as accounts
from contest.entries.errors import NotEntered
from contest.entries.models import EntryRow, ExclusionRow
from contest.platform.among import numbers, select_among
from contest.platform.database import AnyRow, read, run
from contest.platform.upward import Upward
from contest.rounds import queries as rounds
from contest.rules.terms import DivisionKind
from contest.rules.windows import RoundPhase
from contest.units import queries as units

# How an address names the unit that somebody is invited for.
INVITED_FOR = "don-vi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A person in a contest, with unit and division as of entering."""

    id: int
    contest_id: int
    account_id: int
    division: str
    unit_id: int
    unit_path: str
    entered_at: datetime
    wants_extra_time: bool
    has_extra_time: bool
    excluded_reason: str | None
    staff_category: str | None

    @property
    def is_excluded(self) -> bool:
        """Whether the person may neither start nor rank."""
        return self.excluded_reason is not None

    @property
    def extra_time(self) -> str:
        """Where a request for more time stands: granted, wanted or empty."""
        if self.has_extra_time:
            return "granted"
        return "wanted" if self.wants_extra_time else ""

    def time_factor(self, granted: Fraction) -> Fraction:
        """How much of the normal time this person has."""
        return granted if self.has_extra_time else Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Somebody who may not enter or rank, and why."""

    id: int
    phone: str  # or the number of a card
    name: str
    reason: str
    created_at: datetime


def entry_from(row: EntryRow | AnyRow) -> Entry:
    """A stored row as the value that leaves this slice."""
    return Entry(
        id=row.id,
        contest_id=row.contest_id,
        account_id=row.account_id,
        division=row.division,
        unit_id=row.unit_id,
        unit_path=row.unit_path,
        entered_at=row.entered_at,
        wants_extra_time=row.wants_extra_time,
        has_extra_time=row.extra_time_granted_at is not None,
        excluded_reason=row.excluded_reason,
        staff_category=row.staff_category,
    )


_OWN = select(
    EntryRow.id,
    EntryRow.contest_id,
    EntryRow.account_id,
    EntryRow.division,
    EntryRow.unit_id,
    EntryRow.unit_path,
    EntryRow.entered_at,
    EntryRow.wants_extra_time,
    EntryRow.extra_time_granted_at,
    EntryRow.excluded_reason,
    EntryRow.staff_category,
).where(EntryRow.contest_id == bindparam("contest_id"), EntryRow.account_id == bindparam("account_id"))


def find_entry(*, contest_id: int, account_id: int) -> Entry | None:
    """A person's entry in a contest."""
    row = run(_OWN, {"contest_id": contest_id, "account_id": account_id}).one_or_none()
    return None if row is None else entry_from(row)


def get_entry(*, contest_id: int, account_id: int) -> Entry:
    """A person's entry in a contest; raises NotEntered."""
    entry = find_entry(contest_id=contest_id, account_id=account_id)
    if entry is None:
        raise NotEntered
    return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A person's entry in words: what stands on the profile."""

    contest_name: str
    division: str
    unit: str
    under: str
    wants_extra_time: bool
    has_extra_time: bool


def find_membership(*, account_id: int) -> Membership | None:
    """The person's entry in the current contest in words, None for somebody who is not entered."""
    contest = rounds.find_current_contest()
    entry = None if contest is None else find_entry(contest_id=contest.id, account_id=account_id)
    if contest is None or entry is None:
        return None
    divisions = rounds.newest_rule_set(contest.id).rules.divisions
    division = next((one for one in divisions if one.code == entry.division), None)
    unit = units.get_by_id(entry.unit_id)
    is_place = division is not None and division.kind is DivisionKind.CITIZEN
    above = unit.parent_id
    return Membership(
        contest_name=contest.title,
        division=entry.division if division is None else division.name,
        unit=unit.name if is_place else unit.title,
        under="" if above is None else units.names_of({above})[above],
        wants_extra_time=entry.wants_extra_time,
        has_extra_time=entry.has_extra_time,
    )


def is_over(contest_id: int, *, now: datetime) -> bool:
    """Whether every round of a contest is closed, so that nobody can take part any more."""
    found = rounds.rounds_of(contest_id)
    return bool(found) and all(
        one.locked_at is not None or one.phase(now) is RoundPhase.CLOSED for one in found
    )


class Registration(NamedTuple):
    """What standings need of an entry."""

    entry_id: int
    account_id: int
    entered_at: datetime
    staff_category: str | None


_REGISTRATIONS = select(EntryRow.id, EntryRow.account_id, EntryRow.entered_at, EntryRow.staff_category).where(
    EntryRow.contest_id == bindparam("contest_id")
)


def registrations_of(contest_id: int) -> Mapping[int, Registration]:
    """All entries of a contest by id, as bare as hundreds of thousands have to be."""
    rows = run(_REGISTRATIONS, {"contest_id": contest_id}, record=Registration)
    return {row.entry_id: row for row in rows}


_ACCOUNTS = select_among(EntryRow.id, EntryRow.account_id)


def account_ids_of(entry_ids: Collection[int]) -> Mapping[int, int]:
    """The account of each entry."""
    return dict(run(_ACCOUNTS, {"wanted": numbers(entry_ids)}))


def entries_below(*, contest_id: int, path: str) -> tuple[Entry, ...]:
    """The entries of a contest for a unit and everything below it, by its path."""
    rows = (
        read()
        .execute(
            select(EntryRow)
            .where(EntryRow.contest_id == contest_id, EntryRow.unit_path.startswith(path, autoescape=True))
            .order_by(EntryRow.id)
        )
        .scalars()
    )
    return tuple(entry_from(row) for row in rows)


def entries_by_id(entry_ids: Collection[int]) -> Mapping[int, Entry]:
    """Some entries by id."""
    rows = read().execute(select(EntryRow).where(EntryRow.id.in_(entry_ids))).scalars()
    return {row.id: entry_from(row) for row in rows}


def entries_by_account(*, contest_id: int, account_ids: Collection[int]) -> Mapping[int, Entry]:
    """The entries of some accounts by account id."""
    rows = (
        read()
        .execute(
            select(EntryRow).where(EntryRow.contest_id == contest_id, EntryRow.account_id.in_(account_ids))
        )
        .scalars()
    )
    return {row.account_id: entry_from(row) for row in rows}


def waiting_for_extra_time(contest_id: int) -> tuple[Entry, ...]:
    """Entries that asked for extra time and have no answer yet."""
    rows = (
        read()
        .execute(
            select(EntryRow)
            .where(
                EntryRow.contest_id == contest_id,
                EntryRow.wants_extra_time.is_(True),
                EntryRow.extra_time_granted_at.is_(None),
            )
            .order_by(EntryRow.id)
        )
        .scalars()
    )
    return tuple(entry_from(row) for row in rows)


def count(contest_id: int) -> int:
    """How many people are entered."""
    return (
        read().execute(select(func.count(EntryRow.id)).where(EntryRow.contest_id == contest_id)).scalar_one()
    )


def exclusions_of(contest_id: int) -> tuple[Exclusion, ...]:
    """Everybody who may not enter or rank."""
    rows = (
        read()
        .execute(
            select(ExclusionRow)
            .where(ExclusionRow.contest_id == contest_id, ExclusionRow.lifted_at.is_(None))
            .order_by(ExclusionRow.id)
        )
        .scalars()
    )
    return tuple(
        Exclusion(id=row.id, phone=row.phone, name=row.name, reason=row.reason, created_at=row.created_at)
        for row in rows
    )


def find_exclusion(*, contest_id: int, account_id: int) -> Exclusion | None:
    """The exclusion of the person behind an account."""
    known = accounts.numbers_of(account_id)
    return next((one for one in exclusions_of(contest_id) if one.phone in known), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedPerson:
    """Somebody who may not enter or rank, with the account and the entry under that number, if there are."""

    exclusion: Exclusion
    account_id: int | None
    entry: Entry | None


def excluded_people(contest_id: int) -> tuple[ExcludedPerson, ...]:
    """Everybody who may not enter or rank, and what they registered."""
    found = exclusions_of(contest_id)
    account_ids = accounts.ids_by_number({one.phone for one in found})
    rows = read().execute(
        select(EntryRow).where(
            EntryRow.contest_id == contest_id, EntryRow.account_id.in_(account_ids.values())
        )
    )
    own = {row.account_id: entry_from(row) for row in rows.scalars()}
    known = [(one, account_ids.get(one.phone)) for one in found]
    return tuple(
        ExcludedPerson(
            exclusion=one, account_id=account_id, entry=None if account_id is None else own.get(account_id)
        )
        for one, account_id in known
    )


def excluded_entry_ids(contest_id: int) -> Mapping[int, str]:
    """The entries of excluded people with the reason."""
    rows = read().execute(
        select(EntryRow.id, EntryRow.excluded_reason).where(
            EntryRow.contest_id == contest_id, EntryRow.excluded_reason.is_not(None)
        )
    )
    return {row.id: str(row.excluded_reason) for row in rows}


def withdrawn_entry_ids(contest_id: int) -> frozenset[int]:
    """The entries of people who took their consent back."""
    withdrawn = accounts.withdrawn_account_ids()
    if not withdrawn:
        return frozenset()
    query = select(EntryRow.id).where(EntryRow.contest_id == contest_id, EntryRow.account_id.in_(withdrawn))
    return frozenset(read().execute(query).scalars())


def people_of_units(unit_ids: Collection[int]) -> int:
    """How many people are entered for exactly these units, over all contests on their list."""
    return read().execute(select(func.count(EntryRow.id)).where(EntryRow.unit_id.in_(unit_ids))).scalar_one()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLine:
    """An attempt in words for the page of a participant; no score before the round has closed."""

    round_name: str
    number: int
    started_at: datetime
    finished_at: datetime | None
    state: str
    receipt: str
    score: str
    address: str  # of the page where organisers read about it


# The slice of attempts answers: what an entry has taken, as far as it may be shown at an instant.
attempt_lines: Upward[[int, datetime], Sequence[AttemptLine]] = Upward("entries.attempt_lines")

Value = str | int | bool | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Things of one kind that are stored about a person: label -> value, a record for each thing."""

    code: str  # its name in the file
    title: str
    records: tuple[Mapping[str, Value], ...]
    is_long: bool = False  # counted on the page, complete in the file


# Slices above answer: what they hold of an account, as far as the person may see it at an instant.
own_sections: Upward[[int, datetime], Sequence[Section]] = Upward("entries.own_sections")


def entry_ids_of(account_id: int) -> tuple[int, ...]:
    """A person's entries, the newest first."""
    query = select(EntryRow.id).where(EntryRow.account_id == account_id).order_by(EntryRow.id.desc())
    return tuple(read().execute(query).scalars())


def invitation_address(*, unit_code: str, public_url: str) -> str:
    """Where the people of a unit register with the unit chosen already."""
    return f"{public_url}/dang-ky?{INVITED_FOR}={unit_code}"
