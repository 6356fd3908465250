"""What a page of a unit board shows: the rows to be seen, in which order, and how far one's own unit is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from urllib.parse import urlencode

from contest.platform.cache import kept, kept_aside
from contest.platform.configuration import settings
from contest.platform.language.vietnamese import fold, sort_key
from contest.platform.serving.framing import Moment
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest, Round, RoundState
from contest.rules import participation
from contest.rules.terms import DivisionKind
from contest.rules.windows import RoundPhase
from contest.standings import queries
from contest.standings.boards.averages import published_averages
from contest.standings.boards.computed import Board, live_board
from contest.standings.boards.days import DayStart, find_day_start
from contest.standings.queries import Publication, UnitRow

ROWS_A_PAGE = 50
SHARED_SECONDS = 1
BY_RATE, BY_NAME, BY_PEOPLE = "ty-le", "ten", "nguoi"
BANDS = {"nho": "small", "vua": "medium", "lon": "large"}


class BoardState(StrEnum):
    """Whether the rows are of now, published for good, or not to be shown yet."""

    LIVE = "live"
    FINAL = "final"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """All rows of a board in order of place; averages are shares of max_score, from published rounds."""

    state: BoardState
    round: Round | None
    rows: tuple[UnitRow, ...]
    totals: Board | None
    publication: Publication | None
    averages: Mapping[int, Fraction]
    max_score: int
    withheld: tuple[Round, ...]  # opened rounds whose participation may not be shown yet
    day_start: DayStart | None = None  # of a live board: what its places are compared with

    def change_of(self, row: UnitRow) -> int | None:
        """By how many places a unit went up since the day began; None where there is nothing to compare."""
        before = None if self.day_start is None else self.day_start.places.get(row.unit_id)
        return None if before is None or row.place is None else before - row.place

    def average_of(self, row: UnitRow) -> Fraction | None:
        """A unit's average score in points."""
        share = row.average if self.state is BoardState.FINAL else self.averages.get(row.unit_id)
        return None if share is None else share * self.max_score


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitBoard:
    """A board with all that is the same for everybody who looks in the same second."""

    contest: Contest
    page: BoardPage
    choice: tuple[Round, ...]
    groups: Mapping[str, str]
    moment: Moment  # the page around the rows, written once for everybody
    written: dict[tuple[str, int], bytes] = field(default_factory=dict)  # (language, unit id) -> its row


def unit_board(*, board: str, round_number: int | None, now: datetime) -> UnitBoard:
    """A board read at most once a second, over figures that live a few seconds.

    Raises ContestUnknown, RoundUnknown.
    """
    seconds = min(SHARED_SECONDS, settings().leaderboard_seconds)
    contest = kept("contest of boards", seconds, rounds.current_contest)

    def read() -> UnitBoard:
        page = board_page(contest_id=contest.id, board=board, round_number=round_number, now=now)
        choice, groups = rounds_to_choose(contest.id, now=now), groups_in(page.rows)
        shown = {"contest": contest, "choice": choice, "board": page, "groups": groups}
        return UnitBoard(contest=contest, page=page, choice=choice, groups=groups, moment=Moment(shown))

    numbers = {one.number for one, _may in queries.shown_rounds(contest.id, now=now)}
    if round_number is not None and round_number not in numbers:
        return read()  # nothing is kept under a number that somebody made up
    return kept_aside(("unit board", contest.id, board, round_number), seconds, read)


def board_page(*, contest_id: int, board: str, round_number: int | None, now: datetime) -> BoardPage:
    """A board over the whole contest, or of one round; raises RoundUnknown."""
    this_round = None if round_number is None else rounds.get_round_by_number(contest_id, round_number)
    seen = queries.shown_rounds(contest_id, now=now)
    opened = [(one, may) for one, may in seen if one.phase(now) is not RoundPhase.NOT_OPEN]
    withheld = tuple(one for one, may in opened if not may.participation)
    publication = None
    if this_round is not None:
        may = next((may for one, may in opened if one.id == this_round.id), None)
        if may is None or not may.participation:
            return _hidden(contest_id, this_round, withheld)
        publication = queries.find_publication(this_round.id) if may.is_final else None
    if publication is not None:
        return BoardPage(
            state=BoardState.FINAL,
            round=this_round,
            rows=queries.published_units(publication.id, board=board),
            totals=None,
            publication=publication,
            averages={},
            max_score=_max_score(contest_id),
            withheld=withheld,
        )
    totals = live_board(contest_id=contest_id, board=board, round_number=round_number, now=now)
    return BoardPage(
        state=BoardState.LIVE,
        round=this_round,
        rows=totals.rows,
        totals=totals,
        publication=None,
        averages=published_averages(contest_id) if this_round is None else {},
        max_score=_max_score(contest_id),
        withheld=withheld if this_round is None else (),
        day_start=find_day_start(contest_id=contest_id, board=board, round_number=round_number, now=now),
    )


def _hidden(contest_id: int, this_round: Round, withheld: tuple[Round, ...]) -> BoardPage:
    return BoardPage(
        state=BoardState.HIDDEN,
        round=this_round,
        rows=(),
        totals=None,
        publication=None,
        averages={},
        max_score=_max_score(contest_id),
        withheld=withheld,
    )


def _max_score(contest_id: int) -> int:
    divisions = rounds.newest_rule_set(contest_id).rules.divisions
    return max((one.blueprint.size for one in divisions if one.kind is DivisionKind.STAFF), default=1)


