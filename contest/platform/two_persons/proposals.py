"""Acts that take two persons (R6): one puts an act forward, another one approves it, and then it is done."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contest.platform import upsert
from contest.platform.audit import log as audit
from contest.platform.database import read, transaction
from contest.platform.errors import DomainError
from contest.platform.language.vietnamese import clean
from contest.platform.messages import sentence
from contest.platform.two_persons.acts import Act, Decision, Effect, Payload, act_of, takes_two
from contest.platform.two_persons.errors import (
    Decided,
    EffectChanged,
    NotTheProposer,
    ProposalUnknown,
    ReasonMissing,
    SamePerson,
)
from contest.platform.two_persons.models import ProposalRow, State
from contest.platform.viewer import Role

PATH = "/quan-tri/cho-duyet"
# What nobody decided on in a week was about a world that is no more.
LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of putting an act forward: it is done, it waits, or there was nothing to do."""

    sentence: str
    done: bool
    proposal_id: int | None = None

    @property
    def kind(self) -> str:
        """The kind of message that tells it."""
        return "done" if self.done else "info"

    @property
    def address(self) -> str:
        """The page of the proposal; empty where none was made."""
        return f"{PATH}/{self.proposal_id}" if self.proposal_id is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An act put forward, as its page shows it."""

    id: int
    kind: str
    title: str
    reason: str
    effect: tuple[str, ...]
    digest: str
    payload: Payload
    proposed_by: int
    proposed_at: datetime
    expires_at: datetime
    state: State
    decided_by: int | None
    decided_at: datetime | None
    remark: str
    outcome: str

    @property
    def is_waiting(self) -> bool:
        """Whether somebody may still decide on it."""
        return self.state is State.WAITING

    @property
    def address(self) -> str:
        """Its page."""
        return f"{PATH}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What approving would do by now; the digest says that this was seen, the obstacle why it cannot be."""

    sentences: tuple[str, ...]
    digest: str
    obstacle: str = ""


def put_forward(
    *, contest_id: int, kind: str, payload: Payload, reason: str, by: int, now: datetime
) -> Outcome:
    """Put an act forward, or do it at once where the contest asks for one person only.

    The same act waits once, however often it is put forward. Raises ReasonMissing and what the act
    itself refuses.
    """
    act = act_of(kind)
    # Before the transaction: it may take seconds in which everybody who saves would have to wait.
    effect = act.effect(payload, now)
    if not effect.sentences:
        return Outcome(sentence=act.nothing, done=False)
    with transaction() as session:
        if not takes_two(contest_id):
            decision = Decision(proposed_by=by, decided_by=by, reason=clean(reason), now=now)
            return Outcome(sentence=act.perform(payload, decision), done=True)
        if not clean(reason):
            raise ReasonMissing
        proposal_id = _keep(session, act, contest_id, payload, effect, clean(reason), by, now)
        return Outcome(
            sentence="Đã gửi đề nghị. Cần một người khác duyệt thì mới thực hiện.",
            done=False,
            proposal_id=proposal_id,
        )


def _keep(
    session: Session,
    act: Act,
    contest_id: int,
    payload: Payload,
    effect: Effect,
    reason: str,
    by: int,
    now: datetime,
) -> int:
    _expire(session, now)
    key = _hash(act.kind, _canonical(payload))
    proposal_id: int | None = session.execute(
        upsert.insert(ProposalRow)
        .values(
            contest_id=contest_id,
            kind=act.kind,
            title=act.title(payload),
            payload=_canonical(payload),
            key=key,
            reason=reason,
            effect=list(effect.sentences),
            digest=_hash(key, effect.state),
            proposed_by=by,
            proposed_at=now,
            expires_at=now + LASTS,
            state=State.WAITING,
            remark="",
            outcome="",
        )
        .on_conflict_do_nothing()
        .returning(ProposalRow.id)
    ).scalar()
    if proposal_id is None:  # it waits already
        waiting = select(ProposalRow.id).where(ProposalRow.key == key, ProposalRow.state == State.WAITING)
        already: int = session.execute(waiting).scalar_one()
        return already
    _record("put_forward", session.get_one(ProposalRow, proposal_id), by, now, reason)
    return proposal_id


