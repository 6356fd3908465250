"""SQLite has one writer at a time: what waiting for one's turn does to an attempt's time, and what not."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

import pytest
from factories import NOW, QUESTIONS, World, make_entry, make_rules, make_world, right_answers, start_attempt
from faults.service import locked_sqlite
from flask import Flask, g
from harness.clock import SettableClock
from harness.databases import Databases, disconnect

from contest.attempts import queries, services
from contest.attempts.errors import ArrivedLate, RoundClosed
from contest.platform.database import WRITING
from contest.rounds import queries as rounds

PATIENCE_SECONDS = 60  # of a test on a busy machine
WAIT = timedelta(seconds=5)
DURATION = timedelta(minutes=20)


class WatchedClock(SettableClock):
    """A clock that tells when somebody who is about to write looked at it."""

    def __init__(self) -> None:
        super().__init__(NOW)
        self.was_read = Event()

    def __call__(self) -> datetime:
        now = self.now
        if g and WRITING in g:
            self.was_read.set()
        return now


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    with databases.fresh("sqlite") as url:
        yield url


@pytest.fixture
def clock() -> WatchedClock:
    return WatchedClock()


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(rules=make_rules(duration=DURATION))


@pytest.fixture
def waiting(app: Flask, database: str, clock: WatchedClock) -> Callable[..., object]:
    """Does something that has to wait five seconds, by the app's clock, for its turn to write."""

    def do(deed: Callable[[], object], *, asks_for_the_time: bool = True) -> object:
        def do_it() -> object:
            with app.app_context():
                try:
                    return deed()
                finally:
                    disconnect()

        with ThreadPoolExecutor(1) as pool:
            with locked_sqlite(database):
                clock.was_read.clear()
                done = pool.submit(do_it)
                if asks_for_the_time:
                    assert clock.was_read.wait(PATIENCE_SECONDS)
                clock.advance(seconds=WAIT.total_seconds())
            return done.result()

    return do


def test_an_attempt_begins_when_its_turn_has_come(world: World, waiting: Callable[..., object]) -> None:
    person = make_entry(world)
    attempt = waiting(lambda: start_attempt(world, person, at=NOW))
    assert isinstance(attempt, queries.Attempt)
    assert attempt == queries.get_attempt(code=attempt.code, account_id=person)
    assert (attempt.started_at, attempt.deadline_at) == (NOW + WAIT, NOW + WAIT + DURATION)


def test_whoever_waited_beyond_the_close_starts_nothing(world: World, waiting: Callable[..., object]) -> None:
    person = make_entry(world)
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    with pytest.raises(RoundClosed):
        waiting(lambda: start_attempt(world, person, at=closes_at - WAIT))
    begun = start_attempt(world, person, at=closes_at - WAIT - timedelta(milliseconds=1))
    assert begun.started_at < begun.deadline_at == closes_at


@pytest.mark.parametrize("count", [1, QUESTIONS])
def test_an_answer_is_judged_by_its_arrival_however_long_it_waited(
    world: World, waiting: Callable[..., object], count: int
) -> None:
    person = make_entry(world)
    attempt = start_attempt(world, person)
    last = attempt.deadline_at + attempt.grace
    answers = right_answers(attempt, QUESTIONS)[:count]
    saved = waiting(
        lambda: services.save(
            code=attempt.code, account_id=person, device="may-1", answers=answers, now=last
        ),
        asks_for_the_time=count > 1,  # one answer by itself is one statement
    )
    assert isinstance(saved, services.Saved)
    assert saved.saved_at == last
    done = services.settle(code=attempt.code, account_id=person, now=last + WAIT)
    assert (done.score, done.finished_by) == (count, "timeout")


def test_a_hand_in_is_timed_by_its_arrival(world: World, waiting: Callable[..., object]) -> None:
    person = make_entry(world)
    attempt = start_attempt(world, person)
    done = waiting(lambda: services.submit(code=attempt.code, account_id=person, now=NOW + WAIT))
    assert isinstance(done, queries.Attempt)
    assert done.time_used_ms == WAIT // timedelta(milliseconds=1)


def test_an_answer_that_waited_while_the_time_ended_the_attempt_is_kept_as_evidence(world: World) -> None:
    person = make_entry(world)
    attempt = start_attempt(world, person)
    last = attempt.deadline_at + attempt.grace
    answers = right_answers(attempt, QUESTIONS)
    services.expire_overdue(now=last + timedelta(seconds=1))
    with pytest.raises(ArrivedLate):
        services.save(code=attempt.code, account_id=person, device="may-1", answers=answers, now=last)
    assert queries.late_count(attempt.id) == QUESTIONS
