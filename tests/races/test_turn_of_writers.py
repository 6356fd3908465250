"""Who writes to SQLite takes turns; nobody waits for the dead, nor for who has to wait himself."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy import create_engine, literal, select
from sqlalchemy.exc import DBAPIError

from contest.platform import prepared
from contest.platform.prepared import Line, Turn

PATIENCE_SECONDS = 30
HOLDER = """
import sys, time
from contest.platform.prepared import Turn
Turn(sys.argv[1]).take()
print("taken", flush=True)
time.sleep(600)
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "contest.sqlite3"
    connection = sqlite.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    return path


def line_of(database: Path) -> Line:
    line = Line.open(create_engine(f"sqlite:///{database}", module=sqlite))
    line._driver.isolation_level = None  # as the app's own engine sets it  # noqa: SLF001
    return line


def doing(deed: Callable[[], object]) -> Event:
    """Do it in a thread; the event tells when it is done."""
    done = Event()

    def do() -> None:
        deed()
        done.set()

    Thread(target=do, daemon=True).start()
    return done


def test_a_killed_holder_gives_the_turn_to_who_waits(database: Path):
    holder = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", HOLDER, str(database)], stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "taken\n"
        mine = Turn(str(database))
        done = doing(mine.take)
        assert not done.wait(0.5)
        holder.kill()
        assert done.wait(PATIENCE_SECONDS)
        mine.close()


def test_a_second_writer_begins_when_the_first_has_committed_or_given_up(database: Path):
    first, second = line_of(database), line_of(database)
    for end in (first.commit, first.roll_back):
        first.begin()
        done = doing(second.begin)
        assert not done.wait(0.3)
        end()
        assert done.wait(PATIENCE_SECONDS)
        second.commit()
    first.close()
    second.close()


def test_who_finds_the_database_busy_lets_others_pass_and_is_told_in_the_end(
    database: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(prepared, "BUSY_TIMEOUT_MS", 1500)
    outsider = sqlite.connect(database, isolation_level=None)
    outsider.execute("BEGIN IMMEDIATE")
    line = line_of(database)
    refused = Event()

    def begin() -> None:
        with pytest.raises(DBAPIError, match="locked"):
            line.begin()
        refused.set()

    done = doing(begin)
    assert not done.wait(0.3)
    turn = Turn(str(database))
    turn.take()
    assert not refused.is_set()
    turn.leave()
    assert done.wait(PATIENCE_SECONDS)
    outsider.execute("ROLLBACK")
    line.begin()
    line.roll_back()
    for one in (line, turn, outsider):
        one.close()


def test_without_a_file_for_turns_pages_are_read_and_answers_are_written(database: Path):
    Path(f"{database}-turn").mkdir()
    line = line_of(database)
    assert line.run(select(literal(1).label("one")), {}).scalar() == 1
    for end in (line.commit, line.roll_back):
        line.begin()
        end()
    line.close()
