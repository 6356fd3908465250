"""The contest application; create_app builds it, and rules import without Flask."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from contest.platform.clock import Clock
    from contest.settings import Settings


def create_app(settings: "Settings | None" = None, *, clock: "Clock | None" = None) -> "Flask":
    """Build the app from CONTEST_* variables, or from the given settings and clock."""
    from contest.app import build  # noqa: PLC0415 - `import contest.rules` must not load Flask

    return build(settings, clock_reader=clock)
