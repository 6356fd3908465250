"""Reads of contests, rounds and rule sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import Exists, exists, func, select

from contest.platform.cache import kept
from contest.platform.clock import VIETNAM
from contest.platform.configuration import settings
from contest.platform.database import read
from contest.rounds.errors import ContestUnknown, RoundUnknown
from contest.rounds.models import ContestRow, RoundIntervalRow, RoundItemRow, RoundRow, RuleSetRow
from contest.rules import windows
from contest.rules.terms import RuleSet
from contest.rules.windows import Interval, RoundPhase


class RoundState(StrEnum):
    """What the organisers have made of a round."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """A contest and the list of units it is tied to."""

    id: int
    slug: str
    title: str
    organiser: str
    legal_basis: str
    hotline: str
    receipt_prefix: str
    unit_list_id: int
    two_persons: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round with its times; what it is at an instant is asked of phase()."""

    id: int
    contest_id: int
    number: int
    name: str
    rule_set_id: int
    state: RoundState
    scheduled_at: datetime | None
    locked_at: datetime | None
    intervals: tuple[Interval, ...]
    results_due_on: date | None = None

    def phase(self, now: datetime) -> RoundPhase:
        """Where the round stands; a draft has not opened, whatever its times."""
        if self.state is RoundState.DRAFT:
            return RoundPhase.NOT_OPEN
        return windows.round_phase(self.intervals, now=now)

    def is_over(self, now: datetime) -> bool:
        """Whether the last closing has passed, whatever the state."""
        return windows.round_phase(self.intervals, now=now) is RoundPhase.CLOSED

    @property
    def opens_at(self) -> datetime | None:
        """The first opening, None while no interval is set."""
        return self.intervals[0].opens_at if self.intervals else None

    @property
    def opens_on(self) -> date | None:
        """The day in Viet Nam on which it first opens."""
        return self.opens_at.astimezone(VIETNAM).date() if self.opens_at else None

    @property
    def closes_at(self) -> datetime | None:
        """The last closing, None while no interval is set."""
        return windows.closes_at(self.intervals) if self.intervals else None

    @property
    def results_awaited_until(self) -> date | None:
        """The day by which results were promised, as long as they are not there."""
        return None if self.state is RoundState.LOCKED else self.results_due_on


def current_contest() -> Contest:
    """The contest that the site shows; raises ContestUnknown."""
    contest = find_current_contest()
    if contest is None:
        raise ContestUnknown
    return contest


def find_current_contest() -> Contest | None:
    """The newest contest with a scheduled round; before there is one, the newest. None without any."""
    row = (
        read()
        .execute(select(ContestRow).order_by(_has_begun().desc(), ContestRow.id.desc()).limit(1))
        .scalar_one_or_none()
    )
    return None if row is None else _contest(row)


def find_contest_in_preparation() -> Contest | None:
    """The newest contest while all its rounds are drafts: the one the set-up pages work on."""
    row = read().execute(select(ContestRow).order_by(ContestRow.id.desc()).limit(1)).scalar_one_or_none()
    begun = row is not None and any(one.state is not RoundState.DRAFT for one in rounds_of(row.id))
    return None if row is None or begun else _contest(row)


def _has_begun() -> Exists:
    """Whether a round is more than a draft: a contest in preparation does not take the site over."""
    return exists().where(RoundRow.contest_id == ContestRow.id, RoundRow.state != RoundState.DRAFT)


def get_contest(contest_id: int) -> Contest:
    """One contest; raises ContestUnknown."""
    row = read().get(ContestRow, contest_id)
    if row is None:
        raise ContestUnknown
    return _contest(row)


def find_contest(slug: str) -> Contest | None:
    """The contest under a slug."""
    row = read().execute(select(ContestRow).where(ContestRow.slug == slug)).scalar_one_or_none()
    return None if row is None else _contest(row)


def _contest(row: ContestRow) -> Contest:
    return Contest(
        id=row.id,
        slug=row.slug,
        title=row.title,
        organiser=row.organiser,
        legal_basis=row.legal_basis,
        hotline=row.hotline,
        receipt_prefix=row.receipt_prefix,
        unit_list_id=row.unit_list_id,
        two_persons=row.two_persons,
    )


def rounds_of(contest_id: int) -> tuple[Round, ...]:
    """The rounds of a contest by number."""
    rows = list(
        read()
        .execute(select(RoundRow).where(RoundRow.contest_id == contest_id).order_by(RoundRow.number))
        .scalars()
    )
    intervals = _intervals_of([row.id for row in rows])
    return tuple(_round(row, intervals) for row in rows)


def get_round(round_id: int) -> Round:
    """One round; raises RoundUnknown."""
    row = read().get(RoundRow, round_id)
    if row is None:
        raise RoundUnknown
    return _round(row, _intervals_of([round_id]))


