"""SQLite's log is copied into its file beside the writers."""

import shutil
import time
from pathlib import Path
from threading import Thread

import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, bindparam, create_engine, insert

from contest.platform import checkpoints
from contest.platform.checkpoints import Checkpoints
from contest.platform.prepared import Line

PATIENCE_SECONDS = 30
NOTE = Table("note", MetaData(), Column("number", Integer))
WRITE = insert(NOTE).values(number=bindparam("number"))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "contest.sqlite3"
    connection = sqlite.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE note (number INTEGER)")
    connection.close()
    return path


@pytest.fixture
def line(database: Path) -> Line:
    opened = Line.open(create_engine(f"sqlite:///{database}", module=sqlite))
    opened._driver.isolation_level = None  # as the app's own engine sets it  # noqa: SLF001
    return opened


def copied(database: Path) -> int:
    """How many rows are in the file itself, without its log."""
    alone = shutil.copy(database, database.with_name("alone.sqlite3"))
    connection = sqlite.connect(alone)
    (count,) = connection.execute("SELECT count(*) FROM note").fetchone()
    connection.close()
    return int(count)


@pytest.mark.parametrize("in_transactions", [False, True])
def test_what_was_committed_is_copied_before_sqlite_would_do_so(
    database: Path, line: Line, monkeypatch: pytest.MonkeyPatch, *, in_transactions: bool
):
    monkeypatch.setattr(checkpoints, "EVERY_COMMITS", 20)
    for number in range(100):
        if in_transactions:
            line.begin()
            line.run(WRITE, {"number": number})
            line.commit()
        else:
            line.write(WRITE, {"number": number})
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while copied(database) < 20 and time.monotonic() < ends_at:
        time.sleep(0.05)
    assert copied(database) >= 20
    line.close()


def test_nothing_is_copied_for_a_few_commits(database: Path, line: Line):
    for number in range(5):
        line.write(WRITE, {"number": number})
    time.sleep(0.2)
    assert copied(database) == 0
    line.close()


def test_a_database_that_is_gone_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkpoints, "EVERY_COMMITS", 1)
    gone = Checkpoints(str(tmp_path / "contest.sqlite3"))
    for _ in range(3):
        gone.committed()
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not gone._at_work.acquire(blocking=False) and time.monotonic() < ends_at:  # noqa: SLF001 - free again
        time.sleep(0.01)
    assert gone._at_work.locked()  # noqa: SLF001 - we have it now
    assert list(tmp_path.iterdir()) == []


def test_a_commit_is_one_where_no_thread_can_be_started(
    database: Path, line: Line, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checkpoints, "EVERY_COMMITS", 1)
    with monkeypatch.context() as exhausted:
        exhausted.setattr(Thread, "start", _no_more_threads)
        line.write(WRITE, {"number": 1})
    line.write(WRITE, {"number": 2})
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while copied(database) < 2 and time.monotonic() < ends_at:
        time.sleep(0.05)
    assert copied(database) == 2
    line.close()


def _no_more_threads(_thread: Thread) -> None:
    raise RuntimeError("can't start new thread")
