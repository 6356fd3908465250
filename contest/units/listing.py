"""The list of units as organisers look through it: filtered, with headcounts, in the order of the tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contest.platform.language.vietnamese import fold
from contest.units import queries
from contest.units.queries import Unit

KIND_RANK = {kind: rank for rank, kind in enumerate(queries.KINDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which units a list shows; empty means any."""

    text: str = ""
    kind: str = ""
    under: str = ""  # the code of a unit: only what lies below it
    only_missing: bool = False  # only units that should have a headcount and have none


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedUnit:
    """A unit with what a row says of it."""

    unit: Unit
    under: str
    children: int
    people: int | None
    is_active: bool

    @property
    def lacks_headcount(self) -> bool:
        """Whether the unit takes part and nobody said how many people it has."""
        return self.people is None and self.is_active and self.unit.kind != "province"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Every unit of a list, and those that fit what was asked for."""

    all: tuple[ListedUnit, ...]
    found: tuple[ListedUnit, ...]

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many units there are of each kind, in the order of queries.KINDS."""
        counts = {kind: sum(one.unit.kind == kind for one in self.all) for kind in queries.KINDS}
        return {kind: count for kind, count in counts.items() if count}

    @property
    def missing(self) -> int:
        """How many units lack a headcount."""
        return sum(one.lacks_headcount for one in self.all)


def listing(*, list_id: int, wanted: Wanted, on: date) -> Listing:
    """Units in the order of the tree, each before what lies below it."""
    units = queries.units_of(list_id)
    people = queries.headcounts(list_id)
    children: dict[int | None, int] = {}
    for unit in units.values():
        children[unit.parent_id] = children.get(unit.parent_id, 0) + 1
    everything = tuple(
        ListedUnit(
            unit=unit,
            under=units[unit.parent_id].name if unit.parent_id is not None else "",
            children=children.get(unit.id, 0),
            people=people.get(unit.id),
            is_active=unit.is_active_on(on),
        )
        for unit in sorted(units.values(), key=lambda unit: _tree_key(unit, units))
    )
    return Listing(all=everything, found=tuple(one for one in everything if _fits(one, wanted, units)))


def _tree_key(unit: Unit, units: Mapping[int, Unit]) -> tuple[tuple[int, str, str], ...]:
    return tuple(
        (KIND_RANK.get(units[part].kind, len(KIND_RANK)), units[part].sort_key, units[part].code)
        for part in unit.ancestor_ids
    )


def _fits(one: ListedUnit, wanted: Wanted, units: Mapping[int, Unit]) -> bool:
    text = fold(f"{one.unit.title} {one.unit.code}")
    codes = {units[part].code for part in one.unit.ancestor_ids[:-1]}
    return (
        all(word in text for word in fold(wanted.text).split())
        and wanted.kind in ("", one.unit.kind)
        and (not wanted.under or wanted.under in codes)
        and (not wanted.only_missing or one.lacks_headcount)
    )
