"""Writing to the database past the application, as somebody would who holds it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pysqlite3

from contest.platform.database import db, dialect_name


@contextmanager
def behind_the_back() -> Iterator[Callable[[str], Any]]:
    """Executes statements on the database itself: no application, no triggers."""
    db.session.rollback()
    url = db.engine.url
    if dialect_name() == "sqlite":
        connection = pysqlite3.dbapi2.connect(url.database)
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    else:
        connection = psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
        connection.execute("SET session_replication_role = replica")
    yield connection.execute
    connection.commit()
    connection.close()
