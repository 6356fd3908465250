"""Memory that is needed for a moment goes back to the machine when it was quiet for a while.

The check of a password works in 19 MiB. The C library keeps them for the next check, and should: to fetch
them anew takes half as long as the check. But when the rush to sign in is over, nobody needs them for hours.
"""

import ctypes
from contextlib import suppress
from threading import Lock, Timer

QUIET_SECONDS = 10.0

_lock = Lock()
_waiting: Timer | None = None
_needed_again = False


def give_back_when_quiet() -> None:
    """Say that memory was needed: once nobody has said so for some seconds, what is free is given back."""
    global _needed_again  # noqa: PLW0603 - the memory is one for the whole process too
    with _lock:
        if _waiting is None:
            _wait()
        else:
            _needed_again = True


def _wait() -> None:
    global _needed_again, _waiting  # noqa: PLW0603 - see above
    _needed_again = False
    _waiting = Timer(QUIET_SECONDS, _look)
    _waiting.daemon = True  # nobody waits for it at the end
    _waiting.start()


def _look() -> None:
    global _waiting  # noqa: PLW0603 - see above
    with _lock:
        if _needed_again:
            _wait()
            return
        _waiting = None
    with suppress(AttributeError):  # a C library that gives back by itself
        ctypes.CDLL(None).malloc_trim(0)
