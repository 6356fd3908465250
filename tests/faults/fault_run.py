"""One run: a contest, a crowd, a series of accidents, and the comparison of ledgers and database."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from faults import stage
from faults.comparing import Findings, claims_of, compare
from faults.crowd import Orders
from faults.ledger import Exchange, read_ledgers
from faults.service import MortalCluster, Service, locked_sqlite
from faults.stored import Stored, read_database
from flask import Flask
from harness import server as servers
from harness.databases import disconnect, settings_for_tests

from contest import create_app
from contest.attempts import services as attempts
from contest.platform.clock import system_clock

NAIVE = "tests.faults.naive"
TESTS = Path(__file__).parent.parent
LOCKED_SECONDS = 2.0


def _naive_arguments(port: int, workers: int) -> list[str]:
    return [*servers.ARGUMENTS["granian"](port, workers)[:-1], f"{NAIVE}:create_app"]


servers.ARGUMENTS[NAIVE] = _naive_arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many sit how long a paper, and which accident happens at which share of the confirmed answers."""

    people: int
    questions: int
    seed: int
    accidents: Sequence[tuple[float, str]]
    think: float = 0.1
    seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run showed."""

    plan: Plan
    findings: Findings
    totals: Mapping[str, Any]
    log: str


class FaultRun:
    """Everything of one run on one database."""

    def __init__(self, *, url: str, folder: Path, plan: Plan, cluster: MortalCluster | None = None) -> None:
        """Take a migrated database, and the PostgreSQL it lives in if it does."""
        self._url = url
        self._folder = folder
        self._plan = plan
        self._cluster = cluster
        self._rng = Random(f"accidents-{plan.seed}")
        self._recovery: list[float] = []

    def perform(self, *, program: str = "granian", spoil: Callable[[str], None] | None = None) -> Report:
        """Run it. `program` and `spoil` (of the database) make it a run of the naive variant."""
        settings = settings_for_tests(
            folder=self._folder / "instance", database_url=self._url, terms_seconds=2, leaderboard_seconds=3
        )
        app = create_app(settings)
        seats = stage.build(app, people=self._plan.people, questions=self._plan.questions, now=system_clock())
        _hang_up(app)
        if spoil is not None:
            spoil(self._url)
        service = Service(settings, folder=self._folder, program=program)
        try:
            service.start()
            done = self._sit(service, seats)
            service.seconds_to_recover()
            expired = _expire_twice_at_once(app)
        finally:
            service.stop()
        exchanges = read_ledgers(self._folder / "ledgers")
        stored = read_database(self._url)
        totals = {**totals_of(exchanges, stored), **done, "expired": expired, "recovery": self._recovery}
        return Report(plan=self._plan, findings=compare(exchanges, stored), totals=totals, log=service.logs())

    def _sit(self, service: Service, seats: Sequence[Any]) -> dict[str, Any]:
        """Let the crowd sit, and make the accidents happen at their time."""
        ledgers = self._folder / "ledgers"
        ledgers.mkdir()
        orders = Orders(
            seed=self._plan.seed,
            server_port=service.port,
            folder=str(ledgers),
            questions=self._plan.questions,
            think=self._plan.think,
            seconds=self._plan.seconds,
            seats=tuple(seats),
        )
        path = self._folder / "orders.json"
        path.write_text(orders.as_text(), encoding="utf-8")
        waiting = sorted(self._plan.accidents)
        happened: list[str] = []
        begin = time.monotonic()
        for said in _crowd(path):
            while waiting and said.get("progress", 0.0) >= waiting[0][0]:
                name = waiting.pop(0)[1]
                self._happen(name, service)
                happened.append(name)
            service.keep_running()
            if "done" in said:
                seconds = round(time.monotonic() - begin, 1)
                return {**said["done"], "accidents": happened, "seconds": seconds}
        raise RuntimeError("the participants vanished")

    def _happen(self, name: str, service: Service) -> None:
        if name == "worker killed":
            service.kill_a_worker(self._rng)
        elif name == "service killed":
            service.kill()
            service.start()
        elif name == "database locked":
            with locked_sqlite(self._url):
                time.sleep(LOCKED_SECONDS)
        elif name == "database crashed" and self._cluster is not None:
            self._cluster.restart_immediately()
        else:
            raise ValueError(f"no such accident here: {name}")
        self._recovery.append(round(service.seconds_to_recover(), 2))


def _expire_twice_at_once(app: Flask) -> int:
    """Two clocks strike together: overdue attempts are ended twice. How many both say they ended."""

    def expire() -> int:
        with app.app_context():
            return attempts.expire_overdue(now=system_clock())

    with ThreadPoolExecutor(1) as pool:
        elsewhere = pool.submit(expire)
        finished = expire() + elsewhere.result()
        pool.submit(_hang_up, app).result()  # a thread closes the connections that it opened
    _hang_up(app)
    return finished


def _hang_up(app: Flask) -> None:
    with app.app_context():
        disconnect()


def _crowd(orders: Path) -> Iterator[dict[str, Any]]:
    """What the process of the participants says, line by line."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))}
    command = [sys.executable, "-m", "faults.crowd", str(orders)]
    with subprocess.Popen(  # noqa: S603 - our own words
        command,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                yield json.loads(line)
        finally:
            process.terminate()


def totals_of(exchanges: Sequence[Exchange], stored: Stored) -> dict[str, Any]:
    """How much happened: a run without traffic proves nothing."""
    statuses = Counter((one.kind, one.status) for one in exchanges)
    claims = claims_of(exchanges)
    return {
        "requests": len(exchanges),
        "unanswered": sum(1 for one in exchanges if one.status == 0),
        "busy": sum(number for (_kind, status), number in statuses.items() if status == 503),
        "broken": sum(number for (_kind, status), number in statuses.items() if status == 500),
        "saves": statuses["save", 200],
        "refused": statuses["save", 410],
        "elsewhere": statuses["save", 409],
        "confirmed": sum(len(claim.confirmed) for claim in claims.values()),
        "stored": len(stored.responses),
        "late": len(stored.late),
        "attempts": len(stored.attempts),
        "handed in": sum(1 for row in stored.attempts if row["finished_by"] == "participant"),
        "timed out": sum(1 for row in stored.attempts if row["finished_by"] == "timeout"),
    }
