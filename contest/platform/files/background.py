"""Processes of our own that write files: they get the processors that answers leave over.

Idle ones make way at once to whoever wants their processor. But the kernel moves no waiting thread to a
processor that is never idle: beside one that always runs, answers share what is left. So a process that
nobody waits for is stopped again and again while others want the processors.
"""

import fcntl
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

# While others want the processors it runs for the one and is stopped for the other; so often, then a look.
RUN_MS, PAUSE_MS, TURNS = 20, 60, 4
LOOK_MS = 250  # while nobody wants them; the kernel's counts say little about less
# What others use of all processors when they are taken to want them.
WANTED_SHARE = 0.25


class Used(NamedTuple):
    """Time of all processors since the machine started, in ticks: what others than a process used of it."""

    by_others: int
    there_was: int


def used_beside(process_id: int) -> Used:
    """What the kernel counted until now; a process that ended and that nobody waited for still counts."""
    words = Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0].split()
    user, nice, system, idle, waiting, interrupts, soft_interrupts = map(int, words[1:8])
    busy = user + nice + system + interrupts + soft_interrupts
    after_the_name = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    own = sum(int(word) for word in after_the_name[11:13])
    return Used(busy - own, busy + idle + waiting)


def begun(module: str, *, stdout: int | None = None) -> subprocess.Popen[bytes]:
    """`python -m MODULE`, begun; it is told by pipe what to do, and may answer by one."""
    inner, outer = os.pipe()
    with os.fdopen(inner, "rb") as orders, ExitStack() as undo:
        told = undo.enter_context(os.fdopen(outer, "wb"))
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", module],
            stdin=orders,
            stdout=stdout,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        process.stdin = told
        _continue_when_left_alone(orders.fileno(), process.pid)
        undo.pop_all()
    with suppress(ProcessLookupError):  # one that is gone already disturbs nobody
        # From here and not by itself, so that reading the program counts too. A niceness is not enough: a
        # process that runs keeps its slice of milliseconds; one that is idle makes way at once.
        os.sched_setscheduler(process.pid, os.SCHED_IDLE, os.sched_param(0))
    return process


def attend(
    process: subprocess.Popen[bytes], words: bytes, *, used: Callable[[int], Used] = used_beside
) -> None:
    """Tell a process what to do and wait until it ends; where others want the processors, it pauses.

    Its pipe stays open until then: it must not wait for the pipe's end.
    """
    with suppress(BrokenPipeError), process:  # one that ended unheard has its return code
        if process.stdin is not None:
            process.stdin.write(words)
            process.stdin.flush()
        _pace(process.pid, used)


def _continue_when_left_alone(orders: int, process_id: int) -> None:
    """Let the kernel continue a process when the other end of its pipe is closed.

    That is when the server dies, however it dies: a process that it had stopped would stay so, and keep the
    next one waiting for its lock. By itself the kernel continues only groups of processes whose last parent
    in another group is gone; ours is in the server's own, and a stop that is still to take place does not
    count. This takes back such a stop as well. The parent asks for it: the process may be stopped before it
    could.
    """
    fcntl.fcntl(orders, fcntl.F_SETOWN, process_id)
    fcntl.fcntl(orders, fcntl.F_SETSIG, signal.SIGCONT)
    fcntl.fcntl(orders, fcntl.F_SETFL, fcntl.fcntl(orders, fcntl.F_GETFL) | os.O_ASYNC)


def _pace(process_id: int, used: Callable[[int], Used]) -> None:
    # Nobody else waits for it, so its id stays its own.
    child = os.pidfd_open(process_id)
    try:
        ended = select.poll()
        ended.register(child, select.POLLIN)
        before, is_wanted = used(process_id), False
        while not (_ended_in_turns(child, ended) if is_wanted else ended.poll(LOOK_MS)):
            now = used(process_id)
            is_wanted = now.by_others - before.by_others > WANTED_SHARE * (now.there_was - before.there_was)
            before = now
    finally:
        os.close(child)


def _ended_in_turns(child: int, ended: select.poll) -> bool:
    """Run and pause in turn; whether it ended."""
    for _ in range(TURNS):
        if ended.poll(RUN_MS):
            return True
        signal.pidfd_send_signal(child, signal.SIGSTOP)
        try:
            ended.poll(PAUSE_MS)
        finally:
            signal.pidfd_send_signal(child, signal.SIGCONT)
    return False
