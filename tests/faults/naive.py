"""The negative control: the same pages over storage as it is often written; the comparison must notice.

No unique keys and no checks in the tables; "is there one? no: insert" in separate transactions; answers kept
in memory and written a little later; no sequence numbers compared; time looked at only where a page is shown;
the person's newest attempt looked up instead of the one in the address.
"""

import sys
import time
from collections.abc import Sequence
from datetime import datetime
from queue import SimpleQueue
from random import Random
from threading import Lock, Thread
from typing import Any

from flask import Flask, current_app
from granian.cli import entrypoint
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select, text, update

from contest import create_app as create_sound_app
from contest.attempts import finishing, services, starting
from contest.attempts.handles import choice_of
from contest.attempts.models import AttemptRow, ResponseRow
from contest.attempts.queries import Attempt, attempt_from, get_attempt
from contest.attempts.saving import PREDICTION, Answer, Saved
from contest.entries import queries as entries
from contest.platform.database import read, transaction
from contest.rounds import queries as rounds

# What lies between a look and the deed that follows from it, and between an answer and its storing.
MEANWHILE_SECONDS, WRITTEN_EVERY_SECONDS = 0.15, 0.4
ATTEMPT, RESPONSE = AttemptRow.__table__, ResponseRow.__table__

Write = tuple[int, Answer, int | None, datetime]


def create_app() -> Flask:
    """The product with three use cases replaced."""
    app = create_sound_app()
    writer = _Writer()
    services.start = start
    services.submit = submit
    services.save = writer.save
    return app


def loosen(url: str) -> None:
    """Put tables without constraints in the place of those of attempts and answers, which are still empty."""
    engine = create_engine(url)
    loose = MetaData()
    for table in (ATTEMPT, RESPONSE):
        columns = [
            Column(column.name, column.type, primary_key=column.name == "id", autoincrement=True)
            for column in table.columns
        ]
        Table(table.name, loose, *columns)
    with engine.begin() as connection:
        cascade = "" if engine.dialect.name == "sqlite" else " CASCADE"
        for name in ("response", "attempt"):
            connection.execute(text(f"DROP TABLE {name}{cascade}"))
        loose.create_all(connection)
    engine.dispose()


def start(
    *, round_id: int, account_id: int, device: str, rng: Random, now: datetime, guest: object | None
) -> Attempt:
    """Look for an open attempt; if there is none, insert one."""
    del guest
    terms = rounds.terms_of(round_id)
    entry = entries.find_entry(contest_id=terms.round.contest_id, account_id=account_id)
    assert entry is not None
    before = read().execute(select(ATTEMPT).where(ATTEMPT.c.entry_id == entry.id)).all()
    for row in before:
        if row.state == "open" and row.round_id == round_id and not finishing.is_overdue(row, now):
            return attempt_from(row)
    time.sleep(MEANWHILE_SECONDS)
    number = starting._next_number(terms, entry, before)  # noqa: SLF001 - a control
    paper = starting._draw(terms, entry, before, rng)  # noqa: SLF001 - a control
    values = starting._drawn(terms, entry, number, device, paper, rng)  # noqa: SLF001 - a control
    values |= starting._times(terms, entry, now)  # noqa: SLF001 - a control
    with transaction() as session:
        session.execute(insert(ATTEMPT).values(**values))
    return get_attempt(code=str(values["code"]), account_id=account_id)


def submit(*, code: str, account_id: int, now: datetime) -> Attempt:
    """Look whether it is open; if so, mark the answers and write the result."""
    attempt = get_attempt(code=code, account_id=account_id)
    if attempt.is_finished:
        return attempt
    row = read().execute(select(ATTEMPT).where(ATTEMPT.c.code == code)).first()
    assert row is not None
    answers = read().execute(select(RESPONSE).where(RESPONSE.c.attempt_id == attempt.id))
    given = {answer.slot: answer.value for answer in answers if answer.value is not None}
    time.sleep(MEANWHILE_SECONDS)
    with transaction() as session:
        session.execute(
            update(ATTEMPT)
            .where(ATTEMPT.c.code == code)
            .values(
                state="finished",
                finished_at=now,
                finished_by="participant",
                score=finishing.score_of(row.paper, row.questions, given),
                prediction=given.get(row.questions + 1),
                time_used_ms=int((now - attempt.started_at).total_seconds() * 1000),
            )
        )
    return get_attempt(code=code, account_id=account_id)


class _Writer:
    """Keeps answers in memory and writes them a little later, for speed."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Write] = SimpleQueue()
        self._lock = Lock()
        self._thread: Thread | None = None

    def save(
        self, *, code: str, account_id: int, device: str, answers: Sequence[Answer], now: datetime
    ) -> Saved:
        """Take the answers for the person's newest attempt, and say that they are saved."""
        del device
        self._ensure_writing()
        newest = (
            read()
            .execute(select(ATTEMPT).where(ATTEMPT.c.account_id == account_id).order_by(ATTEMPT.c.id.desc()))
            .first()
        )
        assert newest is not None
        stored, prediction_seq = {}, None
        for answer in answers:
            seq = answer.seq or 1
            if answer.slot == PREDICTION:
                prediction_seq = seq
                self._waiting.put((newest.id, answer, int(answer.value or 0), now))
            else:
                stored[answer.slot] = seq
                choice = choice_of(code, answer.slot, answer.value) if answer.value else None
                self._waiting.put((newest.id, answer, choice, now))
        return Saved(
            stored=stored, prediction_seq=prediction_seq, saved_at=now, deadline_at=newest.deadline_at
        )

    def _ensure_writing(self) -> None:
        with self._lock:
            if self._thread is None:
                app = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - Flask's proxy
                self._thread = Thread(target=self._write_for_ever, args=(app,), daemon=True)
                self._thread.start()

    def _write_for_ever(self, app: Flask) -> None:
        while True:
            time.sleep(WRITTEN_EVERY_SECONDS)
            with app.app_context():
                while not self._waiting.empty():
                    _write(self._waiting.get())


def _write(one: Write) -> None:
    """Look whether there is an answer; overwrite it or insert one."""
    attempt_id, answer, value, now = one
    questions = read().execute(select(ATTEMPT.c.questions).where(ATTEMPT.c.id == attempt_id)).scalar_one()
    slot = questions + 1 if answer.slot == PREDICTION else answer.slot
    here = (RESPONSE.c.attempt_id == attempt_id) & (RESPONSE.c.slot == slot)
    is_there = read().execute(select(RESPONSE.c.seq).where(here)).first() is not None
    values: dict[str, Any] = {
        "seq": answer.seq or 1,
        "value": value,
        "flagged": answer.flagged,
        "saved_at": now,
    }
    with transaction() as session:
        if is_there:
            session.execute(update(RESPONSE).where(here).values(**values))
        else:
            session.execute(insert(RESPONSE).values(attempt_id=attempt_id, slot=slot, **values))


if __name__ == "__main__":
    sys.exit(entrypoint())
