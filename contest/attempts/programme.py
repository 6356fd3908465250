"""The contest and its rounds as everybody asks for them in the same minutes: read once in a second or two."""

from collections.abc import Mapping
from dataclasses import dataclass

from contest.platform.cache import kept
from contest.platform.configuration import settings
from contest.rounds import queries as rounds
from contest.rounds.errors import RoundUnknown
from contest.rounds.queries import RoundState, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The current contest's rounds by number, drafts included."""

    contest_id: int
    rounds: Mapping[int, Terms]

    @property
    def announced(self) -> tuple[Terms, ...]:
        """The rounds that participants see."""
        return tuple(one for one in self.rounds.values() if one.round.state is not RoundState.DRAFT)

    def round_id(self, number: int) -> int:
        """The round of a number; raises RoundUnknown."""
        if number not in self.rounds:
            raise RoundUnknown
        return self.rounds[number].round.id


def programme() -> Programme:
    """What is on, as of a second or two ago, like the terms of a round; raises ContestUnknown."""
    return kept("programme", settings().terms_seconds, _programme)


def _programme() -> Programme:
    contest = rounds.current_contest()
    return Programme(
        contest_id=contest.id,
        rounds={one.number: rounds.terms_of(one.id) for one in rounds.rounds_of(contest.id)},
    )
