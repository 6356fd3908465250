"""Answers kept for a few seconds in this process; never the only copy of anything (C6)."""

import threading
from collections.abc import Callable, Hashable
from time import monotonic
from typing import TypeVar, cast

from flask import Flask, current_app

T = TypeVar("T")
EXTENSION = "contest_short_cache"


class ShortCache:
    """Values by key with an age; one caller computes while the others wait (single flight)."""

    def __init__(self) -> None:
        """Begin empty."""
        self._values: dict[Hashable, tuple[float, object]] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, key: Hashable, seconds: float, compute: Callable[[], T]) -> T:
        """The kept value while it is young enough, otherwise a fresh one."""
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
    cache: ShortCache = current_app.extensions[EXTENSION]
    return cache.get(key, seconds, compute)
