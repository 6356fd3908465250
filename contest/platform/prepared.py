"""Statements translated for the driver once, and run without the layers in between.

A read by key takes 70 microseconds as a statement of SQLAlchemy, built once, and 5 on the driver; one click
of a participant runs three or four. The statements stay SQLAlchemy's: names, types, dialects are its job.
"""

import fcntl
import os
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from time import monotonic, sleep
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Engine
from sqlalchemy.exc import DBAPIError

from contest.platform.checkpoints import PAGES_AT_LAST, Checkpoints

Parameters = Mapping[str, object]
Reads = Sequence[tuple[int, Callable[[Any], Any]]]  # by the place of the column
# How long a connection is believed to live without being asked; asking costs as much as a read.
BELIEVED_SECONDS = 1
MOST_FREE = 8
MOST_HELD = 100  # rows of what was read last
# How long a busy SQLite is waited for, and how often it is asked meanwhile.
BUSY_TIMEOUT_MS, PAUSE_SECONDS = 8000, 0.002
BUSY, BUSY_SNAPSHOT = 5, 517
T = TypeVar("T")
# SQLite: a reader that turns writer fails at once instead of waiting, so writers say so from the start.
BEGIN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}


class Rows(list[Any]):
    """What a statement gave; rows have their columns as attributes."""

    __slots__ = ("rowcount",)

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        """Take the rows, and how many were touched."""
        super().__init__(rows)
        self.rowcount = rowcount

    def all(self) -> "Rows":
        """All rows."""
        return self

    def one_or_none(self) -> Any:
        """The only row; None where there is none."""
        if len(self) > 1:
            raise ValueError(f"one row was expected, not {len(self)}")
        return self[0] if self else None

    def scalar(self) -> Any:
        """The first column of the first row; None where there is none."""
        return self[0][0] if self else None

    def scalar_one(self) -> Any:
        """The only column of the only row."""
        (row,) = self
        return row[0]


class Prepared:
    """One statement in the words of one dialect: how to bind, how to read."""

    __slots__ = ("_binds", "_constants", "_found", "_positions", "_reads", "_reads_in_utc", "_sql")

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        """Translate it."""
        compiled = statement.compile(dialect=dialect)
        self._sql: str = compiled.string
        self._positions: Sequence[str] | None = compiled.positiontup
        binds = {name: compiled.binds[name] for name in compiled.params}
        self._constants = {name: one.value for name, one in binds.items() if not one.required}
        processes = {
            name: one.type.dialect_impl(dialect).bind_processor(dialect) for name, one in binds.items()
        }
        self._binds = {name: process for name, process in processes.items() if process is not None}
        columns = list(getattr(statement, "exported_columns", ()))
        reads = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns]
        self._reads = [(place, read) for place, read in enumerate(reads) if read is not None]
        self._reads_in_utc = [(place, read) for place, read in self._reads if read is not in_utc]
        self._found: Any = namedtuple("Found", [one.key for one in columns]) if columns else None  # noqa: PYI024 - as the statement says

    def run(
        self, cursor: Any, parameters: Parameters | Sequence[Parameters], record: Any | None = None
    ) -> Rows:
        """Run it on a driver's cursor, once, or once for each of several sets of parameters.

        Rows come as the named tuple ``record`` where one is given, column by column.
        """
        if isinstance(parameters, Mapping):
            cursor.execute(self._sql, self._bound(parameters))
        else:
            cursor.executemany(self._sql, [self._bound(one) for one in parameters])
        # PostgreSQL's driver writes its description anew each time somebody asks for it.
        rows = cursor.fetchall() if self._found is not None or cursor.description else ()
        reads = self._reads_in_utc if _speaks_utc(cursor.connection) else self._reads
        return Rows(_as_found(rows, reads, record or self._found), cursor.rowcount)

    def _bound(self, given: Parameters) -> Any:
        values = {**self._constants, **given}
        for name, process in self._binds.items():
            values[name] = process(values[name])
        return values if self._positions is None else [values[name] for name in self._positions]


