"""Starting an attempt: draw a paper and store it with its deadline, or answer the open one (A1, T2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import bindparam, select

from contest.accounts.queries import Guest
from contest.attempts import assisting, papers, pools
from contest.attempts.errors import AttemptsUsedUp, RoundClosed, RoundClosedResultsAwaited, RoundNotOpen
from contest.attempts.finishing import end_overdue, is_overdue
from contest.attempts.incidents import further_attempts
from contest.attempts.models import AttemptRow
from contest.attempts.queries import ATTEMPT_COLUMNS, Attempt, attempt_from
from contest.entries import queries as entries
from contest.entries.errors import NotEntered, PersonExcluded
from contest.entries.queries import Entry
from contest.platform.database import AnyRow, dialect_name, run, short_transaction, single_statement
from contest.platform.upsert import insert
from contest.rounds import queries as rounds
from contest.rounds.queries import Round, Terms
from contest.rules import windows
from contest.rules.windows import Interval, RoundPhase
from questions.drawing import Paper, draw

_OF_ENTRY = (
    select(*ATTEMPT_COLUMNS, AttemptRow.paper)
    .where(AttemptRow.entry_id == bindparam("entry_id"))
    .order_by(AttemptRow.id)
)
SEED_BITS = 256
_STORED_AT_START = (
    "code",
    "receipt",
    "entry_id",
    "account_id",
    "round_id",
    "rule_set_id",
    "number",
    "division",
    "unit_id",
    "unit_path",
    "state",
    "device",
    "started_at",
    "deadline_at",
    "grace_ms",
    "paper",
    "questions",
)


@cache
def _insert(_dialect: str) -> Any:
    # Another click came first: its attempt is the answer to this one too.
    statement = insert(AttemptRow).values({name: bindparam(name) for name in _STORED_AT_START})
    return statement.on_conflict_do_nothing().returning(AttemptRow.id)


def start(
    *,
    round_id: int,
    account_id: int,
    device: str,
    rng: Random,
    now: datetime,
    guest: Guest | None = None,
) -> Attempt:
    """Draw and store a paper, or answer the attempt that is open already (A1).

    The attempt begins when its turn to write has come: what was waited for it, up to eight
    seconds on SQLite, is nobody's working time. What came before is judged by the arrival.

    In a guest session the attempt is marked as assisted.

    Raises RoundNotOpen, RoundClosed, NotEntered, PersonExcluded, AttemptsUsedUp.
    """
    terms = rounds.terms_of(round_id)
    _open_interval(terms.round, now)  # who comes too early or too late need not wait to be told
    entry = _entry_of(terms, account_id)
    attempt = None
    while attempt is None:  # again where another click began one between our look and our turn
        before = run(_OF_ENTRY, {"entry_id": entry.id})
        attempt = _going_on(before, terms.round.id, guest, now)
        if attempt is None:
            # Drawn before the turn to write: on SQLite everybody else waits while we have it.
            number = _next_number(terms, entry, before)
            paper = _draw(terms, entry, before, rng)
            drawn = _drawn(terms, entry, number, device, paper, rng)
            attempt = _begun(terms, entry, drawn, guest, now)
            if attempt is not None:
                papers.remember(attempt.code, paper.slots)
    return attempt


def _going_on(before: Sequence[AnyRow], round_id: int, guest: Guest | None, now: datetime) -> Attempt | None:
    """The attempt of the round that is open; whatever is overdue is ended on the way."""
    for row in before:
        if row.state != "open":
            continue
        if is_overdue(row, now):
            with short_transaction():
                attempt = end_overdue(row, now)
        else:
            attempt = attempt_from(row)
        if not attempt.is_finished and attempt.round_id == round_id:
            if guest is not None:
                with short_transaction():
                    assisting.mark(attempt.id, guest, now=now)
            return attempt
    return None


def _begun(
    terms: Terms, entry: Entry, drawn: dict[str, object], guest: Guest | None, now: datetime
) -> Attempt | None:
    """The attempt as stored with its times; None where one with its number, or an open one, is there."""
    with single_statement() if guest is None else short_transaction() as waited:
        values = drawn | _times(terms, entry, now + waited)
        new_id = run(_insert(dialect_name()), values).scalar()
        if new_id is not None and guest is not None:
            assisting.mark(new_id, guest, now=now)
    return None if new_id is None else _attempt(new_id, values)


def _entry_of(terms: Terms, account_id: int) -> Entry:
    entry = entries.find_entry(contest_id=terms.round.contest_id, account_id=account_id)
    if entry is None:
        raise NotEntered
    if entry.is_excluded:
        raise PersonExcluded
    return entry


def _open_interval(this_round: Round, now: datetime) -> Interval:
    phase = this_round.phase(now)
    interval = windows.current_interval(this_round.intervals, now=now)
    if phase is RoundPhase.OPEN and interval is not None and this_round.locked_at is None:
        return interval
    if phase is RoundPhase.CLOSED or this_round.locked_at is not None:
        due = this_round.results_awaited_until
        if due is not None:
            raise RoundClosedResultsAwaited(round=this_round.name, closes_at=this_round.closes_at, due=due)
        raise RoundClosed(round=this_round.name, closes_at=this_round.closes_at)
    opens_at = windows.next_opening(this_round.intervals, now=now)
    raise RoundNotOpen(round=this_round.name, opens_at=opens_at or "Ban Tổ chức sẽ thông báo")


def _drawn(
    terms: Terms, entry: Entry, number: int, device: str, paper: Paper, rng: Random
) -> dict[str, object]:
    """What is stored of an attempt, but for its times."""
    return {
        "code": papers.attempt_code(rng),
        "receipt": papers.receipt_code(terms.contest.receipt_prefix, rng),
        "entry_id": entry.id,
        "account_id": entry.account_id,
        "round_id": terms.round.id,
        "rule_set_id": terms.round.rule_set_id,
        "number": number,
        "division": entry.division,
        "unit_id": entry.unit_id,
        "unit_path": entry.unit_path,
        "state": "open",
        "device": device,
        "paper": papers.stored(paper),
        "questions": len(paper.slots),
    }


def _next_number(terms: Terms, entry: Entry, before: Sequence[AnyRow]) -> int:
    used = sum(1 for row in before if row.round_id == terms.round.id)
    allowed = terms.rules.attempts_allowed
    if used >= allowed and used >= allowed + further_attempts(entry_id=entry.id, round_id=terms.round.id):
        raise AttemptsUsedUp(round=terms.round.name, limit=allowed)
    return used + 1


def _times(terms: Terms, entry: Entry, now: datetime) -> dict[str, object]:
    rules, interval = terms.rules, _open_interval(terms.round, now)
    allowed = windows.allowed_duration(rules.duration, factor=entry.time_factor(rules.extra_time_factor))
    return {
        "started_at": now,
        "deadline_at": windows.deadline_of(
            started_at=now,
            duration=allowed,
            closes_at=interval.closes_at,
            lets_started_finish=rules.lets_started_finish,
        ),
        "grace_ms": rules.grace // windows.MILLISECOND,
    }


def _draw(terms: Terms, entry: Entry, before: Sequence[AnyRow], rng: Random) -> Paper:
    seen = frozenset(slot.version_id for row in before for slot in papers.slots_of(row.paper))
    blueprint = terms.rules.division(entry.division).blueprint
    # A draw takes two hundred numbers, and the system's chance asks the kernel for each: one seed a paper, as
    # large as a key, is as unforeseeable. What has to stay secret, codes and receipts, is not made of it.
    own = Random(rng.getrandbits(SEED_BITS))  # noqa: S311 - see above
    return draw(blueprint, pools.pool_of(terms.round), own, seen=seen)


def _attempt(attempt_id: int, values: dict[str, Any]) -> Attempt:
    return Attempt(
        id=attempt_id,
        code=values["code"],
        entry_id=values["entry_id"],
        account_id=values["account_id"],
        round_id=values["round_id"],
        rule_set_id=values["rule_set_id"],
        number=values["number"],
        division=values["division"],
        is_finished=False,
        device=values["device"],
        started_at=values["started_at"],
        deadline_at=values["deadline_at"],
        grace=timedelta(milliseconds=values["grace_ms"]),
        questions=values["questions"],
        finished_at=None,
        finished_by=None,
        score=None,
        time_used_ms=None,
        prediction=None,
        receipt=values["receipt"],
        is_struck=False,
    )
