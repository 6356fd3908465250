"""How a winner is checked: proposed, contacted, confirmed, or rejected, so that the next in line moves up."""

from datetime import datetime

from flask.sansio.app import App

from contest.commendations import queries
from contest.commendations.errors import NobodysPrize, RejectionUnexplained
from contest.commendations.models import WinnerStateRow
from contest.commendations.queries import Check, WinnerState
from contest.platform import seen
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean
from contest.rules.scope import Scope
from contest.standings import queries as standings
from contest.standings import services as standings_services

CHECK = "commendations:winner:check"


def install(app: App) -> None:
    """Tell the standings whose prize was refused."""
    standings.refusals.answered_by(app, queries.refusals_of)


def check(
    *,
    scope: Scope,
    entry_id: int | None,
    unit_id: int | None,
    state: WinnerState,
    reason: str,
    by: int | None,
    now: datetime,
    based_on: str | None = None,
) -> None:
    """Note how far a winner was checked; the same state with the same reason again changes nothing.

    A rejected winner gives way to the next in line, and may be proposed again. ``based_on`` marks what the
    organiser saw. Raises RejectionUnexplained, ChangedMeanwhile, and NobodysPrize for somebody who is
    neither nominated nor rejected.
    """
    if state is WinnerState.REJECTED and not clean(reason):
        raise RejectionUnexplained
    with transaction() as session:
        before = queries.checks_of(scope).get((entry_id, unit_id))
        if before is not None and (before.state, before.reason) == (state, clean(reason)):
            return
        refuse_unseen(before, based_on)
        rejected = before is not None and before.state is WinnerState.REJECTED
        prize = before.prize if before is not None and rejected else _prize(scope, entry_id, unit_id)
        session.add(
            WinnerStateRow(
                contest_id=scope.contest_id,
                scope=scope.code,
                entry_id=entry_id,
                unit_id=unit_id,
                prize=prize,
                state=state,
                reason=clean(reason),
                decided_at=now,
                decided_by=by,
            )
        )
        audit.record(
            action=CHECK,
            subject=f"{scope.code}:{'don-vi' if entry_id is None else 'thi-sinh'}:{entry_id or unit_id}",
            by=by,
            now=now,
            reason=clean(reason),
            facts={"old": before.state if before else WinnerState.PROPOSED, "new": state, "prize": prize},
        )


def mark_of_check(known: Check | None) -> str:
    """A mark of how far somebody was checked."""
    return seen.mark_of(None if known is None else (known.state, known.reason))


def refuse_unseen(known: Check | None, based_on: str | None) -> None:
    """Raises ChangedMeanwhile where somebody else noted another state than the organiser saw."""
    who, at = (None, None) if known is None else (known.decided_by, known.decided_at)
    seen.refuse_unseen(based_on, mark_of_check(known), who=who, at=at)


def _prize(scope: Scope, entry_id: int | None, unit_id: int | None) -> str:
    found = next(
        (
            one.prize
            for board in standings_services.proposals_of(scope)
            for one in board.nominees
            if (one.entry_id, one.unit_id) == (entry_id, unit_id)
        ),
        None,
    )
    if found is None:
        raise NobodysPrize
    return found
