"""What is left to do on the way from the close of a round to its published results."""

from dataclasses import dataclass

from contest.rounds.queries import Round, RoundState
from contest.rules.scope import Scope
from contest.standings import proposing, reviewing


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Signs nobody decided on, and ties nobody settled."""

    review: int
    ties: int


def left_of(this_round: Round | None) -> Left:
    """What is left of a locked round; nothing of one that is not locked, or of the whole contest."""
    if this_round is None or this_round.state is not RoundState.LOCKED:
        return Left(review=0, ties=0)
    scope = Scope(contest_id=this_round.contest_id, round_id=this_round.id)
    return Left(
        review=reviewing.count_open(this_round.id),
        ties=sum(len(one.ties) for one in proposing.proposals(scope)),
    )
