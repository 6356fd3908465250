"""`make recount`: 26,000 people in four rounds on each database, published by the product, counted again."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from harness.databases import KINDS, Databases, disconnect, settings_for_tests
from harness.postgres import Cluster
from recount import contest_of_a_province, counting
from recount.counting import Recounted

from contest import create_app

PEOPLE, SEED = 26_000, 7
TOTALS = {
    "attempts": "SELECT count(*) AS n FROM attempt",
    "answers": "SELECT count(*) AS n FROM response",
}


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _timed(what: str, task: Callable[[], list[Recounted] | None]) -> list[Recounted]:
    began = time.monotonic()
    found = task() or []
    _say(f"  {what}: {time.monotonic() - began:.0f} s")
    return found


def _recounted(kind: str, url: str, folder: Path, people: int) -> list[Recounted]:
    _say(f"{kind}, {people} people, seed {SEED}")
    app = create_app(settings_for_tests(folder=folder, database_url=url))
    with app.app_context():
        _timed(
            "written, ranked and published by the product",
            lambda: contest_of_a_province.hold(people=people, seed=SEED),
        )
        totals = ", ".join(f"{counting.rows_of(query)[0]['n']} {what}" for what, query in TOTALS.items())
        _say(f"  {totals}")
        found = _timed("recounted from the answers", counting.recount)
        disconnect()
    names = [*(f"round {number}" for number in range(1, len(found))), "whole contest"]
    for name, one in zip(names, found, strict=True):
        size = f"{one.persons} persons, {one.units} units, {one.prizes} prizes"
        _say(f"  {name}: {size} identical; {one.digest[:16]}")
    return found


def main() -> int:
    """Both databases, or the one that is named; 0 when everything is identical."""
    parser = argparse.ArgumentParser(prog="recount", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--database", choices=KINDS)
    asked = parser.parse_args()
    cluster = Cluster.in_new_folder()
    found = []
    try:
        with tempfile.TemporaryDirectory(prefix="recount-") as name:
            databases = Databases(cluster=cluster, folder=Path(name))
            for kind in [asked.database] if asked.database else KINDS:
                if kind == "postgresql":
                    cluster.ensure_started()
                with databases.fresh(kind) as url:
                    found.append(_recounted(kind, url, Path(name) / kind, asked.people))
    except counting.Differs as finding:
        _say(f"NOT IDENTICAL: {finding}")
        return 1
    finally:
        cluster.stop()
    if any(one != found[0] for one in found):
        _say("NOT IDENTICAL: the databases differ")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
