"""What the home page says: where the contest stands, what the reader should do next, how many take part."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from contest.attempts import queries as attempts
from contest.attempts.queries import Attempt
from contest.entries import queries as entries
from contest.platform.cache import kept_aside
from contest.platform.clock import VIETNAM
from contest.platform.configuration import settings
from contest.rounds.queries import Round, RoundState
from contest.rules import windows
from contest.rules.windows import RoundPhase
from contest.standings import queries
from contest.standings.boards.page import board_page
from contest.standings.queries import UnitRow
from contest.standings.ranking.units import AGENCY, DISTRICT

FEWEST_PEOPLE = 50
TOP_DISTRICTS = 3
SUBJECT = re.compile(r"\s*(cải cách hành chính)\s*", re.IGNORECASE)
MINUTE = timedelta(minutes=1)
BOARDS_FOR_ONE_COUNT = 30  # boards are computed so often between two counts of who came today


class HeroState(StrEnum):
    """Where the contest stands for this reader; decides the words and the one main button."""

    EMPTY = "empty"
    BEFORE = "before"
    OPEN = "open"
    RESUME = "resume"
    USED_UP = "used_up"
    BETWEEN = "between"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What the reader has done so far; nothing of it for a visitor."""

    has_entered: bool = False
    open_attempt: Attempt | None = None
    started: Mapping[int, int] = field(default_factory=dict)  # attempts by round id


@dataclass(frozen=True, slots=True, kw_only=True)
class Hero:
    """The state with what its words need; ends_at is what the countdown counts to."""

    state: HeroState
    round: Round | None = None
    rounds_count: int = 0
    ends_at: datetime | None = None
    attempt: Attempt | None = None
    now: datetime

    @property
    def left(self) -> tuple[int, int, int]:
        """Days, hours and minutes to ends_at, rounded down."""
        minutes = max(0, (self.ends_at - self.minute) // MINUTE) if self.ends_at else 0
        return minutes // 1440, minutes % 1440 // 60, minutes % 60

    @property
    def attempt_minutes(self) -> int:
        """Whole minutes left for the open attempt."""
        return 0 if self.attempt is None else max(0, (self.attempt.deadline_at - self.now) // MINUTE)

    @property
    def minute(self) -> datetime:
        """The end of this minute: until then the page stays the same, byte for byte, and promises no more."""
        begun = self.now.replace(second=0, microsecond=0)
        return begun if begun == self.now else begun + MINUTE


def hero_of(all_rounds: Sequence[Round], *, own: Own, allowed: int, now: datetime) -> Hero:
    """Where the contest stands: a paper in hand comes first, then what is open, then what comes."""
    scheduled = [one for one in all_rounds if one.state is not RoundState.DRAFT]
    count = len(scheduled)
    attempt = own.open_attempt
    if attempt is not None and attempt.deadline_at > now:
        of_attempt = next((one for one in scheduled if one.id == attempt.round_id), None)
        return Hero(
            state=HeroState.RESUME,
            round=of_attempt,
            rounds_count=count,
            ends_at=attempt.deadline_at,
            attempt=attempt,
            now=now,
        )
    is_open = next((one for one in scheduled if one.phase(now) is RoundPhase.OPEN), None)
    if is_open is not None:
        interval = windows.current_interval(is_open.intervals, now=now)
        used_up = own.started.get(is_open.id, 0) >= allowed
        return Hero(
            state=HeroState.USED_UP if used_up else HeroState.OPEN,
            round=is_open,
            rounds_count=count,
            ends_at=interval.closes_at if interval else None,
            now=now,
        )
    return _nothing_open(scheduled, now)


def _nothing_open(scheduled: Sequence[Round], now: datetime) -> Hero:
    coming = [(windows.next_opening(one.intervals, now=now), one) for one in scheduled]
    nearest = min(
        ((opens_at, one.number, one) for opens_at, one in coming if opens_at is not None), default=None
    )
    if nearest is None:
        ended = scheduled[-1] if scheduled else None
        state = HeroState.ENDED if scheduled else HeroState.EMPTY
        return Hero(state=state, round=ended, rounds_count=len(scheduled), now=now)
    opens_at, _number, this_round = nearest
    begun = any(one.phase(now) is not RoundPhase.NOT_OPEN for one in scheduled)
    return Hero(
        state=HeroState.BETWEEN if begun else HeroState.BEFORE,
        round=this_round,
        rounds_count=len(scheduled),
        ends_at=opens_at,
        now=now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A contest's title in two lines, with what is left of it above."""

    above: str
    first: str
    second: str


def headline_of(title: str) -> Headline:
    """Split at the subject: "Tìm hiểu cải cách hành chính tỉnh X năm 2024" -> three lines."""
    parts = SUBJECT.split(title, maxsplit=1)
    if len(parts) != 3 or not parts[0]:  # noqa: PLR2004 - before, subject, after
        return Headline(above="", first=title, second="")
    before, subject, after = parts
    return Headline(above=after, first=before, second=f"{subject[0].upper()}{subject[1:].lower()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """The figures of the home page; is_shown is False while they are few or must stay hidden.

    What is withheld is in none of them: on a day of a round that is, nobody seems to have come.
    """

    is_shown: bool
    people: int
    people_today: int  # of these, who handed in for the first time today
    attempts: int
    units: int
    districts_taking_part: int
    districts: int
    top: tuple[UnitRow, ...]
    computed_at: datetime
    withheld: tuple[Round, ...]


def participation_of(contest_id: int, *, now: datetime) -> Participation:
    """How many take part, from the rounds whose participation may be shown now."""
    agencies = board_page(contest_id=contest_id, board=AGENCY, round_number=None, now=now)
    districts = board_page(contest_id=contest_id, board=DISTRICT, round_number=None, now=now)
    totals = agencies.totals
    people = totals.people + totals.citizens if totals else 0
    return Participation(
        is_shown=people >= FEWEST_PEOPLE,
        people=people,
        people_today=_newcomers(contest_id, now=now),
        attempts=totals.attempts if totals else 0,
        units=totals.units_taking_part if totals else 0,
        districts_taking_part=sum(1 for row in districts.rows if row.people or row.citizens),
        districts=len(districts.rows),
        top=tuple(row for row in districts.rows if row.place is not None and row.people)[:TOP_DISTRICTS],
        computed_at=totals.computed_at if totals else now,
        withheld=agencies.withheld,
    )


def _newcomers(contest_id: int, *, now: datetime) -> int:
    """People of today, as of a minute ago: every attempt of the contest is looked at for them."""
    day = now.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    shown = tuple(one.id for one, may in queries.shown_rounds(contest_id, now=now) if may.participation)
    return kept_aside(
        ("newcomers", contest_id, shown, day),
        BOARDS_FOR_ONE_COUNT * settings().leaderboard_seconds,
        lambda: attempts.count_newcomers(
            shown, since=day, excluded=tuple(entries.excluded_entry_ids(contest_id))
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A round in the list of the home page."""

    round: Round
    phase: RoundPhase
    is_published: bool


def weeks_of(contest_id: int, *, now: datetime) -> tuple[Week, ...]:
    """The scheduled rounds with where each stands."""
    return tuple(
        Week(round=one, phase=one.phase(now), is_published=may.is_final)
        for one, may in queries.shown_rounds(contest_id, now=now)
    )
