"""The database: one base for all tables, UTC instants, and one transaction for each use case."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pysqlite3.dbapi2 as sqlite_driver
from flask import Flask, has_app_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Connection, DateTime, Dialect, Engine, Integer, MetaData, Row, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

from contest.platform import clock, migrating
from contest.platform.errors import StorageUnsafe
from contest.platform.here import extension, the_g
from contest.platform.prepared import BUSY_TIMEOUT_MS, Line, Lines, Parameters, Rows, in_utc
from contest.settings import Settings

# Older libraries can corrupt a WAL database with several writers (S4).
OLDEST_SAFE_SQLITE = (3, 51, 3)
# Rows of statements whose columns are listed elsewhere.
AnyRow = Row[*tuple[Any, ...]]
WRITE = "contest_write"
WRITING = "contest_writing"
LINES, LINE = "contest_lines", "contest_line"
LOOKED_AT = 400  # rows of each index, as SQLite's documentation advises

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database, never naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants; store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive instant cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def bind_processor(self, dialect: Dialect) -> Any:
        """SQLite is given text, written in one step."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ARG002 - its signature
        """Read back as aware UTC in one step, for a file of results holds hundreds of thousands of them."""
        return _read_text if dialect.name == "sqlite" else in_utc


def _as_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a naive instant cannot be stored")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _read_text(value: str | None) -> datetime | None:  # as SQLite keeps it
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


# SQLite counts row ids only in INTEGER columns; PostgreSQL needs the wide type for long lives.
BigId = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """Base of all tables; the explicit registry works around Flask-SQLAlchemy issue 1361."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UTCDateTime},
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def install(app: Flask, settings: Settings) -> None:
    """Connect the app to its database and set each connection up for durability."""
    url = settings.resolved_database_url
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    if make_url(url).get_backend_name() == "sqlite":
        options: dict[str, Any] = {"module": sqlite_driver}
        if sqlite_driver.sqlite_version_info < OLDEST_SAFE_SQLITE:
            raise StorageUnsafe(f"SQLite {sqlite_driver.sqlite_version} is older than 3.51.3")
    else:
        options = {"pool_pre_ping": True}  # a connection that died with its server is replaced, not used
    # Errors are logged, and the values of a statement may be phone numbers and keys (C7).
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {**options, "hide_parameters": True}
    db.init_app(app)
    app.teardown_appcontext(let_go)
    migrating.install(app, db)
    lines = app.extensions[LINES] = Lines()
    with app.app_context():
        _prepare(db.engine)
        event.listen(db.engine, "engine_disposed", lambda _engine: _hang_up(lines))


def _prepare(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _speak_utc)
        return

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: object) -> None:
        # The driver's own transaction handling loses updates: we say BEGIN ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # "saved" is said only after the data is on disk (A3)
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA mmap_size=0")
        cursor.execute("PRAGMA journal_size_limit=67108864")
        cursor.execute("PRAGMA cache_size=-4000")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A reader that turns writer fails at once instead of waiting, so writers say so from the start.
        writes = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _speak_utc(connection: Any, _record: object) -> None:
    connection.execute("SET TIME ZONE 'UTC'").close()
    connection.commit()


@contextmanager
def transaction() -> Iterator[Session]:
    """One use case, one transaction; nested calls join the outer one."""
    own = the_g()
    writing = own.get(WRITING)
    if isinstance(writing, Session):
        yield writing
        return
    if writing is not None:
        raise RuntimeError("a short transaction takes no table objects, and no use case that does")
    session = db.session()
    session.rollback()  # end a reading transaction, so that the writing one begins fresh
    setattr(own, WRITING, session)
    try:
        session.connection(execution_options={WRITE: True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        own.pop(WRITING)


@contextmanager
def short_transaction() -> Iterator[timedelta]:
    """One use case, one transaction, for those that run() statements and touch no table objects.

    What everybody does in the same minute is written this way: the ORM's session alone
    costs more than saving an answer. Nested calls join the outer one, of either kind.
    Tells how long it waited for its turn: SQLite has one writer at a time.
    """
    if is_writing():
        yield timedelta(0)
        return
    _end_reading()
    line, own = _line(), the_g()
    setattr(own, WRITING, line)
    try:
        asked_at = clock.tick()
        line.begin()
        yield max(clock.tick() - asked_at, timedelta(0))
        line.commit()
    except BaseException:
        line.roll_back()
        raise
    finally:
        own.pop(WRITING)
        _end_reading()


@contextmanager
def single_statement() -> Iterator[timedelta]:
    """A short transaction of one statement, which PostgreSQL needs no words around: it is one by itself.

    SQLite does, to tell how long its turn was waited for.
    """
    if dialect_name() == "sqlite" or is_writing():
        with short_transaction() as waited:
            yield waited
    else:
        yield timedelta(0)
        _end_reading()


def let_go(_error: BaseException | None = None) -> None:
    """End what was read; where the database died since, nothing is left to end and no reply is spoilt."""
    _give_back()
    try:
        if db.session.registry.has():
            db.session.remove()
    except DBAPIError:
        db.session.registry.clear()


def read() -> Session:
    """The session for queries; it never commits."""
    return db.session()


def run(
    statement: Any,
    parameters: Parameters | Sequence[Parameters] | None = None,
    *,
    record: type[NamedTuple] | None = None,
) -> Rows:
    """Run a statement that was built once, with one or several sets of parameters, without the ORM.

    Inside a transaction it belongs to it; elsewhere it stands alone. Rows have their columns as
    attributes; as a ``record`` of the slice's own where that is given, which names them in their order.
    """
    return (_line_of_writer() or _line()).run(statement, parameters or {}, record)


def write(statement: Any, parameters: Parameters) -> Rows:
    """Run one statement that is a use case, and so a transaction, of its own; joins an outer one."""
    outer = _line_of_writer()
    if outer is not None:
        return outer.run(statement, parameters)
    written = _line().write(statement, parameters)
    _end_reading()
    return written


def _line_of_writer() -> Line | None:
    """The line of the transaction around us, of either kind."""
    writing: Line | Session | None = the_g().get(WRITING)
    return writing if writing is None or isinstance(writing, Line) else _line_of(writing)


def _end_reading() -> None:
    """Let the ORM's session read anew: neither in a use case nor after it may it see what was before."""
    if db.session.registry.has():
        db.session.rollback()


def is_writing() -> bool:
    """Whether we are inside a transaction of either kind."""
    return WRITING in the_g()


def _line_of(session: Session) -> Line:
    connection = session.connection()
    return Line(connection.connection.dbapi_connection, connection.dialect)


def _line() -> Line:
    """The line of this request, lent to it until it ends."""
    own = the_g()
    line: Line | None = own.get(LINE)
    if line is None or line.is_broken:
        lines: Lines = extension(LINES)
        line = lines.lent(db.engine)
        setattr(own, LINE, line)
    return line


def _give_back() -> None:
    line: Line | None = the_g().pop(LINE, None)
    if line is not None:
        extension(LINES).take_back(line)


def _hang_up(lines: Lines) -> None:
    if has_app_context():
        _give_back()
    lines.hang_up()


def refresh_statistics() -> None:
    """Let the database look at its tables anew, so that it goes on choosing the right index.

    With a limit SQLite keeps no samples of values (its STAT4). Where it has them, it translates a statement
    again at each use, because the values might call for another index: that took longer than most reads.
    """
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA analysis_limit={LOOKED_AT}")
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def dialect_name() -> str:
    """The kind of database in use: sqlite or postgresql."""
    return db.engine.dialect.name
