"""Attempts taken at a helper's desk: marked with who helped and where, told to the person, counted apart.

An attempt is marked by the first thing that is done to it in a guest session, and stays so: also one that was
begun at home. Source: domain.md 6.5.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select

from contest.accounts import queries as accounts
from contest.accounts.queries import Guest
from contest.attempts import papers
from contest.attempts.models import AssistanceRow, AttemptRow, ResponseRow
from contest.platform.database import dialect_name, read, run, short_transaction
from contest.platform.upsert import insert
from contest.units import queries as units


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistance:
    """Who helped with an attempt, and where."""

    helper: str
    unit: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistedCount:
    """How much was taken at helpers' desks in some rounds."""

    attempts: int
    people: int
    helpers: int


@cache
def _mark(_dialect: str) -> Any:
    names = ("attempt_id", "guest_id", "helper_id", "unit_id", "at")
    statement = insert(AssistanceRow).values({name: bindparam(name) for name in names})
    return statement.on_conflict_do_nothing()


_OWN = select(AttemptRow.id).where(
    AttemptRow.code == bindparam("code"),
    AttemptRow.account_id == bindparam("account_id"),
    AttemptRow.state == "open",
)


def mark(attempt_id: int, guest: Guest, *, now: datetime) -> None:
    """Mark an attempt within the use case that touches it; twice is the same."""
    run(
        _mark(dialect_name()),
        {
            "attempt_id": attempt_id,
            "guest_id": guest.id,
            "helper_id": guest.helper_id,
            "unit_id": guest.unit_id,
            "at": now,
        },
    )


def assist(*, code: str, account_id: int, guest_id: int, now: datetime) -> None:
    """Mark a person's open attempt before anything is done to it in a guest session."""
    guest = accounts.find_guest(guest_id)
    with short_transaction():
        attempt_id = run(_OWN, {"code": code, "account_id": account_id}).scalar()
        if guest is not None and attempt_id is not None:
            mark(attempt_id, guest, now=now)


def assistance_of(attempt_ids: Collection[int]) -> Mapping[int, Assistance]:
    """Who helped with some attempts; those that were taken alone are not among them."""
    rows = (
        read().execute(select(AssistanceRow).where(AssistanceRow.attempt_id.in_(attempt_ids))).scalars().all()
    )
    people = accounts.people({row.helper_id for row in rows})
    names = units.names_of({row.unit_id for row in rows})
    return {
        row.attempt_id: Assistance(helper=people[row.helper_id][0], unit=names[row.unit_id], at=row.at)
        for row in rows
    }


def helpers_of(round_id: int) -> Mapping[int, int]:
    """The helper's account of each assisted attempt of a round."""
    rows = read().execute(
        select(AssistanceRow.attempt_id, AssistanceRow.helper_id)
        .join(AttemptRow, AttemptRow.id == AssistanceRow.attempt_id)
        .where(AttemptRow.round_id == round_id)
    )
    return {row.attempt_id: row.helper_id for row in rows}


def answers_given(attempt_ids: Collection[int]) -> Mapping[int, frozenset[tuple[int, int]]]:
    """(item version, option chosen) of each answered question of some attempts, wherever it stood."""
    papers_of = read().execute(select(AttemptRow.id, AttemptRow.paper).where(AttemptRow.id.in_(attempt_ids)))
    versions = {
        (row.id, slot.number): slot.version_id for row in papers_of for slot in papers.slots_of(row.paper)
    }
    rows = read().execute(
        select(ResponseRow.attempt_id, ResponseRow.slot, ResponseRow.value).where(
            ResponseRow.attempt_id.in_(attempt_ids), ResponseRow.value.is_not(None)
        )
    )
    given: dict[int, set[tuple[int, int]]] = {attempt_id: set() for attempt_id in attempt_ids}
    for row in rows:
        version = versions.get((row.attempt_id, row.slot))
        if version is not None:  # the prediction is no question of the paper
            given[row.attempt_id].add((version, row.value))
    return {attempt_id: frozenset(chosen) for attempt_id, chosen in given.items()}


def assisted_count(round_ids: Collection[int]) -> AssistedCount:
    """How many finished attempts, of how many people, with how many helpers; struck ones are left out."""
    row = (
        read()
        .execute(
            select(
                func.count(AssistanceRow.attempt_id),
                func.count(func.distinct(AttemptRow.entry_id)),
                func.count(func.distinct(AssistanceRow.helper_id)),
            )
            .join(AttemptRow, AttemptRow.id == AssistanceRow.attempt_id)
            .where(
                AttemptRow.round_id.in_(round_ids),
                AttemptRow.state == "finished",
                AttemptRow.struck_at.is_(None),
            )
        )
        .one()
    )
    return AssistedCount(attempts=row[0], people=row[1], helpers=row[2])
