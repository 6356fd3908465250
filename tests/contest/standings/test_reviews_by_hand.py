"""A review that an organiser opens for an attempt, from its page or from a complaint."""

from datetime import datetime, timedelta

import pytest
from factories import (
    NOW,
    World,
    approve_waiting,
    make_entry,
    make_staff,
    make_world,
    sign_in,
    start_attempt,
    take_attempt,
)
from harness.clock import SettableClock
from harness.strict_client import StrictClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contest.attempts import queries as attempt_queries
from contest.attempts import services as attempts
from contest.attempts.errors import AttemptUnknown
from contest.attempts.queries import Attempt
from contest.commendations import complaints
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.two_persons.errors import ReasonMissing
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rules.signals import Signal, SignalKind
from contest.standings import path, reviewing
from contest.standings.errors import StillBeingTaken
from contest.standings.reviewing import Verdict
from contest.standings.reviews import services as review_services

pytestmark = pytest.mark.usefixtures("app")
PATH = "/quan-tri/xem-xet"
WHY = "Người dân phản ánh thi hộ"


def locked_world() -> tuple[World, list[Attempt], datetime]:
    """A locked round of two attempts that show no sign."""
    world = make_world()
    taken = [
        take_attempt(
            world, make_entry(world, number, name=name), right=2, takes=timedelta(minutes=number + 3)
        )
        for number, name in ((1, "Lý Mẫu Minh"), (2, "Ma Mẫu Nga"))
    ]
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    now = closes_at + timedelta(hours=1)
    attempts.close_round(round_id=world.round_id, by=None, now=now)
    return world, taken, now


def opened(attempt: Attempt, now: datetime, *, reason: str = WHY) -> Signal:
    return review_services.open_by_hand(attempt_code=attempt.code, reason=reason, by=1, now=now)


def decide(world: World, verdict: Verdict, now: datetime, *, attempt_id: int | None = None) -> None:
    [case] = reviewing.cases_of(world.round_id)
    review_services.decide(
        round_id=world.round_id,
        subject=case.signal.subject,
        verdict=verdict,
        attempt_id=attempt_id,
        reason="Đã gọi điện",
        by=1,
        now=now,
    )


def test_an_attempt_without_a_sign_becomes_a_case_that_comes_before_publishing() -> None:
    world, (one, _), now = locked_world()
    assert path.left_of(rounds.get_round(world.round_id)).is_ready
    signal = opened(one, now)
    [case] = reviewing.cases_of(world.round_id)
    assert case.signal == signal
    assert (case.signal.kind, case.signal.attempt_ids) == (SignalKind.BY_HAND, (one.id,))
    assert case.signal.sentence == f"Mở bằng tay: {WHY}"
    left = path.left_of(rounds.get_round(world.round_id))
    assert (left.review, left.blocking, left.is_ready) == (1, 1, False)
    decide(world, Verdict.EXPLAIN, now)
    assert path.left_of(rounds.get_round(world.round_id)).blocking == 1
    decide(world, Verdict.KEEP, now)
    assert path.left_of(rounds.get_round(world.round_id)).is_ready


def test_opening_the_same_attempt_twice_is_the_first_case() -> None:
    world, (one, other), now = locked_world()
    first = opened(one, now)
    assert opened(one, now + timedelta(minutes=1), reason="Lý do khác").subject == first.subject
    [case] = reviewing.cases_of(world.round_id)
    assert case.signal == first
    [noted] = audit.latest(limit=5, action="standings:review:open")
    assert (noted.reason, noted.facts["attempt"]) == (WHY, one.code)
    opened(other, now)
    assert len(reviewing.open_cases(world.round_id)) == 2


def test_a_reason_a_known_attempt_and_one_handed_in_are_needed() -> None:
    world, (one, _), now = locked_world()
    with pytest.raises(ReasonMissing):
        opened(one, now, reason="  ")
    with pytest.raises(AttemptUnknown):
        review_services.open_by_hand(attempt_code="khong-co", reason=WHY, by=1, now=now)
    assert reviewing.cases_of(world.round_id) == ()


