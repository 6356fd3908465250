"""A save that came in time and is still being written when its attempt is ended waits for nobody's luck."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from threading import Event, Timer

import pytest
from factories import NOW, make_entry, make_world, right_answers, start_attempt
from flask import Flask
from harness.databases import disconnect

from contest.attempts import queries, services, showing
from contest.attempts.handles import handle_of
from contest.attempts.queries import Attempt
from contest.attempts.services import Answer
from contest.platform.database import transaction

PAUSE_SECONDS = 0.5


def start_again(attempt: Attempt, now: datetime) -> None:
    services.start(
        round_id=attempt.round_id,
        account_id=attempt.account_id,
        device="may-1",
        rng=Random(2),
        now=now,
    )


def look(attempt: Attempt, now: datetime) -> None:
    services.settle(code=attempt.code, account_id=attempt.account_id, now=now)


def expire(attempt: Attempt, now: datetime) -> None:
    del attempt
    services.expire_overdue(now=now)


@pytest.mark.parametrize("end", [start_again, look, expire])
def test_an_answer_in_the_last_instant_counts_whoever_ends_the_attempt(
    app: Flask, end: Callable[[Attempt, datetime], None]
):
    world = make_world()
    attempt = start_attempt(world, make_entry(world))
    last_instant = attempt.deadline_at + attempt.grace
    answers = right_answers(attempt, 1)[:1]
    has_written, may_commit = Event(), Event()

    def save() -> None:
        with app.app_context(), transaction():  # the save joins it, and so ends when we say
            services.save(
                code=attempt.code,
                account_id=attempt.account_id,
                device="may-1",
                answers=answers,
                now=last_instant,
            )
            has_written.set()
            assert may_commit.wait(10)

    def hang_up() -> None:
        with app.app_context():
            disconnect()

    with ThreadPoolExecutor(1) as pool:
        saving = pool.submit(save)
        assert has_written.wait(10)
        Timer(PAUSE_SECONDS, may_commit.set).start()
        end(attempt, last_instant + timedelta(milliseconds=1))
        assert may_commit.is_set() or end is expire  # which leaves it for the next time
        saving.result()
        pool.submit(hang_up).result()
    services.expire_overdue(now=last_instant + timedelta(minutes=1))
    finished = queries.get_attempt(code=attempt.code, account_id=attempt.account_id)
    assert (finished.is_finished, finished.score) == (True, 1)


def test_two_forms_in_the_same_instant_are_both_stored_one_after_the_other(app: Flask):
    world = make_world()
    person = make_entry(world)
    attempt = start_attempt(world, person)
    has_written, may_commit = Event(), Event()

    def send(choice: int) -> None:
        form = [Answer(slot=1, value=handle_of(attempt.code, 1, choice), seq=None)]
        services.save(code=attempt.code, account_id=person, device="may-1", answers=form, now=NOW)

    def first() -> None:
        with app.app_context(), transaction():
            send(2)
            has_written.set()
            assert may_commit.wait(10)
        with app.app_context():
            disconnect()

    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(first)
        assert has_written.wait(10)
        Timer(PAUSE_SECONDS, may_commit.set).start()
        send(3)
        sending.result()
    [chosen] = [one for one in showing.answers_of(attempt).questions[0].choices if one.chosen]
    assert chosen.handle == handle_of(attempt.code, 1, 3)
