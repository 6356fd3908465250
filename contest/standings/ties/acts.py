"""Settling a tie and holding a draw as acts that take two persons (R6)."""

from datetime import datetime

from flask.sansio.app import App

from contest.platform.language.vietnamese_numbers import datetime_vi, money, number
from contest.platform.two_persons import acts
from contest.platform.two_persons.acts import Act, Decision, Effect, Payload
from contest.rules import lottery
from contest.rules.scope import WHOLE, Scope
from contest.standings.errors import DrawTooEarly
from contest.standings.proposing import TieCase
from contest.standings.ranking import decisions
from contest.standings.ranking.decisions import Method
from contest.standings.ties import services as tie_services

SETTLE, DRAW = "standings:tie:settle", "standings:draw:hold"


def install(app: App) -> None:
    """Register both acts."""
    acts.register(
        app,
        Act(
            kind=SETTLE,
            title=lambda payload: f"Xử lý đồng hạng: {payload['title']}",
            effect=_settle_effect,
            perform=_settle,
            address=lambda payload: f"/quan-tri/xep-hang/{_scope(payload).round_id or WHOLE}/dong-hang",
            nothing="Đồng hạng này đã xử lý.",
        ),
        Act(
            kind=DRAW,
            title=lambda payload: f"Bốc thăm số {payload['decision_id']}",
            effect=_draw_effect,
            perform=_draw,
            address=lambda payload: f"/boc-tham/{payload['decision_id']}",
            nothing="Danh sách này đã bốc thăm.",
        ),
    )


def settling(
    scope: Scope, tie: TieCase, *, method: Method, seed_source: str, seed_due_at: datetime | None
) -> Payload:
    """Settling a tie as it is put forward."""
    return {
        "contest_id": scope.contest_id,
        "scope": scope.code,
        "board": tie.board,
        "fingerprint": tie.fingerprint,
        "title": f"{tie.board_name}, hạng {tie.place}",
        "method": method.value,
        "seed_source": seed_source,
        "seed_due_at": seed_due_at.isoformat() if seed_due_at else None,
    }


def drawing(*, decision_id: int, seed: str, evidence: str) -> Payload:
    """Holding a draw as it is put forward."""
    return {"decision_id": decision_id, "seed": seed, "evidence": evidence}


def _scope(payload: Payload) -> Scope:
    return Scope.named(str(payload["scope"]), contest_id=int(payload["contest_id"] or 0))


def _due_at(payload: Payload) -> datetime | None:
    due_at = payload["seed_due_at"]
    return None if due_at is None else datetime.fromisoformat(str(due_at))


def _settle_effect(payload: Payload, now: datetime) -> Effect:
    tie = tie_services.open_tie(
        _scope(payload), board=str(payload["board"]), fingerprint=str(payload["fingerprint"])
    )
    if tie.decision is not None:
        return Effect(sentences=(), state=tie.fingerprint)
    who = f"{number(len(tie.members))} người, đơn vị đồng hạng {number(tie.place)} ({tie.board_name})"
    at_stake = tie.prizes_in_words
    if payload["method"] == Method.EQUAL_PRIZES:
        sentences: tuple[str, ...] = (
            f"{who} cùng nhận {tie.prizes[0]}, mỗi phần {money(tie.share_vnd)}.",
            f"Tổng tiền của các giải đang tranh ({at_stake}) là {money(tie.amount_vnd)}, không vượt.",
        )
    else:
        due_at = _due_at(payload)
        tie_services.check_seed(source=str(payload["seed_source"]), due_at=due_at, now=now)
        sentences = (
            f"Công bố danh sách {who} và mã danh sách, bốc thăm {number(len(tie.prizes))} giải: {at_stake}.",
            f"Số bốc thăm lấy từ nguồn: {payload['seed_source']}, có lúc {datetime_vi(due_at)}."
            if due_at
            else "",
            "Danh sách không đổi được nữa và chỉ bốc thăm một lần.",
        )
    return Effect(sentences=sentences, state=tie.fingerprint)


def _settle(payload: Payload, decision: Decision) -> str:
    method = Method(str(payload["method"]))
    tie_services.settle_tie(
        scope=_scope(payload),
        board=str(payload["board"]),
        fingerprint=str(payload["fingerprint"]),
        method=method,
        seed_source=str(payload["seed_source"]),
        seed_due_at=_due_at(payload),
        reason=decision.reason,
        by=decision.decided_by,
        now=decision.now,
    )
    return (
        "Đã công bố danh sách bốc thăm." if method is Method.LOTTERY else "Đã quyết định trao giải như nhau."
    )


def _draw_effect(payload: Payload, now: datetime) -> Effect:
    decision = decisions.get_draw(int(payload["decision_id"] or 0))
    seed = str(payload["seed"])
    if decision.draw is not None and decision.draw.seed == seed:
        return Effect(sentences=(), state=decision.fingerprint)
    if decision.seed_due_at is not None and now < decision.seed_due_at:
        raise DrawTooEarly(due_at=decision.seed_due_at)
    order = lottery.draw(decision.members, public_seed=seed)
    return Effect(
        sentences=(
            f"Bốc thăm {number(len(decision.members))} người, đơn vị bằng số {seed}.",
            f"Nguồn đã công bố trước: {decision.seed_source}. Nơi xem: {payload['evidence'] or 'chưa ghi'}.",
            f"Thứ tự bốc được: {', '.join(order[:5])}{', …' if len(order) > 5 else ''}.",  # noqa: PLR2004 - as many as one reads
        ),
        state=f"{decision.fingerprint}:{seed}",
    )


def _draw(payload: Payload, decision: Decision) -> str:
    tie_services.hold_draw(
        decision_id=int(payload["decision_id"] or 0),
        seed=str(payload["seed"]),
        evidence=str(payload["evidence"]),
        by=decision.decided_by,
        now=decision.now,
    )
    return "Đã bốc thăm."
