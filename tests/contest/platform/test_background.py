"""Processes that write files take what is left of the processors."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

from contest.platform.files.background import Used, attend, begun, used_beside

MODULES = ("contest.workbook", "contest.platform.files.typesetters")
BUSY = "harness.busy"
PATHS = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
STOPPED, ENDED = "T", "Z"
LONGEST_SECONDS, PAUSE_SECONDS = 60, 0.005
SECOND = os.sysconf("SC_CLK_TCK")
# A server that has something written while others want the processors, and says which process writes it.
SERVER = """
from contest.platform.files.background import Used, attend, begun
from itertools import count
looks = map(Used, count(), count())
writer = begun("harness.busy")
print(writer.pid, flush=True)
attend(writer, b"0.5\\n", used=lambda _process_id: next(looks))
"""


@pytest.mark.parametrize("module", MODULES)
def test_a_writer_of_files_makes_way_from_its_first_instruction(module: str):
    with begun(module, stdout=subprocess.DEVNULL) as process:
        policy = os.sched_getscheduler(process.pid)
        process.kill()
    assert policy == os.SCHED_IDLE


def test_a_writer_pauses_while_others_use_more_than_their_share_and_ends_all_the_same():
    assert STOPPED in states_of_a_writer(used=reading(by_others=26))


def test_a_writer_whom_nobody_needs_to_pass_never_pauses():
    assert STOPPED not in states_of_a_writer(used=reading(by_others=25))


def test_a_writer_pauses_beside_a_process_that_wants_a_processor():
    command = [sys.executable, "-m", BUSY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=PATHS) as other:  # noqa: S603 - our own words
        assert other.stdin is not None
        other.stdin.write(b"%d\n" % LONGEST_SECONDS)
        other.stdin.flush()
        writer = begun(BUSY)
        thread = attended(writer, used_beside)
        until(lambda: state(writer.pid) == STOPPED)
        other.kill()
    thread.join(LONGEST_SECONDS)
    assert writer.returncode == 0


def test_a_writer_is_not_among_the_others_itself():
    with begun(BUSY) as idle, begun(BUSY) as writer:
        assert writer.stdin is not None
        writer.stdin.write(b"0.5\n")
        writer.stdin.flush()
        until(lambda: state(writer.pid) == ENDED)
        difference = used_beside(idle.pid).by_others - used_beside(writer.pid).by_others
        idle.kill()
    assert difference > 0.4 * SECOND


def test_a_writer_that_ends_while_it_is_stopped_is_noticed():
    writer = begun(BUSY)
    thread = attended(writer, reading(by_others=100))
    until(lambda: state(writer.pid) == STOPPED)
    os.kill(writer.pid, signal.SIGKILL)
    thread.join(LONGEST_SECONDS)
    assert writer.returncode == -signal.SIGKILL


def test_a_writer_that_ended_before_it_was_told_anything_is_no_error():
    writer = begun("contest.no_such_module")
    until(lambda: state(writer.pid) == ENDED)
    attend(writer, b"0.1\n")
    assert writer.returncode == 1


def test_a_stopped_writer_goes_on_when_its_server_is_killed():
    command = [sys.executable, "-c", SERVER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=PATHS) as server:  # noqa: S603 - our own words
        assert server.stdout is not None
        writer = int(server.stdout.readline())
        until(lambda: state(writer) == STOPPED)
        server.kill()
    until(lambda: state(writer) in {ENDED, ""})


def states_of_a_writer(*, used: Callable[[int], Used]) -> set[str]:
    """What a writer was seen to do until it ended as it should."""
    writer = begun(BUSY)
    thread = attended(writer, used)
    states = set()
    while thread.is_alive():
        states.add(state(writer.pid))
        time.sleep(PAUSE_SECONDS)
    assert writer.returncode == 0
    return states


def attended(writer: subprocess.Popen[bytes], used: Callable[[int], Used]) -> Thread:
    """Have a writer use half a second, as a server does."""
    thread = Thread(target=attend, args=(writer, b"0.5\n"), kwargs={"used": used})
    thread.start()
    return thread


def reading(*, by_others: int) -> Callable[[int], Used]:
    """A machine of which others use so many hundredths from one look to the next."""
    looks = (Used(by_others * look, 100 * look) for look in count())
    return lambda _process_id: next(looks)


def state(process_id: int) -> str:
    """The kernel's letter; none for a process that is gone."""
    try:
        said = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    return said.rpartition(")")[2].split()[0]


def until(is_so: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + LONGEST_SECONDS
    while not is_so():
        assert time.monotonic() < ends_at, "it takes for ever"
        time.sleep(PAUSE_SECONDS)
