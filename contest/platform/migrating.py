"""Migrations by Flask-Migrate, loaded when a command asks: Alembic takes 12 MiB and no worker migrates."""

from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

EXTENSION = "migrate"  # Flask-Migrate's own
FOLDER = Path(__file__).parent.parent / "migrations"


def install(app: Flask, db: SQLAlchemy) -> None:
    """Stand where Flask-Migrate would stand."""
    app.extensions[EXTENSION] = _Waiting(app, db)
    app.cli.add_command(_Commands("db", help="Perform database migrations."))


class _Waiting:
    """Makes room for what Flask-Migrate keeps with an app as soon as somebody asks for it."""

    def __init__(self, app: Flask, db: SQLAlchemy) -> None:
        self._app = app
        self._db = db

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate  # noqa: PLC0415 - see above

        # A command that is registered twice stays what it is.
        Migrate(db=self._db, compare_type=True, render_as_batch=True).init_app(
            self._app, directory=str(FOLDER)
        )
        return getattr(self._app.extensions[EXTENSION], name)


class _Commands(click.Command):
    """`flask db`; Flask-Migrate's group of commands takes over as soon as it is called."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The group's own context, so that everything from here on is the group's."""
        from flask_migrate.cli import db  # noqa: PLC0415 - see above

        context: click.Context = db.make_context(info_name, args, parent=parent, **extra)
        return context
