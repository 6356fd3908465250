"""What the organisers see first, within the secrecy rule: the round at hand, who takes part, what waits."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TypeVar

from contest.attempts import queries as attempts
from contest.attempts import services as attempt_services
from contest.attempts.queries import AssistedCount, UnitCount
from contest.bank import queries as bank
from contest.bank.queries import Filter, HardItem, Law, Status
from contest.entries import queries as entries
from contest.insight.item_analysis import is_over
from contest.platform.cache import kept
from contest.platform.clock import VIETNAM
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest, Round, RoundState
from contest.rules import participation, windows
from contest.rules.participation import BY_RATE, UnitTally
from contest.rules.terms import Division, DivisionKind, RuleSet
from contest.rules.windows import RoundPhase
from contest.standings import queries as standings
from contest.standings import services as standings_services
from contest.standings.services import Districts
from contest.units import queries as units
from contest.units.queries import Unit

T = TypeVar("T")
FRESH_SECONDS = 30
CLOSED_SECONDS = 600
MOST_DAYS = 14
SLOW_BELOW = Fraction(5, 100)
HARD_BELOW, HARD_SHOWN = Fraction(30, 100), 5
HOURS = range(24)
NOT_URGED = frozenset({"province", "district"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowUnit:
    """A unit whose participation rate is below the line."""

    name: str
    under: str
    headcount: int
    people: int
    rate: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Who takes part in the rounds whose participation may be shown."""

    round_names: tuple[str, ...]
    people: int
    citizens: int
    headcount: int
    rate: Fraction | None
    attempts: int
    own_share: Fraction | None  # of the attempts, handed in by the participant; the others when time ran out
    assisted: AssistedCount  # at helpers' desks
    slow_units: tuple[SlowUnit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """How many people took part for the first time on a day."""

    on: date
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """How many attempts were handed in at an hour of the day, over all days of a round."""

    begins: int  # 0 to 23, in Vietnam
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardest:
    """The questions of a closed round that few answered right; None while their figures are not recorded."""

    round: Round
    items: tuple[HardItem, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the finished attempts of one division of a closed round spread over the scores."""

    round_name: str
    division: str
    questions: int
    attempts: tuple[int, ...]  # by score, from 0 up

    @property
    def attempts_total(self) -> int:
        """How many attempts there are at all."""
        return sum(self.attempts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything on the first page."""

    contest: Contest
    round: Round | None
    phase: RoundPhase
    next_opening: datetime | None
    working: int
    hides_participation: bool  # of the round at hand
    hides_scores: bool
    figures: Figures
    days: tuple[Day, ...]
    hours: tuple[Hour, ...]
    spreads: tuple[Spread, ...]
    districts: Districts
    hardest: Hardest | None
    waiting_signs: int  # attempts with a sign nobody decided on, of rounds that are over and not published
    waiting_for_review: int  # questions
    ended_laws: int  # approved questions whose cited document has ended, so that no new paper takes them


def overview(contest: Contest, *, now: datetime) -> Overview:
    """The first page of a contest at an instant."""
    scheduled = [one for one in rounds.rounds_of(contest.id) if one.state is not RoundState.DRAFT]
    at_hand = round_at_hand(scheduled, now=now)
    seen = standings.shown_rounds(contest.id, now=now)
    opened = [(one, visible) for one, visible in seen if one.phase(now) is not RoundPhase.NOT_OPEN]
    counted = [one for one, visible in opened if visible.participation]
    visibility = next((visible for one, visible in seen if one == at_hand), None)
    finished = [one for one, visible in opened if visible.scores]
    return Overview(
        contest=contest,
        round=at_hand,
        phase=at_hand.phase(now) if at_hand else RoundPhase.NOT_OPEN,
        next_opening=windows.next_opening(at_hand.intervals, now=now) if at_hand else None,
        working=attempts.open_count(at_hand.id) if at_hand else 0,
        hides_participation=visibility is not None and not visibility.participation,
        hides_scores=visibility is not None and not visibility.scores,
        figures=kept(
            ("overview", contest.id, tuple(one.id for one in counted)),
            FRESH_SECONDS,
            lambda: _figures(contest, counted),
        ),
        days=_days(at_hand, counted) if at_hand is not None and at_hand in counted else (),
        hours=_hours(at_hand) if at_hand is not None and at_hand in counted else (),
        spreads=_spreads(finished[-1]) if finished else (),
        districts=standings_services.districts_of(contest.id, now=now),
        hardest=_hardest(finished, now=now),
        waiting_signs=standings_services.waiting_signs(contest.id, now=now),
        waiting_for_review=bank.count_items(Filter(status=Status.REVIEW)),
        ended_laws=bank.count_items(
            Filter(law=Law.EXPIRED, as_of=now.astimezone(VIETNAM).date(), status=Status.APPROVED)
        ),
    )


def round_at_hand(scheduled: Sequence[Round], *, now: datetime) -> Round | None:
    """The open round, otherwise the last one that opened, otherwise the first one to come."""
    opened = [one for one in scheduled if one.phase(now) is not RoundPhase.NOT_OPEN]
    still = [one for one in opened if one.phase(now) in {RoundPhase.OPEN, RoundPhase.BETWEEN}]
    return next(iter(still or opened[-1:] or scheduled), None)


def _figures(contest: Contest, counted: Sequence[Round]) -> Figures:
    rules = rounds.newest_rule_set(contest.id).rules
    counts = attempts.unit_counts(
        tuple(one.id for one in counted), excluded=tuple(entries.excluded_entry_ids(contest.id))
    )
    staff = [one for one in counts if _is_staff(rules, one.division)]
    finished: Counter[str] = Counter()
    for this in counted:
        finished.update(attempts.finished_by_counts(this.id))
    tree, headcounts = units.units_of(contest.unit_list_id), units.headcounts(contest.unit_list_id)
    people_of = {one.unit_id: one.people for one in staff}
    within = sum(min(people_of.get(unit_id, 0), most) for unit_id, most in headcounts.items())
    headcount = sum(headcounts.values())
    return Figures(
        round_names=tuple(one.name for one in counted),
        people=sum(one.people for one in counts),
        citizens=sum(one.people for one in counts) - sum(one.people for one in staff),
        headcount=headcount,
        rate=_share(within, headcount),
        attempts=sum(one.attempts for one in counts),
        own_share=_share(finished.get("participant", 0), sum(finished.values())),
        assisted=attempts.assisted_count([one.id for one in counted]),
        slow_units=tuple(_slow_units(staff, tree, headcounts)),
    )


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _is_staff(rules: RuleSet, division: str) -> bool:
    return any(one.code == division and one.kind is DivisionKind.STAFF for one in rules.divisions)


def _slow_units(
    staff: Sequence[UnitCount], tree: Mapping[int, Unit], headcounts: Mapping[int, int]
) -> Sequence[SlowUnit]:
    """Units that have a headcount and a rate below the line, the slowest and largest first."""
    people = {one.unit_id: one for one in staff}
    base = [
        UnitTally(
            unit_id=unit_id,
            people=people[unit_id].people if unit_id in people else 0,
            attempts=0,
            headcount=headcounts.get(unit_id),
            score_sum=0,
            scored=0,
            max_score=1,
            all_correct=0,
        )
        for unit_id in tree
        if unit_id in people or unit_id in headcounts
    ]
    rolled = participation.roll_up(base, {unit.id: unit.parent_id for unit in tree.values()})
    found = []
    for unit_id, tally in rolled.items():
        unit, rate = tree[unit_id], participation.standing_of(tally, BY_RATE).rate
        if unit.kind not in NOT_URGED and rate is not None and rate < SLOW_BELOW:
            parent = tree.get(unit.parent_id or 0)
            under = parent.name if parent is not None and parent.kind != "province" else ""
            found.append(
                SlowUnit(
                    name=unit.title,
                    under=under,
                    headcount=tally.headcount or 0,
                    people=tally.people,
                    rate=rate,
                )
            )
    return sorted(found, key=lambda one: (one.rate, -one.headcount, one.name))


def _days(at_hand: Round, counted: Sequence[Round]) -> tuple[Day, ...]:
    """New people on each day of the round, those of earlier rounds left out."""
    earlier = tuple(one.id for one in counted if one.number < at_hand.number)
    by_hour = _kept_of(
        "newcomers", at_hand, lambda: attempt_services.newcomers_by_hour(at_hand.id, earlier=earlier)
    )
    new: Counter[date] = Counter()
    for hour, people in by_hour.items():
        new[hour.astimezone(VIETNAM).date()] += people
    opens_at, closes_at = at_hand.opens_at, at_hand.closes_at
    if opens_at is None or closes_at is None:
        return ()
    first, last = opens_at.astimezone(VIETNAM).date(), closes_at.astimezone(VIETNAM).date()
    length = min((last - first).days + 1, MOST_DAYS)
    days = [last - timedelta(days=back) for back in reversed(range(length))]
    return tuple(Day(on=day, people=new[day]) for day in days)


def _hours(at_hand: Round) -> tuple[Hour, ...]:
    """When in the day people hand in; nothing before the first did."""
    by_hour = _kept_of("hours", at_hand, lambda: attempt_services.finished_by_hour(at_hand.id))
    found: Counter[int] = Counter()
    for hour, handed_in in by_hour.items():
        found[hour.astimezone(VIETNAM).hour] += handed_in
    return tuple(Hour(begins=hour, attempts=found[hour]) for hour in HOURS) if found else ()


def _kept_of(what: str, one: Round, compute: Callable[[], T]) -> T:
    """Figures of a round: what can still grow is kept for seconds, what is over for minutes."""
    seconds = CLOSED_SECONDS if one.state is RoundState.LOCKED else FRESH_SECONDS
    return kept(("overview", what, one.id, one.state), seconds, compute)


def _hardest(finished: Sequence[Round], *, now: datetime) -> Hardest | None:
    """Of the last round whose questions nobody can answer any more."""
    over = [one for one in finished if is_over(one, now=now)]
    if not over:
        return None
    return Hardest(round=over[-1], items=bank.hardest_of(over[-1].id, below=HARD_BELOW, limit=HARD_SHOWN))


def _spreads(one: Round) -> tuple[Spread, ...]:
    rules = rounds.rule_set(one.rule_set_id)
    scores = _kept_of("scores", one, lambda: attempt_services.score_tally(one.id))
    return tuple(_spread(one, division, scores) for division in rules.divisions)


def _spread(one: Round, division: Division, scores: Mapping[tuple[str, int], int]) -> Spread:
    questions = division.blueprint.size
    return Spread(
        round_name=one.name,
        division=division.name,
        questions=questions,
        attempts=tuple(scores.get((division.code, score), 0) for score in range(questions + 1)),
    )
