"""The harness itself: a guard that cannot fail guards nothing."""

import socket
from pathlib import Path

import pytest
from flask import Flask, Response, current_app
from harness import server as servers
from harness.clock import FIRST_MONDAY
from harness.databases import KINDS, Databases, disconnect, settings_for_tests
from harness.network import OutsideNetworkError
from harness.pages import Page
from harness.strict_client import StrictClient
from sqlalchemy.exc import DBAPIError

from contest import create_app
from contest.platform.audit import log as audit
from contest.platform.database import db, transaction

GOOD_PAGE = """<!doctype html>
<html lang="vi"><head><title>Việc – Thi tìm hiểu CCHC</title></head><body><main>
<h1>Việc</h1><form action="/viec" method="post"><input type="hidden" name="csrf_token" value="t">
<label for="ten">Tên</label><input id="ten" name="ten" value="An"><button>Gửi</button></form>
</main></body></html>"""


@pytest.fixture
def read(client: StrictClient, app: Flask):
    """Let the strict client read a page of the test's own making."""
    made = {"html": ""}
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: Response(made["html"]))

    def read(html: str) -> Page:
        made["html"] = html
        return client.get("/").page

    return read


def test_the_strict_client_reads_a_good_page(read):
    assert read(GOOD_PAGE).heading == "Việc"


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ('lang="vi"', 'lang="fr"', "instead of vi"),
        ('lang="vi"', 'lang="en"', "says in English"),
        ("<h1>Việc</h1>", "", "h1"),
        ("<h1>Việc</h1>", "<h1>Việc</h1><h1>Khác</h1>", "h1"),
        ("Việc – Thi tìm hiểu CCHC", "Thi tìm hiểu CCHC", "title"),
        ("<button>Gửi</button>", "<button>Gửi", "line"),
        ('action="/viec" ', "", "action"),
        ('<input type="hidden" name="csrf_token" value="t">', "", "anti-forgery"),
        ('<label for="ten">Tên</label>', "", "label"),
        ('<label for="ten">', '<label for="khac">', "not there"),
        ("<h1>", '<h1 style="color: red">', "inline style"),
        ("<h1>", '<h1 onclick="go()">', "handler"),
        ("<button>", '<button id="ten">', "2 times"),
        ("</main>", "<script>go()</script></main>", "nonce"),
        ("</main>", "<style>p { color: red }</style></main>", "nonce"),
        ("</main>", "<script src='https://vi.du/a.js'></script></main>", "not ours"),
        ("</main>", "<a href='#khong-co'>x</a></main>", "not there"),
        ("</main>", "<img src='https://vi.du/a.png' alt=''></main>", "not ours"),
        ("</main>", "<img src='/a.png'></main>", "no alt"),
        ("</main>", "điểm: None</main>", "None"),
        ("Gửi</button>", "Gử\u0069\u0301</button>", "NFC"),
    ],
)
def test_the_strict_client_refuses_a_page_with_one_fault(read, good, bad, complaint):
    assert good in GOOD_PAGE
    with pytest.raises(AssertionError, match=complaint):
        read(GOOD_PAGE.replace(good, bad, 1))


def test_a_request_sees_nothing_that_the_test_left_in_its_context(app, client):
    from flask import g

    g.left_behind = True
    seen: list[bool] = []
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: seen.append("left_behind" in g))
    client.get("/healthz")
    assert seen == [False]


@pytest.mark.usefixtures("app")
def test_both_kinds_of_database_start_migrated_and_empty(database):
    assert db.engine.dialect.name == database.partition(":")[0].partition("+")[0]
    with db.engine.connect() as connection:
        tables = [table for table in db.metadata.sorted_tables if table.name != "alembic_version"]
        assert tables
        filled = [table.name for table in tables if connection.execute(db.select(table)).first()]
    assert filled == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_one_test_leaves_the_next_does_not_find(databases: Databases, kind: str, tmp_path: Path):
    for _ in range(2):
        with databases.fresh(kind) as url:
            app = create_app(settings_for_tests(folder=tmp_path, database_url=url))
            with app.app_context():
                # Triggers forbid to delete a deed, and the next test must not meet it all the same.
                audit.record(action="test:house:try", subject="-", by=None, now=FIRST_MONDAY)
                assert [entry.id for entry in audit.latest(limit=10)] == [1]
                disconnect()


@pytest.mark.parametrize("kind", KINDS)
def test_what_one_test_breaks_the_next_finds_whole(databases: Databases, kind: str, tmp_path: Path):
    statement = {
        "sqlite": "DROP TRIGGER audit_event_no_update",
        "postgresql": "ALTER TABLE audit_event DISABLE TRIGGER audit_event_insert_only",
    }[kind]
    for _ in range(2):
        with databases.fresh(kind) as url:
            app = create_app(settings_for_tests(folder=tmp_path, database_url=url))
            with app.app_context():
                audit.record(action="test:house:try", subject="-", by=None, now=FIRST_MONDAY)
                with pytest.raises(DBAPIError), transaction() as session:
                    session.execute(db.text("UPDATE audit_event SET reason = 'x'"))
                with transaction() as session:
                    session.execute(db.text(statement))
                disconnect()


@pytest.mark.usefixtures("app")
def test_the_clock_stands_still_until_it_is_moved(clock):
    reader = current_app.extensions["contest_clock"]
    before = reader()
    clock.advance(minutes=15, milliseconds=1)
    assert (reader() - before).total_seconds() == 900.001


def test_leaving_the_machine_is_refused():
    with socket.socket() as outside, pytest.raises(OutsideNetworkError):
        outside.connect(("192.0.2.1", 80))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("program", ["granian", "gunicorn"])
def test_a_server_runs_two_workers_and_ends_with_them(
    databases: Databases, program: str, kind: str, tmp_path: Path
):
    with databases.fresh(kind) as url:
        settings = settings_for_tests(folder=tmp_path, database_url=url)
        with servers.running(settings, folder=tmp_path, program=program) as server:
            processes = [server.process.pid, *server.worker_ids]
            assert len(processes) == 3
            assert all(server.is_healthy() for _ in range(20))
        assert not any(Path(f"/proc/{pid}").exists() for pid in processes)
