"""What the organisers' first page asks: districts by participation, how many signs wait for a decision."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from contest.attempts import queries as attempts
from contest.entries import queries as entries
from contest.platform.cache import kept_aside
from contest.rounds import queries as rounds
from contest.standings import queries, reviewing
from contest.standings.boards.page import MapTile, board_page, step_width, tiles
from contest.standings.queries import UnitRow
from contest.standings.ranking.units import DISTRICT
from contest.units import queries as units

SIGNS_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Districts:
    """The districts in order of their rate, and those of them that have a place on the map."""

    rows: tuple[UnitRow, ...]
    tiles: tuple[MapTile, ...]
    step_width: Fraction


def districts_of(contest_id: int, *, now: datetime) -> Districts:
    """Over all rounds whose participation may be shown: the public board, read from the same few seconds."""
    rows = board_page(contest_id=contest_id, board=DISTRICT, round_number=None, now=now).rows
    tree = units.units_of(rounds.get_contest(contest_id).unit_list_id)
    places = {one.id: one.tile for one in tree.values() if one.tile is not None}
    return Districts(rows=rows, tiles=tiles(rows, places), step_width=step_width(rows))


def waiting_signs(contest_id: int, *, now: datetime) -> int:
    """How many signs wait for a decision in the rounds that are over and not yet published.

    Looking for signs reads every attempt, so what was found is kept for minutes; what was decided is not.
    """
    excluded = len(entries.excluded_entry_ids(contest_id))
    return sum(
        reviewing.undecided(one.id, _signs(one.id, excluded))
        for one in rounds.rounds_of(contest_id)
        if one.is_over(now) and queries.find_publication(one.id) is None
    )


def _signs(round_id: int, excluded: int) -> frozenset[str]:
    key = ("signs", round_id, attempts.open_count(round_id), excluded)
    return kept_aside(key, SIGNS_SECONDS, lambda: reviewing.subjects_of(round_id))
