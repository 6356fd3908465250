"""What a prepared statement gives: instants in UTC whatever the connection speaks, columns by their names."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.sql.expression import literal

from contest.platform.database import UTCDateTime, db
from contest.platform.prepared import Prepared

AT = datetime(2024, 11, 18, 1, 2, 3, 456_000, tzinfo=UTC)
READ = select(literal(7).label("number"), literal(AT, UTCDateTime).label("at"))


class Found(NamedTuple):
    number: int
    at: datetime


class TooShort(NamedTuple):
    number: int


@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh"])
def test_an_instant_is_read_in_utc_whatever_the_connection_speaks(app: Flask, zone: str):
    with app.app_context():
        connection = db.engine.raw_connection()
        if db.engine.dialect.name == "postgresql":
            connection.driver_connection.execute(f"SET TIME ZONE '{zone}'")  # type: ignore[union-attr] # it is open
        (row,) = Prepared(READ, db.engine.dialect).run(connection.driver_connection.cursor(), {}, Found)
        connection.invalidate()
    assert (type(row), row.number, row.at, row.at.tzinfo) == (Found, 7, AT, UTC)


def test_a_record_that_does_not_name_every_column_is_refused(app: Flask):
    with app.app_context():
        connection = db.engine.raw_connection()
        with pytest.raises(TypeError, match="TooShort does not name 2 columns"):
            Prepared(READ, db.engine.dialect).run(connection.driver_connection.cursor(), {}, TooShort)
        connection.close()
