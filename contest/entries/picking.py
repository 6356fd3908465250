"""The units offered on the registration's second page, to somebody without scripts or after a mistake."""

from dataclasses import dataclass
from datetime import datetime

from contest.platform.clock import VIETNAM
from contest.rounds.queries import Contest
from contest.rules.terms import Division, DivisionKind
from contest.units import queries as units


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedUnit:
    """A unit to choose: its code, its name, and what it lies under."""

    code: str
    name: str
    path: str


def offered(
    contest: Contest, *, division: Division | None, text: str, chosen: str, now: datetime
) -> tuple[OfferedUnit, ...]:
    """What the typed words find for a division; the unit chosen before stays among them."""
    places_only = division is not None and division.kind is DivisionKind.CITIZEN
    found = [
        OfferedUnit(code=one.code, name=one.name, path=one.under)
        for one in units.search(
            list_id=contest.unit_list_id,
            text=text,
            kinds={"commune"} if places_only else None,
            on=now.astimezone(VIETNAM).date(),
        )
        if text
    ]
    known = units.find_unit(list_id=contest.unit_list_id, code=chosen) if chosen else None
    if known is not None and all(one.code != known.code for one in found):
        under = units.names_of({known.parent_id} if known.parent_id else ())
        name = known.name if places_only else known.title
        found.insert(0, OfferedUnit(code=known.code, name=name, path="".join(under.values())))
    return tuple(found)
