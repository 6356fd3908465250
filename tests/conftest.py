"""Fixtures of all tests: databases, app, clock, strict client, command runner."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from harness.clock import SettableClock
from harness.databases import KINDS, Databases, disconnect, settings_for_tests
from harness.network import loopback_only
from harness.postgres import Cluster
from harness.strict_client import StrictClient, StrictRunner
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache

from contest import create_app

# Property tests judge answers, never speed: a busy machine must not fail a rule.
hypothesis_settings.register_profile("contest", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("contest")

CLUSTER = pytest.StashKey[Cluster]()
SHARED = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """What needs LibreOffice runs on demand."""
    parser.addoption("--documents", action="store_true", help="also what needs LibreOffice")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave opening files in LibreOffice to `make documents`."""
    wanted = config.getoption("--documents") or collection_path.name != "test_libreoffice.py"
    return None if wanted else True


def pytest_configure(config: pytest.Config) -> None:
    """Say which folders all processes of this run share; the first process makes them."""
    config.addinivalue_line("markers", "settings(**changes): settings of this test's app that differ")
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    if given is None:
        config.stash[CLUSTER] = Cluster.in_new_folder()
        config.stash[SHARED] = Path(tempfile.mkdtemp(prefix="contest-tests-"))
    else:
        config.stash[CLUSTER] = Cluster(Path(given["cluster_folder"]))
        config.stash[SHARED] = Path(given["shared_folder"])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist the folders."""
    node.workerinput["cluster_folder"] = str(node.config.stash[CLUSTER].folder)
    node.workerinput["shared_folder"] = str(node.config.stash[SHARED])


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that made the folders ends what runs in them and removes them."""
    if not hasattr(config, "workerinput") and SHARED in config.stash:
        config.stash[CLUSTER].stop()
        shutil.rmtree(config.stash[SHARED])


@pytest.fixture(scope="session", autouse=True)
def _stay_on_this_machine() -> Iterator[None]:
    with loopback_only():
        yield


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Databases:
    """Makes fresh databases of both kinds; `with databases.fresh("postgresql") as url`."""
    return Databases(cluster=pytestconfig.stash[CLUSTER], folder=pytestconfig.stash[SHARED])


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The address of a migrated, empty database; a test that uses it, or the app, runs once on each kind."""
    with databases.fresh(request.param) as url:
        yield url


@pytest.fixture
def clock() -> SettableClock:
    """The app's clock; it stands still until the test moves it."""
    return SettableClock()


@pytest.fixture
def app(
    request: pytest.FixtureRequest, database: str, clock: SettableClock, tmp_path: Path
) -> Iterator[Flask]:
    """An app on a fresh database, its context pushed; @pytest.mark.settings(...) changes its settings."""
    marker = request.node.get_closest_marker("settings")
    changes = marker.kwargs if marker else {}
    app = create_app(settings_for_tests(folder=tmp_path, database_url=database, **changes), clock=clock)
    app.test_client_class = StrictClient
    app.test_cli_runner_class = StrictRunner
    # Compiling templates anew for each app would take a sixth of all time.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(request.config.stash[SHARED]))
    with app.app_context():
        yield app
        disconnect()


@pytest.fixture
def client(app: Flask) -> StrictClient:
    """A browser without scripts whose every page is checked."""
    client = app.test_client()
    assert isinstance(client, StrictClient)
    return client


@pytest.fixture
def runner(app: Flask) -> StrictRunner:
    """Runs `flask --app contest ...` commands: runner.invoke(args=["seed"])."""
    runner = app.test_cli_runner()
    assert isinstance(runner, StrictRunner)
    return runner
