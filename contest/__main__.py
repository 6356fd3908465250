"""The server: `python -m contest OPTIONS contest:create_app` is granian whose workers share our code.

Read by each worker for itself, the code lies in memory as often as there are workers. What is read here is
objects only: no connection and no thread is made before the fork. A new version needs a restart, not a HUP.
"""

import ctypes
import gc
import sys
from contextlib import suppress
from importlib import import_module

from granian.cli import entrypoint

# A save needs the interpreter some ten times for a moment: not each time after all that an export may use.
SWITCH_SECONDS = 0.0001

# Each thread would get a heap of its own, and keep in it the 19 MiB of the last password that it checked.
M_ARENA_MAX, ONE_HEAP = -8, 1

if __name__ == "__main__":
    with suppress(AttributeError):  # a C library that has no such heaps
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ONE_HEAP)
    import_module("contest.app")
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # the collector of a worker would write into every object, and so copy it
    entrypoint()  # type: ignore[no-untyped-call] # granian's own, as `python -m granian` calls it
