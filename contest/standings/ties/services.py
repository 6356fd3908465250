"""Use cases of ties: settle one by equal prizes, announce a draw, hold it once its seed exists."""

from datetime import datetime

from sqlalchemy import select

from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean
from contest.platform.upsert import insert
from contest.rules import lottery
from contest.rules.scope import Scope
from contest.standings import proposing
from contest.standings.errors import (
    DrawHeld,
    DrawTooEarly,
    DrawUnknown,
    SeedMissing,
    SeedSourceMissing,
    SeedTimeWrong,
    TieGone,
)
from contest.standings.models import DrawRow, TieDecisionRow
from contest.standings.proposing import TieCase
from contest.standings.ranking import decisions
from contest.standings.ranking.decisions import Method, TieDecision


def open_tie(scope: Scope, *, board: str, fingerprint: str) -> TieCase:
    """The tie of exactly this list; raises TieGone when it changed or is settled."""
    found = next(
        (
            tie
            for one in proposing.proposals(scope)
            for tie in one.ties
            if (tie.board, tie.fingerprint) == (board, fingerprint)
        ),
        None,
    )
    if found is None:
        raise TieGone
    return found


def check_seed(*, source: str, due_at: datetime | None, now: datetime) -> None:
    """A draw names a public source that yields its seed later; raises SeedSourceMissing, SeedTimeWrong."""
    if not clean(source):
        raise SeedSourceMissing
    if due_at is None or due_at <= now:
        raise SeedTimeWrong


def settle_tie(
    *,
    scope: Scope,
    board: str,
    fingerprint: str,
    method: Method,
    seed_source: str,
    seed_due_at: datetime | None,
    reason: str,
    by: int | None,
    now: datetime,
) -> int:
    """Decide how a tie is settled; for a draw this fixes and publishes the list before the seed exists (R7).

    A list is decided on once: deciding again answers the first decision. Answers its id; raises
    TieGone, SeedSourceMissing, SeedTimeWrong.
    """
    lots = method is Method.LOTTERY
    with transaction() as session:
        tie = open_tie(scope, board=board, fingerprint=fingerprint)
        if tie.decision is not None:
            return tie.decision.id
        if lots:
            check_seed(source=seed_source, due_at=seed_due_at, now=now)
        session.execute(
            insert(TieDecisionRow)
            .values(
                contest_id=scope.contest_id,
                scope=scope.code,
                board=board,
                place=tie.place,
                members=sorted(one.code for one in tie.members),
                fingerprint=fingerprint,
                method=method,
                seed_source=clean(seed_source) if lots else "",
                seed_due_at=seed_due_at if lots else None,
                reason=clean(reason),
                decided_at=now,
                decided_by=by,
            )
            .on_conflict_do_nothing()
        )
        decision_id = session.execute(
            select(TieDecisionRow.id).where(
                TieDecisionRow.contest_id == scope.contest_id,
                TieDecisionRow.scope == scope.code,
                TieDecisionRow.board == board,
                TieDecisionRow.fingerprint == fingerprint,
            )
        ).scalar_one()
        audit.record(
            action="standings:tie:settle",
            subject=str(decision_id),
            by=by,
            now=now,
            reason=clean(reason),
            facts={"method": method, "fingerprint": fingerprint, "members": len(tie.members)},
        )
        return decision_id


def hold_draw(*, decision_id: int, seed: str, evidence: str, by: int | None, now: datetime) -> TieDecision:
    """Draw lots with the seed that the announced source has yielded; the same seed again changes nothing.

    Raises DrawUnknown, SeedMissing, DrawTooEarly before the announced time, DrawHeld for another seed.
    """
    with transaction() as session:
        decision = decisions.get_draw(decision_id)
        if decision.seed_due_at is None:
            raise DrawUnknown
        if not clean(seed):
            raise SeedMissing
        if decision.draw is not None:
            if decision.draw.seed != clean(seed):
                raise DrawHeld
            return decision
        if now < decision.seed_due_at:
            raise DrawTooEarly(due_at=decision.seed_due_at)
        order = lottery.draw(decision.members, public_seed=clean(seed))
        session.add(
            DrawRow(
                decision_id=decision_id,
                seed=clean(seed),
                evidence=clean(evidence),
                outcome=list(order),
                drawn_at=now,
                drawn_by=by,
            )
        )
        audit.record(
            action="standings:draw:hold",
            subject=str(decision_id),
            by=by,
            now=now,
            facts={"fingerprint": decision.fingerprint, "seed": clean(seed), "order": list(order)},
        )
        session.flush()
        return decisions.get_draw(decision_id)
