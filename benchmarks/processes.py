"""Servers as processes of their own, and what the kernel says they cost: processor time and memory."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from harness.postgres import SERVER_OPTIONS, Cluster
from harness.server import free_port

ROOT = Path(__file__).parent.parent
WORKERS = 2
START_SECONDS, STOP_SECONDS, PAUSE_SECONDS = 60, 15, 0.05
TICKS = os.sysconf("SC_CLK_TCK")
# Where cutime and cstime, of children that ended, stand behind the name in /proc/<pid>/stat.
TIMES_OF_CHILDREN = slice(13, 15)
# A database of tests need not survive the machine; what is measured here must.
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; with PostgreSQL, the database's processes work for it too."""

    port: int
    process_id: int
    database_id: int | None

    def cpu_seconds(self) -> float:
        """What all its processes have used until now, those that ended included."""
        roots = [self.process_id] if self.database_id is None else [self.process_id, self.database_id]
        return sum(_cpu_seconds(pid) for root in roots for pid in _family(root))

    def memory_bytes(self) -> int:
        """Memory of server and workers, shared pages divided among those that share them."""
        return sum(_proportional_bytes(pid) for pid in _family(self.process_id))


@contextmanager
def serving(
    target: str, *, variables: Mapping[str, str], folder: Path, cluster: Cluster | None
) -> Iterator[Server]:
    """An app under granian, as it is served in earnest; ended by its id afterwards."""
    port = free_port()
    name = target.partition(":")[0]
    log = folder / f"{name}.log"
    # Each as it is served in earnest: the product's code is read once, before the workers fork.
    module = name if name == "contest" else "granian"
    command = [
        sys.executable, "-m", module, "--interface", "wsgi", "--factory", "--no-ws", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "1", "--backlog", "2048",
        "--workers-kill-timeout", "5", target,
    ]  # fmt: skip
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CONTEST_")}
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own words
            command,
            cwd=ROOT,
            env={**inherited, **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Not a session of its own: the kernel shares processors among sessions first (autogroup), and one
            # beside the server would get its half of them however low its priority.
            process_group=0,
        )
    try:
        _await_workers(process, log)
        database_id = None if cluster is None else _postmaster(cluster)
        yield Server(port, process.pid, database_id)
    finally:
        _stop(process)


@contextmanager
def durable_cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this run's own, which writes as a real one does."""
    SERVER_OPTIONS.update(DURABLE)
    cluster = Cluster.in_new_folder()
    try:
        cluster.ensure_started()
        yield cluster
    finally:
        cluster.stop()


def database_cpu_seconds(cluster: Cluster | None) -> float:
    """What all processes of a database have used until now; none where it is a library of ours."""
    return 0 if cluster is None else sum(map(_cpu_seconds, _family(_postmaster(cluster))))


def _await_workers(process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the last worker too: one that is told to stop while it starts does not hear it."""
    ends_at = time.monotonic() + START_SECONDS
    while log.read_text().count("Started worker-") < WORKERS:
        if process.poll() is not None or time.monotonic() > ends_at:
            raise RuntimeError(f"the server did not start:\n{log.read_text()}")
        time.sleep(PAUSE_SECONDS)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # the group it was started as
        process.wait()


def _postmaster(cluster: Cluster) -> int:
    return int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])


def _family(pid: int) -> Iterable[int]:
    yield pid
    with suppress(FileNotFoundError):  # a helper of the database that ended just now
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in path.read_text().split():
                yield from _family(int(child))


def _cpu_seconds(pid: int) -> float:
    """What a process and its ended children used; /proc alone knows of hundredths of a second only."""
    try:
        own = time.clock_gettime((~pid << 3) | 2)  # the kernel's name for the clock of another process
        after_the_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # ended just now: its parent counts it from here on
        return 0
    return own + sum(int(word) for word in after_the_name[TIMES_OF_CHILDREN]) / TICKS


def _proportional_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"process {pid} does not say how much memory it uses")
