"""/healthz: is the database there, is the clock right, which version runs (S7)."""

import shutil
from datetime import UTC, datetime
from importlib.metadata import version

import pysqlite3
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contest.platform import clock
from contest.platform.access import public
from contest.platform.database import dialect_name, run

blueprint = Blueprint("health", __name__)
LEAST_FREE_BYTES = 200 * 1024 * 1024
LARGEST_CLOCK_DIFFERENCE_MS = 2000


@blueprint.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    """Answer 200 when all is well, 503 with what is not."""
    now = clock.now()
    facts: dict[str, object] = {"now": now.isoformat(), "flask": version("flask")}
    problems: list[str] = []
    try:
        difference = _clock_difference_ms(now)
        facts |= {"database": dialect_name(), "clock_difference_ms": difference}
        facts["storage_engine"] = (
            pysqlite3.sqlite_version
            if dialect_name() == "sqlite"
            else run(text("SHOW server_version")).scalar()
        )
        facts["schema"] = run(text("SELECT version_num FROM alembic_version")).scalar()
        if abs(difference) > LARGEST_CLOCK_DIFFERENCE_MS:
            problems.append("clock")
    except DBAPIError:
        problems.append("database")
    free = shutil.disk_usage(current_app.instance_path).free
    facts["disk_free_mb"] = free // (1024 * 1024)
    if free < LEAST_FREE_BYTES:
        problems.append("disk")
    return jsonify(ok=not problems, problems=problems, **facts), 503 if problems else 200


def _clock_difference_ms(now: datetime) -> int:
    """How far the database's clock is ahead of ours, in milliseconds."""
    if dialect_name() == "sqlite":
        return 0  # the same process reads the same clock
    theirs: datetime = run(text("SELECT clock_timestamp()")).scalar_one()
    return int((theirs.astimezone(UTC) - now).total_seconds() * 1000)
