"""Use cases of units: import lists, maps and headcounts; add, rename, merge, close by date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.platform import seen
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean, fold, sort_key
from contest.units import queries
from contest.units.errors import (
    ClosedTooEarly,
    CodeMalformed,
    CodeTaken,
    HeadcountInvalid,
    MergerInvalid,
    NameMissing,
    ParentInvalid,
    UnitClosed,
    UnitUnknown,
)
from contest.units.models import HeadcountRow, UnitListRow, UnitMappingRow, UnitRow

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,59}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to be added; the parent is named by its code in the same list."""

    code: str
    name: str
    kind: str
    parent_code: str
    tile: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHeadcount:
    """A headcount to be recorded."""

    unit_id: int
    category: str
    people: int
    as_of: date
    source: str


def import_list(
    *,
    code: str,
    name: str,
    valid_from: date | None,
    valid_to: date | None,
    rows: Sequence[NewUnit],
    by: int | None,
    now: datetime,
) -> int:
    """Store a unit list, parents first; a list of the same code gets only what it lacks. Answers its id."""
    with transaction() as session:
        unit_list = session.execute(select(UnitListRow).where(UnitListRow.code == code)).scalar_one_or_none()
        if unit_list is None:
            unit_list = UnitListRow(code=code, name=name, valid_from=valid_from, valid_to=valid_to)
            session.add(unit_list)
            session.flush()
        known = {unit.code: unit for unit in queries.units_of(unit_list.id).values()}
        added = 0
        paths = {unit.code: (unit.id, unit.path) for unit in known.values()}
        waiting = [row for row in rows if row.code not in known]
        while waiting:
            ready = [row for row in waiting if not row.parent_code or row.parent_code in paths]
            if not ready:
                raise ParentInvalid(code=waiting[0].code)
            for row in ready:
                paths[row.code] = _insert(session, unit_list.id, row, paths.get(row.parent_code))
                added += 1
            waiting = [row for row in waiting if row.code not in paths]
        audit.record(action="units:list:import", subject=code, by=by, now=now, facts={"added": added})
        return unit_list.id


def _insert(session: Session, list_id: int, row: NewUnit, parent: tuple[int, str] | None) -> tuple[int, str]:
    unit = UnitRow(
        list_id=list_id,
        code=row.code,
        name=clean(row.name),
        kind=row.kind,
        parent_id=parent[0] if parent else None,
        path="",
        search=_search_text(row.kind, row.name),
        sort_key=sort_key(row.name),
        tile_row=row.tile[0] if row.tile else None,
        tile_column=row.tile[1] if row.tile else None,
    )
    session.add(unit)
    session.flush()
    unit.path = f"{parent[1] if parent else '/'}{unit.id}/"
    return unit.id, unit.path


def _search_text(kind: str, name: str) -> str:
    # "ubnd" is part of what people type for places, though not of the place's name.
    return fold(f"{name} ubnd" if kind in queries.PLACES else name)


def import_mapping(
    *, old_list_id: int, new_list_id: int, rows: Sequence[tuple[str, str, str]], now: datetime, by: int | None
) -> int:
    """Store which new unit took which old one over: (old code, new code, share). Answers the rows added."""
    with transaction() as session:
        old = {unit.code: unit.id for unit in queries.units_of(old_list_id).values()}
        new = {unit.code: unit.id for unit in queries.units_of(new_list_id).values()}
        added = 0
        for old_code, new_code, share in rows:
            if old_code not in old or new_code not in new:
                raise UnitUnknown(code=f"{old_code} → {new_code}")
            key = (old[old_code], new[new_code])
            if session.get(UnitMappingRow, key) is None:
                session.add(UnitMappingRow(old_unit_id=key[0], new_unit_id=key[1], share=share))
                added += 1
        audit.record(
            action="units:map:import",
            subject=f"{old_list_id}-{new_list_id}",
            by=by,
            now=now,
            facts={"added": added},
        )
        return added


def record_headcounts(*, rows: Sequence[NewHeadcount], by: int | None, now: datetime) -> int:
    """Add headcounts that say something new; older ones stay readable. Answers how many were recorded."""
    if any(row.people < 0 or row.category not in queries.CATEGORIES for row in rows):
        raise HeadcountInvalid
    with transaction() as session:
        rows = _not_said_before(rows)
        session.add_all(
            HeadcountRow(
                unit_id=row.unit_id,
                category=row.category,
                people=row.people,
                as_of=row.as_of,
                source=clean(row.source),
                recorded_at=now,
                recorded_by=by,
            )
            for row in rows
        )
        if rows:
            audit.record(
                action="units:headcount:record",
                subject="units",
                by=by,
                now=now,
                facts={"rows": len(rows), "people": sum(row.people for row in rows)},
            )
        return len(rows)


