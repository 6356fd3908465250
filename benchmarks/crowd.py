"""Thousands of people as rows, written in bulk: what is measured is the server, not how they came to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from contest.accounts.models import AccountRow, SignInRow
from contest.accounts.queries import token_hash
from contest.attempts import papers
from contest.attempts.models import AttemptRow
from contest.bank import queries as bank
from contest.entries.models import EntryRow
from contest.platform.language.vietnamese import fold, name_sort_key
from contest.rounds import queries as rounds
from contest.units.queries import Unit
from questions.drawing import Paper, Pool, draw

NAME = "Sùng Mẫu Mai"
GRACE = timedelta(seconds=30)
# Drawn once and used in turn: what a finished attempt asked is not what is measured.
PAPERS = 100
# As many answers as a contest of this size holds; every option is chosen as often as every other.
ANSWERS = """
    INSERT INTO response (attempt_id, slot, seq, value, flagged, saved_at)
    WITH RECURSIVE slot(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM slot WHERE n < 30)
    SELECT attempt.id, slot.n, slot.n, (attempt.id + slot.n) % 4, attempt.id < 0, attempt.started_at
    FROM attempt, slot WHERE slot.n <= attempt.questions
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A row of the crowd."""

    account_id: int
    entry_id: int
    phone: str
    unit: Unit


def enter(
    session: Session,
    *,
    contest_id: int,
    units: Sequence[Unit],
    numbers: range,
    division: str,
    password_hash: str,
    at: datetime,
) -> list[Person]:
    """Accounts and entries, spread over the units."""
    phones = [f"+84900{number:06}" for number in numbers]
    accounts = [
        {
            "phone": phone, "name": NAME, "sort_key": name_sort_key(NAME), "search": fold(NAME),
            "password_hash": password_hash, "status": "active", "created_at": at,
        }
        for phone in phones
    ]  # fmt: skip
    account_ids = _insert(session, AccountRow, accounts)
    entries = [
        {
            "contest_id": contest_id, "account_id": account_id, "division": division,
            "unit_id": units[account_id % len(units)].id, "unit_path": units[account_id % len(units)].path,
            "entered_at": at, "wants_extra_time": False,
        }
        for account_id in account_ids
    ]  # fmt: skip
    entry_ids = _insert(session, EntryRow, entries)
    return [
        Person(account_id=account_id, entry_id=entry_id, phone=phone, unit=units[account_id % len(units)])
        for account_id, entry_id, phone in zip(account_ids, entry_ids, phones, strict=True)
    ]


def finish(session: Session, people: Sequence[Person], *, round_id: int, division: str, at: datetime) -> None:
    """One finished attempt each, with all answers, in the minutes after an instant."""
    rng = Random(7)  # noqa: S311 - the same crowd each time
    this_round = rounds.get_round(round_id)
    blueprint = rounds.rule_set(this_round.rule_set_id).division(division).blueprint
    pool = Pool(bank.candidates_of(rounds.item_versions_of(round_id)))
    drawn = [draw(blueprint, pool, rng) for _ in range(PAPERS)]
    common = {"rule_set_id": this_round.rule_set_id, "round_id": round_id, "division": division}
    rows = [
        _finished(person, drawn[number % PAPERS], at + timedelta(milliseconds=400 * number), rng) | common
        for number, person in enumerate(people)
    ]
    _insert(session, AttemptRow, rows)
    session.execute(text(ANSWERS))


def _finished(person: Person, paper: Paper, started_at: datetime, rng: Random) -> dict[str, object]:
    used = timedelta(seconds=rng.randint(200, 900))
    return {
        "code": papers.attempt_code(rng),
        "receipt": papers.receipt_code("HG24", rng),
        "entry_id": person.entry_id,
        "account_id": person.account_id,
        "number": 1,
        "unit_id": person.unit.id,
        "unit_path": person.unit.path,
        "state": "finished",
        "device": "may-cua-dam-dong",
        "started_at": started_at,
        "deadline_at": started_at + timedelta(minutes=20),
        "grace_ms": GRACE // timedelta(milliseconds=1),
        "paper": papers.stored(paper),
        "questions": len(paper.slots),
        "finished_at": started_at + used,
        "finished_by": "participant",
        "score": rng.randint(8, len(paper.slots)),
        "time_used_ms": used // timedelta(milliseconds=1),
        "prediction": rng.randint(0, 5000),
    }


def sign_in(session: Session, tokens: dict[int, str], *, at: datetime, lasts: timedelta) -> None:
    """Open a sign-in for each account under its token."""
    rows = [
        {
            "token_hash": token_hash(token), "account_id": account_id, "began_at": at,
            "expires_at": at + lasts, "second_factor_at": at, "shared_device": False,
        }
        for account_id, token in tokens.items()
    ]  # fmt: skip
    session.execute(insert(SignInRow), rows)


def _insert(session: Session, table: type, rows: list[dict[str, object]]) -> list[int]:
    key = table.id  # type: ignore[attr-defined] # all of ours have one
    statement = insert(table).returning(key, sort_by_parameter_order=True)
    return list(session.execute(statement, rows).scalars()) if rows else []
