"""Confirming or rejecting a winner of money, or taking a rejection back: an act that takes two (R6)."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from flask.sansio.app import App

from contest.commendations import queries, winners
from contest.commendations.errors import NobodysPrize, RejectionUnexplained
from contest.commendations.queries import WinnerState
from contest.platform.language.vietnamese_numbers import money, number
from contest.platform.two_persons import acts, proposals
from contest.platform.two_persons.acts import Act, Decision, Effect, Payload
from contest.platform.two_persons.proposals import Proposal
from contest.rounds import queries as rounds
from contest.rules.scope import WHOLE, Scope
from contest.standings import queries as standings
from contest.standings import services as standings_services
from contest.standings.queries import Trial
from contest.standings.services import BoardProposal

CHECK = "commendations:winner:check"
PATH = "/quan-tri/khen-thuong"
MOST_NAMED = 5
DECIDES_ON_MONEY = frozenset({WinnerState.CONFIRMED, WinnerState.REJECTED})
Winner = tuple[int | None, int | None]
"""Entry id or unit id, of which one is None."""
Given = Mapping[Winner, tuple[str, str, int]]
"""Name, prize and money by winner."""


def install(app: App) -> None:
    """Register the act."""
    acts.register(
        app,
        Act(
            kind=CHECK,
            title=_title,
            effect=_effect,
            perform=_perform,
            address=lambda payload: address_of(scope_of(payload), winner_of(payload)),
            nothing="Tình trạng này đã được ghi.",
        ),
    )


def checking(scope: Scope, winner: Winner, state: WinnerState, *, reason: str) -> Payload:
    """A change of a winner's state as it is put forward."""
    return {
        "contest_id": scope.contest_id,
        "scope": scope.code,
        "entry_id": winner[0],
        "unit_id": winner[1],
        "state": state.value,
        "reason": reason,
    }


def scope_of(payload: Payload) -> Scope:
    """The round, or the whole contest, that a proposal is about."""
    return Scope.named(str(payload["scope"]), contest_id=int(payload["contest_id"] or 0))


def winner_of(payload: Payload) -> Winner:
    """Whom a proposal is about."""
    entry_id, unit_id = payload["entry_id"], payload["unit_id"]
    return (None if entry_id is None else int(entry_id), None if unit_id is None else int(unit_id))


def address_of(scope: Scope, winner: Winner) -> str:
    """The page of one winner."""
    entry_id, unit_id = winner
    kind = "don-vi" if entry_id is None else "thi-sinh"
    return f"{PATH}/{scope.round_id or WHOLE}/{kind}/{entry_id or unit_id}"


def waiting_of(scope: Scope, winner: Winner, *, now: datetime) -> Proposal | None:
    """The proposal about this winner that waits, whatever it asks for."""
    waiting = proposals.waiting_of(CHECK, now=now)
    return next(
        (one for one in waiting if scope_of(one.payload) == scope and winner_of(one.payload) == winner), None
    )


def takes_money(scope: Scope, winner: Winner, state: WinnerState) -> bool:
    """Whether money depends on this change: somebody is paid, is not, or is again in line for it."""
    before = queries.checks_of(scope).get(winner)
    if before is not None and before.state is WinnerState.REJECTED and state is not WinnerState.REJECTED:
        return True
    given = _given(standings_services.proposals_of(scope)).get(winner)
    return state in DECIDES_ON_MONEY and given is not None and given[2] > 0


def _state(payload: Payload) -> WinnerState:
    return WinnerState(str(payload["state"]))


def _title(payload: Payload) -> str:
    scope = scope_of(payload)
    where = "toàn cuộc thi" if scope.round_id is None else rounds.get_round(scope.round_id).name
    name = names_of(scope, winner_of(payload))
    return f"{_state(payload).label}: {name}, {where}"


