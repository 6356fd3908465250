"""When the database cannot be written: an honest refusal, no false "saved", recovery by itself (S1, S3)."""

import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.hall import Hall, Sitting, open_hall
from faults.service import MortalCluster, locked_sqlite
from faults.stored import read_database
from faults.wire import Reply
from harness.databases import Databases, disconnect, settings_for_tests
from sqlalchemy import text

from contest import create_app
from contest.platform.database import read
from contest.platform.prepared import BUSY_TIMEOUT_MS

RECOVERY_SECONDS = 10


@pytest.fixture(scope="module")
def sqlite_hall(mortal_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with (
        mortal_databases.fresh("sqlite") as url,
        open_hall(url, folder=tmp_path_factory.mktemp("hall"), people=4) as hall,
    ):
        yield hall


@pytest.fixture(scope="module")
def postgresql_hall(mortal_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with (
        mortal_databases.fresh("postgresql") as url,
        open_hall(url, folder=tmp_path_factory.mktemp("hall"), people=4) as hall,
    ):
        yield hall


def test_a_database_locked_for_longer_than_anyone_waits(sqlite_hall: Hall):
    sitting = sqlite_hall.sit_down()
    with locked_sqlite(sqlite_hall.url):
        begin = time.monotonic()
        refusal = sitting.save()
        assert time.monotonic() - begin >= BUSY_TIMEOUT_MS / 1000
        assert_says_not_saved(refusal)
        page = sitting.look(sitting.sheet.path)
        assert page is not None
        assert page.status == 200  # whoever only reads is not held up
    assert stored_sequences(sqlite_hall, sitting.sheet.code) == {}
    assert_saves_within(sqlite_hall, sitting, seconds=RECOVERY_SECONDS)


def test_a_full_disk(sqlite_hall: Hall):
    sitting = sqlite_hall.sit_down()
    assert_saves_within(sqlite_hall, sitting, seconds=RECOVERY_SECONDS, slot=1)
    log = Path(sqlite_hall.url.removeprefix("sqlite:///") + "-wal")
    # No file of the server may grow beyond this: as on a full disk, the write fails in the middle.
    limit_files(sqlite_hall, log.stat().st_size)
    assert_says_not_saved(sitting.save(slot=2))
    limit_files(sqlite_hall, resource.RLIM_INFINITY)
    assert stored_sequences(sqlite_hall, sitting.sheet.code).keys() == {1}
    assert_saves_within(sqlite_hall, sitting, seconds=RECOVERY_SECONDS)


def test_a_postgresql_that_is_down(postgresql_hall: Hall, mortal_cluster: MortalCluster):
    sitting = postgresql_hall.sit_down()
    assert_saves_within(postgresql_hall, sitting, seconds=RECOVERY_SECONDS, slot=1)
    mortal_cluster.abort()
    try:
        assert_says_not_saved(sitting.save(slot=2))
        assert_says_not_saved(sitting.save(slot=2))
        for path in (sitting.sheet.path, "/thi", "/"):
            page = sitting.look(path)
            assert page is not None
            assert (path, page.status) == (path, 503)
            assert "Thử lại" in page.text
        handed_in = sitting.hand_in()
        assert handed_in is not None
        assert handed_in.status == 503
    finally:
        mortal_cluster.rise()
    assert_saves_within(postgresql_hall, sitting, seconds=RECOVERY_SECONDS)
    assert stored_sequences(postgresql_hall, sitting.sheet.code)[1] == 1


def test_a_postgresql_that_dies_after_the_last_statement_spoils_no_reply(
    mortal_databases: Databases, mortal_cluster: MortalCluster, tmp_path: Path
):
    with mortal_databases.fresh("postgresql") as url:
        app = create_app(settings_for_tests(folder=tmp_path, database_url=url))
        with app.app_context():
            assert read().execute(text("SELECT 1")).scalar() == 1
            mortal_cluster.restart_immediately()
        # Leaving the context is what happens between a ready reply and its sending; it must not fail.
        with app.app_context():
            assert read().execute(text("SELECT 1")).scalar() == 1
            disconnect()


def test_a_postgresql_that_only_reads(postgresql_hall: Hall, mortal_cluster: MortalCluster):
    sitting = postgresql_hall.sit_down()
    try:
        mortal_cluster.command(
            "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"
        )
        time.sleep(0.5)  # sessions hear of it by a signal
        assert_says_not_saved(sitting.save())
        page = sitting.look(sitting.sheet.path)
        assert page is not None
        assert page.status == 200
    finally:
        mortal_cluster.command("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")
    assert_saves_within(postgresql_hall, sitting, seconds=RECOVERY_SECONDS)


def limit_files(hall: Hall, size: int) -> None:
    for pid in hall.service.worker_ids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def assert_says_not_saved(reply: Reply | None) -> None:
    assert reply is not None
    assert (reply.status, reply.data.get("code")) == (503, "busy"), reply


def assert_saves_within(hall: Hall, sitting: Sitting, *, seconds: float, slot: int = 3) -> None:
    """The next saves succeed without anyone's help, and what is confirmed is stored."""
    begin = time.monotonic()
    while (reply := sitting.save(slot=slot)) is None or reply.status != 200:
        assert time.monotonic() - begin < seconds, reply
        time.sleep(0.2)
    assert stored_sequences(hall, sitting.sheet.code)[slot] == sitting.sheet.last_seq


def stored_sequences(hall: Hall, code: str) -> dict[int, int]:
    stored = read_database(hall.url)
    attempt_id = next(row["id"] for row in stored.attempts if row["code"] == code)
    return {row["slot"]: row["seq"] for row in stored.responses if row["attempt_id"] == attempt_id}
