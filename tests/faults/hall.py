"""A running service with people who wait to sit: for tests that look closely at a few requests."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic

from faults import stage
from faults.agreed import LONG_ROUND, Seat
from faults.browser import Phone, Sheet, options_of
from faults.ledger import Ledger
from faults.service import Service
from faults.wire import Reply
from harness.databases import disconnect, settings_for_tests

from contest import create_app
from contest.platform.clock import system_clock

QUESTIONS = 6
BUSY = 503
RETRY_SECONDS, PATIENCE_SECONDS = 0.3, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One person with an open paper, who does one thing after the other."""

    phone: Phone
    sheet: Sheet

    def save(self, slot: int = 1, choice: int = 0) -> Reply | None:
        """Answer a question with one of its options, as they stand on the page."""
        self.sheet.choose(slot, list(self.sheet.options[slot])[choice])
        body, noted = self.sheet.batch([slot])
        return asyncio.run(self.phone.ask("save", "PUT", f"{self.sheet.path}/tra-loi", content=body, **noted))

    def look(self, path: str) -> Reply | None:
        """Open a page."""
        return asyncio.run(self.phone.ask("look", "GET", path))

    def hand_in(self) -> Reply | None:
        """Press the button once."""
        return asyncio.run(self.phone.ask("submit", "POST", f"{self.sheet.path}/nop", code=self.sheet.code))


class Hall:
    """The service, its database, and seats that are given out one by one."""

    def __init__(self, *, service: Service, url: str, seats: tuple[Seat, ...], folder: Path) -> None:
        """Take what is ready."""
        self.service = service
        self.url = url
        self._seats = iter(seats)
        self._folder = folder
        self._numbers = count(1)
        self._ledgers: list[Ledger] = []

    def next_phone(self) -> Phone:
        """The phone of a person nobody has seen yet."""
        ledger = Ledger(self._folder / f"{next(self._numbers)}.jsonl")
        self._ledgers.append(ledger)
        return Phone(
            next(self._seats), port=self.service.port, ledger=ledger, device="device-of-somebody", patience=30
        )

    def sit_down(self) -> Sitting:
        """A new person starts an attempt and has the paper before them."""
        return asyncio.run(_sit_down(self.next_phone()))

    def close(self) -> None:
        """End the service and close the ledgers."""
        self.service.stop()
        for ledger in self._ledgers:
            ledger.close()


async def _sit_down(phone: Phone) -> Sitting:
    started = await _answer(phone, "start", "POST", f"/thi/{LONG_ROUND}/bat-dau")
    assert started.status == 303, started
    page = await _answer(phone, "paper", "GET", started.location)
    assert page.status == 200, page
    sheet = Sheet(code=started.location.removeprefix("/thi/"), options=options_of(page.text))
    return Sitting(phone=phone, sheet=sheet)


async def _answer(phone: Phone, kind: str, method: str, path: str) -> Reply:
    """Ask again after a while, as a busy page does: the test before may have killed the database."""
    ends_at = monotonic() + PATIENCE_SECONDS
    while True:
        reply = await phone.ask(kind, method, path)
        if reply is not None and reply.status != BUSY:
            return reply
        assert monotonic() < ends_at, "nobody answers"
        await asyncio.sleep(RETRY_SECONDS)


@contextmanager
def open_hall(url: str, *, folder: Path, people: int, workers: int = 2) -> Iterator[Hall]:
    """Build the contest on a migrated database, let people sign in, and start the service."""
    settings = settings_for_tests(folder=folder / "instance", database_url=url, terms_seconds=2)
    app = create_app(settings)
    seats = stage.build(app, people=people, questions=QUESTIONS, now=system_clock())
    with app.app_context():
        disconnect()
    service = Service(settings, folder=folder, workers=workers)
    hall = Hall(service=service, url=url, seats=seats, folder=folder)
    try:
        service.start()
        yield hall
    finally:
        hall.close()
