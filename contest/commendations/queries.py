"""Reads of commendations: who is nominated for which prize, and how far each winner was checked."""

from dataclasses import dataclass
from enum import StrEnum

from contest.rounds import queries as rounds
from contest.standings import queries as standings
from contest.standings.queries import PersonPlace, UnitRow


class WinnerState(StrEnum):
    """How far a winner was checked before the decision is signed."""

    PROPOSED = "proposed"
    CONTACTED = "contacted"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """A person or a unit proposed for a prize; either ``entry_id`` or ``unit_id`` says which.

    ``division`` is the code of the division, or of the group of units (khối);
    ``reason`` answers "Vì sao hạng 3?" as published.
    """

    prize: str
    amount_vnd: int
    division: str
    division_name: str
    entry_id: int | None
    unit_id: int | None
    name: str
    unit_name: str
    place_name: str
    place: int | None
    reason: str
    state: WinnerState
    state_reason: str

    @property
    def is_unit(self) -> bool:
        """Whether the prize is a collective one."""
        return self.unit_id is not None


def nominations(*, round_id: int) -> tuple[Nomination, ...]:
    """Everybody nominated in the newest publication of a round: persons by division and place, then units.

    Empty before the round is published.
    """
    publication = standings.find_publication(round_id)
    if publication is None:
        return ()
    names = {one.code: one.name for one in rounds.rule_set(publication.rule_set_id).divisions}
    persons = (
        _person(one, names[one.division]) for one in standings.prize_winners(publication.id) if one.amount_vnd
    )
    units = (_unit(one) for one in standings.published_units(publication.id) if one.amount_vnd)
    return (*persons, *units)


def _person(one: PersonPlace, division_name: str) -> Nomination:
    return Nomination(
        prize=one.prize,
        amount_vnd=one.amount_vnd,
        division=one.division,
        division_name=division_name,
        entry_id=one.entry_id,
        unit_id=None,
        name=one.name,
        unit_name=one.unit_name,
        place_name=one.place_name,
        place=one.place,
        reason=one.reason,
        state=WinnerState.PROPOSED,
        state_reason="",
    )


def _unit(one: UnitRow) -> Nomination:
    return Nomination(
        prize=one.prize,
        amount_vnd=one.amount_vnd,
        division=one.group_code,
        division_name=one.group_name,
        entry_id=None,
        unit_id=one.unit_id,
        name=one.name,
        unit_name=one.name,
        place_name=one.parent_name,
        place=one.place,
        reason=one.reason,
        state=WinnerState.PROPOSED,
        state_reason="",
    )
