"""Two persons for final acts: nothing is done by one, nothing twice, nothing that was not seen."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Barrier

import pytest
from factories import NOW, make_world
from flask import Flask
from harness.databases import disconnect
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from contest.platform.audit import log as audit
from contest.platform.database import read, transaction
from contest.platform.errors import Conflict
from contest.platform.two_persons import acts, proposals
from contest.platform.two_persons.acts import Act, Decision, Effect, Payload
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

FIRST, SECOND, THIRD = 11, 12, 13
ORGANISER = frozenset({Role.ORGANISER})
KIND = "tests:lamp:light"
TAKES_SECONDS = 0.1


class TooDark(Conflict):
    """A refusal of the act itself."""

    code = "conflict"


@dataclass
class Lamps:
    """What the act of these tests changes."""

    count: int = 3
    lit: list[Decision] = field(default_factory=list)
    refuses: bool = False
    looks: int = 0  # so many wait for each other
    together: Barrier = field(default_factory=lambda: Barrier(2))

    def effect(self, _payload: Payload, _now: object) -> Effect:
        if self.refuses:
            raise TooDark
        state = f"{self.count}, {len(self.lit)} lần"
        if self.looks:
            self.together.wait(timeout=20)
            self.looks -= 1
        return Effect(sentences=(f"{self.count} đèn sáng.",) if self.count else (), state=state)

    def perform(self, _payload: Payload, decision: Decision) -> str:
        audit.record(action=KIND, subject="1", by=decision.decided_by, now=decision.now)
        self.lit.append(decision)
        time.sleep(TAKES_SECONDS)
        return f"Đã thắp {self.count} đèn."


@pytest.fixture
def lamps(app: Flask) -> Lamps:
    lamps = Lamps()
    acts.register(
        app,
        Act(
            kind=KIND,
            title=lambda payload: f"Thắp đèn {payload['number']}",
            effect=lamps.effect,
            perform=lamps.perform,
            address=lambda _payload: "/quan-tri",
            nothing="Không còn đèn nào.",
        ),
    )
    return lamps


@pytest.fixture
def contest_id(app: Flask) -> int:
    assert app
    return make_world().contest_id


def put_forward(contest_id: int, *, number: int = 1, by: int = FIRST, reason: str = "Tối", now=NOW):
    return proposals.put_forward(
        contest_id=contest_id, kind=KIND, payload={"number": number}, reason=reason, by=by, now=now
    )


def approve(proposal_id: int, *, by: int = SECOND, seen: str = "", now=NOW, roles=ORGANISER) -> str:
    digest = seen or proposals.outlook(proposals.get(proposal_id, now=now), now=now).digest
    return proposals.approve(proposal_id=proposal_id, seen=digest, by=by, roles=roles, now=now, remark="Được")


def test_an_act_is_done_when_another_person_approves_and_only_once(contest_id: int, lamps: Lamps):
    outcome = put_forward(contest_id)
    assert (outcome.done, lamps.lit) == (False, [])
    assert approve(outcome.proposal_id) == "Đã thắp 3 đèn."
    assert approve(outcome.proposal_id) == "Đã thắp 3 đèn."  # a second click
    assert [(one.proposed_by, one.decided_by, one.reason) for one in lamps.lit] == [(FIRST, SECOND, "Tối")]
    with pytest.raises(Decided):
        approve(outcome.proposal_id, by=THIRD)
    known = proposals.get(outcome.proposal_id, now=NOW)
    assert (known.state, known.remark, known.outcome) == (State.APPROVED, "Được", "Đã thắp 3 đèn.")
    deeds = [(one.action, one.actor_id, one.reason) for one in audit.latest(limit=3)]
    assert deeds == [
        (KIND, SECOND, ""),
        ("proposals:approve", SECOND, "Được"),
        ("proposals:put_forward", FIRST, "Tối"),
    ]


def test_nobody_approves_or_refuses_their_own_proposal(contest_id: int, lamps: Lamps):
    proposal_id = put_forward(contest_id).proposal_id
    with pytest.raises(SamePerson):
        approve(proposal_id, by=FIRST)
    with pytest.raises(SamePerson):
        proposals.refuse(proposal_id=proposal_id, by=FIRST, roles=ORGANISER, reason="Thôi", now=NOW)
    assert lamps.lit == []


@pytest.mark.usefixtures("lamps")
def test_the_database_itself_refuses_one_person_for_two(contest_id: int):
    proposal_id = put_forward(contest_id).proposal_id
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(
            update(ProposalRow)
            .where(ProposalRow.id == proposal_id)
            .values(state=State.APPROVED, decided_by=FIRST, decided_at=NOW)
        )


def test_who_lacks_the_role_finds_no_proposal(contest_id: int, lamps: Lamps):
    proposal_id = put_forward(contest_id).proposal_id
    for roles in (frozenset(), frozenset({Role.AUDITOR, Role.EDITOR})):
        with pytest.raises(ProposalUnknown):
            approve(proposal_id, roles=roles)
    assert lamps.lit == []


def test_another_effect_than_was_seen_is_confirmed_anew(contest_id: int, lamps: Lamps):
    proposal_id = put_forward(contest_id).proposal_id
    seen = proposals.outlook(proposals.get(proposal_id, now=NOW), now=NOW).digest
    lamps.count = 2
    with pytest.raises(EffectChanged):
        approve(proposal_id, seen=seen)
    assert lamps.lit == []
    assert proposals.get(proposal_id, now=NOW).effect == ("3 đèn sáng.",)
    assert approve(proposal_id) == "Đã thắp 2 đèn."
    assert proposals.get(proposal_id, now=NOW).effect == ("2 đèn sáng.",)


def test_what_the_act_itself_refuses_decides_nothing(contest_id: int, lamps: Lamps):
    proposal_id = put_forward(contest_id).proposal_id
    seen = proposals.get(proposal_id, now=NOW).digest
    lamps.refuses = True
    known = proposals.get(proposal_id, now=NOW)
    assert proposals.outlook(known, now=NOW).obstacle
    with pytest.raises(TooDark):
        approve(proposal_id, seen=seen)
    assert proposals.get(proposal_id, now=NOW).is_waiting
    lamps.refuses = False
    assert approve(proposal_id) == "Đã thắp 3 đèn."


def test_the_same_act_waits_once_and_another_one_beside_it(contest_id: int, lamps: Lamps):
    first = put_forward(contest_id)
    assert put_forward(contest_id, by=THIRD).proposal_id == first.proposal_id
    assert put_forward(contest_id, number=2).proposal_id != first.proposal_id
    assert proposals.waiting_count(now=NOW) == 2
    approve(first.proposal_id)
    assert put_forward(contest_id).proposal_id != first.proposal_id  # it may be asked for again
    assert len(lamps.lit) == 1


@pytest.mark.usefixtures("lamps")
def test_a_proposal_is_refused_with_a_reason_or_taken_back_by_its_author(contest_id: int):
    refused, taken_back = (put_forward(contest_id, number=number).proposal_id for number in (1, 2))
    with pytest.raises(ReasonMissing):
        proposals.refuse(proposal_id=refused, by=SECOND, roles=ORGANISER, reason=" ", now=NOW)
    for _click in range(2):
        proposals.refuse(proposal_id=refused, by=SECOND, roles=ORGANISER, reason="Chưa cần", now=NOW)
    with pytest.raises(NotTheProposer):
        proposals.withdraw(proposal_id=taken_back, by=SECOND, reason="Nhầm", now=NOW)
    for _click in range(2):
        proposals.withdraw(proposal_id=taken_back, by=FIRST, reason="Nhầm", now=NOW)
    states = [proposals.get(one, now=NOW).state for one in (refused, taken_back)]
    assert states == [State.REFUSED, State.WITHDRAWN]
    for proposal_id in (refused, taken_back):
        with pytest.raises(Decided):
            approve(proposal_id)


def test_after_a_week_nobody_decides_and_the_act_may_be_put_forward_anew(contest_id: int, lamps: Lamps):
    old = put_forward(contest_id).proposal_id
    late = NOW + timedelta(days=7)
    assert proposals.get(old, now=late).state is State.EXPIRED
    assert proposals.waiting_count(now=late) == 0
    with pytest.raises(Decided):
        approve(old, now=late)
    assert put_forward(contest_id, now=late).proposal_id != old
    assert lamps.lit == []


def test_an_act_without_a_reason_or_an_effect_is_not_put_forward(contest_id: int, lamps: Lamps):
    with pytest.raises(ReasonMissing):
        put_forward(contest_id, reason="  ")
    lamps.count = 0
    assert put_forward(contest_id).sentence == "Không còn đèn nào."
    assert read().query(ProposalRow).count() == 0


def test_where_one_person_is_enough_the_act_is_done_at_once(app: Flask, lamps: Lamps):
    assert app
    contest_id = make_world(two_persons=False).contest_id
    outcome = put_forward(contest_id)
    assert (outcome.done, outcome.sentence, outcome.proposal_id) == (True, "Đã thắp 3 đèn.", None)
    assert [one.decided_by for one in lamps.lit] == [FIRST]


def test_two_people_who_approve_in_the_same_instant_do_it_once(app: Flask, contest_id: int, lamps: Lamps):
    proposal_id = put_forward(contest_id).proposal_id
    seen = proposals.get(proposal_id, now=NOW).digest
    disconnect()
    together = Barrier(2)

    def approve_at_once(by: int) -> str:
        with app.app_context():
            together.wait(timeout=20)
            try:
                return approve(proposal_id, by=by, seen=seen)
            except Decided:
                return "too late"
            finally:
                disconnect()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(approve_at_once, (SECOND, THIRD)))
    assert answers == ["too late", "Đã thắp 3 đèn."]
    assert len(lamps.lit) == 1


def test_of_two_who_approve_in_the_same_instant_the_second_sees_what_the_first_did(
    app: Flask, contest_id: int, lamps: Lamps
):
    asked = [put_forward(contest_id, number=number).proposal_id for number in (1, 2)]
    seen = [proposals.get(one, now=NOW).digest for one in asked]
    disconnect()
    lamps.looks = 2  # both have looked before either takes a turn

    def approve_at_once(which: int) -> str:
        with app.app_context():
            try:
                return approve(asked[which], seen=seen[which])
            except EffectChanged:
                return "another effect"
            finally:
                disconnect()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(approve_at_once, (0, 1)))
    assert answers == ["another effect", "Đã thắp 3 đèn."]
    assert len(lamps.lit) == 1
