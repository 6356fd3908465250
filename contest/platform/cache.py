"""Answers kept for a few seconds in this process; never the only copy of anything (C6)."""

import threading
from collections.abc import Callable, Hashable
from time import monotonic
from typing import TypeVar, cast

from flask import Flask

from contest.platform.here import extension
from contest.platform.serving import turns

T = TypeVar("T")
EXTENSION = "contest_short_cache"
SECONDS_MORE = 1  # what nobody looked at for an hour is not shown, not even while it is computed


class ShortCache:
    """Values by key with an age; one caller computes while the others wait (single flight)."""

    def __init__(self) -> None:
        """Begin empty."""
        self._values: dict[Hashable, tuple[float, object]] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()

    def young(self, key: Hashable, seconds: float) -> tuple[object] | None:
        """The kept value, if young enough; a little older will do while somebody computes a newer one."""
        kept, lock = self._values.get(key), self._locks.get(key)
        if kept is None or lock is None:
            return None
        allowed = seconds + SECONDS_MORE if lock.locked() else seconds
        return (kept[1],) if monotonic() - kept[0] < allowed else None

    def get(self, key: Hashable, seconds: float, compute: Callable[[], T]) -> T:
        """The kept value while it is young enough, otherwise a fresh one."""
        kept = self._values.get(key)  # mostly it is, and nobody has to wait to see that
        if kept is not None and monotonic() - kept[0] < seconds:
            return cast("T", kept[1])
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            kept = self._values.get(key)
            if kept is not None and monotonic() - kept[0] < seconds:
                return cast("T", kept[1])
            value = compute()
            self._values[key] = (monotonic(), value)
            return value


def install(app: Flask) -> None:
    """Give the app its cache."""
    app.extensions[EXTENSION] = ShortCache()


def kept(key: Hashable, seconds: float, compute: Callable[[], T]) -> T:
    """Compute a value at most once in so many seconds in this process."""
    cache: ShortCache = extension(EXTENSION)
    return cache.get(key, seconds, compute)


def kept_aside(key: Hashable, seconds: float, compute: Callable[[], T]) -> T:
    """What takes long to compute: other requests pass meanwhile, and are shown the value before it.

    Not inside a transaction.
    """
    cache: ShortCache = extension(EXTENSION)
    young = cache.young(key, seconds)
    if young is not None:
        return cast("T", young[0])
    with turns.stepping_aside():
        return cache.get(key, seconds, compute)
