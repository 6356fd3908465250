"""The final act of this slice: to ask for two persons or for one; it takes as many as are asked for now."""

from datetime import datetime

from flask.sansio.app import App

from contest.platform.two_persons import acts
from contest.platform.two_persons.acts import Act, Decision, Effect, Payload
from contest.rounds import queries, services

TWO_PERSONS = "rounds:contest:two_persons"


def install(app: App) -> None:
    """Register the act, and say of each contest whether it asks for two persons."""
    acts.two_persons.answered_by(app, _asks_for_two)
    acts.register(
        app,
        Act(
            kind=TWO_PERSONS,
            title=_title,
            effect=effect_of,
            perform=_perform,
            address=lambda _payload: "/quan-tri/cuoc-thi",
            nothing="Cuộc thi đang theo cách này nên không có gì thay đổi.",
        ),
    )


def _asks_for_two(contest_id: int) -> bool:
    return queries.get_contest(contest_id).two_persons


def _title(payload: Payload) -> str:
    return "Bật chế độ hai người" if payload["wanted"] else "Tắt chế độ hai người"


def effect_of(payload: Payload, _now: datetime) -> Effect:
    """What switching would mean; nothing where the contest asks for as many already."""
    contest = queries.get_contest(int(payload["contest_id"] or 0))
    sentences = {
        True: (
            "Công bố, đính chính, bù giờ, hủy câu và sửa đáp án phải có người đề nghị và người khác duyệt.",
        ),
        False: (
            "Một người làm được ngay: công bố, đính chính, bù giờ, hủy câu và sửa đáp án.",
            "Nhật ký ghi rõ việc tắt chế độ này, ai tắt và vì sao.",
        ),
    }
    wanted = bool(payload["wanted"])
    return Effect(
        sentences=sentences[wanted] if wanted != contest.two_persons else (), state=str(contest.two_persons)
    )


def _perform(payload: Payload, decision: Decision) -> str:
    services.ask_for_two_persons(
        contest_id=int(payload["contest_id"] or 0),
        wanted=bool(payload["wanted"]),
        reason=decision.reason,
        by=decision.decided_by,
        now=decision.now,
    )
    return "Đã bật chế độ hai người." if payload["wanted"] else "Đã tắt chế độ hai người."
