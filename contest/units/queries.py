"""Reads of units: search, trees, headcounts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select

from contest.platform.database import read
from contest.platform.language.vietnamese import fold
from contest.platform.upward import Upward
from contest.units.errors import UnitUnknown
from contest.units.models import HeadcountRow, UnitListRow, UnitMappingRow, UnitRow

KINDS: Mapping[str, str] = {
    "province": "Tỉnh",
    "district": "Huyện, thành phố",
    "commune": "Xã, phường, thị trấn",
    "department": "Sở, ban, ngành",
    "vertical-agency": "Cơ quan ngành dọc",
    "mass-organisation": "Mặt trận, đoàn thể",
    "party-agency": "Cơ quan Đảng",
    "school": "Trường học",
    "division": "Phòng, ban, đơn vị trực thuộc",
    "other": "Đơn vị khác",
}
PLACES = frozenset({"district", "commune"})
# The staff category that holds everybody; others (leaders, one-stop staff) are parts of it.
ALL_STAFF = "cbccvc"
CATEGORIES: Mapping[str, str] = {
    ALL_STAFF: "Tổng số CBCCVC",
    "lanh-dao": "Lãnh đạo cơ quan",
    "truong-phong": "Lãnh đạo cấp phòng",
    "mot-cua": "Công chức Bộ phận Một cửa",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitList:
    """A list of units as of a day."""

    id: int
    code: str
    name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit of a list; path holds the ids from the root down."""

    id: int
    list_id: int
    code: str
    name: str
    kind: str
    parent_id: int | None
    path: str
    sort_key: str
    opens_on: date | None
    closes_on: date | None
    merged_into_id: int | None
    tile: tuple[int, int] | None

    @property
    def title(self) -> str:
        """The unit as a body that takes part: places act through their people's committee."""
        return f"UBND {self.name[0].lower()}{self.name[1:]}" if self.kind in PLACES else self.name

    @property
    def ancestor_ids(self) -> tuple[int, ...]:
        """Ids from the root down to the unit itself."""
        return ids_in(self.path)

    def is_active_on(self, day: date) -> bool:
        """Whether the unit exists on a day."""
        return (self.opens_on is None or self.opens_on <= day) and (
            self.closes_on is None or day < self.closes_on
        )


def ids_in(path: str) -> tuple[int, ...]:
    """The ids of a path, root first: "/1/12/190/" -> (1, 12, 190)."""
    return tuple(int(part) for part in path.strip("/").split("/"))


# Boards read whole lists every few seconds: columns cost a third of what table objects do.
_UNIT_COLUMNS = (
    UnitRow.id,
    UnitRow.list_id,
    UnitRow.code,
    UnitRow.name,
    UnitRow.kind,
    UnitRow.parent_id,
    UnitRow.path,
    UnitRow.sort_key,
    UnitRow.opens_on,
    UnitRow.closes_on,
    UnitRow.merged_into_id,
    UnitRow.tile_row,
    UnitRow.tile_column,
)


def _unit(row: Any) -> Unit:
    tile = (row.tile_row, row.tile_column)
    return Unit(
        id=row.id,
        list_id=row.list_id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent_id=row.parent_id,
        path=row.path,
        sort_key=row.sort_key,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        merged_into_id=row.merged_into_id,
        tile=None if tile[0] is None or tile[1] is None else (tile[0], tile[1]),
    )


def lists() -> tuple[UnitList, ...]:
    """All unit lists, newest first."""
    rows = read().execute(select(UnitListRow).order_by(UnitListRow.valid_from.desc())).scalars()
    return tuple(_list(row) for row in rows)


def find_list(code: str) -> UnitList | None:
    """The list under a code."""
    row = read().execute(select(UnitListRow).where(UnitListRow.code == code)).scalar_one_or_none()
    return None if row is None else _list(row)


def _list(row: UnitListRow) -> UnitList:
    return UnitList(id=row.id, code=row.code, name=row.name, valid_from=row.valid_from, valid_to=row.valid_to)


