from datetime import timedelta

import pytest
from factories import NOW, make_entry, make_rules, make_world, start_attempt, take_attempt

from contest.attempts import incidents, queries, services
from contest.attempts.errors import (
    AttemptsUsedUp,
    AttemptUnknown,
    DeadlineMoved,
    IncidentNotOver,
    IncidentReversed,
    ReasonMissing,
    TooLateToExtend,
)
from contest.attempts.incidents import Remedy
from contest.platform.audit import log as audit

pytestmark = pytest.mark.usefixtures("app")
MINUTE = timedelta(minutes=1)


def test_a_running_attempt_gets_exactly_the_time_it_lost_once() -> None:
    world = make_world()
    person = make_entry(world)
    attempt = start_attempt(world, person)
    outage = {"round_id": world.round_id, "began_at": NOW + 5 * MINUTE, "ended_at": NOW + 9 * MINUTE}
    now = NOW + 10 * MINUTE
    [hit] = incidents.affected(**outage, now=now)
    assert (hit.remedy, hit.new_deadline_at) == (Remedy.LATER_DEADLINE, attempt.deadline_at + 4 * MINUTE)
    assert incidents.make_good(**outage, reason="Mất điện", by=None, now=now) == 1
    assert incidents.make_good(**outage, reason="Mất điện", by=None, now=now) == 0
    after = queries.get_attempt(code=attempt.code, account_id=person)
    assert after.deadline_at == attempt.deadline_at + 4 * MINUTE
    [incident] = incidents.incidents_of(world.round_id)
    assert (incident.extended, incident.further_attempts) == (1, 0)
    assert audit.latest(limit=1)[0].action == "attempts:incident:make_good"


def test_an_attempt_that_ran_out_in_the_outage_gives_a_further_one() -> None:
    world = make_world(rules=make_rules(attempts_allowed=1))
    person = make_entry(world)
    start_attempt(world, person)
    now = NOW + timedelta(hours=2)
    services.expire_overdue(now=now)
    with pytest.raises(AttemptsUsedUp):
        start_attempt(world, person, at=now)
    helped = incidents.make_good(
        round_id=world.round_id,
        began_at=NOW + 15 * MINUTE,
        ended_at=NOW + 60 * MINUTE,
        reason="Đứt cáp",
        by=None,
        now=now,
    )
    assert helped == 1
    assert start_attempt(world, person, at=now).number == 2
    services.expire_overdue(now=now + timedelta(hours=1))
    with pytest.raises(AttemptsUsedUp):
        start_attempt(world, person, at=now + timedelta(hours=1))


def test_who_submitted_or_started_later_is_not_affected_nor_another_subtree() -> None:
    world = make_world()
    take_attempt(world, make_entry(world, 1), right=1)
    start_attempt(world, make_entry(world, 2), at=NOW + 30 * MINUTE)
    start_attempt(world, make_entry(world, 3, unit_code="00796"))
    found = incidents.affected(
        round_id=world.round_id, began_at=NOW + MINUTE, ended_at=NOW + 10 * MINUTE, now=NOW + 10 * MINUTE
    )
    assert len(found) == 1
    finance = "/999/"
    assert not incidents.affected(
        round_id=world.round_id,
        began_at=NOW + MINUTE,
        ended_at=NOW + 10 * MINUTE,
        unit_path=finance,
        now=NOW + 10 * MINUTE,
    )


def test_an_outage_is_in_order_and_has_a_reason() -> None:
    world = make_world()
    with pytest.raises(IncidentReversed):
        incidents.affected(round_id=world.round_id, began_at=NOW, ended_at=NOW, now=NOW)
    with pytest.raises(IncidentNotOver):
        incidents.affected(round_id=world.round_id, began_at=NOW, ended_at=NOW + MINUTE, now=NOW)
    with pytest.raises(ReasonMissing):
        incidents.make_good(
            round_id=world.round_id, began_at=NOW, ended_at=NOW + MINUTE, reason=" ", by=None, now=NOW
        )


def test_one_attempt_is_extended_while_it_runs_and_never_to_the_past() -> None:
    world = make_world()
    person = make_entry(world)
    attempt = start_attempt(world, person)
    code, reason = attempt.code, "Máy treo"
    more = {"attempt_code": code, "deadline_at": attempt.deadline_at, "extra": 5 * MINUTE, "reason": reason}
    assert incidents.extend(**more, by=None, now=NOW) == attempt.deadline_at + 5 * MINUTE
    assert incidents.extend(**more, by=None, now=NOW) == attempt.deadline_at + 5 * MINUTE  # a second click
    with pytest.raises(DeadlineMoved):
        incidents.extend(**more | {"extra": 7 * MINUTE}, by=None, now=NOW)
    assert queries.get_attempt(code=code, account_id=person).deadline_at == attempt.deadline_at + 5 * MINUTE
    late = NOW + timedelta(hours=3)
    more["deadline_at"] += 5 * MINUTE
    with pytest.raises(TooLateToExtend):
        incidents.extend(**more, by=None, now=late)
    services.submit(code=code, account_id=person, now=late)
    with pytest.raises(TooLateToExtend):
        incidents.extend(**more | {"extra": timedelta(days=1)}, by=None, now=late)
    with pytest.raises(AttemptUnknown):
        incidents.extend(**more | {"attempt_code": "khong-co"}, by=None, now=NOW)
    assert [one.action for one in audit.latest(limit=9, action="attempts:attempt:extend")] == [
        "attempts:attempt:extend"
    ]
