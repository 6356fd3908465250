"""`python -m benchmarks.files`: files, rebuilding and ranking beside the least they cost (P11 to P14, P18).

Each figure is of a fresh process, product and floor in turn, so that neither warms the other's memory.
The floors read the same rows through the bare driver and write them with the bare library, or let the
database rank them with window functions.
"""

import argparse
import atexit
import csv
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from harness.databases import disconnect, migrate
from harness.postgres import Cluster
from sqlalchemy import text

from benchmarks import beside, files_stage, goals
from benchmarks.processes import database_cpu_seconds, durable_cluster
from contest import create_app
from contest.platform.database import db
from contest.settings import Settings

KINDS = ("sqlite", "postgresql")
SMALL, LARGE = 80_000, 344_000  # people, who make 100,000 and 430,000 attempts
TURNS, PAUSE_SECONDS = 2, 0.05
MEBIBYTE = 1024
# Columns of a sheet as typed calls of the library: n a number, t a text, d an instant.
TYPES = "ntttttnnnnntndndtttn"
SHEET = """
    SELECT place, published_person.name, phone, unit_name, place_name, published_person.division, score,
           questions, prediction, 0, prediction_error, time_used_ms || ' ms', time_used_ms,
           submitted_at, attempts, registered_at,
           receipt, reason, prize, amount_vnd
    FROM published_person
    JOIN entry ON entry.id = published_person.entry_id JOIN account ON account.id = entry.account_id
    ORDER BY published_person.division, published_person.id
"""
COUNTING = """
    best AS (
        SELECT * FROM (
            SELECT attempt.*, count(*) OVER (PARTITION BY entry_id) AS made,
                   row_number() OVER (PARTITION BY entry_id ORDER BY score DESC, time_used_ms, number) AS nth
            FROM attempt WHERE state = 'finished' AND struck_at IS NULL
        ) AS numbered WHERE nth = 1
    ),
    actual AS (
        SELECT division, count(*) AS n FROM best WHERE score = questions GROUP BY division
    )
"""
# Places, and beside each the values it is behind: what the reason of a place is made of.
RANKING = f"""
    WITH {COUNTING}
    SELECT best.id, best.entry_id, rank() OVER places, score, abs(prediction - n), time_used_ms, finished_at,
           lag(score) OVER places, lag(abs(prediction - n)) OVER places, lag(time_used_ms) OVER places
    FROM best JOIN actual ON actual.division = best.division
    WINDOW places AS (
        PARTITION BY best.division ORDER BY score DESC, abs(prediction - n), time_used_ms, finished_at
    )
    ORDER BY best.division, 3
"""  # noqa: S608 - our own words
TALLIES = f"""
    WITH {COUNTING}
    SELECT unit_id, count(*), sum(made), sum(score) FROM best GROUP BY unit_id
"""  # noqa: S608 - the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one task used: processor time of the process, and of the database where that is another."""

    cpu: float
    wall: float
    mebibytes: float  # above the idle process
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A task of the product beside its floor; their ratio is what the goal of this id is about."""

    id: str
    product: str
    floor: str


FILES = (
    Pair(id=goals.XLSX, product="xlsx", floor="bare_xlsx"),
    Pair(id=goals.XLSX_STYLED, product="xlsx", floor="bare_styled_xlsx"),
    Pair(id=goals.CSV, product="csv", floor="bare_csv"),
    Pair(id=goals.REBUILD, product="rebuild", floor="bare_rebuild"),
)
RANKS = (Pair(id=goals.RANKING, product="ranking", floor="bare_ranking"),)


def _results() -> Any:
    from contest.commendations.results import results_of  # noqa: PLC0415 - the floors do not load it

    return results_of(files_stage.round_id(), 1)


def xlsx(target: IO[bytes]) -> None:
    """The workbook as organisers download it."""
    from contest.commendations import exports  # noqa: PLC0415 - the same

    exports.write_results(target, _results())


def first_of_xlsx(target: IO[bytes]) -> None:
    """What is done before whoever asks for the workbook is answered by the page that awaits it."""
    from contest.commendations import preparing  # noqa: PLC0415 - the same

    now = datetime.now(UTC)  # noqa: TID251 - nothing is decided by it here
    token = preparing.order(_results(), account_id=1, now=now)
    target.write(token.encode())
    atexit.register(_await_order, preparing.find(token, account_id=1, now=now).path)


def _await_order(path: Path) -> None:
    """Not measured: the writer is left nothing to write into when we are gone."""
    while not path.exists() and not path.with_suffix(".failed").exists():
        time.sleep(PAUSE_SECONDS)


def product_csv(target: IO[bytes]) -> None:
    """The list of every division as organisers download it."""
    from contest.commendations import exports  # noqa: PLC0415 - the same
    from contest.platform.files.csv_files import write_csv  # noqa: PLC0415 - the same

    results = _results()
    headers = [column.header for column in exports.PERSON_COLUMNS]
    for division in results.rules.divisions:
        write_csv(target, headers, exports.person_rows(results, division))


def first_of_csv(target: IO[bytes]) -> None:
    """What is sent first of such a list."""
    from contest.commendations import exports  # noqa: PLC0415 - the same
    from contest.platform.files.csv_files import csv_parts  # noqa: PLC0415 - the same

    results = _results()
    headers = [column.header for column in exports.PERSON_COLUMNS]
    target.write(next(csv_parts(headers, exports.person_rows(results, results.rules.divisions[0]))))


def _raw(query: str) -> Iterator[tuple[Any, ...]]:
    with closing(db.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(query)
        while rows := cursor.fetchmany(1000):
            yield from rows


def bare_xlsx(target: IO[bytes]) -> None:
    """The same rows by the library alone."""
    _bare_xlsx(target, {})


def bare_styled_xlsx(target: IO[bytes]) -> None:
    """The same, each cell with the border and the format that the product gives it."""
    cell = {"border": 1, "valign": "top", "font_name": "Times New Roman", "font_size": 12}
    numbers = {"n": "#,##0", "t": "@", "d": "dd/mm/yyyy hh:mm:ss.000"}
    _bare_xlsx(target, {kind: {**cell, "num_format": number} for kind, number in numbers.items()})


def _bare_xlsx(target: IO[bytes], styles: Mapping[str, dict[str, object]]) -> None:
    import xlsxwriter  # noqa: PLC0415 - the other tasks do not load it

    book = xlsxwriter.Workbook(target, {"constant_memory": True, "in_memory": False})
    page = book.add_worksheet()
    write = {"n": page.write_number, "t": page.write_string, "d": page.write_datetime}
    style = {kind: book.add_format(styles[kind]) if styles else None for kind in write}
    for line, row in enumerate(_raw(SHEET)):
        for column, (kind, value) in enumerate(zip(TYPES, row, strict=True)):
            if kind == "d":
                at = datetime.fromisoformat(value) if isinstance(value, str) else value
                page.write_datetime(line, column, at.replace(tzinfo=None), style[kind])
            elif value is not None:
                write[kind](line, column, value, style[kind])
    book.close()


def bare_csv(target: IO[bytes]) -> None:
    """The same rows by the standard library alone."""
    lines = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    csv.writer(lines).writerows(_raw(SHEET))
    lines.flush()
    lines.detach()


def rebuild(_target: IO[bytes]) -> None:
    """Every place, prize and unit of a round from its attempts."""
    from contest.standings.ranking.live import computed_standings  # noqa: PLC0415 - the floors do not load it

    computed_standings(files_stage.round_id())


def bare_rebuild(target: IO[bytes]) -> None:
    """The same by SQL: places of persons and tallies of units."""
    bare_ranking(target)
    list(_raw(TALLIES))


def ranking(_target: IO[bytes]) -> None:
    """Counting attempts, distances of the guesses, places, and the reason of each in words."""
    from contest.attempts import queries as attempts  # noqa: PLC0415 - the same
    from contest.entries.queries import Registration  # noqa: PLC0415 - the same
    from contest.platform.serving.collecting import nothing_thrown_away  # noqa: PLC0415 - the same
    from contest.rounds import queries as rounds  # noqa: PLC0415 - the same
    from contest.rules.ranking import explain  # noqa: PLC0415 - the same
    from contest.standings.ranking.computing import ranked  # noqa: PLC0415 - the same

    this_round = rounds.get_round(files_stage.round_id())
    with nothing_thrown_away():  # as a rebuild does
        facts = attempts.facts_of(this_round.id)
        entered = {
            one.entry_id: Registration(one.entry_id, one.account_id, files_stage.OPENED, None)
            for one in facts
        }
        found = ranked(facts, rounds.rule_set(this_round.rule_set_id), excluded=(), entered=entered)
        for placings in found.placings.values():
            for placing in placings:
                explain(placing)


def bare_ranking(_target: IO[bytes]) -> None:
    """The same by one statement with window functions."""
    for _row in _raw(RANKING):
        pass


TASKS: dict[str, Callable[[IO[bytes]], None]] = {
    "xlsx": xlsx,
    "csv": product_csv,
    "first_of_csv": first_of_csv,
    "first_of_xlsx": first_of_xlsx,
    "bare_xlsx": bare_xlsx,
    "bare_styled_xlsx": bare_styled_xlsx,
    "bare_csv": bare_csv,
    "rebuild": rebuild,
    "bare_rebuild": bare_rebuild,
    "ranking": ranking,
    "bare_ranking": bare_ranking,
}


def main() -> None:
    """Measure on the databases that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.files", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=KINDS, help="one database alone")
    parser.add_argument("--people", type=int, default=SMALL, help="for files and rebuilding")
    parser.add_argument("--ranked", type=int, default=LARGE, help="for ranking; 0 leaves it out")
    parser.add_argument("--task", nargs=2, metavar=("TASK", "URL"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.task:
        _run(*asked.task)
        return
    kinds = [asked.kind] if asked.kind else KINDS
    found = {kind: measured(kind, people=asked.people, ranked=asked.ranked) for kind in kinds}
    _say(goals.table(found, goals.GOALS_OF_FILES))


def measured(kind: str, *, people: int = SMALL, ranked: int = LARGE) -> goals.Figures:
    """What files, rebuilding and ranking cost on one database, by goal; 0 ranked leaves ranking out."""
    _say(f"{kind:<28}{'CPU s':>8}{'floor':>8}{'wall s':>8}{'floor':>8}{'ratio':>7}{'MiB':>7}")
    found = {**_measured(kind, people, FILES), goals.BESIDE: beside.measured(kind)}
    return {**found, **_measured(kind, ranked, RANKS)} if ranked else found


def _measured(kind: str, people: int, pairs: tuple[Pair, ...]) -> dict[str, float]:
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="contest-bench-") as name, ExitStack() as stack:
        url = f"sqlite:///{name}/contest.sqlite3"
        cluster: Cluster | None = None
        if kind == "postgresql":
            cluster = stack.enter_context(durable_cluster())
            cluster.create("files")
            url = cluster.url("files")
        app = create_app(_settings(url, name))
        with app.app_context():
            migrate(app)
            files_stage.build(app, people=people, published=pairs is FILES)
            disconnect()
        costs = _costs_of(pairs, url, Path(name), cluster)
        for pair in pairs:
            ours, least = costs[pair.product], costs[pair.floor]
            ratio = ours.cpu / least.cpu
            figures[pair.id] = ratio
            _say(
                f"  {pair.id:<8}{pair.product:<18}{ours.cpu:>8.2f}{least.cpu:>8.2f}{ours.wall:>8.2f}"
                f"{least.wall:>8.2f}{ratio:>7.2f}{ours.mebibytes:>7.0f}"
            )
        if pairs is FILES:
            figures[goals.FILE_MEMORY] = max(costs["xlsx"].mebibytes, costs["csv"].mebibytes)
            figures[goals.XLSX_BYTE] = _in_a_fresh_process("first_of_xlsx", url, Path(name), cluster).wall
            figures[goals.CSV_BYTE] = _in_a_fresh_process("first_of_csv", url, Path(name), cluster).wall
    return figures


def _costs_of(pairs: tuple[Pair, ...], url: str, folder: Path, cluster: Cluster | None) -> dict[str, Cost]:
    """The cheapest of a few turns of each task, the tasks in turn."""
    found: dict[str, list[Cost]] = {task: [] for pair in pairs for task in (pair.product, pair.floor)}
    for _ in range(TURNS):
        for task, costs in found.items():
            costs.append(_in_a_fresh_process(task, url, folder, cluster))
    return {task: min(costs, key=lambda one: one.cpu) for task, costs in found.items()}


def _in_a_fresh_process(task: str, url: str, folder: Path, cluster: Cluster | None) -> Cost:
    command = [sys.executable, "-m", "benchmarks.files", "--task", task, url]
    before = database_cpu_seconds(cluster)
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=folder, env=_paths())  # noqa: S603 - ourselves
    cost = Cost(**json.loads(done.stdout))
    return replace(cost, cpu=cost.cpu + database_cpu_seconds(cluster) - before)


def _paths() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(sys.path), "PATH": ""}


def _run(task: str, url: str) -> None:
    """Do one task in this process and print what it used."""
    app = create_app(_settings(url, str(Path.cwd())))
    with app.app_context(), tempfile.TemporaryFile() as target:
        db.session.execute(text("SELECT 1"))
        # A new process inherits the peak of the one that made it.
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        idle, cpu, wall = _peak(), time.process_time(), time.perf_counter()
        TASKS[task](target)
        used = Cost(
            cpu=time.process_time() - cpu,
            wall=time.perf_counter() - wall,
            mebibytes=_peak() - idle,
            size=target.tell(),
        )
    _say(json.dumps({name: getattr(used, name) for name in ("cpu", "wall", "mebibytes", "size")}))


def _peak() -> float:
    """Mebibytes at most since the process was asked to forget its peak."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / MEBIBYTE


def _settings(url: str, folder: str) -> Settings:
    return Settings(environment="test", instance_path=folder, database_url=url, secret_key="k" * 40)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
