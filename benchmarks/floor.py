"""The least that a participant's steps can cost: a bare Flask app on the same server and database.

Each step of the product has its counterpart: a signed cookie, one upsert and a real commit, a ready-made
page. It knows no rules, no roles, no forms and no deadline, so nobody could hold a contest with it.
"""

import os
from functools import cache
from pathlib import Path
from typing import Protocol

import psycopg
import pysqlite3.dbapi2 as sqlite
from argon2 import PasswordHasher
from flask import Flask, Response, redirect, request, session
from flask.typing import ResponseReturnValue

DATABASE, SECRET = "FLOOR_DATABASE", "FLOOR_SECRET"
PAGE, PASSWORD_HASH = "FLOOR_PAGE", "FLOOR_PASSWORD_HASH"
PACKED = {"Content-Encoding": "gzip", "Cache-Control": "no-store"}
TABLES = (
    "CREATE TABLE answer (person BIGINT, slot INT, seq INT, value INT, PRIMARY KEY (person, slot))",
    "CREATE TABLE paper (person BIGINT PRIMARY KEY, body TEXT, state INT)",
)
SIGN_IN = "INSERT INTO paper VALUES (?, '', 0) ON CONFLICT (person) DO UPDATE SET state = 0"
START = (
    "INSERT INTO paper VALUES (?, ?, 1) ON CONFLICT (person) DO UPDATE SET body = excluded.body, state = 1"
)
SAVE = (
    "INSERT INTO answer VALUES (?, ?, ?, ?) ON CONFLICT (person, slot) "
    "DO UPDATE SET seq = excluded.seq, value = excluded.value WHERE answer.seq < excluded.seq"
)
SUBMIT = "UPDATE paper SET state = 2 WHERE person = ?"
# The questions of a paper in the order of their slots.
PAPER = repr([[number, [0, 1, 2, 3]] for number in range(30)])


class Execute(Protocol):
    """Runs one statement and makes it last."""

    def __call__(self, statement: str, *values: object) -> int:
        """Answer how many rows were written."""


def create_app() -> Flask:
    """The app that granian serves; its settings are four variables."""
    app = Flask("floor", static_folder=None)
    app.secret_key = os.environ[SECRET]
    page = Path(os.environ[PAGE]).read_bytes()
    password_hash = os.environ[PASSWORD_HASH]
    hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    execute = cache(_connected)  # in the worker, at its first request

    @app.get("/page")
    def ready_made() -> ResponseReturnValue:
        if "person" not in session:
            return "", 401
        return Response(page, mimetype="text/html", headers=PACKED)

    @app.get("/")
    def public() -> Response:
        return Response(page, mimetype="text/html", headers=PACKED)

    @app.post("/sign-in")
    def sign_in() -> ResponseReturnValue:
        hasher.verify(password_hash, request.form["password"])
        person = int(request.form["phone"])
        execute()(SIGN_IN, person)
        session["person"] = person
        return redirect("/page", 303)

    @app.post("/start")
    def start() -> ResponseReturnValue:
        execute()(START, session["person"], PAPER)
        return redirect("/page", 303)

    @app.put("/answer")
    def save() -> ResponseReturnValue:
        answer = request.get_json()
        execute()(SAVE, session["person"], answer["slot"], answer["seq"], answer["value"])
        return "", 204

    @app.post("/submit")
    def submit() -> ResponseReturnValue:
        execute()(SUBMIT, session["person"])
        return redirect("/page", 303)

    return app


def cookies(secret: str, people: int) -> list[str]:
    """What the browsers of so many people hold after signing in."""
    app = Flask("floor", static_folder=None)
    app.secret_key = secret
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own kind
    return [f"session={signer.dumps({'person': number})}" for number in range(people)]


def prepare(url: str) -> None:
    """Make the two tables."""
    execute = _connected(url)
    for table in TABLES:
        execute(table)


def _connected(url: str = "") -> Execute:
    url = url or os.environ[DATABASE]
    return _sqlite(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else _postgresql(url)


def _sqlite(path: str) -> Execute:
    connection = sqlite.connect(path, timeout=8, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")

    def execute(statement: str, *values: object) -> int:
        # On its own a statement is a transaction, committed with one fsync.
        written: int = connection.execute(statement, values).rowcount
        return written

    return execute


def _postgresql(url: str) -> Execute:
    connection = psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)

    def execute(statement: str, *values: object) -> int:
        return connection.execute(statement.replace("?", "%s"), values).rowcount

    return execute
