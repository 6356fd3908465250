"""SQLite's log is copied into its file beside the writers, not by one of them while the others wait.

By itself SQLite lets whoever commits the thousandth page copy all of them: tens of milliseconds, twice a
second in the last hour, in which nobody else had a turn to write.
"""

from contextlib import closing, suppress
from pathlib import Path
from threading import Lock, Thread

import pysqlite3.dbapi2 as sqlite_driver

# So many commits are some two thousand pages; with a second worker beside this one it is done twice as often.
EVERY_COMMITS = 800
# Where this does not get round to it, SQLite does so itself, at 32 MiB.
PAGES_AT_LAST = 8000


class Checkpoints:
    """The log of one database, as far as one process writes it."""

    def __init__(self, database: str | None) -> None:
        """Take the path of an SQLite file; None for another database, which looks after its own log."""
        self._database = database
        self._commits = 0
        self._at_work = Lock()

    def committed(self) -> None:
        """Count a commit; now and then the log is copied by a thread of its own, one at a time."""
        self._commits += 1  # one that two threads count as one is copied a little later
        if self._database and self._commits >= EVERY_COMMITS and self._at_work.acquire(blocking=False):
            self._commits = 0
            try:
                Thread(target=self._copy, args=(self._database,), name="checkpoint", daemon=True).start()
            except RuntimeError:  # no more threads: what was committed is so, and the log can wait
                self._at_work.release()

    def _copy(self, database: str) -> None:
        """What readers and writers let be copied now; they are not kept waiting, and the rest has time."""
        try:
            # On a full disk, in a file that is gone: whoever writes next is told so, by SQLite itself.
            # No file is made here where there is none.
            there = f"{Path(database).resolve().as_uri()}?mode=rw"
            with (
                suppress(sqlite_driver.Error),
                closing(sqlite_driver.connect(there, uri=True, timeout=0)) as own,
            ):
                own.execute("PRAGMA synchronous=FULL")
                own.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        finally:
            self._at_work.release()
