"""Searching ten thousand questions: `python -m benchmarks.search`; both databases, beside a bare LIKE.

The floor is what the same database needs to find the same words with LIKE in the folded text of every
version and nothing else. The product's list page asks for a page of fifty with its counts by status besides.
"""

import argparse
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from harness.databases import disconnect, migrate
from sqlalchemy import text

from benchmarks.processes import durable_cluster
from contest import create_app
from contest.bank import listing
from contest.bank.queries import Filter, Pool
from contest.bank.writing import put_new
from contest.platform.database import read, transaction
from contest.platform.language.vietnamese import fold
from contest.settings import Settings
from questions.formats import yaml_bank
from questions.item import Item

QUESTIONS, ROUNDS, PAGE = 10_000, 15, 50
NOW = datetime(2024, 11, 18, tzinfo=UTC)
BANK = Path(__file__).parent.parent / "questions" / "bank"
ASKED = ("thủ tục", "một cửa hồ sơ", "nghị định 61", "chuyển đổi số", "q-04321", "khongcotu")
KINDS = ("sqlite", "postgresql")
LIKE = "SELECT count(*) FROM item_version WHERE {}"


def main() -> None:
    """Measure the search on the databases that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--database", choices=KINDS, action="append", help="only this kind; both otherwise")
    items = questions()
    for kind in parser.parse_args().database or KINDS:
        with bank(kind, items):
            sys.stdout.write(f"{kind}, {QUESTIONS:,} questions, median of {ROUNDS}\n")
            sys.stdout.write(f"{'asked':<18}{'found':>7}{'page ms':>9}{'LIKE ms':>9}{'page/LIKE':>11}\n")
            for asked in ASKED:
                sys.stdout.write(f"{line(asked)}\n")


def questions() -> Sequence[Item]:
    """Ten thousand questions in the words of the real ones, each with a code and wording of its own."""
    chance = random.Random(4)  # noqa: S311 - no secret hangs on made-up questions
    real = [
        item
        for path in sorted(BANK.glob("*.yaml"))
        for item in yaml_bank.read_content(path.read_bytes(), file=path.name).items
    ]
    words = [word for item in real for word in item.stem.split()]
    return [
        replace(
            chance.choice(real),
            code=f"q-{number:05d}",
            stem=" ".join(chance.choices(words, k=chance.randint(12, 40))) + f" {number}?",
        )
        for number in range(QUESTIONS)
    ]


@contextmanager
def bank(kind: str, items: Sequence[Item]) -> Iterator[None]:
    """An app on a database of its own that holds the questions."""
    with tempfile.TemporaryDirectory(prefix="contest-bench-") as name:
        if kind == "sqlite":
            yield from _filled(f"sqlite:///{name}/contest.sqlite3", name, items)
            return
        with durable_cluster() as cluster:
            cluster.create("search")
            yield from _filled(cluster.url("search"), name, items)


def _filled(url: str, folder: str, items: Sequence[Item]) -> Iterator[None]:
    app = create_app(Settings(environment="test", instance_path=folder, database_url=url))
    with app.app_context():
        migrate(app)
        with transaction() as session:
            put_new(session, items, Pool.CONTEST, None, NOW)
        if not url.startswith("sqlite"):
            read().execute(text("ANALYZE"))
        yield
        disconnect()


def line(asked: str) -> str:
    """One row of the table: what was asked, how much was found, both times and their ratio."""
    wanted = Filter(text=asked)
    found = sum(listing.count_by_status(wanted).values())
    page = median(lambda: (listing.page(wanted, size=PAGE), listing.count_by_status(wanted)))
    parts = {f"w{place}": f"%{word}%" for place, word in enumerate(fold(asked).split())}
    query = text(LIKE.format(" AND ".join(f"search LIKE :{name}" for name in parts)))
    bare = median(lambda: read().execute(query, parts).scalar_one())
    return f"{asked:<18}{found:>7,}{page:>9.2f}{bare:>9.2f}{page / bare:>11.2f}"


def median(act: Callable[[], object]) -> float:
    """Milliseconds of the middle one of some rounds; each begins a transaction of its own."""
    taken = []
    for _ in range(ROUNDS):
        read().rollback()
        begun = perf_counter()
        act()
        taken.append((perf_counter() - begun) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
