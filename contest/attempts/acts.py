"""The final acts of this slice: an outage made good, more minutes for one attempt (S7)."""

import hashlib
from datetime import datetime, timedelta

from flask.sansio.app import App

from contest.attempts import copies, incidents
from contest.attempts.incidents import Remedy
from contest.platform.language.vietnamese_numbers import datetime_vi, number
from contest.platform.two_persons import acts
from contest.platform.two_persons.acts import Act, Decision, Effect, Payload
from contest.rounds import queries as rounds

MAKE_GOOD = "attempts:incident:make_good"
EXTEND = "attempts:attempt:extend"


def install(app: App) -> None:
    """Register the acts."""
    acts.register(
        app,
        Act(
            kind=MAKE_GOOD,
            title=_make_good_title,
            effect=_make_good_effect,
            perform=_make_good,
            address=_make_good_address,
            nothing="Không còn bài nào cần bù cho khoảng thời gian này.",
        ),
    )
    acts.register(
        app,
        Act(
            kind=EXTEND,
            title=_extend_title,
            effect=_extend_effect,
            perform=_extend,
            address=lambda payload: f"/quan-tri/luot-thi/{payload['attempt_code']}",
            nothing="Bài này đã được thêm từng ấy phút.",
        ),
    )


def outage(*, round_id: int, began_at: datetime, ended_at: datetime, unit_path: str) -> Payload:
    """An outage as it is put forward."""
    return {
        "round_id": round_id,
        "began_at": began_at.isoformat(),
        "ended_at": ended_at.isoformat(),
        "unit_path": unit_path,
    }


def _span(payload: Payload) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(str(payload["began_at"])), datetime.fromisoformat(str(payload["ended_at"]))


def _round_id(payload: Payload) -> int:
    return int(payload["round_id"] or 0)


def _make_good_title(payload: Payload) -> str:
    began_at, ended_at = _span(payload)
    name = rounds.get_round(_round_id(payload)).name
    return f"Bù giờ {name}, sự cố từ {datetime_vi(began_at)} đến {datetime_vi(ended_at)}"


def _make_good_effect(payload: Payload, now: datetime) -> Effect:
    """In numbers as of now; the state is whom the outage hit, which their handing in does not change."""
    began_at, ended_at = _span(payload)
    unit_path = str(payload["unit_path"])
    hit = incidents.affected(
        round_id=_round_id(payload), began_at=began_at, ended_at=ended_at, unit_path=unit_path, now=now
    )
    later = sum(one.remedy is Remedy.LATER_DEADLINE for one in hit)
    sentences = (
        f"{number(later)} bài đang làm được lùi hạn nộp." if later else "",
        f"{number(len(hit) - later)} bài đã hết giờ được thêm một lượt thi." if len(hit) > later else "",
    )
    touched = incidents.running_during(
        round_id=_round_id(payload), began_at=began_at, ended_at=ended_at, unit_path=unit_path
    )
    return Effect(
        sentences=tuple(filter(None, sentences)),
        state=hashlib.sha256(" ".join(map(str, touched)).encode()).hexdigest(),
    )


def _make_good(payload: Payload, decision: Decision) -> str:
    began_at, ended_at = _span(payload)
    helped = incidents.make_good(
        round_id=_round_id(payload),
        began_at=began_at,
        ended_at=ended_at,
        unit_path=str(payload["unit_path"]),
        reason=decision.reason,
        by=decision.decided_by,
        now=decision.now,
    )
    return f"Đã bù cho {number(helped)} bài."


def _make_good_address(payload: Payload) -> str:
    return f"/quan-tri/dot/{_round_id(payload)}/su-co"


def more_minutes(*, attempt_code: str, deadline_at: datetime, minutes: int) -> Payload:
    """More minutes for one attempt as they are put forward."""
    return {"attempt_code": attempt_code, "deadline_at": deadline_at.isoformat(), "minutes": minutes}


def _extension(payload: Payload) -> tuple[str, datetime, timedelta]:
    seen = datetime.fromisoformat(str(payload["deadline_at"]))
    return str(payload["attempt_code"]), seen, timedelta(minutes=int(payload["minutes"] or 0))


def _extend_title(payload: Payload) -> str:
    return f"Thêm {payload['minutes']} phút cho bài {payload['attempt_code']}"


def _extend_effect(payload: Payload, now: datetime) -> Effect:
    code, seen, extra = _extension(payload)
    later = incidents.extended(attempt_code=code, deadline_at=seen, extra=extra, now=now)
    old, new = (datetime_vi(one, seconds=True) for one in (seen, seen + extra))
    sentence = f"Bài của {copies.get_sitting(code=code, now=now).person}: hạn nộp {old} thành {new}."
    return Effect(sentences=() if later is None else (sentence,), state=seen.isoformat())


def _extend(payload: Payload, decision: Decision) -> str:
    code, seen, extra = _extension(payload)
    later = incidents.extend(
        attempt_code=code,
        deadline_at=seen,
        extra=extra,
        reason=decision.reason,
        by=decision.decided_by,
        now=decision.now,
    )
    return f"Hạn nộp mới là {datetime_vi(later, seconds=True)}."
