"""Published results of units as the units of a newer list, which took them over, would show them.

Results stay under the unit tree of their day; this is a second look through the map of units. An old
unit that was divided goes where its main part went, and is named as divided.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from contest.standings.queries import UnitRow
from contest.units import queries as units
from contest.units.queries import Unit

DIVIDED = frozenset({"part", "main-part"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerUnit:
    """A unit of the newer list with what the old units brought; no headcount where one of them had none."""

    unit: Unit
    sources: tuple[str, ...]
    divided: tuple[str, ...]  # sources of which only the main part went here
    people: int
    headcount: int | None
    prizes: tuple[str, ...]

    @property
    def rate(self) -> Fraction | None:
        """Distinct people over headcount, at most 1."""
        return min(Fraction(self.people, self.headcount), Fraction(1)) if self.headcount else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerTree:
    """The published units under the newer list, and those that no newer unit took over."""

    rows: tuple[NewerUnit, ...]
    without_successor: tuple[str, ...]


def under_newer_tree(published: Sequence[UnitRow]) -> NewerTree:
    """Old units by the newer unit that took them over, in the newer list's order."""
    brought: defaultdict[Unit, list[tuple[UnitRow, str]]] = defaultdict(list)
    lost: list[str] = []
    for row in published:
        successor = _successor(row.unit_id)
        if successor is None:
            lost.append(row.name)
        else:
            brought[successor[0]].append((row, successor[1]))
    return NewerTree(
        rows=tuple(
            _newer(unit, parts) for unit, parts in sorted(brought.items(), key=lambda one: one[0].sort_key)
        ),
        without_successor=tuple(lost),
    )


def _successor(unit_id: int) -> tuple[Unit, str] | None:
    """The newer unit that holds a unit, or its main part, and the share."""
    found = units.successors(unit_id)
    best = [one for one in found if one[1] in ("whole", "main-part")]
    return next(iter(best or found), None)


def _newer(unit: Unit, parts: Sequence[tuple[UnitRow, str]]) -> NewerUnit:
    counts = [row.headcount for row, _ in parts if row.headcount is not None]
    return NewerUnit(
        unit=unit,
        sources=tuple(row.name for row, _ in parts),
        divided=tuple(row.name for row, share in parts if share in DIVIDED),
        people=sum(row.people for row, _ in parts),
        headcount=sum(counts) if len(counts) == len(parts) else None,
        prizes=tuple(f"{row.prize} ({row.name})" for row, _ in parts if row.prize),
    )