def lock_list(list_id: int) -> None:
    """Let writers of one list queue; inside a transaction only."""
    read().execute(select(UnitListRow.id).where(UnitListRow.id == list_id).with_for_update())


def get_list(list_id: int) -> UnitList:
    """The list under an id; raises UnitUnknown."""
    row = read().get(UnitListRow, list_id)
    if row is None:
        raise UnitUnknown(code=str(list_id))
    return _list(row)


def units_of(list_id: int) -> Mapping[int, Unit]:
    """All units of a list by id, parents before children."""
    rows = read().execute(
        select(*_UNIT_COLUMNS)
        .where(UnitRow.list_id == list_id)
        .order_by(func.length(UnitRow.path), UnitRow.sort_key)
    )
    return {row.id: _unit(row) for row in rows}


def find_unit(*, list_id: int, code: str) -> Unit | None:
    """The unit under (list, code): a code alone is no key."""
    row = (
        read()
        .execute(select(UnitRow).where(UnitRow.list_id == list_id, UnitRow.code == code))
        .scalar_one_or_none()
    )
    return None if row is None else _unit(row)


def get_unit(*, list_id: int, code: str) -> Unit:
    """The unit under (list, code); raises UnitUnknown."""
    unit = find_unit(list_id=list_id, code=code)
    if unit is None:
        raise UnitUnknown(code=code)
    return unit


def own_units(list_id: int, *, unit_ids: Collection[int]) -> tuple[Unit, ...]:
    """The units that an officer looks after, of one list and still there."""
    tree = units_of(list_id)
    return tuple(tree[one] for one in sorted(unit_ids) if one in tree)


def own_unit(own: Sequence[Unit], *, code: str) -> Unit:
    """The one that a code names, the first without a code; a foreign one is not there (UnitUnknown)."""
    found = next((one for one in own if code in ("", one.code)), None)
    if found is None:
        raise UnitUnknown(code=code)
    return found


