"""Python's collector of garbage, and when it had better not look."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_makers = 0


@contextmanager
def nothing_thrown_away() -> Iterator[None]:
    """Hundreds of thousands of values are made and all are kept: the collector does not look meanwhile.

    It looks whenever some hundreds more were made, and through all of them again and again, which was
    two fifths of the time of a ranking. Who is let go by the last user goes at once all the same.
    Several threads may be making; the last one lets it look again.
    """
    global _makers  # noqa: PLW0603 - the collector is one for the whole process too
    with _lock:
        _makers += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _makers -= 1
            if not _makers:
                gc.enable()
