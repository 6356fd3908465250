"""What a participant sees of rounds and results: what may be started, what counts, what may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contest.attempts import incidents, queries
from contest.attempts.programme import programme
from contest.attempts.queries import Attempt
from contest.attempts.showing import AnsweredQuestion
from contest.entries.queries import Entry
from contest.rounds.queries import Round, Terms
from contest.rules import counting, windows
from contest.rules.counting import Counting
from contest.rules.terms import RuleSet, ScoresShown
from contest.rules.windows import RoundPhase
from questions.item import TOPICS


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDesk:
    """A round as one participant meets it at an instant."""

    round: Round
    rules: RuleSet
    phase: RoundPhase
    attempts: tuple[Attempt, ...]
    limit: int  # attempts the person may start, with those given for an incident
    questions: int
    allowed: timedelta  # the person's own time
    left_until_close: timedelta | None  # while open: until this interval closes
    opens_at: datetime | None  # the next opening
    counts: int | None  # the number of the attempt that counts, where that may be shown
    shows_scores: bool
    is_over: bool

    @property
    def open_attempt(self) -> Attempt | None:
        """The attempt that is running."""
        return next((one for one in self.attempts if not one.is_finished), None)

    @property
    def finished(self) -> tuple[Attempt, ...]:
        """The attempts that were handed in."""
        return tuple(one for one in self.attempts if one.is_finished)

    @property
    def may_start(self) -> bool:
        """Whether another attempt can be started now."""
        return self.left_until_close is not None and self.open_attempt is None and self.attempts_left > 0

    @property
    def attempts_left(self) -> int:
        """How many attempts may still be started."""
        return max(self.limit - len(self.attempts), 0)

    @property
    def short_of_time(self) -> timedelta | None:
        """The time that is left when the round closes before the person's own time is over."""
        left = self.left_until_close
        if left is None or self.rules.lets_started_finish or left >= self.allowed:
            return None
        return left


def rounds_for(entry: Entry, attempts: Sequence[Attempt], *, now: datetime) -> tuple[RoundDesk, ...]:
    """The announced rounds of the current contest, each with the person's attempts."""
    return tuple(desk_of(terms, entry, attempts, now=now) for terms in programme().announced)


def desk_of(terms: Terms, entry: Entry, attempts: Sequence[Attempt], *, now: datetime) -> RoundDesk:
    """One round with the person's attempts in it."""
    this_round, rules = terms.round, terms.rules
    own = tuple(one for one in attempts if one.round_id == this_round.id)
    interval = windows.current_interval(this_round.intervals, now=now)
    is_locked = this_round.locked_at is not None
    factor = entry.time_factor(rules.extra_time_factor)
    return RoundDesk(
        round=this_round,
        rules=rules,
        phase=RoundPhase.CLOSED if is_locked else this_round.phase(now),
        attempts=own,
        limit=_limit(this_round, entry, rules, len(own)),
        questions=rules.division(entry.division).blueprint.size,
        allowed=windows.allowed_duration(rules.duration, factor=factor),
        left_until_close=None if interval is None or is_locked else interval.closes_at - now,
        opens_at=windows.next_opening(this_round.intervals, now=now),
        counts=_counting_number(own, rules, shows=shows_scores(this_round, rules, now=now)),
        shows_scores=shows_scores(this_round, rules, now=now),
        is_over=is_over(this_round, rules, now=now),
    )


def _limit(this_round: Round, entry: Entry, rules: RuleSet, used: int) -> int:
    if used < rules.attempts_allowed:
        return rules.attempts_allowed
    return rules.attempts_allowed + incidents.further_attempts(entry_id=entry.id, round_id=this_round.id)


def _counting_number(attempts: Sequence[Attempt], rules: RuleSet, *, shows: bool) -> int | None:
    # Naming the best of several attempts tells which of them was better.
    if rules.counting is Counting.BEST and not shows:
        return None
    finished = [
        counting.Attempt(
            number=one.number, score=one.score, time_used_ms=one.time_used_ms, submitted_at=one.finished_at
        )
        for one in attempts
        if not one.is_struck
        and one.score is not None
        and one.time_used_ms is not None
        and one.finished_at is not None
    ]
    if not finished:
        return None
    return counting.counting_attempt(finished, rules.counting, tie_break=rules.tie_break).number


def shows_scores(this_round: Round, rules: RuleSet, *, now: datetime) -> bool:
    """Whether people see their own score: at once where the rules say so, else when the round is over."""
    return rules.scores_shown is ScoresShown.AFTER_SUBMIT or is_over(this_round, rules, now=now)


def is_over(this_round: Round, rules: RuleSet, *, now: datetime) -> bool:
    """Whether no answer of the round can still be given, so that keys may be shown (A6).

    The close alone is not enough: within the grace answers still arrive, and where started
    attempts may finish, people still work.
    """
    if this_round.locked_at is not None:
        return True
    closes_at = this_round.closes_at
    if closes_at is None or this_round.phase(now) is not RoundPhase.CLOSED:
        return False
    longest = windows.allowed_duration(rules.duration, factor=rules.extra_time_factor)
    last = closes_at + (longest if rules.lets_started_finish else timedelta(0))
    # An extension may have given somebody a later deadline.
    extended = queries.latest_open_deadline(this_round.id) or last
    return now > max(last, extended) + rules.grace


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicResult:
    """How a person did in one topic of a paper."""

    name: str
    correct: int
    questions: int


def by_topic(answers: Sequence[AnsweredQuestion]) -> tuple[TopicResult, ...]:
    """Right answers by topic, in the order of the topics."""
    return tuple(
        TopicResult(
            name=name,
            correct=sum(one.is_correct for one in answers if one.item.topic == topic),
            questions=sum(one.item.topic == topic for one in answers),
        )
        for topic, name in TOPICS.items()
        if any(one.item.topic == topic for one in answers)
    )
