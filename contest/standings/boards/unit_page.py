"""What the page of one unit shows: its participation in the contest and in each round, and its parts."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from contest.rounds.queries import Contest, Round
from contest.rules.windows import RoundPhase
from contest.standings import queries
from contest.standings.boards.computed import Board
from contest.standings.boards.page import BoardState, OwnUnit, board_page, own_unit
from contest.standings.queries import Publication, UnitRow
from contest.standings.ranking.units import AGENCY, DISTRICT
from contest.units import queries as units
from contest.units.queries import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRow:
    """A unit in one round; row is None where nobody took part or nothing may be shown yet."""

    round: Round
    row: UnitRow | None
    is_hidden: bool
    publication: Publication | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage:
    """Everything about one unit that everybody may see."""

    unit: Unit
    kind: str
    parents: tuple[Unit, ...]  # from the top down, without the province
    standing: OwnUnit | None
    totals: Board | None
    average: Fraction | None
    max_score: int
    rounds: tuple[RoundRow, ...]
    below: tuple[UnitRow, ...]


def unit_page(contest: Contest, *, code: str, now: datetime) -> UnitPage:
    """One unit of the contest's list; raises UnitUnknown for a code that is not in it."""
    unit = units.get_unit(list_id=contest.unit_list_id, code=code)
    tree = units.units_of(contest.unit_list_id)
    board = DISTRICT if unit.kind == "district" else AGENCY
    whole = board_page(contest_id=contest.id, board=board, round_number=None, now=now)
    standing = own_unit(whole.rows, [unit.id])
    agencies = whole
    if board == DISTRICT:
        agencies = board_page(contest_id=contest.id, board=AGENCY, round_number=None, now=now)
    return UnitPage(
        unit=unit,
        kind=units.KINDS.get(unit.kind, unit.kind),
        parents=tuple(
            tree[one] for one in unit.ancestor_ids if one != unit.id and tree[one].kind != "province"
        ),
        standing=standing,
        totals=whole.totals,
        average=None if standing is None else whole.average_of(standing.row),
        max_score=whole.max_score,
        rounds=tuple(
            _round_row(contest.id, board, unit.id, one, now)
            for one, _may in queries.shown_rounds(contest.id, now=now)
            if one.phase(now) is not RoundPhase.NOT_OPEN
        ),
        below=tuple(row for row in agencies.rows if tree[row.unit_id].parent_id == unit.id),
    )


def _round_row(contest_id: int, board: str, unit_id: int, this_round: Round, now: datetime) -> RoundRow:
    page = board_page(contest_id=contest_id, board=board, round_number=this_round.number, now=now)
    return RoundRow(
        round=this_round,
        row=next((row for row in page.rows if row.unit_id == unit_id), None),
        is_hidden=page.state is BoardState.HIDDEN,
        publication=page.publication,
    )
