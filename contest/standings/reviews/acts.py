"""Striking an attempt, and letting it count again, as acts that take two persons (R6)."""

from datetime import datetime
from functools import partial

from flask.sansio.app import App

from contest.platform.two_persons import acts
from contest.platform.two_persons.acts import Act, Decision, Effect, Payload
from contest.rounds import queries as rounds
from contest.standings import queries, reviewing
from contest.standings.errors import NotOfThisCase
from contest.standings.reviewing import Side, Verdict
from contest.standings.reviews import services as review_services
from contest.standings.reviews.effects import effect_of_striking

STRIKE, REINSTATE = "standings:review:strike", "standings:review:reinstate"
KIND_OF = {Verdict.STRIKE: STRIKE, Verdict.REINSTATE: REINSTATE}
VERDICT_OF = {kind: verdict for verdict, kind in KIND_OF.items()}


def install(app: App) -> None:
    """Register both acts."""
    for kind, verdict in VERDICT_OF.items():
        acts.register(
            app,
            Act(
                kind=kind,
                title=partial(_title, verdict),
                effect=partial(_effect, verdict),
                perform=partial(_perform, verdict),
                address=lambda payload: f"/quan-tri/xem-xet/{payload['round_id']}/{payload['subject']}",
                nothing="Lượt thi này đã ở đúng trạng thái ấy.",
            ),
        )


def striking(*, round_id: int, subject: str, attempt_id: int) -> Payload:
    """Striking or reinstating an attempt as it is put forward."""
    return {"round_id": round_id, "subject": subject, "attempt_id": attempt_id}


def _ids(payload: Payload) -> tuple[int, str, int]:
    return int(payload["round_id"] or 0), str(payload["subject"]), int(payload["attempt_id"] or 0)


def _side(payload: Payload) -> Side:
    """The attempt that is meant; raises NotOfThisCase."""
    round_id, subject, attempt_id = _ids(payload)
    case = reviewing.get_case(round_id, subject)
    for side in reviewing.sides_of(round_id, case):
        if side.facts.attempt_id == attempt_id:
            return side
    raise NotOfThisCase


def _title(verdict: Verdict, payload: Payload) -> str:
    facts = _side(payload).facts
    return f"{verdict.label} {facts.receipt}, {rounds.get_round(_ids(payload)[0]).name}"


def _effect(verdict: Verdict, payload: Payload, _now: datetime) -> Effect:
    return effect(verdict, payload)


def effect(verdict: Verdict, payload: Payload) -> Effect:
    """What striking or reinstating would do; nothing where the attempt is so already."""
    side, (round_id, _, attempt_id) = _side(payload), _ids(payload)
    state = f"{verdict}:{side.facts.is_struck}"
    if side.facts.is_struck == (verdict is Verdict.STRIKE):
        return Effect(sentences=(), state=state)
    who = f"{side.name}, {side.unit}: {side.facts.score}/{side.facts.questions} điểm."
    if verdict is Verdict.REINSTATE:
        return Effect(sentences=(who, "Lượt thi này lại được tính khi xếp hạng."), state=state)
    change = effect_of_striking(round_id, attempt_id=attempt_id)
    return Effect(sentences=(who, *change.sentences), state=f"{state}:{change}")


def _perform(verdict: Verdict, payload: Payload, decision: Decision) -> str:
    round_id, subject, attempt_id = _ids(payload)
    review_services.decide(
        round_id=round_id,
        subject=subject,
        verdict=verdict,
        attempt_id=attempt_id,
        reason=decision.reason,
        by=decision.decided_by,
        now=decision.now,
    )
    done = "Đã hủy lượt thi." if verdict is Verdict.STRIKE else "Đã khôi phục lượt thi."
    if queries.find_publication(round_id) is None:
        return done
    return f"{done} Kết quả {rounds.get_round(round_id).name} đã công bố chưa đổi: đính chính ở bước Công bố."
