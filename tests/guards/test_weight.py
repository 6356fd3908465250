"""What a participant's way costs: no analysis library, and memory for the smallest machine."""

import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from flask import Flask
from harness import server as servers
from harness.databases import Databases, disconnect, migrate, settings_for_tests
from harness.server import environment_of

from contest import create_app
from contest.platform.access import audience_of
from contest.settings import Settings

ROOT = Path(__file__).parent.parent.parent
MEGABYTE = 1024 * 1024
NOT_FOR_PARTICIPANTS = {
    "pandas", "numpy", "openpyxl", "rvgsrust_xlsxwriter", "docx", "typst", "alembic", "yaml",
}  # fmt: skip
# Beside them: of commands, of who registers, and of staff.
NOT_FOR_A_WORKER = NOT_FOR_PARTICIPANTS | {"mako", "cryptography", "pyotp", "segno", "contest.demonstration"}
VISITS = """
import sys
from contest import create_app

client = create_app().test_client()
for path in sys.argv[1:]:
    assert client.get(path).status_code < 500, path
print(*sys.modules)
"""


def public_addresses(app: Flask) -> list[str]:
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments
        and "GET" in rule.methods
        and audience_of(app.view_functions[rule.endpoint]).everyone
    ]


def status_of(address: str) -> int:
    try:
        with urlopen(address) as answer:  # noqa: S310 - our own loopback address
            return answer.status
    except HTTPError as refusal:
        with refusal:
            return refusal.code


@pytest.fixture
def demonstration(databases: Databases, tmp_path: Path):
    """(app, settings) of a site with the demonstration contest."""
    with databases.fresh("sqlite") as url:
        settings = settings_for_tests(folder=tmp_path, database_url=url)
        app = create_app(settings)
        app.test_cli_runner().invoke(args=["seed", "--people", "30"], catch_exceptions=False)
        with app.app_context():
            disconnect()
        yield app, settings


def test_the_participants_way_loads_no_analysis_library(demonstration: tuple[Flask, Settings]):
    app, settings = demonstration
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", VISITS, *public_addresses(app)],
        cwd=ROOT, env=environment_of(settings), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert NOT_FOR_PARTICIPANTS & set(done.stdout.split()) == set()


def test_a_worker_that_comes_back_loads_only_what_it_answers_with(tmp_path: Path):
    settings = settings_for_tests(folder=tmp_path, database_url=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", VISITS],
        cwd=ROOT, env=environment_of(settings), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert NOT_FOR_A_WORKER & set(done.stdout.split()) == set()


def test_the_server_reads_the_program_before_its_workers_fork(tmp_path: Path):
    app = create_app(
        settings := settings_for_tests(
            folder=tmp_path, database_url=f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        )
    )
    with app.app_context():
        migrate(app)
        disconnect()
    with servers.running(settings, folder=tmp_path, workers=2) as server:
        assert server.memory_bytes < 140 * MEGABYTE


def test_two_workers_stay_under_220_megabytes(demonstration: tuple[Flask, Settings], tmp_path: Path):
    app, settings = demonstration
    with servers.running(settings, folder=tmp_path, workers=2) as server:
        for address in public_addresses(app) * 10:
            assert status_of(server.url + address) < 500
        assert server.memory_bytes < 220 * MEGABYTE
