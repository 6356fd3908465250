"""What is left to do on the way from the close of a round to its published results."""

from dataclasses import dataclass

from contest.platform.audit import log as audit
from contest.platform.language.vietnamese import clean
from contest.platform.two_persons.acts import Decision
from contest.rounds import queries as rounds
from contest.rounds.queries import Round, RoundState
from contest.standings import reviewing
from contest.standings.errors import ReviewsOpen, TiesOpen
from contest.standings.ranking.computing import RoundStandings
from contest.standings.ranking.live import computed_standings

OVER_SIGNS = "standings:publish:over_signs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Signs nobody decided on, those of them that come before publishing, and ties nobody settled."""

    review: int
    blocking: int
    ties: int

    @property
    def is_ready(self) -> bool:
        """Whether the step of publishing is open."""
        return not self.blocking and not self.ties


NOTHING_LEFT = Left(review=0, blocking=0, ties=0)


def left_of(this_round: Round | None) -> Left:
    """What is left of a locked round; nothing of one that is not locked, or of the whole contest."""
    if this_round is None or this_round.state is not RoundState.LOCKED:
        return NOTHING_LEFT
    return left_in(this_round.id, computed_standings(this_round.id).standings)


def left_in(round_id: int, standings: RoundStandings) -> Left:
    """What is left of a round that was computed just now."""
    opened = reviewing.open_cases(round_id)
    groups = {(one.board, one.group_code): one.awards for one in standings.units}
    return Left(
        review=len(opened),
        blocking=sum(one.blocks for one in opened),
        ties=sum(len(given.ties) for given in (*standings.awards.values(), *groups.values())),
    )


def left_of_contest(contest_id: int, *, ties: int) -> Left:
    """What is left of the whole contest: the signs of all its rounds, and its own ties."""
    opened = [case for one in locked_rounds(contest_id) for case in reviewing.open_cases(one.id)]
    return Left(review=len(opened), blocking=sum(one.blocks for one in opened), ties=ties)


def blocking_rounds(contest_id: int) -> tuple[tuple[Round, int], ...]:
    """The rounds with signs that come before publishing, each with how many."""
    counts = (
        (one, sum(case.blocks for case in reviewing.open_cases(one.id))) for one in locked_rounds(contest_id)
    )
    return tuple((one, count) for one, count in counts if count)


def locked_rounds(contest_id: int) -> list[Round]:
    """The rounds of a contest that are locked."""
    return [one for one in rounds.rounds_of(contest_id) if one.state is RoundState.LOCKED]


def refuse_unready(left: Left, *, where: str, over: str) -> None:
    """Refuse to publish before the work is done.

    Over signs that nobody decided on somebody may go on with a written reason; a tie at a prize is
    settled first, whatever the reason. Raises TiesOpen, ReviewsOpen.
    """
    if left.ties:
        raise TiesOpen(where=where, count=left.ties)
    if left.blocking and not clean(over):
        raise ReviewsOpen(where=where, count=left.blocking)


def over_in_words(left: Left, over: str) -> tuple[str, ...]:
    """What the second person reads where somebody wants to go on over open signs."""
    if not left.blocking:
        return ()
    return (f"Công bố khi còn {left.blocking} dấu hiệu chưa quyết định. Lý do: {clean(over)}",)


def record_over(left: Left, *, subject: str, over: str, decision: Decision) -> None:
    """Note in the log that results are published over open signs, how many and why."""
    if left.blocking:
        audit.record(
            action=OVER_SIGNS,
            subject=subject,
            by=decision.decided_by,
            now=decision.now,
            reason=clean(over),
            facts={"count": left.blocking, "proposed_by": decision.proposed_by},
        )
