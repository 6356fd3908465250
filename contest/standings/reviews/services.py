"""Use cases of reviews: open one by hand, keep a result, ask for an explanation, strike and reinstate."""

from datetime import datetime

from contest.attempts import queries as attempt_queries
from contest.attempts import services as attempts
from contest.platform import upsert
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean
from contest.platform.two_persons.errors import ReasonMissing
from contest.rounds import queries as rounds
from contest.rules.signals import Signal, opened_by_hand
from contest.standings import reviewing
from contest.standings.errors import NotOfThisCase, StillBeingTaken
from contest.standings.models import ReviewDecisionRow, ReviewOpeningRow
from contest.standings.reviewing import Verdict

CHANGES_COUNTING = frozenset({Verdict.STRIKE, Verdict.REINSTATE})


def open_by_hand(*, attempt_code: str, reason: str, by: int, now: datetime) -> Signal:
    """Have a handed-in attempt looked at, with or without a sign; a second time is the first.

    Raises AttemptUnknown, StillBeingTaken, ReasonMissing.
    """
    with transaction() as session:
        attempt, why = attempt_queries.get_anybodys(attempt_code), clean(reason)
        if not attempt.is_finished:
            raise StillBeingTaken
        if not why:
            raise ReasonMissing
        opened = session.execute(
            upsert.insert(ReviewOpeningRow)
            .values(
                contest_id=rounds.get_round(attempt.round_id).contest_id,
                round_id=attempt.round_id,
                attempt_id=attempt.id,
                reason=why,
                opened_at=now,
                opened_by=by,
            )
            .on_conflict_do_nothing(index_elements=["attempt_id"])
            .returning(ReviewOpeningRow.id)
        ).scalar_one_or_none()
        signal = opened_by_hand(attempt_id=attempt.id, reason=why)
        if opened is not None:
            audit.record(
                action="standings:review:open",
                subject=f"{attempt.round_id}:{signal.subject[:12]}",
                by=by,
                now=now,
                reason=why,
                facts={"signal": signal.kind, "attempts": [attempt.id], "attempt": attempt.code},
            )
        return signal


def decide(
    *,
    round_id: int,
    subject: str,
    verdict: Verdict,
    attempt_id: int | None,
    reason: str,
    by: int,
    now: datetime,
) -> None:
    """Decide on a sign; the same decision again changes nothing.

    Striking and reinstating name one of the attempts and act on it in the same transaction.
    Raises SignalGone, ReasonMissing, NotOfThisCase.
    """
    if not clean(reason):
        raise ReasonMissing
    with transaction() as session:
        this_round, case = rounds.get_round(round_id), reviewing.get_case(round_id, subject)
        changes = verdict in CHANGES_COUNTING
        if changes and attempt_id not in case.signal.attempt_ids:
            raise NotOfThisCase
        newest = case.decisions[0] if case.decisions else None
        decided = (verdict, attempt_id if changes else None)
        if newest is not None and (newest.verdict, newest.attempt_id) == decided:
            return
        session.add(
            ReviewDecisionRow(
                contest_id=this_round.contest_id,
                round_id=round_id,
                signal=case.signal.kind,
                subject=subject,
                attempt_id=attempt_id if changes else None,
                decision=verdict,
                reason=clean(reason),
                decided_at=now,
                decided_by=by,
            )
        )
        audit.record(
            action=f"standings:review:{verdict}",
            subject=f"{round_id}:{subject[:12]}",
            by=by,
            now=now,
            reason=clean(reason),
            facts={"signal": case.signal.kind, "attempts": list(case.signal.attempt_ids)},
        )
        if changes and attempt_id is not None:
            act = attempts.strike if verdict is Verdict.STRIKE else attempts.reinstate
            act(attempt_id=attempt_id, reason=clean(reason), by=by, now=now)