def rounds_to_choose(contest_id: int, *, now: datetime) -> tuple[Round, ...]:
    """The rounds that have opened, by number."""
    return tuple(
        one
        for one in rounds.rounds_of(contest_id)
        if one.state is not RoundState.DRAFT and one.phase(now) is not RoundPhase.NOT_OPEN
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows the reader asked for."""

    text: str = ""
    group: str = ""
    band: str = ""
    order: str = BY_RATE
    page: int = 1

    @property
    def is_everything(self) -> bool:
        """Whether all rows are wanted as they stand."""
        return not (self.text or self.group or self.band) and self.order not in {BY_NAME, BY_PEOPLE}


def selected(rows: Sequence[UnitRow], wanted: Wanted) -> tuple[UnitRow, ...]:
    """The rows that fit, with the places of the full list."""
    if wanted.is_everything:
        return tuple(rows)
    words = fold(wanted.text).split()
    band = BANDS.get(wanted.band)
    fitting = [
        row
        for row in rows
        if wanted.group in ("", row.group_code)
        and (band is None or participation.size_band(row.headcount) == band)
        and all(word in fold(f"{row.name} {row.parent_name}") for word in words)
    ]
    if wanted.order == BY_NAME:
        fitting.sort(key=lambda row: sort_key(row.name))
    elif wanted.order == BY_PEOPLE:
        fitting.sort(key=lambda row: -row.people)
    return tuple(fitting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A board's address as it was asked for: called with other parameters, it is another one of the board."""

    path: str
    asked: tuple[tuple[str, str], ...]

    def __call__(self, **changes: object) -> str:
        """The address with some of its parameters changed; None takes one out."""
        merged = dict(self.asked) | {name.replace("_", "-"): value for name, value in changes.items()}
        kept_ones = {name: value for name, value in merged.items() if value not in (None, "")}
        return f"{self.path}?{urlencode(kept_ones)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How many rows were found, and which page of them is shown."""

    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One page of rows."""

    rows: tuple[UnitRow, ...]
    total: int
    page: int
    pages: int


def page_of(rows: Sequence[UnitRow], page: int) -> Slice:
    """The rows of a page; a page beyond the end is the last one."""
    pages = max(1, math.ceil(len(rows) / ROWS_A_PAGE))
    page = min(max(page, 1), pages)
    return Slice(
        rows=tuple(rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]),
        total=len(rows),
        page=page,
        pages=pages,
    )


def groups_in(rows: Sequence[UnitRow]) -> Mapping[str, str]:
    """The groups (khối) of a board's rows with their names."""
    return dict(sorted({row.group_code: row.group_name for row in rows}.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnUnit:
    """Where the reader's unit stands, and what brings it to the next better place."""

    row: UnitRow
    ranked: int  # how many units have a place
    page: int  # the page of the unfiltered list that holds the row
    people_needed: int | None  # None at the top, and without a place
    next_place: int | None


def own_unit(rows: Sequence[UnitRow], unit_ids: Sequence[int]) -> OwnUnit | None:
    """The row of the first of these units that is on the board; unit_ids go from the unit itself upwards."""
    by_id = {row.unit_id: at for at, row in enumerate(rows)}
    at = next((by_id[unit_id] for unit_id in unit_ids if unit_id in by_id), None)
    if at is None:
        return None
    row = rows[at]
    better = [one for one in rows if one.place is not None and one.place < (row.place or 0)]
    return OwnUnit(
        row=row,
        ranked=sum(1 for one in rows if one.place is not None),
        page=at // ROWS_A_PAGE + 1,
        people_needed=people_needed(row, better[-1]) if better else None,
        next_place=better[-1].place if better else None,
    )


def people_needed(row: UnitRow, better: UnitRow) -> int:
    """How many more people bring a unit to the rate of a better one: 10 of 40 against 30 % need 2."""
    if better.rate is None or row.headcount is None:
        raise ValueError("only units with a rate are compared by rate")
    return max(1, math.ceil(better.rate * row.headcount) - row.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTile:
    """One area on the map of tiles; step 1 to 5 of the colour scale."""

    row: UnitRow
    name: str
    at: tuple[int, int]
    step: int


STEPS = 5
WIDTHS = (Fraction(1, 100), Fraction(2, 100), Fraction(5, 100), Fraction(10, 100), Fraction(20, 100))


def step_width(rows: Sequence[UnitRow]) -> Fraction:
    """The round width of a colour step, so that five steps reach the highest rate."""
    most = max((row.rate for row in rows if row.rate is not None), default=Fraction(0))
    return next(width for width in WIDTHS if width * STEPS >= most)


def tiles(rows: Sequence[UnitRow], places: Mapping[int, tuple[int, int]]) -> tuple[MapTile, ...]:
    """The rows that have a place on the map, from the first line to the last; places by unit id."""
    width = step_width(rows)
    on_map = [
        MapTile(
            row=row,
            name=short_place(row.name),
            at=places[row.unit_id],
            step=min(STEPS, 1 + int(row.rate / width)) if row.rate is not None else 1,
        )
        for row in rows
        if row.unit_id in places
    ]
    return tuple(sorted(on_map, key=lambda tile: tile.at))


SHORT_KINDS = {"huyện ": "", "thành phố ": "TP ", "thị xã ": "TX "}
COMMITTEE = "UBND "


def short_place(name: str) -> str:
    """A district's name as on maps: "UBND huyện Mèo Vạc" -> "Mèo Vạc", "Thành phố X" -> "TP X"."""
    place = name.removeprefix(COMMITTEE)
    kind = next((start for start in SHORT_KINDS if place.lower().startswith(start)), None)
    return place if kind is None else SHORT_KINDS[kind] + place[len(kind) :]