def _as_found(rows: Sequence[Any], reads: Reads, record: Any) -> Sequence[Any]:
    if record is None or not rows:
        return rows
    if len(rows[0]) != len(record._fields):
        raise TypeError(f"{record.__name__} does not name {len(rows[0])} columns")
    # As _make() does, without counting the columns of every row again: a ranking reads 430,000.
    make = partial(tuple.__new__, record)
    if not reads:
        return [*map(make, rows)]
    found = []
    for row in rows:
        values = list(row)
        for place, read in reads:
            values[place] = read(values[place])
        found.append(make(values))
    return found


def in_utc(value: datetime | None) -> datetime | None:
    """An instant as PostgreSQL's driver tells it: in the zone of its connection."""
    return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)


def _speaks_utc(driver: Any) -> bool:
    """Whether it is PostgreSQL's and tells instants in UTC anyway; one lent by a pool before it may not."""
    server = getattr(driver, "pgconn", None)
    return server is not None and server.parameter_status(b"TimeZone") == b"UTC"


_known: WeakKeyDictionary[Any, dict[str, Prepared]] = WeakKeyDictionary()


def prepared(statement: Any, dialect: Dialect) -> Prepared:
    """The statement in the dialect's words; translated the first time it is seen."""
    by_dialect = _known.setdefault(statement, {})
    found = by_dialect.get(dialect.name)
    if found is None:
        found = by_dialect[dialect.name] = Prepared(statement, dialect)
    return found


class Line:
    """A connection for prepared statements; each stands alone, unless it is put between begin and commit."""

    __slots__ = (
        "_asked_at",
        "_checkpoints",
        "_cursor",
        "_dialect",
        "_driver",
        "_keeps_cursor",
        "_turn",
        "is_broken",
    )

    def __init__(self, driver: Any, dialect: Dialect) -> None:
        """Speak over a driver's connection whose transactions are somebody else's business."""
        self._driver = driver
        self._dialect = dialect
        # To make a cursor of PostgreSQL's driver takes as long as all that it does for a read.
        self._keeps_cursor = dialect.name == "postgresql"
        self._cursor: Any = None
        self._asked_at = monotonic()
        self._turn = Turn(None)
        self._checkpoints = Checkpoints(None)
        self.is_broken = False

    @classmethod
    def open(cls, engine: Engine, checkpoints: Checkpoints | None = None) -> "Line":
        """A line of its own, which never goes back to the engine's pool."""
        try:
            pooled = engine.raw_connection()
        except engine.dialect.loaded_dbapi.Error as error:
            raise _in_other_words(error, engine.dialect) from error
        pooled.detach()
        line = cls(pooled.dbapi_connection, engine.dialect)
        if engine.dialect.name == "postgresql":
            line._driver.autocommit = True
        else:
            line._driver.execute("PRAGMA busy_timeout=0").close()  # _patiently waits
            line._driver.execute(f"PRAGMA wal_autocheckpoint={PAGES_AT_LAST}").close()
            line._turn = Turn(engine.url.database)
            line._checkpoints = checkpoints or Checkpoints(engine.url.database)
        return line

    def is_alive(self) -> bool:
        """Whether the database still listens."""
        now = monotonic()
        if not self.is_broken and now - self._asked_at > BELIEVED_SECONDS:
            self._asked_at = now
            with suppress(DBAPIError):
                self._say("SELECT 1")
        return not self.is_broken

    def run(
        self, statement: Any, parameters: Parameters | Sequence[Parameters], record: Any | None = None
    ) -> Rows:
        """Run a statement that was built once; what is built anew each time is translated anew each time."""
        return self._patiently(
            lambda: self._using(
                lambda cursor: prepared(statement, self._dialect).run(cursor, parameters, record)
            )
        )

    def write(self, statement: Any, parameters: Parameters) -> Rows:
        """Run a statement that writes, and stands alone."""
        self._turn.take()
        try:
            rows = self.run(statement, parameters)
        finally:
            self._turn.leave()
        self._checkpoints.committed()
        return rows

    def begin(self) -> None:
        """Begin to write."""
        self._turn.take()
        try:
            self._say(BEGIN[self._dialect.name])
        except BaseException:
            self._turn.leave()
            raise

    def commit(self) -> None:
        """Make what was written last."""
        self._say("COMMIT")
        self._turn.leave()
        self._checkpoints.committed()

    def roll_back(self) -> None:
        """Undo what was written; a line that cannot even do that is given up."""
        try:
            if not self.is_broken:
                self._say("ROLLBACK")
        except DBAPIError:
            # The database may have undone it by itself; nobody should find out with this connection.
            self.is_broken = True
        finally:
            self._turn.leave()

    def close(self) -> None:
        """Hang up."""
        self._turn.close()
        with suppress(self._dialect.loaded_dbapi.Error):
            self._driver.close()

    def _say(self, words: str) -> None:
        self._patiently(lambda: self._using(lambda cursor: cursor.execute(words)))

    def _using(self, do: Callable[[Any], T]) -> T:
        """Do it with a cursor, which is kept for the next one unless it holds many rows."""
        cursor, self._cursor = self._cursor or self._driver.cursor(), None
        try:
            done = do(cursor)
        except BaseException:
            cursor.close()
            raise
        if self._keeps_cursor and cursor.rowcount <= MOST_HELD:
            self._cursor = cursor
        else:
            cursor.close()
        return done

    def _patiently(self, do: Callable[[], T]) -> T:
        """Do it, again and again while somebody else writes to SQLite, but not for ever."""
        begun = 0.0
        while True:
            try:
                return do()
            except self._dialect.loaded_dbapi.Error as error:
                begun = begun or monotonic()
                if not _is_busy(error) or monotonic() - begun > BUSY_TIMEOUT_MS / 1000:
                    raise self._told(error) from error
            # Somebody who writes without a turn, perhaps for long: others need not wait for us as well.
            self._turn.leave()
            sleep(PAUSE_SECONDS)

    def _told(self, error: Exception) -> DBAPIError:
        if self._dialect.is_disconnect(error, self._driver, None):  # type: ignore[arg-type] # the errors of its driver
            self.is_broken = True
        return _in_other_words(error, self._dialect)


