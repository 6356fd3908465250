"""What the database holds after a run, read with plain SQL and no code of the product."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]
INSTANTS = frozenset({"started_at", "deadline_at", "finished_at", "saved_at", "arrived_at"})
DOCUMENTS = frozenset({"paper", "choices"})
ATTEMPTS = """
    SELECT attempt.id, code, entry_id, account_id, round.number AS round, attempt.number, attempt.state,
           started_at, deadline_at, paper, questions, finished_at, finished_by, score, time_used_ms,
           prediction, receipt
    FROM attempt JOIN round ON round.id = attempt.round_id
    ORDER BY entry_id, round.number, started_at, attempt.id
"""
RESPONSES = "SELECT attempt_id, slot, seq, value, flagged, saved_at FROM response"
LATE = "SELECT attempt_id, slot, seq, value, arrived_at FROM late_response"
VERSIONS = "SELECT id, choices, key FROM item_version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The rows that a comparison needs."""

    attempts: tuple[Row, ...]
    responses: tuple[Row, ...]
    late: tuple[Row, ...]
    choices: Mapping[int, list[str]]
    keys: Mapping[int, int]


def read_database(url: str) -> Stored:
    """Everything about attempts that a database of either kind holds."""
    with _connection(url) as connection:
        versions = _rows(connection, VERSIONS)
        return Stored(
            attempts=_rows(connection, ATTEMPTS),
            responses=_rows(connection, RESPONSES),
            late=_rows(connection, LATE),
            choices={row["id"]: row["choices"] for row in versions},
            keys={row["id"]: row["key"] for row in versions},
        )


@contextmanager
def _connection(url: str) -> Iterator[Any]:
    kind, _, address = url.partition("://")
    if kind == "sqlite":
        with closing(sqlite3.connect(address.removeprefix("/"))) as connection:
            connection.row_factory = sqlite3.Row
            yield connection
    else:
        with psycopg.connect(f"postgresql://{address}", row_factory=dict_row) as connection:
            yield connection


def _rows(connection: Any, statement: str) -> tuple[Row, ...]:
    return tuple(
        {name: _value(name, row[name]) for name in row.keys()}  # noqa: SIM118 - sqlite3.Row iterates over values
        for row in connection.execute(statement)
    )


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str) and name in DOCUMENTS:
        return json.loads(value)
    if value is not None and name in INSTANTS:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    return value
