"""The server: `python -m contest OPTIONS contest:create_app` is granian whose workers share our code.

Read by each worker for itself, the code lies in memory as often as there are workers. What is read here is
objects only: no connection and no thread is made before the fork. A new version needs a restart, not a HUP.
"""

import gc
import sys
from importlib import import_module

from granian.cli import entrypoint

# A save needs the interpreter some ten times for a moment: not each time after all that an export may use.
SWITCH_SECONDS = 0.001

if __name__ == "__main__":
    import_module("contest.app")
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # the collector of a worker would write into every object, and so copy it
    entrypoint()  # type: ignore[no-untyped-call] # granian's own, as `python -m granian` calls it
