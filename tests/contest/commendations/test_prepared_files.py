"""A workbook of thousands is written by a process of its own, for whoever asked, and for minutes."""

import io
import time
from datetime import timedelta

import pytest
from factories import QUESTIONS, World, make_entry, make_staff, make_world, sign_in, take_attempt
from harness.clock import SettableClock
from harness.strict_client import StrictClient
from openpyxl import load_workbook

from contest.attempts import services as attempts
from contest.commendations import exports, preparing, taking_out
from contest.commendations.results import results_of
from contest.platform.audit import log as audit
from contest.platform.configuration import settings
from contest.rounds import queries as rounds
from contest.standings import services

PATH = "/quan-tri/xuat"
SECONDS = 60


@pytest.fixture
def organiser(client: StrictClient) -> int:
    """The account of the organiser who looks."""
    account_id = make_staff(90)
    sign_in(client, account_id)
    return account_id


@pytest.fixture
def world(organiser: int, monkeypatch: pytest.MonkeyPatch) -> World:
    """A published round of one person, whose workbook is long already."""
    monkeypatch.setattr(preparing, "PEOPLE_AT_ONCE", 0)
    world = make_world()
    take_attempt(world, make_entry(world, 1, name="Sùng Mẫu A"), right=QUESTIONS, prediction=1)
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    attempts.close_round(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=1))
    services.publish(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=2))
    return world


def ordered(client: StrictClient, world: World) -> str:
    """Ask for the workbook; the address where it will be."""
    answer = client.submit(client.get(PATH), form=f"/{world.round_id}/1/ket-qua")
    assert answer.status_code == 303
    return str(answer.location)


def awaited(client: StrictClient, address: str) -> None:
    ends_at = time.monotonic() + SECONDS
    while "Đang soạn tệp" in client.get(address).text:
        assert time.monotonic() < ends_at, "the writer takes for ever"
        time.sleep(0.1)


def downloads() -> int:
    return len(audit.latest(limit=10, action=taking_out.DOWNLOAD))


def test_a_long_workbook_is_awaited_on_a_page_and_each_time_it_is_taken_is_noted(
    client: StrictClient, world: World
):
    address = ordered(client, world)
    assert ordered(client, world) == address, "a second click meets the first order"
    awaited(client, address)
    assert downloads() == 0
    answer = client.submit(client.get(address), form="/tai-ve")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.worksheets[0]["B5"].value == "Sùng Mẫu A"
    here = io.BytesIO()
    exports.write_results(here, results_of(world.round_id, 1))
    assert answer.data == here.getvalue(), "a process without the pages writes the same"
    assert "no-store" in answer.headers["Cache-Control"]
    assert downloads() == 1


def test_nobody_else_meets_the_file_and_minutes_later_neither_does_its_owner(
    client: StrictClient, world: World, clock: SettableClock, organiser: int
):
    address = ordered(client, world)
    awaited(client, address)
    mine = client.get(address)
    sign_in(client, make_staff(91))
    assert client.get(address).status_code == 404
    assert ordered(client, world) != address
    sign_in(client, organiser)
    clock.advance(seconds=preparing.KEPT.total_seconds())
    assert client.get(address).status_code == 404
    assert client.submit(mine, form="/tai-ve").status_code == 404
    newer = ordered(client, world)
    assert newer != address
    kept = {path.stem for path in (settings().resolved_instance_path / "exports").glob("*.json")}
    assert kept == {newer.rpartition("/")[2]}
    awaited(client, newer)


def test_a_writer_that_fails_says_so_and_can_be_asked_again(client: StrictClient, world: World):
    address = ordered(client, world)
    awaited(client, address)
    token = address.rpartition("/")[2]
    folder = settings().resolved_instance_path / "exports"
    (folder / f"{token}.xlsx").rename(folder / f"{token}.failed")
    page = client.get(address)
    assert "Chưa soạn được tệp" in page.text
    again = client.submit(page, form="/ket-qua")
    assert again.location != address
    awaited(client, str(again.location))
