"""The production server as a process of its own, on a free port of this machine."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from contest.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60
STOP_SECONDS = 15
PAUSE_SECONDS = 0.05


def _granian(port: int, workers: int) -> list[str]:
    return [
        "--interface", "wsgi", "--factory", "--workers", str(workers), "--blocking-threads", "64",
        "--respawn-failed-workers", "--respawn-interval", "0.1", "--workers-kill-timeout", "5",
        "--host", "127.0.0.1", "--port", str(port), "contest:create_app",
    ]  # fmt: skip


def _gunicorn(port: int, workers: int) -> list[str]:
    return ["--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]


ARGUMENTS = {"granian": _granian, "gunicorn": _gunicorn}
MODULES = {"granian": "contest"}  # whose code its workers share; the others are modules by their own name
WORKER_STARTED = re.compile("Started worker-|Booting worker with pid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server with its workers."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def worker_ids(self) -> tuple[int, ...]:
        """The process ids of the workers, which a fault test may end one by one."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        children = (int(word) for word in path.read_text().split())
        return tuple(pid for pid in children if "resource_tracker" not in _command_line(pid))

    @property
    def memory_bytes(self) -> int:
        """Memory of the server and everything below it, shared pages divided among those that share them."""
        return sum(_proportional_bytes(pid) for pid in _descendants(self.process.pid))

    def is_healthy(self) -> bool:
        """Whether /healthz answers that all is well."""
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:  # noqa: S310 - our own loopback address
                return bool(json.load(answer)["ok"])
        except (URLError, HTTPError, ConnectionError, TimeoutError):
            return False


@contextmanager
def running(
    settings: Settings,
    *,
    folder: Path,
    workers: int = 2,
    port: int | None = None,
    program: str = "granian",
) -> Iterator[Server]:
    """Start a server on a migrated database, wait until it is healthy, and end it by its id afterwards."""
    port = port or free_port()
    log = folder / "server.log"
    command = [sys.executable, "-m", MODULES.get(program, program), *ARGUMENTS[program](port, workers)]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own words
            command,
            cwd=ROOT,
            env=environment_of(settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    server = Server(url=f"http://127.0.0.1:{port}", process=process, log=log)
    try:
        _await_start(server, workers)
        yield server
    finally:
        _stop(process)


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that give another process exactly these settings."""
    variables = {
        PREFIX + field.name.upper(): _as_text(getattr(settings, field.name)) for field in fields(settings)
    }  # fmt: skip
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return inherited | variables


def free_port() -> int:
    """A port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _as_text(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _await_start(server: Server, workers: int) -> None:
    """Wait for the last worker too: one that is told to stop while it starts does not hear it."""
    ends_at = time.monotonic() + START_SECONDS
    while len(WORKER_STARTED.findall(server.log.read_text())) < workers or not server.is_healthy():
        if server.process.poll() is not None or time.monotonic() > ends_at:
            raise RuntimeError(f"the server did not start:\n{server.log.read_text()}")
        time.sleep(PAUSE_SECONDS)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # its own group: started in a session of its own
        process.wait()


def _descendants(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *(below for child in path.read_text().split() for below in _descendants(int(child)))]


def _command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def _proportional_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"process {pid} does not say how much memory it uses")
