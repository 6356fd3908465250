"""When the database cannot be written: an honest refusal, no false "saved", and recovery by itself (S1, S3)."""

import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.hall import Hall, open_hall
from faults.service import MortalCluster, locked_sqlite
from faults.stored import read_database
from faults.wire import Reply
from harness.databases import Databases

from contest.platform.database import BUSY_TIMEOUT_MS

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
    assert sitting.save(slot=1).status == 200
    log = Path(sqlite_hall.url.removeprefix("sqlite:///") + "-wal")
    server = sqlite_hall.service.server
    for pid in server.worker_ids:
        # No file of the server may grow beyond this: as on a full disk, the write fails in the middle.
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (log.stat().st_size, resource.RLIM_INFINITY))
    assert_says_not_saved(sitting.save(slot=2))
    for pid in server.worker_ids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert stored_sequences(sqlite_hall, sitting.sheet.code).keys() == {1}
    assert_saves_within(sqlite_hall, sitting, seconds=RECOVERY_SECONDS)


def test_a_postgresql_that_is_down(postgresql_hall: Hall, mortal_cluster: MortalCluster):
    sitting = postgresql_hall.sit_down()
    assert sitting.save(slot=1).status == 200
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


def test_a_postgresql_that_only_reads(postgresql_hall: Hall, mortal_cluster: MortalCluster):
    sitting = postgresql_hall.sit_down()
    mortal_cluster.command("ALTER SYSTEM SET default_transaction_read_only = on")
    mortal_cluster.command("SELECT pg_reload_conf()")
    time.sleep(0.5)  # every session hears of it at its next statement after the signal
    try:
        assert_says_not_saved(sitting.save())
        assert sitting.look(sitting.sheet.path).status == 200
    finally:
        mortal_cluster.command("SET default_transaction_read_only = off; ALTER SYSTEM RESET default_transaction_read_only")
        mortal_cluster.command("SELECT pg_reload_conf()")
    assert_saves_within(postgresql_hall, sitting, seconds=RECOVERY_SECONDS)


def assert_says_not_saved(reply: Reply | None) -> None:
    assert reply is not None
    assert (reply.status, reply.data.get("code")) == (503, "busy"), reply


def assert_saves_within(hall: Hall, sitting, *, seconds: float) -> None:
    """The next saves succeed without anyone's help, and what is confirmed is stored."""
    begin = time.monotonic()
    while (reply := sitting.save(slot=3)) is None or reply.status != 200:
        assert time.monotonic() - begin < seconds, reply
        time.sleep(0.2)
    assert stored_sequences(hall, sitting.sheet.code)[3] == sitting.sheet.last_seq


def stored_sequences(hall: Hall, code: str) -> dict[int, int]:
    stored = read_database(hall.url)
    attempt_id = next(row["id"] for row in stored.attempts if row["code"] == code)
    return {row["slot"]: row["seq"] for row in stored.responses if row["attempt_id"] == attempt_id}
