"""Fresh, migrated databases of both kinds: migrated once a run, copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from alembic import command
from flask import Flask

from contest import create_app
from contest.platform.database import db
from contest.settings import Settings
from harness.postgres import Cluster, locked

KINDS = ("sqlite", "postgresql")
TEMPLATE = "template_contest"


def settings_for_tests(*, folder: Path, database_url: str, **changes: object) -> Settings:
    """Settings of a test's app: its own folder and database, and the cheapest hashes argon2 allows."""
    values: dict[str, object] = {
        "environment": "test",
        "instance_path": str(folder),
        "database_url": database_url,
        "secret_key": "a secret for tests that is long enough",
        "public_url": "http://localhost",
        "leaderboard_seconds": 0,
        "terms_seconds": 0,
        "password_memory_kib": 8,
        "password_passes": 1,
    }
    return Settings(**(values | changes))  # type: ignore[arg-type] # a test names fields and values as it likes


def migrate(app: Flask, revision: str = "head") -> None:
    """Bring the app's database up, or down, to a revision."""
    config = app.extensions["migrate"].migrate.get_config()
    is_down = revision == "base"
    (command.downgrade if is_down else command.upgrade)(config, revision)


def disconnect() -> None:
    """Give back every connection of the current app."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


class Databases:
    """Makes databases for one test process out of templates that all processes of the run share."""

    def __init__(self, *, cluster: Cluster, folder: Path) -> None:
        """Take the run's PostgreSQL and a folder that all its processes see."""
        self.cluster = cluster
        self._folder = folder
        self._emptied: list[str] = []

    @contextmanager
    def fresh(self, kind: str) -> Iterator[str]:
        """The address of a migrated, empty database that nobody else uses; it is gone afterwards."""
        name = f"contest_{uuid4().hex[:12]}"
        if kind == "sqlite":
            path = self._folder / f"{name}.sqlite3"
            shutil.copyfile(self._sqlite_template(), path)
            yield f"sqlite:///{path}"
            for leftover in self._folder.glob(f"{name}.sqlite3*"):
                leftover.unlink()
        else:
            self._ensure_postgresql_template()
            if self._emptied:
                name = self._emptied.pop()
            else:
                self.cluster.create(name, template=TEMPLATE)
            yield self.cluster.url(name)
            self._take_back(name)

    @contextmanager
    def empty(self, kind: str) -> Iterator[str]:
        """The address of a database without any table: what a first start finds."""
        name = f"empty_{uuid4().hex[:12]}"
        if kind == "sqlite":
            path = self._folder / f"{name}.sqlite3"
            yield f"sqlite:///{path}"
            for leftover in self._folder.glob(f"{name}.sqlite3*"):
                leftover.unlink()
        else:
            self.cluster.create(name)
            yield self.cluster.url(name)
            self.cluster.drop(name)

    @property
    def _migrated(self) -> Path:
        """The file with the digest of the migrated template; there once the template is."""
        return self._folder / "postgresql.schema"

    def _take_back(self, name: str) -> None:
        """Empty a database for the next test; give up one whose tables, keys or triggers a test changed."""
        # Emptying takes milliseconds; copying a template makes the server write its memory out.
        if self.cluster.schema_digest(name) == self._migrated.read_text(encoding="ascii"):
            self.cluster.empty(name)
            self._emptied.append(name)
        else:
            self.cluster.drop(name)

    def _sqlite_template(self) -> Path:
        path = self._folder / f"{TEMPLATE}.sqlite3"
        with locked(self._folder / "sqlite.lock"):
            if not path.exists():
                draft = path.with_suffix(".draft")
                draft.unlink(missing_ok=True)  # a first try may have stopped half-way
                self._migrate(f"sqlite:///{draft}")
                draft.rename(path)
        return path

    def _ensure_postgresql_template(self) -> None:
        with locked(self._folder / "postgresql.lock"):
            if not self._migrated.exists():
                self.cluster.drop(TEMPLATE)  # a first try may have stopped half-way
                self.cluster.create(TEMPLATE)
                self._migrate(self.cluster.url(TEMPLATE))
                self._migrated.write_text(self.cluster.schema_digest(TEMPLATE), encoding="ascii")

    def _migrate(self, url: str) -> None:
        app = create_app(settings_for_tests(folder=self._folder / "instance", database_url=url))
        with app.app_context():
            migrate(app)
            disconnect()