def approve(
    *, proposal_id: int, seen: str, by: int, roles: frozenset[Role], now: datetime, remark: str = ""
) -> str:
    """Approve what somebody else put forward, and do it in the same transaction. Answers what was done.

    ``seen`` is the digest of the effect that the person saw; another one by now raises EffectChanged.
    A second click is told the first result. Raises ProposalUnknown, SamePerson, Decided, and what the
    act itself refuses: then nothing is decided.
    """
    proposal, head = get(proposal_id, now=now), audit.state()
    # As above. What decides results leaves an entry in the log, so its head tells whether this still holds.
    effect = _effect_of(proposal, now)
    with transaction() as session:
        row, act = _locked(session, proposal_id, roles)
        if row.state == State.APPROVED and row.decided_by == by:
            return row.outcome
        _refuse_unfit(row, by, now)
        payload: Payload = json.loads(row.payload)
        # Held from here on: of two who approve in the same instant the second one sees what the first did.
        is_as_seen = audit.state(hold=True) == head
        if effect is None or not is_as_seen:
            effect = act.effect(payload, now)
        digest = _hash(row.key, effect.state)
        if digest != seen:
            raise EffectChanged
        row.effect, row.digest = list(effect.sentences), digest
        _decide(row, State.APPROVED, by, now, remark)
        _record("approve", row, by, now, remark)
        session.flush()
        decision = Decision(proposed_by=row.proposed_by, decided_by=by, reason=row.reason, now=now)
        row.outcome = act.perform(payload, decision)
        return row.outcome


def _effect_of(proposal: Proposal, now: datetime) -> Effect | None:
    """The effect of a proposal that waits; None where its act refuses: it will say so when it is done."""
    if not proposal.is_waiting:
        return None
    try:
        return act_of(proposal.kind).effect(proposal.payload, now)
    except DomainError:
        return None


def refuse(*, proposal_id: int, by: int, roles: frozenset[Role], reason: str, now: datetime) -> None:
    """Refuse what somebody else put forward; refusing twice is the same."""
    with transaction() as session:
        row, _act = _locked(session, proposal_id, roles)
        if row.state == State.REFUSED and row.decided_by == by:
            return
        _refuse_unfit(row, by, now)
        if not clean(reason):
            raise ReasonMissing
        _decide(row, State.REFUSED, by, now, reason)
        _record("refuse", row, by, now, reason)


def withdraw(*, proposal_id: int, by: int, reason: str, now: datetime) -> None:
    """Take one's own proposal back; twice is the same."""
    with transaction() as session:
        row, _act = _locked(session, proposal_id, frozenset(Role))
        if row.proposed_by != by:
            raise NotTheProposer
        if row.state == State.WITHDRAWN:
            return
        _refuse_decided(row, now)
        if not clean(reason):
            raise ReasonMissing
        _decide(row, State.WITHDRAWN, by, now, reason)
        _record("withdraw", row, by, now, reason)


def _locked(session: Session, proposal_id: int, roles: frozenset[Role]) -> tuple[ProposalRow, Act]:
    row = session.get(ProposalRow, proposal_id, with_for_update=True)
    if row is None or not act_of(row.kind).roles & roles:
        raise ProposalUnknown
    return row, act_of(row.kind)


def _refuse_unfit(row: ProposalRow, by: int, now: datetime) -> None:
    _refuse_decided(row, now)
    if row.proposed_by == by:
        raise SamePerson


def _refuse_decided(row: ProposalRow, now: datetime) -> None:
    state = _state(row, now)
    if state is not State.WAITING:
        raise Decided(state=state.label)


def _decide(row: ProposalRow, state: State, by: int, now: datetime, remark: str) -> None:
    row.state, row.decided_by, row.decided_at, row.remark = state, by, now, clean(remark)


