"""Use cases of rounds: set a contest up, write rule sets, schedule and lock rounds."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain, count

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from contest.bank import queries as bank
from contest.bank.queries import Pool
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean, fold
from contest.rounds import allowed, marks, queries, times
from contest.rounds.errors import (
    BankTooThin,
    NotScheduled,
    ReasonMissing,
    RoundOver,
    RoundStillOpen,
    RoundUnknown,
    RuleSetInvalid,
)
from contest.rounds.feasibility import feasibility
from contest.rounds.models import ContestRow, RoundIntervalRow, RoundItemRow, RoundRow, RuleSetRow
from contest.rounds.queries import RoundState
from contest.rules import checks
from contest.rules.terms import RuleSet
from contest.rules.windows import Interval, RoundPhase
from questions.drawing import Candidate

NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")
LONGEST_SLUG = 50  # leaves room for a number behind it
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContest:
    """What a contest is called and stands on."""

    slug: str
    title: str
    organiser: str
    legal_basis: str
    hotline: str
    receipt_prefix: str
    unit_list_id: int
    two_persons: bool = True


def create_contest(*, contest: NewContest, rules: RuleSet, by: int | None, now: datetime) -> int:
    """Set a contest up with the first version of its rules. Answers its id."""
    with transaction() as session:
        row = ContestRow(
            slug=contest.slug,
            title=clean(contest.title),
            organiser=clean(contest.organiser),
            legal_basis=clean(contest.legal_basis),
            hotline=clean(contest.hotline),
            receipt_prefix=contest.receipt_prefix,
            unit_list_id=contest.unit_list_id,
            two_persons=contest.two_persons,
            created_at=now,
        )
        session.add(row)
        session.flush()
        audit.record(action="rounds:contest:create", subject=contest.slug, by=by, now=now)
        add_rule_set(contest_id=row.id, rules=rules, by=by, now=now)
        return row.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestTexts:
    """What a contest says of itself; may change at any time."""

    title: str
    organiser: str
    legal_basis: str
    hotline: str


def begin_contest(
    *, texts: ContestTexts, receipt_prefix: str, unit_list_id: int, rules: RuleSet, by: int, now: datetime
) -> int:
    """Set a contest up under a free address; one of this title in preparation is answered again."""
    with transaction():
        known = queries.find_contest_in_preparation()
        if known is not None and known.title == clean(texts.title):
            return known.id
        contest = NewContest(
            slug=_free_slug(texts.title),
            title=texts.title,
            organiser=texts.organiser,
            legal_basis=texts.legal_basis,
            hotline=texts.hotline,
            receipt_prefix=receipt_prefix,
            unit_list_id=unit_list_id,
        )
        return create_contest(contest=contest, rules=replace(rules, title=clean(texts.title)), by=by, now=now)


def _free_slug(title: str) -> str:
    plain = NOT_IN_SLUGS.sub("-", fold(title)).strip("-")[:LONGEST_SLUG].strip("-") or "cuoc-thi"
    numbered = (f"{plain}-{number}" for number in count(2))
    return next(slug for slug in chain((plain,), numbered) if queries.find_contest(slug) is None)


def edit_contest(
    *, contest_id: int, texts: ContestTexts, by: int, now: datetime, based_on: str | None = None
) -> None:
    """Change the texts of a contest; ``based_on``: marks.mark_of_texts. Raises ChangedMeanwhile."""
    with transaction() as session:
        row = session.get(ContestRow, contest_id)
        if row is None:
            raise RoundUnknown
        new = {name: clean(text) for name, text in asdict(texts).items()}
        old = {name: getattr(row, name) for name in new}
        if new != old:
            marks.refuse_unseen_texts(queries.get_contest(contest_id), based_on)
            facts = {"old": old, "new": new}
            audit.record(action="rounds:contest:edit", subject=row.slug, by=by, now=now, facts=facts)
        for name, text in new.items():
            setattr(row, name, text)


def ask_for_two_persons(*, contest_id: int, wanted: bool, reason: str, by: int, now: datetime) -> None:
    """Say whether final acts of a contest take two persons (R6); the same again changes nothing."""
    with transaction() as session:
        row = session.get(ContestRow, contest_id, with_for_update=True)
        if row is None:
            raise RoundUnknown
        if row.two_persons == wanted:
            return
        facts = {"old": row.two_persons, "new": wanted}
        audit.record(
            action="rounds:contest:two_persons", subject=row.slug, by=by, now=now, reason=reason, facts=facts
        )
        row.two_persons = wanted


def add_rule_set(
    *, contest_id: int, rules: RuleSet, by: int | None, now: datetime, based_on: str | None = None
) -> int:
    """Write a new version of the rules. Answers its id.

    ``based_on`` is the digest of the version that the organiser began from; with it, saving what the newest
    one says is no new version. Raises RuleSetInvalid, ChangedMeanwhile.
    """
    problems = checks.check(rules)
    if problems:
        raise RuleSetInvalid(problems=[problem.sentence for problem in problems])
    with transaction() as session:
        newest = session.execute(
            select(func.max(RuleSetRow.number)).where(RuleSetRow.contest_id == contest_id)
        ).scalar()
        before = None if based_on is None else queries.newest_rule_set(contest_id)
        if before is not None and before.digest == rules.digest():
            return before.id
        if before is not None:
            marks.refuse_unseen_rules(contest_id, before, based_on)
        row = RuleSetRow(
            contest_id=contest_id,
            number=(newest or 0) + 1,
            body=rules.to_json(),
            digest=rules.digest(),
            created_at=now,
            created_by=by,
        )
        session.add(row)
        session.flush()
        audit.record(
            action="rounds:rules:add",
            subject=f"{contest_id}:{row.number}",
            by=by,
            now=now,
            facts={"digest": row.digest},
        )
        return row.id


def add_round(
    *,
    contest_id: int,
    name: str,
    intervals: Sequence[Interval],
    by: int | None,
    now: datetime,
    results_due_on: date | None = None,
) -> int:
    """Add a draft round under the newest rules. Answers its id.

    Raises IntervalsInvalid, ResultsDueTooEarly.
    """
    times.check(intervals)
    times.check_due(results_due_on, intervals)
    with transaction() as session:
        newest = session.execute(
            select(func.max(RoundRow.number)).where(RoundRow.contest_id == contest_id)
        ).scalar()
        row = RoundRow(
            contest_id=contest_id,
            number=(newest or 0) + 1,
            name=clean(name),
            rule_set_id=queries.newest_rule_set(contest_id).id,
            state=RoundState.DRAFT,
            results_due_on=results_due_on,
        )
        session.add(row)
        session.flush()
        _store_intervals(session, row.id, intervals)
        audit.record(action="rounds:round:add", subject=str(row.id), by=by, now=now, facts={"name": row.name})
        return row.id


def add_weekly_rounds(
    *,
    contest_id: int,
    first: Interval,
    number: int,
    by: int,
    now: datetime,
    results_within: timedelta | None = None,
) -> tuple[int, ...]:
    """Add so many draft rounds ("Tuần 3"), each a week after the one before. Answers their ids.

    ``results_within`` is how long after its close the results of each are announced at the latest.
    """
    with transaction():
        begin = len(queries.rounds_of(contest_id)) + 1
        return tuple(
            add_round(
                contest_id=contest_id,
                name=f"Tuần {begin + week}",
                intervals=(
                    Interval(opens_at=first.opens_at + week * WEEK, closes_at=first.closes_at + week * WEEK),
                ),
                by=by,
                now=now,
                results_due_on=None
                if results_within is None
                else times.day_of(first.closes_at + week * WEEK + results_within),
            )
            for week in range(number)
        )


def remove_round(*, round_id: int, by: int, reason: str, now: datetime) -> None:
    """Take a draft round away; a scheduled one is withdrawn first. Raises RoundKept."""
    with transaction() as session:
        row = _row(session, round_id)
        allowed.check_removable(queries.get_round(round_id))
        facts = {"name": row.name, "times": times.told(queries.get_round(round_id).intervals)}
        session.execute(delete(RoundIntervalRow).where(RoundIntervalRow.round_id == round_id))
        session.delete(row)
        audit.record(
            action="rounds:round:remove", subject=str(round_id), by=by, now=now, reason=reason, facts=facts
        )


def edit_round(
    *,
    round_id: int,
    name: str,
    intervals: Sequence[Interval],
    by: int,
    now: datetime,
    reason: str = "",
    results_due_on: date | None = None,
    based_on: str | None = None,
) -> None:
    """Change name, times and the day of results. Once open, times only for a later closing, with a reason.

    ``based_on``: marks.mark_of_times. Raises ChangedMeanwhile, RoundLocked, RoundStarted, ReasonMissing,
    IntervalsInvalid, ResultsDueTooEarly.
    """
    times.check(intervals)
    times.check_due(results_due_on, intervals)
    with transaction() as session:
        row = _row(session, round_id)
        before = queries.get_round(round_id)
        allowed.check_not_locked(before)
        after = replace(before, name=clean(name), intervals=tuple(intervals), results_due_on=results_due_on)
        marks.refuse_unseen_times(before, after, based_on)
        if before.phase(now) is not RoundPhase.NOT_OPEN:
            times.check_only_later_closing(before.intervals, intervals, now)
            if not clean(reason):
                raise ReasonMissing
        audit.record(
            action="rounds:round:edit",
            subject=str(round_id),
            by=by,
            now=now,
            reason=reason,
            facts={
                "old": times.told(before.intervals),
                "new": times.told(intervals),
                "name": name,
                "results_due_on": results_due_on and results_due_on.isoformat(),
            },
        )
        row.name, row.results_due_on = clean(name), results_due_on
        session.execute(delete(RoundIntervalRow).where(RoundIntervalRow.round_id == round_id))
        _store_intervals(session, round_id, intervals)


def schedule(*, round_id: int, pools: Sequence[Pool], by: int | None, now: datetime) -> None:
    """Freeze a round's questions and rules and let its times act; scheduling twice is the same.

    Raises RoundLocked, RoundOver, and BankTooThin with the cells.
    """
    with transaction() as session:
        row = _row(session, round_id)
        this = queries.get_round(round_id)
        allowed.check_not_locked(this)
        if this.state is RoundState.SCHEDULED:
            return
        if this.is_over(now):
            raise RoundOver(round=row.name)
        newest = queries.newest_rule_set(row.contest_id)
        divisions = feasibility(newest.rules, pools=pools, this_round=this)
        missing = [words for one in divisions for words in one.missing]
        if missing:
            raise BankTooThin(cells=missing)
        row.rule_set_id = newest.id
        row.state = RoundState.SCHEDULED
        row.scheduled_at = now
        candidates = bank.approved_candidates(
            pools=pools, law_as_of=newest.rules.law_as_of, opens_on=this.opens_on
        )
        _store_items(session, round_id, candidates)
        audit.record(
            action="rounds:round:schedule",
            subject=str(round_id),
            by=by,
            now=now,
            facts={"rule_set": newest.digest, "questions": len(candidates)},
        )


def schedule_all(*, contest_id: int, pools: Sequence[Pool], by: int, now: datetime) -> int:
    """Schedule every draft round of a contest, all or none. Answers how many."""
    with transaction():
        drafts = [one for one in queries.rounds_of(contest_id) if one.state is RoundState.DRAFT]
        for one in drafts:
            schedule(round_id=one.id, pools=pools, by=by, now=now)
        return len(drafts)


def withdraw(*, round_id: int, by: int, reason: str, now: datetime) -> None:
    """Make a scheduled round a draft again, as long as it has not opened; a draft is one already.

    Raises RoundLocked, RoundStarted.
    """
    with transaction() as session:
        row = _row(session, round_id)
        allowed.check_withdrawable(queries.get_round(round_id), now=now)
        if row.state == RoundState.DRAFT:
            return
        row.state = RoundState.DRAFT
        row.scheduled_at = None
        session.execute(delete(RoundItemRow).where(RoundItemRow.round_id == round_id))
        audit.record(action="rounds:round:withdraw", subject=str(round_id), by=by, now=now, reason=reason)


def lock(*, round_id: int, by: int | None, now: datetime) -> None:
    """Lock a closed round: its attempts and their results no longer change. Locking twice is the same."""
    with transaction() as session:
        row = _row(session, round_id)
        this = queries.get_round(round_id)
        if this.state is RoundState.LOCKED:
            return
        if this.state is RoundState.DRAFT:
            raise NotScheduled(round=row.name)
        if this.phase(now) is not RoundPhase.CLOSED:
            raise RoundStillOpen(round=row.name, closes_at=this.closes_at)
        row.state = RoundState.LOCKED
        row.locked_at = now
        audit.record(action="rounds:round:lock", subject=str(round_id), by=by, now=now)


def _row(session: Session, round_id: int) -> RoundRow:
    row = session.get(RoundRow, round_id, with_for_update=True)
    if row is None:
        raise RoundUnknown
    return row


def _store_intervals(session: Session, round_id: int, intervals: Sequence[Interval]) -> None:
    session.add_all(
        RoundIntervalRow(round_id=round_id, opens_at=one.opens_at, closes_at=one.closes_at)
        for one in intervals
    )
    session.flush()


def _store_items(session: Session, round_id: int, candidates: Sequence[Candidate]) -> None:
    session.add_all(RoundItemRow(round_id=round_id, item_version_id=one.version_id) for one in candidates)
