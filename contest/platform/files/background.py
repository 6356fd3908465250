"""Processes of our own that write files: they get the processors that answers leave over."""

import os
import subprocess
import sys
from contextlib import suppress


def begun(module: str, *, stdout: int | None = None) -> subprocess.Popen[bytes]:
    """`python -m MODULE`, begun; it is told by pipe what to do, and may answer by one."""
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=stdout,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    with suppress(ProcessLookupError):  # one that is gone already disturbs nobody
        # From here and not by itself, so that reading the program counts too. A niceness is not enough: a
        # process that runs keeps its slice of milliseconds; one that is idle makes way at once.
        os.sched_setscheduler(process.pid, os.SCHED_IDLE, os.sched_param(0))
    return process
