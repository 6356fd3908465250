"""Final acts as their slices register them: what one is called, what it would do in numbers, who does it.

The platform knows no act. Whether a contest asks for two persons (R6) is answered from above.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask.sansio.app import App

from contest.platform.upward import Upward
from contest.platform.viewer import Role

EXTENSION = "contest_acts"
ORGANISERS = frozenset({Role.ORGANISER})

Payload = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an act would do, in numbers; no sentences: nothing.

    ``state`` names what the numbers were computed from. When it changes, so may they, and the second
    person must have seen the new ones.
    """

    sentences: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who is behind an act that is being done now: one person, or two where the contest asks for two."""

    proposed_by: int
    decided_by: int
    reason: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One kind of act as its slice registers it ("standings:round:publish")."""

    kind: str
    title: Callable[[Payload], str]
    effect: Callable[[Payload, datetime], Effect]  # raises the slice's refusals where it cannot be done
    perform: Callable[[Payload, Decision], str]  # the use case; answers what was done, in words
    address: Callable[[Payload], str]  # where more can be seen of it
    nothing: str  # what to say when it would do nothing
    roles: frozenset[Role] = ORGANISERS  # who may put it forward and approve it


# Whether a contest asks for two persons, answered by the slice that keeps contests; unanswered, it does.
two_persons: Upward[[int], bool] = Upward("proposals.two_persons")


def register(app: App, *new: Act) -> None:
    """Let acts of a slice be put forward in this app."""
    app.extensions.setdefault(EXTENSION, {}).update({act.kind: act for act in new})


def act_of(kind: str) -> Act:
    """The act that is registered under a kind."""
    act: Act = current_app.extensions[EXTENSION][kind]
    return act


def takes_two(contest_id: int) -> bool:
    """Whether final acts of this contest take two persons; they do unless every answer says no."""
    answers = two_persons.ask(contest_id)
    return not answers or any(answers)
