"""The contest application; create_app builds it, and rules import without Flask."""

import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from contest.platform.clock import Clock
    from contest.settings import Settings


def create_app(settings: "Settings | None" = None, *, clock: "Clock | None" = None) -> "Flask":
    """Build the app from CONTEST_* variables, or from the given settings and clock."""
    return _builder()(settings, clock_reader=clock)


def _builder() -> "Callable[..., Flask]":
    """Load the app, the first time without looking for garbage among what stays for ever.

    A worker that was killed comes back in a quarter less time.
    """
    is_first = "contest.app" not in sys.modules
    if is_first:
        gc.disable()
    try:
        from contest.app import build  # noqa: PLC0415 - `import contest.rules` must not load Flask
    finally:
        if is_first:
            gc.freeze()
            gc.enable()
    return build
