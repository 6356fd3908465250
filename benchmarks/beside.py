"""`python -m benchmarks.beside`: how much longer a save takes while workbooks are written beside it (P14)."""

import argparse
import pickle
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Self

import uvloop
from harness.databases import KINDS, disconnect, migrate
from harness.server import environment_of
from sqlalchemy import insert

from benchmarks import crowd, files_stage, loads, stage, steps
from benchmarks.browsers import ProductBrowser
from benchmarks.loads import Stream
from benchmarks.measuring import Tally, do
from benchmarks.processes import Server, durable_cluster, serving
from benchmarks.steps import Side
from contest import create_app
from contest.attempts.models import AttemptRow
from contest.bank.queries import Pool
from contest.commendations.preparing import WRITER
from contest.platform.clock import system_clock
from contest.platform.database import refresh_statistics, transaction
from contest.platform.files.background import attend, begun
from contest.rounds import queries as rounds
from contest.rounds import services as round_services
from contest.rules.windows import Interval
from contest.settings import Settings
from contest.standings import services as standings
from contest.units import queries as units

# Whose result was published last week, and turns with and without a writer.
EXPORTED, TURNS = 20_000, 2
# Who take part now: as many come as go in each stream, and the machine may carry so many at a time.
SEATS = 2 * 360 * (loads.TRIES + 2 * TURNS) + steps.WARMING
FIRST_NUMBER = 500_000  # of the phones of those who are published
# What a person of the mix is taken to cost; where the search for a stream of 60 % of the processors begins.
CPU_MS_OF_A_PERSON = 55.0


def measured(kind: str) -> float:
    """The p95 of saves while workbooks are written, by that without; the median of some turns each."""
    with tempfile.TemporaryDirectory(prefix="contest-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        cluster = stack.enter_context(durable_cluster()) if kind == "postgresql" else None
        if cluster is not None:
            cluster.create("beside")
        settings = Settings(
            environment="test",
            instance_path=name,
            database_url=cluster.url("beside") if cluster else f"sqlite:///{folder / 'contest.sqlite3'}",
            secret_key=secrets.token_urlsafe(32),
            public_url="http://localhost",
        )
        seats, round_id = _stage(settings)
        variables = environment_of(settings)
        server = stack.enter_context(
            serving("contest:create_app", variables=variables, folder=folder, cluster=cluster)
        )
        return uvloop.run(_ratio(server, seats, settings, round_id))


async def _ratio(server: Server, seats: Iterator[ProductBrowser], settings: Settings, round_id: int) -> float:
    side = Side(server, seats, iter(()))
    warming = [steps.job(one, *steps.LAST_HOUR) for one in side.seat(steps.WARMING)]
    await do(warming, server, Tally())
    found = await loads.at_the_share(side, people=loads.people_for(CPU_MS_OF_A_PERSON))
    for one in found:
        _tell("without", one)
    people, alone, beside = found[-1].people, found[-1:], []
    for _ in range(TURNS):
        with Writer(settings, round_id) as writer:
            beside.append(await loads.stream("beside", side, people=people))
        _tell("while workbooks are written", beside[-1])
        alone.append(await loads.stream("without", side, people=people))
        _tell("without", alone[-1])
        sys.stdout.write(f"  workbooks of {EXPORTED} people written meanwhile: {writer.written}\n")
    waits = [median(one.saves.percentile_ms(95) for one in turns) for turns in (alone, beside)]
    return waits[1] / waits[0]


def _tell(name: str, seen: Stream) -> None:
    p50, p95, p99 = (seen.saves.percentile_ms(one) for one in (50, 95, 99))
    sys.stdout.write(
        f"  {name:<28} {seen.rate:.0f} requests/s, {seen.cpu_share:.0%} of the processors, "
        f"saves p50/p95/p99 {p50:.1f}/{p95:.1f}/{p99:.1f} ms, errors {seen.errors}\n"
    )
    sys.stdout.flush()


class Writer(Thread):
    """Writes workbooks one after another until it is told to end, each as the server has them written."""

    def __init__(self, settings: Settings, round_id: int) -> None:
        """Know what to write."""
        super().__init__(name="writer")
        folder = settings.resolved_instance_path / "exports"
        folder.mkdir(exist_ok=True)
        self._words = pickle.dumps((settings, round_id, 1, folder / "beside.xlsx"))
        self._is_over = Event()
        self.written = 0

    def run(self) -> None:
        """Write."""
        while not self._is_over.is_set():
            writer = begun(WRITER)
            attend(writer, self._words)
            if writer.returncode:
                raise RuntimeError("a workbook was not written")
            self.written += 1

    def __enter__(self) -> Self:
        """Begin."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End with the workbook that is being written."""
        self._is_over.set()
        self.join()


def _stage(settings: Settings) -> tuple[Iterator[ProductBrowser], int]:
    """People who have yet to start, and the round of others whose result is published."""
    app, now = create_app(settings), system_clock()
    with app.app_context():
        migrate(app)
        disconnect()
    seats = stage.build(app, finished=0, long=SEATS, short=0, now=now).long
    with app.app_context():
        round_id = _publish(now)
        disconnect()
    return iter([ProductBrowser(seat) for seat in seats]), round_id


def _publish(now: datetime) -> int:
    contest = rounds.find_current_contest()
    assert contest is not None  # noqa: S101 - the stage has one
    opened = now - timedelta(days=9)
    before = opened - timedelta(days=1)
    interval = Interval(opens_at=opened, closes_at=opened + timedelta(days=2))
    round_id = round_services.add_round(
        contest_id=contest.id, name="Tuần trước", intervals=(interval,), by=None, now=before
    )
    round_services.schedule(round_id=round_id, pools=(Pool.CONTEST,), by=None, now=before)
    tree = [one for one in units.units_of(contest.unit_list_id).values() if one.kind == "commune"]
    with transaction() as session:
        entered = crowd.enter(
            session,
            contest_id=contest.id,
            units=tree,
            numbers=range(FIRST_NUMBER, FIRST_NUMBER + EXPORTED),
            division=stage.STAFF,
            password_hash="",
            at=before,
        )
        rows = [row for one in entered for row in files_stage.attempts_of(one, round_id, stage.STAFF)]
        session.execute(insert(AttemptRow), rows)
    round_services.lock(round_id=round_id, by=None, now=now)
    standings.publish(round_id=round_id, by=None, now=now)
    refresh_statistics()
    return round_id


def main() -> None:
    """Measure on the databases that are asked for; not three minutes each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beside", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=KINDS, help="one database alone")
    asked = parser.parse_args().kind
    for kind in [asked] if asked else KINDS:
        sys.stdout.write(f"{kind}\n")
        sys.stdout.write(f"{kind}: {measured(kind):.2f} times as long\n")


if __name__ == "__main__":
    main()
