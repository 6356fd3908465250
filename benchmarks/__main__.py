"""`make bench`: both databases, product and floor in turn; stops by itself within eight minutes."""

import argparse
import asyncio
import gc
import gzip
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import uvloop
from harness.databases import disconnect, migrate
from harness.postgres import Cluster
from harness.server import environment_of

from benchmarks import boards, browsers, certificates, files, floor, goals, loads, report, stage, steps
from benchmarks.goals import Figures
from benchmarks.processes import durable_cluster, serving
from benchmarks.stage import Stage
from benchmarks.steps import Side
from contest import create_app
from contest.accounts.passwords import hashed
from contest.platform.clock import system_clock
from contest.settings import Settings

LONGEST_SECONDS = 180  # for one database
KINDS, STEPS = ("sqlite", "postgresql"), "steps"
FILES, CERTIFICATES, BOARDS = "files", "certificates", "boards"
FINISHED, LONG, SHORT = 10_000, 5_500, 120
MEBIBYTE = 1024 * 1024


def main() -> None:
    """Measure the participant's path on the databases that are asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help="sqlite or postgresql: only this database; steps: without the crowds; "
        "files, certificates, boards: these instead of the participant's path",
    )
    parts = parser.parse_args().parts
    if unknown := set(parts) - {*KINDS, STEPS, FILES, CERTIFICATES, BOARDS}:
        parser.error(f"no such part: {', '.join(unknown)}")
    kinds = [kind for kind in KINDS if kind in parts] or KINDS
    _say(report.machine())
    if FILES in parts:
        of_files = {kind: files.measured(kind) for kind in kinds}
        _say(goals.table(of_files, goals.GOALS_OF_FILES), report.machine())
    if CERTIFICATES in parts:
        certificates.main()
    if BOARDS in parts:
        of_boards = {kind: boards.measured(kind, partial(_contest_of, kind), _say) for kind in kinds}
        _say(goals.table(of_boards, goals.GOALS_OF_BOARDS), report.machine())
    if {FILES, CERTIFICATES, BOARDS} & set(parts):
        return
    found = {kind: _measured(kind, with_crowds=STEPS not in parts) for kind in kinds}
    _say(goals.table(found), report.machine())


def _measured(kind: str, *, with_crowds: bool) -> Figures:
    figures: dict[str, float] = {}
    with _contest_of(kind, FINISHED) as (product, bare):
        try:
            uvloop.run(_walk(kind, product, bare, figures, with_crowds=with_crowds))
        except TimeoutError:
            _say(f"{kind}: stopped, the machine is too busy; what is missing was not measured")
    return figures


@contextmanager
def _contest_of(kind: str, finished: int) -> Iterator[tuple[Side, Side]]:
    """A contest in which so many have finished, and the floor, on one kind of database."""
    with tempfile.TemporaryDirectory(prefix="contest-bench-") as name, ExitStack() as stack:
        cluster = stack.enter_context(durable_cluster()) if kind == "postgresql" else None
        sides = stack.enter_context(_sides(Path(name), cluster, finished))
        gc.disable()  # of this process: its pauses would count as the servers'
        try:
            yield sides
        finally:
            gc.enable()


async def _walk(
    kind: str, product: Side, bare: Side, figures: dict[str, float], *, with_crowds: bool
) -> None:
    async with asyncio.timeout(LONGEST_SECONDS):
        idle = product.server.memory_bytes() / MEBIBYTE
        await steps.warm_up(product, bare)
        found = [*await steps.sitting(product, bare), *await steps.sign_in(product, bare)]
        found += await steps.journeys(product, bare)
        _say(report.table(kind, found))
        figures |= report.goals_of(found)
        if with_crowds:
            mix = next(one for one in found if one.name == steps.MIX).product.cpu_ms
            figures |= await _crowds(kind, product, bare, cpu_ms_of_a_person=mix)
        figures[goals.MEMORY] = product.server.memory_bytes() / MEBIBYTE
        _say(f"memory of 2 workers (PSS): {idle:.0f} MiB idle, {figures[goals.MEMORY]:.0f} MiB now")


async def _crowds(kind: str, product: Side, bare: Side, *, cpu_ms_of_a_person: float) -> Figures:
    opened, people = await loads.opening(product, bare)
    closed = await loads.closing(product, bare, people)
    _say(report.table(f"{kind}, everybody at once", [opened, closed]))
    found = await loads.at_the_share(product, people=loads.people_for(cpu_ms_of_a_person))
    wanted = min(found, key=lambda one: abs(one.cpu_share - loads.SHARE_OF_CPU))
    beside = await loads.stream("floor at the same rate", bare, people=wanted.people)
    _say(report.streams([*found, beside]))
    return report.goals_of_stream(wanted)


@contextmanager
def _sides(folder: Path, cluster: Cluster | None, finished: int) -> Iterator[tuple[Side, Side]]:
    """Both servers with everybody before them."""
    urls = []
    for name in ("product", "floor"):
        (folder / name).mkdir()
        if cluster is not None:
            cluster.create(name)
        urls.append(cluster.url(name) if cluster else f"sqlite:///{folder / name / 'contest.sqlite3'}")
    secret = secrets.token_urlsafe(32)
    settings = Settings(
        environment="test",
        instance_path=str(folder / "product"),
        database_url=urls[0],
        secret_key=secret,
        public_url="http://localhost",
    )
    people, password_hash = _stage(settings, finished)
    floor.prepare(urls[1])
    page = folder / "page.html.gz"
    page.write_bytes(gzip.compress(b"<p>" + secrets.token_hex(12_000).encode()))  # as large as a paper
    variables = {
        floor.DATABASE: urls[1],
        floor.SECRET: secret,
        floor.PAGE: str(page),
        floor.PASSWORD_HASH: password_hash,
    }
    with (
        serving(
            "contest:create_app", variables=environment_of(settings), folder=folder, cluster=cluster
        ) as ours,
        serving("benchmarks.floor:create_app", variables=variables, folder=folder, cluster=cluster) as theirs,
    ):
        product = Side(
            ours,
            *(
                iter([browsers.ProductBrowser(seat) for seat in seats])
                for seats in (people.long, people.short)
            ),
        )
        cookies = floor.cookies(secret, len(people.long) + len(people.short))
        bare = [browsers.FloorBrowser(number, cookie) for number, cookie in enumerate(cookies)]
        yield product, Side(theirs, iter(bare[: len(people.long)]), iter(bare[len(people.long) :]))


def _stage(settings: Settings, finished: int) -> tuple[Stage, str]:
    app = create_app(settings)
    with app.app_context():
        migrate(app)
        disconnect()
        password_hash = hashed(stage.PASSWORD)
    now: datetime = system_clock()
    return stage.build(app, finished=finished, long=LONG, short=SHORT, now=now), password_hash


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join([*lines, "", ""]))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