def _record(deed: str, row: ProposalRow, by: int, now: datetime, reason: str) -> None:
    audit.record(
        action=f"proposals:{deed}",
        subject=str(row.id),
        by=by,
        now=now,
        reason=clean(reason),
        facts={"kind": row.kind, "title": row.title, "digest": row.digest, "proposed_by": row.proposed_by},
    )


def _expire(session: Session, now: datetime) -> None:
    session.execute(
        update(ProposalRow)
        .where(ProposalRow.state == State.WAITING, ProposalRow.expires_at <= now)
        .values(state=State.EXPIRED, decided_at=now)
    )


def _state(row: ProposalRow, now: datetime) -> State:
    late = row.state == State.WAITING and row.expires_at <= now
    return State.EXPIRED if late else State(row.state)


def get(proposal_id: int, *, now: datetime) -> Proposal:
    """One proposal; raises ProposalUnknown."""
    row = read().get(ProposalRow, proposal_id)
    if row is None:
        raise ProposalUnknown
    return _proposal(row, now)


def outlook(proposal: Proposal, *, now: datetime) -> Outlook:
    """What a proposal would do if it were approved now; of a decided one, what it did."""
    if not proposal.is_waiting:
        return Outlook(sentences=proposal.effect, digest=proposal.digest)
    try:
        effect = act_of(proposal.kind).effect(proposal.payload, now)
    except DomainError as refusal:
        obstacle = sentence(refusal.code, refusal.facts)
        return Outlook(sentences=proposal.effect, digest=proposal.digest, obstacle=obstacle)
    key = _hash(proposal.kind, _canonical(proposal.payload))
    return Outlook(sentences=effect.sentences, digest=_hash(key, effect.state))


def newest(*, limit: int, now: datetime) -> tuple[Proposal, ...]:
    """The proposals that wait, oldest first, and after them the decided ones, newest first."""
    is_decided = ProposalRow.state != State.WAITING
    rows = read().execute(select(ProposalRow).order_by(is_decided, ProposalRow.id.desc()).limit(limit))
    found = [_proposal(row, now) for row in rows.scalars()]
    waiting = [one for one in found if one.is_waiting]
    return (*reversed(waiting), *(one for one in found if not one.is_waiting))


def waiting_count(*, now: datetime) -> int:
    """How many proposals wait for a second person."""
    query = select(func.count(ProposalRow.id)).where(
        ProposalRow.state == State.WAITING, ProposalRow.expires_at > now
    )
    return read().execute(query).scalar_one()


def waiting_of(kind: str, *, now: datetime) -> tuple[Proposal, ...]:
    """The proposals of one kind of act that wait, oldest first."""
    rows = read().execute(
        select(ProposalRow)
        .where(ProposalRow.kind == kind, ProposalRow.state == State.WAITING, ProposalRow.expires_at > now)
        .order_by(ProposalRow.id)
    )
    return tuple(_proposal(row, now) for row in rows.scalars())


def find_waiting(*, kind: str, payload: Payload, now: datetime) -> Proposal | None:
    """The proposal of exactly this act that waits, if one does."""
    row = (
        read()
        .execute(
            select(ProposalRow).where(
                ProposalRow.key == _hash(kind, _canonical(payload)),
                ProposalRow.state == State.WAITING,
                ProposalRow.expires_at > now,
            )
        )
        .scalar_one_or_none()
    )
    return None if row is None else _proposal(row, now)


def _proposal(row: ProposalRow, now: datetime) -> Proposal:
    return Proposal(
        id=row.id,
        kind=row.kind,
        title=row.title,
        reason=row.reason,
        effect=tuple(row.effect),
        digest=row.digest,
        payload=json.loads(row.payload),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        expires_at=row.expires_at,
        state=_state(row, now),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        remark=row.remark,
        outcome=row.outcome,
    )


def _canonical(payload: Payload) -> str:
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
