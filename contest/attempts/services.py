"""Use cases of attempts: start, save, submit and expire stand beside; here is what organisers do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from contest.attempts import finishing
from contest.attempts.answered import AnsweredPaper, answered_papers
from contest.attempts.assisting import assist
from contest.attempts.errors import AttemptsOpen, AttemptUnknown
from contest.attempts.finishing import expire_overdue, settle, settle_all, submit
from contest.attempts.handles import handle_of
from contest.attempts.models import AttemptRow
from contest.attempts.receipts import look_up
from contest.attempts.rescoring import Rescored, carriers_of, rescore, rescored, score_history
from contest.attempts.saving import PREDICTION, Answer, Saved, continue_here, save
from contest.attempts.starting import start
from contest.attempts.tallies import finished_by_hour, newcomers_by_hour, score_tally
from contest.platform.audit import anchors as audit_anchors
from contest.platform.audit import log as audit
from contest.platform.audit import signing
from contest.platform.database import transaction
from contest.rounds import queries as rounds
from contest.rounds import services as round_services
from contest.rules.windows import RoundPhase

__all__ = [
    "PREDICTION",
    "Answer",
    "AnsweredPaper",
    "Difference",
    "Rescored",
    "Saved",
    "answered_papers",
    "assist",
    "carriers_of",
    "close_round",
    "continue_here",
    "expire_overdue",
    "finished_by_hour",
    "handle_of",
    "look_up",
    "newcomers_by_hour",
    "recompute",
    "rescore",
    "rescored",
    "save",
    "score_history",
    "score_tally",
    "settle",
    "settle_all",
    "start",
    "strike",
    "submit",
]


def close_round(*, round_id: int, by: int | None, now: datetime) -> int:
    """Finish what is overdue and lock the round; refused while attempts run. Answers how many it finished."""
    with transaction() as session:
        finished = expire_overdue(now=now, round_id=round_id)
        running = session.execute(
            select(func.count(AttemptRow.id)).where(
                AttemptRow.round_id == round_id, AttemptRow.state == "open"
            )
        ).scalar_one()
        if running and rounds.get_round(round_id).phase(now) is RoundPhase.CLOSED:
            raise AttemptsOpen(count=running)
        signing.prepare(now=now)
        round_services.lock(round_id=round_id, by=by, now=now)
        audit_anchors.checkpoint(now=now, occasion=f"khóa đợt {round_id}")
        return finished


def strike(*, attempt_id: int, reason: str, by: int, now: datetime) -> None:
    """Take an attempt out of the counting, for a stated reason; the attempt itself stays as it is."""
    with transaction() as session:
        row = session.get(AttemptRow, attempt_id, with_for_update=True)
        if row is None:
            raise AttemptUnknown
        row.struck_at, row.struck_reason = now, reason
        audit.record(action="attempts:attempt:strike", subject=row.code, by=by, now=now, reason=reason)


def reinstate(*, attempt_id: int, reason: str, by: int, now: datetime) -> None:
    """Let a struck attempt count again, for a stated reason; one that counts is left as it is."""
    with transaction() as session:
        row = session.get(AttemptRow, attempt_id, with_for_update=True)
        if row is None:
            raise AttemptUnknown
        if row.struck_at is not None:
            row.struck_at = row.struck_reason = None
            audit.record(action="attempts:attempt:reinstate", subject=row.code, by=by, now=now, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An attempt whose stored score is not what its answers give."""

    code: str
    stored: int
    recomputed: int


def recompute(*, round_id: int) -> tuple[Difference, ...]:
    """Mark every finished attempt of a round anew and name each that differs (A9)."""
    with transaction() as session:
        rows = session.execute(
            select(
                AttemptRow.id, AttemptRow.code, AttemptRow.paper, AttemptRow.questions, AttemptRow.score
            ).where(AttemptRow.round_id == round_id, AttemptRow.state == "finished")
        ).all()
        this_round = rounds.get_round(round_id)
        amendments = finishing.amendments_in(round_id, this_round.rule_set_id)
        differences = []
        for row in rows:
            score = finishing.score_of(row.paper, row.questions, finishing.responses(row.id), amendments)
            if score != row.score:
                differences.append(Difference(code=row.code, stored=row.score or 0, recomputed=score))
        return tuple(differences)
