"""How many SQL statements a click costs (performance goal P19), in a small contest and in a larger one."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import psycopg
import pytest
from factories import NOW, World, make_entry, make_rules, make_world, sign_in, take_attempt
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import PageResponse, StrictClient
from sqlalchemy import event

from contest.attempts.handles import handle_of
from contest.bank.queries import Figures, all_items
from contest.bank.services import record_statistics
from contest.platform.database import db
from questions.blueprint import Cell, PaperBlueprint

pytestmark = [
    # As in earnest: the programme and the boards, asked for by everybody, are read once in a few seconds.
    pytest.mark.settings(terms_seconds=3600, leaderboard_seconds=3600),
    # The same figures for both: none may grow with the questions of a paper or with the people.
    pytest.mark.parametrize(("questions", "others"), [(4, 2), (24, 30)]),
]
NO_DATA = (";", "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "--")
STILL_THERE = "SELECT 1"  # asked of a connection that was silent for a second
BOARD = "/xep-hang/don-vi"


class Count(NamedTuple):
    """Statements that touched data."""

    reads: int
    writes: int


# A signed-in click always asks whether the sign-in is still good, so that ending it acts at once (P4).
SIGN_IN_READ = 1


@pytest.fixture
def heard(app: Flask) -> list[str]:
    """Every statement that reaches the driver from now on, whichever layer sends it."""
    statements: list[str] = []

    class Listening(psycopg.Cursor[Any]):
        def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
            statements.append(query)
            return super().execute(query, *args, **kwargs)

        def executemany(self, query: Any, *args: Any, **kwargs: Any) -> None:
            statements.append(query)
            super().executemany(query, *args, **kwargs)

    @event.listens_for(db.engine, "connect")
    def _listen(connection: Any, _record: object) -> None:
        if db.engine.dialect.name == "sqlite":
            connection.set_trace_callback(statements.append)
        else:
            connection.cursor_factory = Listening

    db.session.remove()
    db.engine.dispose()
    return statements


class Person:
    """Somebody at the contest whose clicks are counted."""

    def __init__(self, client: StrictClient, account_id: int, heard: list[str], clock: SettableClock) -> None:
        sign_in(client, account_id, at=clock.now)
        self._client, self._heard = client, heard
        self._token = self._code = ""

    def rounds(self) -> Count:
        page = self._client.get("/thi")
        self._token = str(page.page.one("meta", name="csrf-token").get("content"))
        return self._counted(lambda: self._client.get("/thi"))

    def start(self) -> Count:
        return self._counted(self._start)

    def _start(self) -> PageResponse:
        reply = self._client.post("/thi/1/bat-dau", data={"csrf_token": self._token})
        self._code = reply.location.rpartition("/")[2]
        return reply

    def page(self, end: str = "") -> Count:
        return self._counted(lambda: self._client.get(f"/thi/{self._code}{end}"))

    def save(self, seq: int) -> Count:
        answer = {"slot": 1, "choice": handle_of(self._code, 1, seq % 4), "seq": seq}
        return self._counted(
            lambda: self._client.put(
                f"/thi/{self._code}/tra-loi",
                data=json.dumps({"answers": [answer]}),
                headers={"X-CSRF-Token": self._token, "Content-Type": "application/json"},
            )
        )

    def submit(self) -> Count:
        return self._counted(
            lambda: self._client.post(f"/thi/{self._code}/nop", data={"csrf_token": self._token})
        )

    def board(self) -> Count:
        return self._counted(lambda: self._client.get(BOARD))

    def _counted(self, click: Callable[[], PageResponse]) -> Count:
        self._heard.clear()
        reply = click()
        assert reply.status_code < 400
        return counted(self._heard)


def counted(statements: list[str]) -> Count:
    words = [one.strip() for one in statements]
    asked = [one for one in words if one and one != STILL_THERE and not one.upper().startswith(NO_DATA)]
    reads = [one for one in asked if one.upper().startswith("SELECT")]
    return Count(len(reads), len(asked) - len(reads))


@pytest.fixture
def world(app: Flask, questions: int, others: int) -> World:
    """Questions for one paper, and others who have finished theirs."""
    blueprint = PaperBlueprint(cells=(Cell(topic="the-che", level=None, count=questions),))
    divisions = tuple(replace(one, blueprint=blueprint) for one in make_rules().divisions)
    world = make_world(rules=replace(make_rules(), divisions=divisions), questions=questions)
    known = [
        Figures(version_id=one.version_id, papers=50, right_answers=one.version_id) for one in all_items()
    ]
    record_statistics(round_id=99, figures=known, now=NOW)  # so that papers are balanced
    for number in range(others):
        take_attempt(world, make_entry(world, 100 + number), right=questions)
    return world


@pytest.fixture
def person(app: Flask, heard: list[str], clock: SettableClock, world: World) -> Person:
    """The second who comes: what is kept for everybody was asked for by the first."""
    first = Person(app.test_client(), make_entry(world, 50), heard, clock)
    for click in (first.rounds, first.start, first.page, first.submit, first.board):
        click()
    return Person(app.test_client(), make_entry(world), heard, clock)


def test_a_save_is_one_write_and_one_read(person: Person):
    person.rounds()
    person.start()
    assert [person.save(seq) for seq in (1, 2, 3)] == [Count(SIGN_IN_READ, 1)] * 3


def test_a_start_is_at_most_three_statements(person: Person):
    person.rounds()
    count = person.start()
    assert count.writes == 1
    assert count.reads - SIGN_IN_READ + count.writes <= 3


def test_a_leaderboard_is_at_most_one_statement(app: Flask, person: Person, heard: list[str]):
    signed_in = person.board()
    assert signed_in.writes == 0
    assert signed_in.reads - SIGN_IN_READ <= 1
    heard.clear()
    assert app.test_client().get(BOARD).status_code == 200
    assert counted(heard) == Count(0, 0)


def test_no_click_takes_more_statements_with_more_questions_or_people(person: Person):
    assert person.rounds() == Count(3, 0)
    assert person.start() == Count(3, 1)
    assert person.page() == Count(3, 0)  # the paper itself is remembered where it was drawn
    person.save(1)
    assert person.page() == Count(3, 0)
    assert person.page("/nop") == Count(3, 0)
    # One asks, once the lock is held, whether a question of the round was found wrong.
    assert person.submit() == Count(4, 1)
    assert person.page("/ket-qua") == Count(5, 0)
