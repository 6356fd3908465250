"""Whose turn it is in a worker: one request at a time, the saving of answers before pages, nobody for ever.

Two threads of Python only wait for each other, so requests take turns (decision 0003). Who computes for long
what everybody may see, steps aside meanwhile: a board of units takes as long as fifty saves (decision 0007).
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local

from flask import Flask, current_app

from contest.platform.database import is_writing

EXTENSION = "contest_turns"
MOST_OVERTAKING = 16
"""So many short requests may go before a long one that came first; then it is its turn."""


class Turns:
    """A queue for one place: first come, first served among the short, and then among the others."""

    def __init__(self) -> None:
        """Begin with the place free."""
        self._guard = Lock()
        self._is_taken = False
        self._short: deque[Lock] = deque()
        self._others: deque[Lock] = deque()
        self._overtaking = 0
        self._mine = local()

    @contextmanager
    def turn(self, *, is_short: bool) -> Iterator[None]:
        """Wait for the place, and leave it to the next one afterwards."""
        self._take(is_short)
        try:
            yield
        finally:
            self._pass_on()

    @contextmanager
    def stepping_aside(self) -> Iterator[None]:
        """Leave the place to others while something is computed; without effect for who does not have it."""
        if not getattr(self._mine, "has_place", False):
            yield
            return
        self._pass_on()
        try:
            yield
        finally:
            self._take(is_short=True)

    def _take(self, is_short: bool) -> None:  # noqa: FBT001 - private
        with self._guard:
            ticket = None
            if self._is_taken:
                ticket = Lock()
                ticket.acquire()
                (self._short if is_short else self._others).append(ticket)
            self._is_taken = True
        if ticket is not None:
            ticket.acquire()  # who leaves the place opens it
        self._mine.has_place = True

    def _pass_on(self) -> None:
        self._mine.has_place = False
        with self._guard:
            following = self._following()
            if following is None:
                self._is_taken = False
            else:
                following.release()

    def _following(self) -> "Lock | None":
        if self._short and (not self._others or self._overtaking < MOST_OVERTAKING):
            self._overtaking += bool(self._others)
            return self._short.popleft()
        self._overtaking = 0
        return self._others.popleft() if self._others else None


def install(app: Flask) -> Turns:
    """Give the app its queue."""
    turns = app.extensions[EXTENSION] = Turns()
    return turns


@contextmanager
def stepping_aside() -> Iterator[None]:
    """Let other requests of this worker pass while something is computed that takes long.

    Raises RuntimeError inside a transaction: whoever passes might wait for it, and it for them.
    """
    if is_writing():
        raise RuntimeError("who writes holds others up already, and does not step aside")
    turns: Turns = current_app.extensions[EXTENSION]
    with turns.stepping_aside():
        yield
