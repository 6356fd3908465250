"""The participants of a contest as organisers look through them: found by name or phone, filtered, paged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from contest.accounts import queries as accounts
from contest.entries import queries
from contest.entries.models import EntryRow
from contest.entries.queries import Entry
from contest.platform.database import read
from contest.platform.files.spreadsheet import Column, Kind, Sheet, workbook_of
from contest.platform.language.vietnamese import name_sort_key
from contest.platform.language.vietnamese_numbers import phone_vi
from contest.platform.lists import ROWS_A_PAGE, Slice, pages_of
from contest.units import queries as units
from contest.units.queries import Unit

# More people than this share no name; whoever looks for one of them types more letters.
MOST_MATCHES = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which participants a list shows; empty means any."""

    text: str = ""
    division: str = ""
    unit: Unit | None = None  # with everything below it


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """An entry with the words a row needs."""

    entry: Entry
    name: str
    phone: str
    unit: str


def _query(contest_id: int, wanted: Wanted) -> Select[Any]:
    query = select(EntryRow).where(EntryRow.contest_id == contest_id)
    if wanted.text.strip():
        query = query.where(EntryRow.account_id.in_(accounts.ids_matching(wanted.text, limit=MOST_MATCHES)))
    if wanted.division:
        query = query.where(EntryRow.division == wanted.division)
    if wanted.unit is not None:
        query = query.where(EntryRow.unit_path.startswith(wanted.unit.path, autoescape=True))
    return query


def page(*, contest_id: int, wanted: Wanted, number: int) -> Slice[Participant]:
    """One page of participants, the newest entries first."""
    query = _query(contest_id, wanted)
    total = read().execute(query.with_only_columns(func.count(EntryRow.id))).scalar_one()
    number = min(number, pages_of(total))
    rows = (
        read()
        .execute(
            query.order_by(EntryRow.entered_at.desc(), EntryRow.id.desc())
            .limit(ROWS_A_PAGE)
            .offset((number - 1) * ROWS_A_PAGE)
        )
        .scalars()
    )
    return Slice(rows=_participants(rows), page=number, pages=pages_of(total), total=total)


def everyone(*, contest_id: int, wanted: Wanted) -> tuple[Participant, ...]:
    """All participants that fit, by given name."""
    found = _participants(read().execute(_query(contest_id, wanted)).scalars())
    return tuple(sorted(found, key=lambda one: (name_sort_key(one.name), one.entry.id)))


def find(entry_id: int) -> Participant | None:
    """One participant."""
    row = read().get(EntryRow, entry_id)
    return None if row is None else _participants([row])[0]


def _participants(rows: Any) -> tuple[Participant, ...]:
    entries = [queries.entry_from(row) for row in rows]
    people = accounts.people({entry.account_id for entry in entries})
    names = units.names_of({entry.unit_id for entry in entries})
    return tuple(
        Participant(
            entry=entry,
            name=people[entry.account_id][0],
            phone=people[entry.account_id][1],
            unit=names[entry.unit_id],
        )
        for entry in entries
    )


def exported(
    rows: Sequence[Participant], *, divisions: dict[str, str], title: str, note: str, now: datetime
) -> bytes:
    """The participants as a workbook; phone numbers are text, so that the first 0 stays."""
    columns = (
        Column(header="STT", width=7, kind=Kind.NUMBER),
        Column(header="Họ và tên", width=30),
        Column(header="Số điện thoại", width=16),
        Column(header="Nhóm đối tượng", width=34),
        Column(header="Đơn vị", width=44),
        Column(header="Đăng ký lúc", width=24, kind=Kind.INSTANT),
        Column(header="Được thêm giờ", width=12),
        Column(header="Không dự thi vì", width=30),
    )
    lines = [
        (
            number,
            one.name,
            phone_vi(one.phone).replace(" ", ""),
            divisions.get(one.entry.division, one.entry.division),
            one.unit,
            one.entry.entered_at,
            one.entry.has_extra_time,
            one.entry.excluded_reason or "",
        )
        for number, one in enumerate(rows, start=1)
    ]
    sheet = Sheet(name="Thí sinh", title=title, note=note, columns=columns, rows=lines)
    return workbook_of([sheet], title=title, created=now)