def names_of(scope: Scope, winner: Winner) -> str:
    """What a winner is called; raises NobodysPrize for somebody who never had one in prospect."""
    found = _given(standings_services.proposals_of(scope, trial=_trial(winner, None))).get(winner)
    if found is not None:
        return found[0]
    check = queries.checks_of(scope).get(winner)
    if check is None:
        raise NobodysPrize
    return check.prize


def _trial(winner: Winner, reason: str | None) -> Trial:
    entry_id, unit_id = winner
    return Trial(
        entries={} if entry_id is None else {entry_id: reason},
        units={} if unit_id is None else {unit_id: reason},
    )


def _given(boards: tuple[BoardProposal, ...]) -> Given:
    return {
        (one.entry_id, one.unit_id): (one.name, one.prize, one.amount_vnd)
        for board in boards
        for one in board.nominees
    }


def _effect(payload: Payload, _now: datetime) -> Effect:
    scope, winner, state = scope_of(payload), winner_of(payload), _state(payload)
    reason = str(payload["reason"])
    if state is WinnerState.REJECTED and not reason:
        raise RejectionUnexplained
    check = queries.checks_of(scope).get(winner)
    before = standings_services.proposals_of(scope)
    if check is not None and (check.state, check.reason) == (state, reason):
        return Effect(sentences=(), state=state)
    if state is not WinnerState.REJECTED and (check is None or check.state is not WinnerState.REJECTED):
        return _confirming(_given(before), winner, state)
    refused = reason if state is WinnerState.REJECTED else None
    after = standings_services.proposals_of(scope, trial=_trial(winner, refused))
    sentences = (*_moves(_given(before), _given(after)), *_ties(before, after), *_published(scope))
    digest = hashlib.sha256(repr((state, _given(before), _given(after))).encode())
    return Effect(sentences=sentences, state=digest.hexdigest())


def _confirming(given: Given, winner: Winner, state: WinnerState) -> Effect:
    if winner not in given:
        raise NobodysPrize
    name, prize, amount = given[winner]
    return Effect(
        sentences=(f"{state.label}: {name} nhận {prize}, {money(amount)}.",),
        state=repr((state, given[winner])),
    )


def _moves(before: Given, after: Given) -> tuple[str, ...]:
    """Everybody whose prize changes, the first few by name, and the money of all."""
    nothing = ("", "không có giải", 0)
    changed = [one for one in {**before, **after} if before.get(one) != after.get(one)]
    lines = []
    for one in changed[:MOST_NAMED]:
        old, new = before.get(one, nothing), after.get(one, nothing)
        lines.append(f"{old[0] or new[0]}: từ {old[1]} ({money(old[2])}) thành {new[1]} ({money(new[2])}).")
    total = [sum(amount for _, _, amount in given.values()) for given in (before, after)]
    return (
        f"{number(len(changed))} người, đơn vị đổi giải hoặc tiền thưởng.",
        *lines,
        f"Tổng tiền thưởng đã rõ: từ {money(total[0])} thành {money(total[1])}.",
    )


def _ties(before: tuple[BoardProposal, ...], after: tuple[BoardProposal, ...]) -> tuple[str, ...]:
    old, new = (sum(one.tie_count for one in boards) for boards in (before, after))
    return (f"Số chỗ đồng hạng chờ xử lý: từ {number(old)} thành {number(new)}.",) if old != new else ()


def _published(scope: Scope) -> tuple[str, ...]:
    if scope.round_id is None or standings.find_publication(scope.round_id) is None:
        return ()
    return ("Kết quả đã công bố giữ nguyên cho đến khi công bố bản đính chính.",)


def _perform(payload: Payload, decision: Decision) -> str:
    entry_id, unit_id = winner_of(payload)
    winners.check(
        scope=scope_of(payload),
        entry_id=entry_id,
        unit_id=unit_id,
        state=_state(payload),
        reason=str(payload["reason"]),
        by=decision.decided_by,
        now=decision.now,
    )
    return "Đã ghi tình trạng xác minh."
