"""Reads of commendations: who is nominated for which prize, and how far each winner was checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from contest.commendations.models import WinnerStateRow
from contest.platform.database import read
from contest.rounds import queries as rounds
from contest.rules.scope import Scope
from contest.standings import queries as standings
from contest.standings import services as standings_services
from contest.standings.queries import PersonPlace, Refusals, UnitRow
from contest.standings.services import OverallPerson


class WinnerState(StrEnum):
    """How far a winner was checked before the decision is signed."""

    PROPOSED = "proposed"
    CONTACTED = "contacted"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """The state on screen."""
        return {
            WinnerState.PROPOSED: "Dự kiến",
            WinnerState.CONTACTED: "Đã liên hệ",
            WinnerState.CONFIRMED: "Đã xác nhận",
            WinnerState.REJECTED: "Loại",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One step in checking a winner, as stored."""

    entry_id: int | None
    unit_id: int | None
    prize: str
    state: WinnerState
    reason: str
    decided_at: datetime
    decided_by: int | None


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


Checks = Mapping[tuple[int | None, int | None], Check]
"""The newest check by (entry id, unit id), of which one is None."""


def nominations(*, round_id: int | None = None, contest_id: int | None = None) -> tuple[Nomination, ...]:
    """Everybody nominated in the newest publication of a round, or of a whole contest.

    Persons by division and place, then units. Empty before it is published. A winner who was
    rejected since stands here as rejected until a correction is published.
    """
    if round_id is not None:
        return _of_round(round_id)
    return () if contest_id is None else _of_contest(contest_id)


def _of_round(round_id: int) -> tuple[Nomination, ...]:
    publication = standings.find_publication(round_id)
    if publication is None:
        return ()
    names = {one.code: one.name for one in rounds.rule_set(publication.rule_set_id).divisions}
    scope = Scope(contest_id=rounds.get_round(round_id).contest_id, round_id=round_id)
    checks = checks_of(scope)
    persons = (
        _person(one, names[one.division], checks)
        for one in standings.prize_winners(publication.id)
        if one.amount_vnd
    )
    units = (_unit(one, checks) for one in standings.published_units(publication.id) if one.amount_vnd)
    return (*persons, *units)


def _of_contest(contest_id: int) -> tuple[Nomination, ...]:
    persons, units = standings_services.overall_winners(contest_id)
    names = {one.code: one.name for one in rounds.newest_rule_set(contest_id).rules.divisions}
    checks = checks_of(Scope(contest_id=contest_id, round_id=None))
    return (
        *(_person(one, names.get(one.division, one.division), checks) for one in persons),
        *(_unit(one, checks) for one in units),
    )


def _person(one: PersonPlace | OverallPerson, division_name: str, checks: Checks) -> Nomination:
    check = checks.get((one.entry_id, None))
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
        state=check.state if check else WinnerState.PROPOSED,
        state_reason=check.reason if check else "",
    )


def _unit(one: UnitRow, checks: Checks) -> Nomination:
    check = checks.get((None, one.unit_id))
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
        state=check.state if check else WinnerState.PROPOSED,
        state_reason=check.reason if check else "",
    )


def checks_of(scope: Scope) -> Checks:
    """The newest check of each winner of a round, or of the whole contest."""
    own = (WinnerStateRow.contest_id == scope.contest_id, WinnerStateRow.scope == scope.code)
    newest = (
        select(func.max(WinnerStateRow.id))
        .where(*own)
        .group_by(WinnerStateRow.entry_id, WinnerStateRow.unit_id)
    )
    rows = read().execute(select(WinnerStateRow).where(WinnerStateRow.id.in_(newest))).scalars()
    return {(row.entry_id, row.unit_id): _check(row) for row in rows}


def history_of(scope: Scope, *, entry_id: int | None, unit_id: int | None) -> tuple[Check, ...]:
    """Every check of one winner, newest first."""
    rows = (
        read()
        .execute(
            select(WinnerStateRow)
            .where(
                WinnerStateRow.contest_id == scope.contest_id,
                WinnerStateRow.scope == scope.code,
                WinnerStateRow.entry_id == entry_id,
                WinnerStateRow.unit_id == unit_id,
            )
            .order_by(WinnerStateRow.id.desc())
        )
        .scalars()
    )
    return tuple(_check(row) for row in rows)


def _check(row: WinnerStateRow) -> Check:
    return Check(
        entry_id=row.entry_id,
        unit_id=row.unit_id,
        prize=row.prize,
        state=WinnerState(row.state),
        reason=row.reason,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )


def refusals_of(scope: Scope) -> Refusals:
    """Whose prize was refused after checking, with the reason."""
    rejected = [one for one in checks_of(scope).values() if one.state is WinnerState.REJECTED]
    return Refusals(
        entries={one.entry_id: one.reason for one in rejected if one.entry_id is not None},
        units={one.unit_id: one.reason for one in rejected if one.unit_id is not None},
    )
