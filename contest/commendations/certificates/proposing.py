"""Issuing certificates and withdrawing one as acts that take two persons (R6)."""

import hashlib
from datetime import date, datetime
from random import SystemRandom

from flask.sansio.app import App

from contest.commendations.certificates import acts as use_cases
from contest.commendations.certificates import queries as certificates
from contest.commendations.certificates.acts import Wanted
from contest.commendations.paper_errors import CertificateWithdrawn, DecisionMissing
from contest.platform.language.vietnamese import clean
from contest.platform.language.vietnamese_numbers import date_vi, number
from contest.platform.two_persons import acts
from contest.platform.two_persons.acts import Act, Decision, Effect, Payload
from contest.rules.scope import WHOLE, Scope

ISSUE, WITHDRAW = "commendations:certificates:issue", "commendations:certificate:withdraw"
PATH = "/quan-tri/chung-nhan"


def install(app: App) -> None:
    """Register both acts."""
    acts.register(
        app,
        Act(
            kind=ISSUE,
            title=lambda payload: f"Cấp giấy chứng nhận {use_cases.name_of(_scope(payload))}",
            effect=_issue_effect,
            perform=_issue,
            address=lambda payload: f"{PATH}#cua-{payload['round_id'] or WHOLE}",
            nothing="Mọi người thuộc diện được cấp đã có giấy còn hiệu lực.",
        ),
        Act(
            kind=WITHDRAW,
            title=lambda payload: f"Thu hồi giấy chứng nhận {payload['code']}",
            effect=_withdraw_effect,
            perform=_withdraw,
            address=lambda payload: f"/xac-nhan/{payload['code']}",
            nothing="Giấy này đã thu hồi.",
        ),
    )


def issuing(*, scope: Scope, wanted: Wanted, decision_number: str, decided_on: date) -> Payload:
    """Issuing certificates as it is put forward."""
    return {
        "contest_id": scope.contest_id,
        "round_id": scope.round_id,
        "wanted": wanted.value,
        "decision_number": clean(decision_number),
        "decided_on": decided_on.isoformat(),
    }


def withdrawing(*, code: str) -> Payload:
    """Withdrawing a certificate as it is put forward."""
    return {"code": code}


def _scope(payload: Payload) -> Scope:
    round_id = payload["round_id"]
    return Scope(
        contest_id=int(payload["contest_id"] or 0), round_id=None if round_id is None else int(round_id)
    )


def _decision(payload: Payload) -> tuple[str, date]:
    """Number and day of the decision; raises DecisionMissing."""
    if not payload["decision_number"]:
        raise DecisionMissing
    return str(payload["decision_number"]), date.fromisoformat(str(payload["decided_on"]))


def _issue_effect(payload: Payload, _now: datetime) -> Effect:
    basis, (decision, decided_on) = use_cases.basis_of(_scope(payload)), _decision(payload)
    publication = basis.publication
    found = use_cases.persons_to_certify(basis, Wanted(str(payload["wanted"])))
    state = hashlib.sha256(
        repr((publication.digest, [(person.entry_id, prize) for person, prize in found])).encode()
    )
    if not found:
        return Effect(sentences=(), state=state.hexdigest())
    valid, with_prize = certificates.count_valid(basis.scope), sum(bool(prize) for _, prize in found)
    return Effect(
        sentences=(
            f"Cấp {number(len(found))} giấy mới, trong đó {number(with_prize)} giấy ghi giải.",
            f"{number(valid)} giấy còn hiệu lực của {basis.name} giữ nguyên.",
            f"Giấy ghi theo phiên bản {publication.version}, mã kết quả {publication.short_digest}.",
            f"Theo quyết định {decision} ngày {date_vi(decided_on)}. Giấy đã cấp không sửa được.",
        ),
        state=state.hexdigest(),
    )


def _issue(payload: Payload, decision: Decision) -> str:
    decision_number, decided_on = _decision(payload)
    issued = use_cases.issue(
        scope=_scope(payload),
        wanted=Wanted(str(payload["wanted"])),
        decision_number=decision_number,
        decided_on=decided_on,
        by=decision.decided_by,
        now=decision.now,
        rng=SystemRandom(),
    )
    return f"Đã cấp {number(issued)} giấy chứng nhận."


def _withdraw_effect(payload: Payload, _now: datetime) -> Effect:
    found = certificates.get_certificate(str(payload["code"]))
    if found.withdrawn_at is not None:
        raise CertificateWithdrawn(at=found.withdrawn_at)
    prize = f", {found.prize}" if found.prize else ""
    return Effect(
        sentences=(
            f"1 giấy chứng nhận hết hiệu lực: {found.name}, {found.unit_name}, {found.result}{prize}.",
            "Trang kiểm tra công khai ghi rõ đã thu hồi, lúc nào, vì sao. Không khôi phục được giấy này.",
        ),
        state=found.code,
    )


def _withdraw(payload: Payload, decision: Decision) -> str:
    found = use_cases.withdraw(
        code=str(payload["code"]), reason=decision.reason, by=decision.decided_by, now=decision.now
    )
    return f"Đã thu hồi giấy chứng nhận {found.code}."
