"""What a page of a lower slice asks of the slices above it, which it may not import.

A lower slice declares the question among its queries; a slice above answers it when it is registered with
the app. Without an answer the page simply says less.
"""

from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

from flask import current_app
from flask.sansio.app import App

P = ParamSpec("P")
T = TypeVar("T")
EXTENSION = "contest_upward"


class Upward(Generic[P, T]):
    """One question; each slice that was wired gives one answer."""

    def __init__(self, name: str) -> None:
        """Name the question: "units.uses"."""
        self.name = name

    def answered_by(self, app: App, answer: Callable[P, T]) -> None:
        """Let a slice answer in this app; wiring it twice is the same."""
        answers: list[Any] = app.extensions.setdefault(EXTENSION, {}).setdefault(self.name, [])
        if answer not in answers:
            answers.append(answer)

    def ask(self, *args: P.args, **kwargs: P.kwargs) -> tuple[T, ...]:
        """All answers, in the order in which the slices were wired."""
        answers: list[Callable[P, T]] = current_app.extensions.get(EXTENSION, {}).get(self.name, [])
        return tuple(answer(*args, **kwargs) for answer in answers)
