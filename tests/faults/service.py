"""The product's server and its database under attack, kept running as an init system would keep them."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random
from typing import LiteralString

import psycopg
import pysqlite3.dbapi2 as sqlite_driver
from harness import server as servers
from harness.postgres import SERVER_OPTIONS, START_SECONDS, SUPERUSER, Cluster

from contest.settings import Settings

# Here the database has to survive its own death, so it writes as a real one does.
DURABLE = SERVER_OPTIONS | {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
PAUSE_SECONDS = 0.05
LONGEST_RECOVERY_SECONDS = 60


class MortalCluster(Cluster):
    """A PostgreSQL of this run's own, which may be killed without harm to other tests."""

    def restart_durably(self) -> None:
        """Start it, with the options of a real server."""
        self.ensure_started()
        self._restart("fast")

    def restart_immediately(self) -> None:
        """Abort it as a crash would, and start it again; it recovers from its log."""
        self._restart("immediate")

    def abort(self) -> None:
        """Crash it, and leave it lying there."""
        self._run("pg_ctl", "stop", "-D", str(self._data), "-m", "immediate", "-w")

    def rise(self) -> None:
        """Start it after a crash."""
        self._run("pg_ctl", "start", *self._arguments())

    def command(self, *statements: LiteralString) -> None:
        """Run statements of the server's administrator."""
        with psycopg.connect(
            host=str(self.folder), user=SUPERUSER, dbname="postgres", autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(statement)

    def _restart(self, mode: str) -> None:
        self._run("pg_ctl", "restart", "-m", mode, *self._arguments())

    def _arguments(self) -> tuple[str, ...]:
        options = {"unix_socket_directories": str(self.folder), **DURABLE}
        words = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        log = str(self.folder / "log")
        return ("-D", str(self._data), "-l", log, "-w", "-t", str(START_SECONDS), "-o", words)


class Service:
    """One running copy that is killed and comes back at the same address."""

    def __init__(
        self, settings: Settings, *, folder: Path, program: str = "granian", workers: int = 2
    ) -> None:
        """Take the settings; nothing starts yet."""
        self.settings = settings
        self.port = servers.free_port()
        self._folder = folder
        self._program = program
        self._workers = workers
        self._lives = 0
        self._stack = ExitStack()
        self._server: servers.Server | None = None

    def start(self) -> servers.Server:
        """Start it, and wait until it is healthy."""
        self._lives += 1
        folder = self._folder / f"life-{self._lives}"
        folder.mkdir()
        self._server = self._stack.enter_context(
            servers.running(
                self.settings, folder=folder, workers=self._workers, port=self.port, program=self._program
            )
        )
        return self._server

    def stop(self) -> None:
        """End it in good order, and everything that was started here."""
        self._stack.close()
        self._server = None

    @property
    def worker_ids(self) -> tuple[int, ...]:
        """The processes that answer at this moment."""
        return self._running().worker_ids

    def kill_a_worker(self, rng: Random) -> None:
        """SIGKILL one worker; the server replaces it."""
        os.kill(rng.choice(self.worker_ids), signal.SIGKILL)

    def kill(self) -> None:
        """SIGKILL the server with all its workers: its process group is its own."""
        server = self._running()
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()

    def keep_running(self) -> None:
        """Start it again if it gave up, as the init system does."""
        if self._running().process.poll() is not None:
            self.start()

    def seconds_to_recover(self) -> float:
        """Wait until it is healthy; answers how long that took."""
        begin = time.monotonic()
        while not self._running().is_healthy():
            self.keep_running()
            if time.monotonic() - begin > LONGEST_RECOVERY_SECONDS:
                raise RuntimeError(f"the service did not recover:\n{self.logs()}")
            time.sleep(PAUSE_SECONDS)
        return time.monotonic() - begin

    def logs(self) -> str:
        """What the server said in all its lives."""
        logs = sorted(self._folder.glob("life-*/server.log"))
        return "\n".join(log.read_text(encoding="utf-8", errors="replace") for log in logs)

    def _running(self) -> servers.Server:
        if self._server is None:
            raise RuntimeError("the service was not started")
        return self._server


@contextmanager
def locked_sqlite(url: str) -> Iterator[None]:
    """Hold the only write lock of a SQLite database, as a careless backup would.

    With the product's own library: two copies of SQLite in one process do not see each other's locks.
    """
    with closing(sqlite_driver.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