def test_what_was_opened_by_hand_may_be_struck_and_count_again() -> None:
    world, (one, other), now = locked_world()
    opened(one, now)
    decide(world, Verdict.STRIKE, now, attempt_id=one.id)
    assert [fact.attempt_id for fact in attempt_queries.facts_of(world.round_id)] == [other.id]
    decide(world, Verdict.REINSTATE, now, attempt_id=one.id)
    assert len(attempt_queries.facts_of(world.round_id)) == 2
    assert not reviewing.open_cases(world.round_id)


def test_an_organiser_opens_it_from_the_attempt_and_a_second_one_approves(
    client: StrictClient, clock: SettableClock
) -> None:
    world, (one, other), now = locked_world()
    clock.move_to(now)
    sign_in(client, make_staff(90))
    page = client.get(client.get(f"/quan-tri/luot-thi/{one.code}").page.links["Mở xem xét"])
    address = f"{PATH}/mo/{one.code}"
    assert client.submit(page, {"reason": " "}, form=address).status_code == 422
    sent = client.submit(page, {"reason": WHY}, form=address)
    assert sent.status_code == 303
    case = client.get(sent.location)
    assert f"Mở bằng tay: {WHY}" in case.page.text
    assert [case.page.text.count(words) for words in ("câu lưu đầu tiên", "câu lưu cuối cùng")] == [1, 1]
    assert client.get(address).location == sent.location
    assert client.submit(page, {"reason": "Lần nữa"}, form=address).location == sent.location
    queue = client.get(f"{PATH}/{world.round_id}?loai=by_hand").page
    assert [row[1] for row in queue.rows("Dấu hiệu")[1:]] == [f"Mở bằng tay: {WHY}"]
    strike = next(link for link in case.page.links.values() if "/huy/" in link)
    page = client.get(strike)
    assert "1 người không còn được xếp hạng." in page.page.text
    client.submit(page, {"reason": "Thi hộ"}, form=strike)
    assert len(attempt_queries.facts_of(world.round_id)) == 2
    approve_waiting(make_staff(91), now=now)
    assert [fact.attempt_id for fact in attempt_queries.facts_of(world.round_id)] == [other.id]


def test_it_is_opened_from_a_complaint_and_names_it(client: StrictClient, clock: SettableClock) -> None:
    world, (one, _), now = locked_world()
    clock.move_to(now)
    sign_in(client, make_staff(90))
    complaint_id = complaints.register(
        round_id=world.round_id,
        receipt=one.receipt,
        name="Sùng Mẫu Mai",
        contact="0900 000 001",
        content="Người khác làm bài.",
        received_at=now,
        by=1,
        now=now,
    )
    place = f"/quan-tri/khieu-nai/{complaint_id}"
    page = client.get(client.get(place).page.links["Mở xem xét"])
    sent = client.submit(page, {"reason": WHY}, form=f"{PATH}/mo/{one.code}")
    assert client.get(sent.location).page.links["Sùng Mẫu Mai"] == place
    assert client.get(place).page.links["Mở bằng tay"] == sent.location


def test_an_attempt_that_is_still_taken_is_not_reviewed_yet(
    client: StrictClient, clock: SettableClock
) -> None:
    world = make_world()
    running = start_attempt(world, make_entry(world))
    clock.move_to(NOW + timedelta(minutes=1))
    sign_in(client, make_staff(90))
    assert "Mở xem xét" not in client.get(f"/quan-tri/luot-thi/{running.code}").page.links
    page = client.get(f"{PATH}/mo/{running.code}").page
    assert "Bài này chưa nộp" in page.text
    assert not [form for form in page.forms if form.action.startswith(PATH)]
    with pytest.raises(StillBeingTaken):
        opened(running, clock())


def test_nobody_else_opens_one_and_an_unknown_attempt_is_not_found(
    client: StrictClient, clock: SettableClock
) -> None:
    _, (one, _), now = locked_world()
    clock.move_to(now)
    sign_in(client, make_staff(95, Role.AUDITOR))
    assert client.get(f"{PATH}/mo/{one.code}").status_code == 403
    sign_in(client, make_staff(90))
    assert client.get(f"{PATH}/mo/khong-co").status_code == 404


@pytest.mark.parametrize("deed", ["UPDATE review_opening SET reason = 'x'", "DELETE FROM review_opening"])
def test_the_database_refuses_to_change_or_delete_what_was_opened(deed: str) -> None:
    _, (one, _), now = locked_world()
    opened(one, now)
    with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
        session.execute(text(deed))
