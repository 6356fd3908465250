"""Workbooks on their way in: looked at, kept until their owner's word, recorded whole or not at all."""

from datetime import datetime
from enum import StrEnum

from contest.platform.database import transaction
from contest.platform.files import pending
from contest.platform.files.checked_rows import CheckedSheet
from contest.units import queries, services, workbooks
from contest.units.errors import RowsRefused
from contest.units.services import NewHeadcount, NewUnit

Sheet = CheckedSheet[NewHeadcount] | CheckedSheet[NewUnit]


class ImportKind(StrEnum):
    """What a file brings; the value stands in the address."""

    HEADCOUNTS = "so-nguoi"
    UNITS = "don-vi"

    @property
    def label(self) -> str:
        """What the page is called."""
        return "Nhập số người từ Excel" if self is ImportKind.HEADCOUNTS else "Nhập đơn vị từ Excel"


def template(kind: ImportKind, *, list_id: int, now: datetime) -> bytes:
    """The workbook to fill in."""
    if kind is ImportKind.HEADCOUNTS:
        return workbooks.headcount_template(list_id, now=now)
    return workbooks.unit_template(now=now)


def check(kind: ImportKind, content: bytes, *, list_id: int) -> Sheet:
    """Look at every row; stores nothing. Raises what the reader of workbooks raises, and ColumnMissing."""
    known = {unit.code: unit for unit in queries.units_of(list_id).values()}
    if kind is ImportKind.HEADCOUNTS:
        return workbooks.check_headcounts(content, known)
    return workbooks.check_units(content, known)


def keep(kind: ImportKind, content: bytes, *, list_id: int, name: str, by: int, now: datetime) -> str:
    """Keep a readable file until it is confirmed. Answers its token; raises what ``check`` raises."""
    check(kind, content, list_id=list_id)
    return pending.keep(account_id=by, purpose=_purpose(kind, list_id), name=name, content=content, now=now)


def find(kind: ImportKind, token: str, *, list_id: int, by: int) -> pending.Pending:
    """A file of this person; raises NotFound."""
    return pending.find(token, account_id=by, purpose=_purpose(kind, list_id))


def confirm(kind: ImportKind, token: str, *, list_id: int, by: int, now: datetime) -> int:
    """Record a kept file, once. Answers how many records it made; raises RowsRefused while a row is bad."""
    kept = find(kind, token, list_id=list_id, by=by)
    if kept.done is not None:
        return kept.done
    with transaction():
        queries.lock_list(list_id)
        sheet = check(kind, kept.content, list_id=list_id)
        if sheet.bad:
            raise RowsRefused(count=len(sheet.bad))
        recorded = _record(sheet, list_id=list_id, by=by, now=now)
    pending.mark_done(token, account_id=by, purpose=kept.purpose, recorded=recorded)
    return recorded


def _record(sheet: Sheet, *, list_id: int, by: int, now: datetime) -> int:
    headcounts = [record for record in sheet.records if isinstance(record, NewHeadcount)]
    units = [record for record in sheet.records if isinstance(record, NewUnit)]
    if units:
        return services.add_units(list_id=list_id, rows=units, by=by, now=now)
    return services.record_headcounts(rows=headcounts, by=by, now=now)


def _purpose(kind: ImportKind, list_id: int) -> str:
    return f"units:{kind}:{list_id}"