def _not_said_before(rows: Sequence[NewHeadcount]) -> list[NewHeadcount]:
    """Leave out what the newest entry of a unit says already, so that a second click records nothing."""
    known = queries.newest_headcounts({row.unit_id for row in rows})
    return [
        row
        for row in rows
        if (found := known.get((row.unit_id, row.category))) is None
        or (found.people, found.as_of, found.source) != (row.people, row.as_of, clean(row.source))
    ]


def add_units(*, list_id: int, rows: Sequence[NewUnit], by: int | None, now: datetime) -> int:
    """Add many units, parents first, all or none. Answers how many; raises what add_unit raises."""
    with transaction():
        waiting = list(rows)
        inside = {row.code for row in rows}
        while waiting:
            ready = [row for row in waiting if row.parent_code not in inside]
            if not ready:
                raise ParentInvalid(code=waiting[0].code)
            for row in ready:
                add_unit(list_id=list_id, unit=row, opens_on=None, by=by, now=now)
                inside.discard(row.code)
            waiting = [row for row in waiting if row.code in inside]
        return len(rows)


def add_unit(*, list_id: int, unit: NewUnit, opens_on: date | None, by: int | None, now: datetime) -> int:
    """Add one unit under its parent. Raises CodeTaken, CodeMalformed, NameMissing, ParentInvalid."""
    with transaction() as session:
        if not CODE.fullmatch(unit.code):
            raise CodeMalformed
        if not clean(unit.name):
            raise NameMissing
        if queries.find_unit(list_id=list_id, code=unit.code) is not None:
            raise CodeTaken(code=unit.code)
        parent = queries.find_unit(list_id=list_id, code=unit.parent_code)
        if parent is None or parent.closes_on is not None or unit.kind not in queries.KINDS:
            raise ParentInvalid(code=unit.parent_code)
        unit_id, _path = _insert(session, list_id, unit, (parent.id, parent.path))
        session.execute(update(UnitRow).where(UnitRow.id == unit_id).values(opens_on=opens_on))
        audit.record(action="units:unit:add", subject=unit.code, by=by, now=now, facts={"name": unit.name})
        return unit_id


def rename_unit(
    *, unit_id: int, name: str, by: int | None, now: datetime, based_on: str | None = None
) -> None:
    """Give a unit another name; attempts and published standings keep the old one. The same one does nothing.

    ``based_on`` marks the name that the organiser saw; raises ChangedMeanwhile.
    """
    with transaction() as session:
        row = _open_unit(session, unit_id)
        cleaned = clean(name)
        if not cleaned:
            raise NameMissing
        if cleaned == row.name:
            return
        seen.refuse_unseen_deed(
            based_on, seen.mark_of(row.name), action="units:unit:rename", subject=row.code
        )
        audit.record(
            action="units:unit:rename",
            subject=row.code,
            by=by,
            now=now,
            facts={"old": row.name, "new": cleaned},
        )
        row.name = cleaned
        row.search = _search_text(row.kind, cleaned)
        row.sort_key = sort_key(cleaned)


def close_unit(*, unit_id: int, on: date, reason: str, by: int | None, now: datetime) -> None:
    """End a unit on a day: nobody can enter for it from that day on."""
    with transaction() as session:
        if _is_done_already(session, unit_id, on, None):
            return
        row = _open_unit(session, unit_id)
        _check_end(row, on)
        row.closes_on = on
        audit.record(
            action="units:unit:close",
            subject=row.code,
            by=by,
            now=now,
            reason=reason,
            facts={"on": on.isoformat()},
        )


def merge_unit(*, unit_id: int, into_id: int, on: date, reason: str, by: int | None, now: datetime) -> None:
    """Close a unit into another of the same list; entries made before stay with the old one (A10)."""
    with transaction() as session:
        if _is_done_already(session, unit_id, on, into_id):
            return
        row = _open_unit(session, unit_id)
        target = _open_unit(session, into_id)
        if target.list_id != row.list_id or target.path.startswith(row.path):
            raise MergerInvalid(code=target.code)
        _check_end(row, on)
        row.closes_on = on
        row.merged_into_id = into_id
        audit.record(
            action="units:unit:merge",
            subject=row.code,
            by=by,
            now=now,
            reason=reason,
            facts={"into": target.code, "on": on.isoformat()},
        )


def _is_done_already(session: Session, unit_id: int, on: date, into_id: int | None) -> bool:
    row = session.get(UnitRow, unit_id)
    return row is not None and (row.closes_on, row.merged_into_id) == (on, into_id)


def _check_end(row: UnitRow, on: date) -> None:
    if row.opens_on is not None and on < row.opens_on:
        raise ClosedTooEarly(opens_on=row.opens_on)


def _open_unit(session: Session, unit_id: int) -> UnitRow:
    row = session.get(UnitRow, unit_id)
    if row is None:
        raise UnitUnknown(code=str(unit_id))
    if row.closes_on is not None:
        raise UnitClosed(code=row.code, closed_on=row.closes_on)
    return row