def get_round_by_number(contest_id: int, number: int) -> Round:
    """The round of a number; raises RoundUnknown."""
    found = next((one for one in rounds_of(contest_id) if one.number == number), None)
    if found is None:
        raise RoundUnknown
    return found


def _intervals_of(round_ids: list[int]) -> Mapping[int, tuple[Interval, ...]]:
    rows = (
        read()
        .execute(
            select(RoundIntervalRow)
            .where(RoundIntervalRow.round_id.in_(round_ids))
            .order_by(RoundIntervalRow.opens_at)
        )
        .scalars()
    )
    found: dict[int, tuple[Interval, ...]] = {}
    for row in rows:
        interval = Interval(opens_at=row.opens_at, closes_at=row.closes_at)
        found[row.round_id] = (*found.get(row.round_id, ()), interval)
    return found


def _round(row: RoundRow, intervals: Mapping[int, tuple[Interval, ...]]) -> Round:
    return Round(
        id=row.id,
        contest_id=row.contest_id,
        number=row.number,
        name=row.name,
        rule_set_id=row.rule_set_id,
        state=RoundState(row.state),
        scheduled_at=row.scheduled_at,
        locked_at=row.locked_at,
        intervals=intervals.get(row.id, ()),
        results_due_on=row.results_due_on,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a participant's request needs to know of a round."""

    contest: Contest
    round: Round
    rules: RuleSet


def terms_of(round_id: int) -> Terms:
    """A round with its contest and rules, as of a second or two ago; raises RoundUnknown.

    Kept that long, because everybody asks at opening. What may change meanwhile (a later
    closing, a lock after the close) harms nobody who starts within those seconds.
    """
    return kept(("terms", round_id), settings().terms_seconds, lambda: _terms(round_id))


def _terms(round_id: int) -> Terms:
    this_round = get_round(round_id)
    return Terms(
        contest=get_contest(this_round.contest_id), round=this_round, rules=rule_set(this_round.rule_set_id)
    )


@lru_cache(maxsize=64)
def _parsed(body: str) -> RuleSet:
    # The text is the key: versions never change, and two databases never mix.
    return RuleSet.from_json(body)


def rule_set(rule_set_id: int) -> RuleSet:
    """One version of the rules."""
    body = read().execute(select(RuleSetRow.body).where(RuleSetRow.id == rule_set_id)).scalar()
    if body is None:
        raise RoundUnknown
    return _parsed(body)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetVersion:
    """A version of the rules as listed."""

    id: int
    number: int
    digest: str
    created_at: datetime
    rules: RuleSet


def rule_sets_of(contest_id: int) -> tuple[RuleSetVersion, ...]:
    """All versions of a contest's rules, newest first."""
    rows = (
        read()
        .execute(
            select(RuleSetRow).where(RuleSetRow.contest_id == contest_id).order_by(RuleSetRow.number.desc())
        )
        .scalars()
    )
    return tuple(_version(row) for row in rows)


def _version(row: RuleSetRow) -> RuleSetVersion:
    return RuleSetVersion(
        id=row.id,
        number=row.number,
        digest=row.digest,
        created_at=row.created_at,
        rules=_parsed(row.body),
    )


def rule_set_version(contest_id: int, number: int | None) -> RuleSetVersion:
    """The version of a number, the newest without one; raises ContestUnknown when there is none."""
    if number is None:
        return newest_rule_set(contest_id)
    found = next((one for one in rule_sets_of(contest_id) if one.number == number), None)
    if found is None:
        raise ContestUnknown
    return found


def newest_rule_set(contest_id: int) -> RuleSetVersion:
    """The newest version of a contest's rules; raises ContestUnknown when there is none."""
    versions = rule_sets_of(contest_id)
    if not versions:
        raise ContestUnknown
    return versions[0]


def item_versions_of(round_id: int) -> tuple[int, ...]:
    """The question versions that a scheduled round may draw."""
    rows = read().execute(
        select(RoundItemRow.item_version_id)
        .where(RoundItemRow.round_id == round_id)
        .order_by(RoundItemRow.item_version_id)
    )
    return tuple(row.item_version_id for row in rows)


def find_rule_set_version(rule_set_id: int) -> RuleSetVersion | None:
    """The version under an id."""
    row = read().get(RuleSetRow, rule_set_id)
    return None if row is None else _version(row)


def versions_in_unfinished_rounds(contest_id: int) -> frozenset[int]:
    """Question versions of rounds that are not locked: practice must not show them."""
    rows = read().execute(
        select(RoundItemRow.item_version_id)
        .join(RoundRow, RoundRow.id == RoundItemRow.round_id)
        .where(RoundRow.contest_id == contest_id, RoundRow.state == RoundState.SCHEDULED)
    )
    return frozenset(row.item_version_id for row in rows)


def count_contests() -> int:
    """How many contests there are."""
    return read().execute(select(func.count(ContestRow.id))).scalar_one()
