"""The register of complaints: tied to an attempt, with a deadline, closed by an answer."""

from datetime import datetime, timedelta

import pytest
from factories import QUESTIONS, World, make_entry, make_staff, make_world, sign_in, take_attempt
from harness.clock import SettableClock
from harness.strict_client import StrictClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contest.attempts import services as attempts
from contest.attempts.queries import Attempt
from contest.commendations import complaints
from contest.commendations.complaints import ComplaintState
from contest.commendations.errors import ComplaintUnknown, ReceiptUnknown, ReplyMissing
from contest.platform.database import transaction
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.standings import services as standings

pytestmark = pytest.mark.usefixtures("app")
PATH = "/quan-tri/khieu-nai"


def published_world() -> tuple[World, Attempt, datetime]:
    """A published round with one attempt; answers when it was published, a Monday."""
    world = make_world()
    attempt = take_attempt(world, make_entry(world), right=2)
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    now = closes_at + timedelta(hours=16)
    attempts.close_round(round_id=world.round_id, by=None, now=now)
    standings.publish(round_id=world.round_id, by=None, now=now)
    return world, attempt, now


def register(world: World, attempt: Attempt, received_at: datetime, *, receipt: str | None = None) -> int:
    return complaints.register(
        round_id=world.round_id,
        receipt=attempt.receipt if receipt is None else receipt,
        name="Sùng Mẫu Mai",
        contact="0900 000 001",
        content="Câu 3 chấm sai.",
        received_at=received_at,
        by=1,
        now=received_at,
    )


def test_a_complaint_is_tied_to_the_attempt_of_its_receipt_and_has_ten_working_days() -> None:
    world, attempt, now = published_world()
    complaint = complaints.get_complaint(register(world, attempt, now))
    assert complaint.attempt_code == attempt.code
    assert complaint.state is ComplaintState.RECEIVED
    assert timedelta(days=13) < complaint.due_at - now < timedelta(days=15)
    assert not complaint.is_late


def test_one_that_comes_after_the_days_of_the_rules_is_kept_and_marked_late() -> None:
    world, attempt, now = published_world()
    in_time = complaints.get_complaint(register(world, attempt, now + timedelta(days=4)))
    late = complaints.get_complaint(register(world, attempt, now + timedelta(days=9)))
    assert (in_time.is_late, late.is_late) == (False, True)


def test_a_receipt_of_no_attempt_of_the_round_is_refused_and_none_is_taken() -> None:
    world, attempt, now = published_world()
    with pytest.raises(ReceiptUnknown):
        register(world, attempt, now, receipt="HG24-XXXX-XXXX")
    assert complaints.get_complaint(register(world, attempt, now, receipt="")).attempt_code == ""
    with pytest.raises(ComplaintUnknown):
        complaints.get_complaint(999)


def test_closing_takes_an_answer_and_the_same_step_twice_is_one() -> None:
    world, attempt, now = published_world()
    one = register(world, attempt, now)
    with pytest.raises(ReplyMissing):
        complaints.take_step(complaint_id=one, state=ComplaintState.ANSWERED, reply=" ", by=1, now=now)
    for _ in range(2):
        complaints.take_step(
            complaint_id=one, state=ComplaintState.ANSWERED, reply="Đã chấm đúng đáp án.", by=1, now=now
        )
    assert len(complaints.get_complaint(one).steps) == 1


def test_the_register_shows_open_ones_by_deadline_and_tells_which_are_overdue() -> None:
    world, attempt, now = published_world()
    second = register(world, attempt, now + timedelta(days=2))
    first = register(world, attempt, now)
    closed = register(world, attempt, now)
    complaints.take_step(
        complaint_id=closed, state=ComplaintState.NOT_CONSIDERED, reply="Ẩn danh", by=1, now=now
    )
    assert [one.id for one in complaints.complaints_of(world.contest_id)] == [first, second, closed]
    later = now + timedelta(days=60)
    overdue = [one.id for one in complaints.complaints_of(world.contest_id) if one.is_overdue(later)]
    assert overdue == [first, second]


@pytest.mark.parametrize("statement", ["UPDATE complaint SET content = ''", "DELETE FROM complaint_step"])
def test_the_register_cannot_be_changed_in_the_database(statement: str) -> None:
    world, attempt, now = published_world()
    one = register(world, attempt, now)
    complaints.take_step(complaint_id=one, state=ComplaintState.EXAMINING, reply="", by=1, now=now)
    with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
        session.execute(text(statement))


def test_an_organiser_registers_and_answers_and_an_auditor_only_reads(
    client: StrictClient, clock: SettableClock
) -> None:
    _world, attempt, now = published_world()
    clock.move_to(now)
    sign_in(client, make_staff(90))
    page = client.get(f"{PATH}/them")
    typed = {
        "receipt": attempt.receipt,
        "name": "Sùng Mẫu Mai",
        "contact": "0900 000 001",
        "content": "Câu 3 chấm sai.",
    }
    assert client.submit(page, {**typed, "receipt": "HG24-SAI"}, form="/them").status_code == 422
    assert client.submit(page, typed, form="/them").status_code == 303
    page = client.get(client.get(PATH).page.links["Sùng Mẫu Mai"])
    assert page.page.links["Bản lưu nguyên trạng của bài thi"].endswith(attempt.code)
    assert client.submit(page, {"state": "answered", "reply": ""}, form="/1").status_code == 422
    sent = client.submit(page, {"state": "answered", "reply": "Đáp án đúng là B."}, form="/1")
    assert sent.status_code == 303
    sign_in(client, make_staff(95, Role.AUDITOR))
    assert "Đáp án đúng là B." in client.get(f"{PATH}/1").page.text
    assert client.get(f"{PATH}/them").status_code == 403


def test_a_complaint_leads_to_the_review_of_its_attempt_and_back(
    client: StrictClient, clock: SettableClock
) -> None:
    world = make_world()
    quick = take_attempt(world, make_entry(world), right=QUESTIONS, takes=timedelta(seconds=5))
    plain = take_attempt(world, make_entry(world, 2, name="Ma Mẫu Nga"), right=1)
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    now = closes_at + timedelta(hours=16)
    attempts.close_round(round_id=world.round_id, by=None, now=now)
    clock.move_to(now)
    sign_in(client, make_staff(90))
    about_quick, about_plain = register(world, quick, now), register(world, plain, now)
    page = client.get(f"/quan-tri/khieu-nai/{about_quick}").page
    case = client.get(page.links["Đúng tất cả trong thời gian quá ngắn"]).page
    assert case.links["Sùng Mẫu Mai"] == f"/quan-tri/khieu-nai/{about_quick}"
    other = client.get(f"/quan-tri/khieu-nai/{about_plain}").page
    assert "không có dấu hiệu nào trong danh sách xem xét" in other.text
