"""Memory that is needed for a moment goes back to the machine when it was quiet for a while.

The check of a password works in 19 MiB. The C library keeps them for the next check, and should: to fetch
them anew takes half as long as the check. But when the rush to sign in is over, nobody needs them for hours.
"""

import ctypes
from contextlib import suppress
from threading import Lock, Timer

QUIET_SECONDS = 10.0


class GivingBack:
    """The memory of a process: who needed some says so; what is free goes when nobody does for a while."""

    def __init__(self) -> None:
        """Begin with nothing to give back."""
        self._guard = Lock()
        self._is_waiting = False
        self._needed_again = False

    def when_quiet(self) -> None:
        """Say that memory was needed."""
        with self._guard:
            self._needed_again = self._is_waiting
            if not self._is_waiting:
                self._wait()

    def _wait(self) -> None:
        self._is_waiting, self._needed_again = True, False
        timer = Timer(QUIET_SECONDS, self._look)
        timer.daemon = True  # nobody waits for it at the end
        timer.start()

    def _look(self) -> None:
        with self._guard:
            if self._needed_again:
                self._wait()
                return
            self._is_waiting = False
        with suppress(AttributeError):  # a C library that gives back by itself
            ctypes.CDLL(None).malloc_trim(0)


give_back_when_quiet = GivingBack().when_quiet
"""Of this process; its threads share the memory."""