def get_by_id(unit_id: int) -> Unit:
    """The unit under an id; raises UnitUnknown."""
    row = read().get(UnitRow, unit_id)
    if row is None:
        raise UnitUnknown(code=str(unit_id))
    return _unit(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUnit:
    """A unit as offered in the picker: what it is called and what it lies under."""

    code: str
    name: str
    under: str


def search(
    *, list_id: int, text: str, kinds: Collection[str] | None, on: date, limit: int = 20
) -> tuple[FoundUnit, ...]:
    """Units whose name holds every typed word, without diacritics; names that begin so come first."""
    words = fold(text).split()
    conditions = [UnitRow.search.contains(word, autoescape=True) for word in words]
    query = (
        select(UnitRow)
        .where(
            UnitRow.list_id == list_id,
            UnitRow.kind != "province",
            or_(UnitRow.closes_on.is_(None), UnitRow.closes_on > on),
            *conditions,
        )
        .order_by(UnitRow.search.startswith(" ".join(words), autoescape=True).desc(), UnitRow.sort_key)
        .limit(limit)
    )
    if kinds is not None:
        query = query.where(UnitRow.kind.in_(kinds))
    found = [_unit(row) for row in read().execute(query).scalars()]
    parents = names_of({unit.parent_id for unit in found if unit.parent_id is not None})
    return tuple(
        FoundUnit(
            code=unit.code,
            name=unit.title if kinds is None else unit.name,
            under=parents.get(unit.parent_id or 0, ""),
        )
        for unit in found
    )


def names_of(unit_ids: Collection[int]) -> Mapping[int, str]:
    """Names by id."""
    if not unit_ids:
        return {}
    rows = read().execute(select(UnitRow.id, UnitRow.name).where(UnitRow.id.in_(unit_ids)))
    return {row.id: row.name for row in rows}


def headcounts(
    list_id: int, *, category: str = ALL_STAFF, recorded_by: datetime | None = None
) -> Mapping[int, int]:
    """The newest headcount of each unit of a list that has one; only those recorded up to an instant."""
    newest = (
        select(func.max(HeadcountRow.id))
        .join(UnitRow, UnitRow.id == HeadcountRow.unit_id)
        .where(UnitRow.list_id == list_id, HeadcountRow.category == category)
        .group_by(HeadcountRow.unit_id)
    )
    if recorded_by is not None:
        newest = newest.where(HeadcountRow.recorded_at <= recorded_by)
    rows = read().execute(
        select(HeadcountRow.unit_id, HeadcountRow.people).where(HeadcountRow.id.in_(newest))
    )
    return {row.unit_id: row.people for row in rows}


def count_by_kind(list_id: int, *, on: date) -> Mapping[str, int]:
    """How many units of a list there are on a day, by kind, in the order of KINDS."""
    kinds = [unit.kind for unit in units_of(list_id).values() if unit.is_active_on(on)]
    return {kind: kinds.count(kind) for kind in KINDS if kind in kinds}


def count_without_headcount(list_id: int, *, on: date) -> int:
    """How many units that take part on a day have no headcount."""
    known = headcounts(list_id)
    return sum(
        unit.id not in known and unit.kind != "province" and unit.is_active_on(on)
        for unit in units_of(list_id).values()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """How many people of a category, as of when and said by whom."""

    category: str
    people: int
    as_of: date
    source: str


def headcount_history(unit_id: int) -> tuple[Headcount, ...]:
    """All headcounts a unit ever had, newest first."""
    rows = (
        read()
        .execute(select(HeadcountRow).where(HeadcountRow.unit_id == unit_id).order_by(HeadcountRow.id.desc()))
        .scalars()
    )
    return tuple(_headcount(row) for row in rows)


def _headcount(row: HeadcountRow) -> Headcount:
    return Headcount(category=row.category, people=row.people, as_of=row.as_of, source=row.source)


def newest_headcounts(unit_ids: Collection[int]) -> Mapping[tuple[int, str], Headcount]:
    """The newest headcount by (unit, category)."""
    newest = (
        select(func.max(HeadcountRow.id))
        .where(HeadcountRow.unit_id.in_(unit_ids))
        .group_by(HeadcountRow.unit_id, HeadcountRow.category)
    )
    rows = read().execute(select(HeadcountRow).where(HeadcountRow.id.in_(newest))).scalars()
    return {(row.unit_id, row.category): _headcount(row) for row in rows}


def successors(unit_id: int) -> tuple[tuple[Unit, str], ...]:
    """The units of newer lists that took this one over, with their share."""
    rows = read().execute(
        select(UnitRow, UnitMappingRow.share)
        .join(UnitMappingRow, UnitMappingRow.new_unit_id == UnitRow.id)
        .where(UnitMappingRow.old_unit_id == unit_id)
        .order_by(UnitMappingRow.share, UnitRow.sort_key)
    )
    return tuple((_unit(row[0]), row[1]) for row in rows)


def children_of(unit_id: int) -> tuple[Unit, ...]:
    """The units right below another."""
    rows = (
        read()
        .execute(select(UnitRow).where(UnitRow.parent_id == unit_id).order_by(UnitRow.sort_key))
        .scalars()
    )
    return tuple(_unit(row) for row in rows)


def below(unit: Unit) -> tuple[Unit, ...]:
    """Every unit anywhere below another."""
    rows = (
        read()
        .execute(
            select(UnitRow).where(
                UnitRow.list_id == unit.list_id, UnitRow.path.startswith(unit.path), UnitRow.id != unit.id
            )
        )
        .scalars()
    )
    return tuple(_unit(row) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How many of something hang on a unit: ("thí sinh đã đăng ký", 12)."""

    label: str
    count: int


# Slices above answer: which list the present contest stands on, and what hangs on some units.
list_in_use: Upward[[], int | None] = Upward("units.list_in_use")
uses: Upward[[Collection[int]], Sequence[Use]] = Upward("units.uses")
