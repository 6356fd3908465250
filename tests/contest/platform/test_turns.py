"""Whose turn it is in a worker; what is computed beside the queue; what is shown meanwhile."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, sleep

import pytest
from flask import Flask

from contest.platform.cache import kept_aside
from contest.platform.database import short_transaction, transaction
from contest.platform.serving import turns
from contest.platform.serving.turns import MOST_OVERTAKING, Turns

SHORT, LONG = True, False


class Queue:
    """Threads that come to one place in a known order, and a note of who had it when."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.had_it: list[str] = []
        self._waiting: list[Future[None]] = []
        self._pool = ThreadPoolExecutor(60)

    def join(self, name: str, *, is_short: bool) -> None:
        """Let somebody come, and wait until it stands in the queue."""
        before = self._length()
        self._waiting.append(self._pool.submit(self._have_a_turn, name, is_short))
        _until(lambda: self._length() == before + 1)

    def end(self) -> None:
        """Wait for everybody."""
        for one in self._waiting:
            one.result(timeout=10)
        self._pool.shutdown()

    def _have_a_turn(self, name: str, is_short: bool) -> None:  # noqa: FBT001 - as submitted
        with self.turns.turn(is_short=is_short):
            self.had_it.append(name)

    def _length(self) -> int:
        return len(self.turns._short) + len(self.turns._others)  # noqa: SLF001 - nothing else tells that somebody waits


def _until(condition: Callable[[], bool]) -> None:
    end = monotonic() + 10
    while not condition():
        assert monotonic() < end
        sleep(0.001)


def test_pages_come_in_the_order_of_their_arrival_and_saves_before_them():
    queue = Queue()
    with queue.turns.turn(is_short=LONG):
        for name, is_short in (("page 1", LONG), ("page 2", LONG), ("save 1", SHORT), ("save 2", SHORT)):
            queue.join(name, is_short=is_short)
    queue.end()
    assert queue.had_it == ["save 1", "save 2", "page 1", "page 2"]


def test_a_page_waits_for_so_many_saves_and_no_more():
    queue = Queue()
    with queue.turns.turn(is_short=LONG):
        queue.join("page", is_short=LONG)
        for number in range(MOST_OVERTAKING + 3):
            queue.join(f"save {number}", is_short=SHORT)
    queue.end()
    assert queue.had_it.index("page") == MOST_OVERTAKING
    assert len(queue.had_it) == MOST_OVERTAKING + 4


def test_whoever_steps_aside_lets_all_others_pass_and_then_goes_on():
    queue = Queue()
    with queue.turns.turn(is_short=LONG):
        queue.join("page", is_short=LONG)
        with queue.turns.stepping_aside():
            _until(lambda: queue.had_it == ["page"])
        queue.join("late page", is_short=LONG)
        assert queue.had_it == ["page"]
    queue.end()
    assert queue.had_it == ["page", "late page"]


def test_stepping_aside_without_a_place_is_nothing():
    queue = Turns()
    with queue.stepping_aside(), queue.turn(is_short=LONG):
        pass
    with queue.turn(is_short=LONG):
        pass


def test_a_fault_gives_the_place_back():
    queue = Turns()
    with pytest.raises(ZeroDivisionError), queue.turn(is_short=LONG):
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), queue.turn(is_short=LONG), queue.stepping_aside():
        raise ZeroDivisionError
    with queue.turn(is_short=SHORT):
        pass


def test_nobody_steps_aside_inside_a_transaction(app: Flask):
    with app.app_context():
        for writing in (transaction, short_transaction):
            with writing(), pytest.raises(RuntimeError), turns.stepping_aside():
                pass
        with turns.stepping_aside():
            pass


def test_while_a_newer_value_is_computed_the_last_one_is_shown_and_one_thread_computes(app: Flask):
    begun, may_end = threading.Event(), threading.Event()
    computed: list[str] = []

    def slowly() -> str:
        begun.set()
        assert may_end.wait(10)
        computed.append("new")
        return "new"

    def ask(compute: Callable[[], str]) -> str:
        with app.app_context():
            return kept_aside("a board", 0.05, compute)

    assert ask(lambda: "old") == "old"
    sleep(0.06)
    with ThreadPoolExecutor(1) as pool:
        newer = pool.submit(ask, slowly)
        assert begun.wait(10)
        assert ask(slowly) == "old"
        may_end.set()
        assert newer.result(timeout=10) == "new"
    assert computed == ["new"]
    assert ask(lambda: "newest") in {"new", "newest"}