class Turn:
    """Whose turn it is to write to SQLite, among processes and threads that write every other millisecond.

    Writers that only try and sleep, as SQLite lets them, sleep for longer than the others write, and their
    workers with them: a third of the processors lay idle. Here the kernel wakes the next one, and gives the
    turn on when its holder dies. It is not what keeps writers apart: that is SQLite's own lock, and who finds
    it taken by somebody without a turn lets others pass. So a turn lasts as long as a short transaction.
    """

    __slots__ = ("_file", "_is_ours")

    def __init__(self, database: str | None) -> None:
        """Open the file of the database's turns; None for who needs none.

        On a disk that has become full or read-only there may be no such file: then SQLite alone keeps writers
        apart, and says what is wrong when somebody writes.
        """
        self._file: int | None = None
        if database:
            with suppress(OSError):
                self._file = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._is_ours = False

    def take(self) -> None:
        """Wait for it."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            self._is_ours = True

    def leave(self) -> None:
        """Leave it to the next one; without effect for who does not have it."""
        if self._is_ours and self._file is not None:
            self._is_ours = False
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Be done with it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class Lines:
    """The lines of a process, lent to one request each; the one that was used last is lent first.

    A line for each thread would be dozens of connections, each with a cache of its own that is cold.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._free: list[Line] = []
        self._checkpoints: Checkpoints | None = None

    def lent(self, engine: Engine) -> Line:
        """A line that is alive: to open one costs more than what is said on it."""
        while self._free:
            try:
                line = self._free.pop()
            except IndexError:  # another thread was faster
                break
            if line.is_alive():
                return line
            line.close()
        if self._checkpoints is None:
            is_sqlite = engine.dialect.name == "sqlite"
            self._checkpoints = Checkpoints(engine.url.database if is_sqlite else None)
        return Line.open(engine, self._checkpoints)

    def take_back(self, line: Line) -> None:
        """Keep it for the next request, if it is good for anything and one of few."""
        if line.is_broken or len(self._free) >= MOST_FREE:
            line.close()
        else:
            self._free.append(line)

    def hang_up(self) -> None:
        """Close those that nobody has."""
        while self._free:
            self._free.pop().close()


def _is_busy(error: Exception) -> bool:
    """Whether waiting helps; not where a reader would write on what it read before somebody else wrote."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF == BUSY and code != BUSY_SNAPSHOT


def _in_other_words(error: Exception, dialect: Dialect) -> DBAPIError:
    """A driver's error as SQLAlchemy tells it, so that there is one way to answer it."""
    told = DBAPIError.instance(
        None, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
    return cast("DBAPIError", told)
