"""What may still be done to a round: asked by the page that offers an act, and by the act itself."""

from datetime import datetime

from contest.rounds.errors import RoundKept, RoundLocked, RoundStarted
from contest.rounds.queries import Round, RoundState
from contest.rules.windows import RoundPhase


def check_not_locked(this: Round) -> None:
    """What is locked is neither changed nor scheduled; raises RoundLocked."""
    if this.state is RoundState.LOCKED:
        raise RoundLocked(round=this.name)


def check_removable(this: Round) -> None:
    """Only a draft is taken away: a scheduled round is withdrawn first; raises RoundKept."""
    if this.state is not RoundState.DRAFT:
        raise RoundKept(round=this.name)


def check_withdrawable(this: Round, *, now: datetime) -> None:
    """A scheduled round becomes a draft again until it opens; raises RoundLocked, RoundStarted."""
    check_not_locked(this)
    if this.state is RoundState.SCHEDULED and this.phase(now) is not RoundPhase.NOT_OPEN:
        raise RoundStarted
