"""The day by which a round's results come: what organisers promise, and where people read it."""

from datetime import date, datetime, timedelta

import factories
import pytest
from factories import NOW, World
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.attempts import services as attempts
from contest.platform.viewer import Role
from contest.rounds import queries, services
from contest.rounds.errors import ReasonMissing, ResultsDueTooEarly, RoundLocked

PROMISE = "Kết quả công bố chậm nhất ngày 26/11."
DUE = date(2024, 11, 26)
ROUND = "/quan-tri/dot"


@pytest.fixture
def world(app: Flask) -> World:
    """A round from 18/11 to 24/11 whose results are promised for 26/11."""
    world = factories.make_world()
    promise(world, DUE, now=NOW - timedelta(days=1))
    return world


@pytest.fixture
def closed_at(world: World) -> datetime:
    closes_at = queries.get_round(world.round_id).closes_at
    assert closes_at is not None
    return closes_at + timedelta(hours=1)


def promise(world: World, day: date | None, *, now: datetime, reason: str = "") -> None:
    this = queries.get_round(world.round_id)
    services.edit_round(
        round_id=this.id,
        name=this.name,
        intervals=this.intervals,
        results_due_on=day,
        reason=reason,
        by=1,
        now=now,
    )


def close(world: World, *, now: datetime) -> None:
    attempts.close_round(round_id=world.round_id, by=None, now=now)


def test_results_cannot_be_promised_for_a_day_before_the_close(world: World):
    with pytest.raises(ResultsDueTooEarly):
        promise(world, date(2024, 11, 23), now=NOW - timedelta(days=1))
    promise(world, date(2024, 11, 24), now=NOW - timedelta(days=1))


def test_a_promise_can_be_put_off_with_a_reason_until_results_are_there(world: World, closed_at: datetime):
    with pytest.raises(ReasonMissing):
        promise(world, date(2024, 11, 28), now=closed_at)
    promise(world, date(2024, 11, 28), now=closed_at, reason="Chờ xem xét bài")
    assert queries.get_round(world.round_id).results_awaited_until == date(2024, 11, 28)
    close(world, now=closed_at)
    with pytest.raises(RoundLocked):
        promise(world, DUE, now=closed_at, reason="Sớm hơn")
    assert queries.get_round(world.round_id).results_awaited_until is None


def test_the_home_page_tells_it_of_closed_rounds_without_results(
    client: StrictClient, clock: SettableClock, world: World, closed_at: datetime
):
    assert PROMISE not in client.get("/").page.text
    clock.move_to(closed_at)
    assert PROMISE in client.get("/").page.text
    close(world, now=closed_at)
    assert PROMISE not in client.get("/").page.text


def test_a_participant_reads_it_on_the_closed_round_and_when_coming_too_late(
    client: StrictClient, clock: SettableClock, world: World, closed_at: datetime
):
    factories.sign_in(client, factories.make_entry(world), at=clock.now)
    page = client.get("/thi")
    assert PROMISE not in page.page.text
    clock.move_to(closed_at)
    late = client.submit(page, form="/bat-dau")
    assert late.status_code == 409
    assert "Kết quả công bố chậm nhất ngày 26/11/2024." in late.page.text
    assert f"Tuần 1 đã đóng lúc 22:00 ngày 24/11. {PROMISE}" in client.get("/thi").page.text


def test_who_handed_in_reads_it_on_the_result_and_with_the_receipt(
    client: StrictClient, clock: SettableClock, world: World, closed_at: datetime
):
    person = factories.make_entry(world)
    attempt = factories.take_attempt(world, person, right=1)
    factories.sign_in(client, person, at=clock.now)
    clock.move_to(NOW + timedelta(hours=1))
    result = f"/thi/{attempt.code}/ket-qua"

    def receipt() -> str:
        page = client.get("/bien-nhan")
        return client.submit(page, {"ma": attempt.receipt}, form="/bien-nhan").page.text

    assert PROMISE in client.get(result).page.text
    assert PROMISE in receipt()
    close(world, now=closed_at)
    clock.move_to(closed_at)
    assert PROMISE not in client.get(result).page.text
    assert PROMISE not in receipt()


def test_organisers_write_it_when_they_edit_a_round(client: StrictClient, clock: SettableClock, world: World):
    factories.sign_in(client, factories.make_staff(90, Role.ORGANISER))
    page = client.get(f"{ROUND}/{world.round_id}/sua")
    form = page.page.form("/sua")
    assert dict(form.filled)["results_due_on"] == "26/11/2024"
    early = client.submit(page, {"results_due_on": "23/11/2024", "reason": "Thử"}, form="/sua")
    assert early.status_code == 422
    assert "không sớm hơn ngày đóng 24/11/2024" in early.page.text
    told = {"results_due_on": "27/11/2024", "reason": "Thêm ngày chấm"}
    assert client.submit(page, told, form="/sua").status_code == 303
    shown = client.get(f"{ROUND}/{world.round_id}").page.text
    assert "Kết quả công bố chậm nhất ngày 27/11/2024." in shown


def test_weekly_rounds_promise_so_many_days_after_each_close(client: StrictClient, world: World):
    weeks = services.add_weekly_rounds(
        contest_id=world.contest_id,
        first=queries.get_round(world.round_id).intervals[0],
        number=2,
        results_within=timedelta(days=2),
        by=1,
        now=NOW,
    )
    assert [queries.get_round(one).results_due_on for one in weeks] == [DUE, date(2024, 12, 3)]
