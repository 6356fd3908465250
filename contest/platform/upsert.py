"""INSERT ... ON CONFLICT in the words of the database in use."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from contest.platform.database import dialect_name


def insert(table: Any) -> Any:
    """The dialect's insert, which knows on_conflict_do_update and on_conflict_do_nothing."""
    return sqlite.insert(table) if dialect_name() == "sqlite" else postgresql.insert(table)
