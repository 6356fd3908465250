"""What never changes once stored, remembered by this process for as long as it lives."""

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import TypeVar, cast

from flask import Flask

from contest.platform.here import extension

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
EXTENSION = "contest_immutable"


def install(app: Flask) -> None:
    """Give the app its memory; it belongs to one database, so it belongs to one app."""
    app.extensions[EXTENSION] = {}


def remembered(
    kind: str, keys: Collection[K], fetch: Callable[[Collection[K]], Mapping[K, V]]
) -> Mapping[K, V]:
    """Values by key, fetching only those not asked for before. Only for rows that are insert-only."""
    memory = cast("dict[K, V]", extension(EXTENSION).setdefault(kind, {}))
    missing = [key for key in keys if key not in memory]
    if missing:
        memory.update(fetch(missing))
    return {key: memory[key] for key in keys}
