"""The live boards: units by participation, computed at most once in a few seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from contest.attempts import queries as attempts
from contest.entries import queries as entries
from contest.platform.cache import kept_aside
from contest.platform.configuration import settings
from contest.rounds import queries as rounds
from contest.rules import participation
from contest.rules.participation import BY_RATE, UnitGroup, UnitStanding, UnitTally
from contest.rules.terms import DivisionKind
from contest.standings.queries import UnitRow, shown_rounds
from contest.standings.ranking.rosters import frozen_as_of
from contest.standings.ranking.units import DISTRICT, group_of
from contest.units import queries as units
from contest.units.queries import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One board of units over one or several rounds, with the totals of the whole province."""

    rows: tuple[UnitRow, ...]
    people: int
    citizens: int
    attempts: int
    headcount: int
    rate: Fraction | None
    units_taking_part: int
    computed_at: datetime


def live_board(*, contest_id: int, board: str, round_number: int | None, now: datetime) -> Board:
    """Units by rate over all rounds (or one) whose participation may be shown now."""
    shown = tuple(
        one.id
        for one, visibility in shown_rounds(contest_id, now=now)
        if visibility.participation and round_number in (None, one.number)
    )
    return kept_aside(
        ("board", contest_id, board, shown),
        settings().leaderboard_seconds,
        lambda: _computed(contest_id, board, shown, now),
    )


def _computed(contest_id: int, board: str, round_ids: Sequence[int], now: datetime) -> Board:
    rules = rounds.newest_rule_set(contest_id).rules
    staff = {one.code for one in rules.divisions if one.kind is DivisionKind.STAFF}
    list_id = rounds.get_contest(contest_id).unit_list_id
    tree = units.units_of(list_id)
    headcounts = units.headcounts(list_id, recorded_by=frozen_as_of(contest_id))
    counts = attempts.unit_counts(tuple(round_ids), excluded=tuple(entries.excluded_entry_ids(contest_id)))
    own = {one.unit_id: one for one in counts if one.division in staff}
    citizens: dict[int, int] = {}
    for one in counts:
        if one.division not in staff:
            for unit_id in tree[one.unit_id].ancestor_ids:
                citizens[unit_id] = citizens.get(unit_id, 0) + one.people
    base = [
        UnitTally(
            unit_id=unit_id,
            people=own[unit_id].people if unit_id in own else 0,
            attempts=own[unit_id].attempts if unit_id in own else 0,
            headcount=headcounts.get(unit_id),
            score_sum=0,
            scored=0,
            max_score=1,
            all_correct=0,
        )
        for unit_id in tree
        if unit_id in own or unit_id in headcounts
    ]
    tallies = participation.roll_up(base, {unit.id: unit.parent_id for unit in tree.values()})
    members = [tally for unit_id, tally in tallies.items() if _is_on(board, tree[unit_id])]
    groups = {kind: group for group in rules.collective.groups for kind in group.kinds}
    rows = tuple(
        _row(standing, tree, board, citizens, groups)
        for standing in participation.rank_units(members, BY_RATE)
    )
    with_headcount = [tally for tally in base if tally.headcount]
    headcount = sum(tally.headcount or 0 for tally in with_headcount)
    people = sum(min(tally.people, tally.headcount or 0) for tally in with_headcount)
    return Board(
        rows=rows,
        people=sum(tally.people for tally in base),
        citizens=sum(one.people for one in counts if one.division not in staff),
        attempts=sum(one.attempts for one in counts),
        headcount=headcount,
        rate=Fraction(people, headcount) if headcount else None,
        units_taking_part=len({one.unit_id for one in counts}),
        computed_at=now,
    )


def _is_on(board: str, unit: Unit) -> bool:
    if board == DISTRICT:
        return unit.kind == "district"
    return unit.kind not in {"district", "province"}


def _row(
    standing: UnitStanding,
    tree: Mapping[int, Unit],
    board: str,
    citizens: Mapping[int, int],
    groups: Mapping[str, UnitGroup],
) -> UnitRow:
    unit = tree[standing.tally.unit_id]
    parent = tree.get(unit.parent_id or 0)
    group_code, group_name = group_of(groups.get(unit.kind), standing.tally.headcount)
    return UnitRow(
        board=board,
        group_code=group_code,
        group_name=group_name,
        place=standing.place,
        shared=standing.shared,
        unit_id=unit.id,
        code=unit.code,
        name=unit.name if board == DISTRICT else unit.title,
        kind=unit.kind,
        parent_name=parent.name if parent is not None and parent.kind != "province" else "",
        headcount=standing.tally.headcount,
        people=standing.tally.people,
        citizens=citizens.get(unit.id, 0),
        attempts=standing.tally.attempts,
        rate=standing.rate,
        average=standing.average,
        points=None,
        reason="",  # of published places; a rate explains itself
        prize="",
        amount_vnd=0,
    )
