"""Alembic's entry: migrate the database the app is configured for."""

from alembic import context
from flask import current_app

extension = current_app.extensions["migrate"]
engine = extension.db.engine


def run() -> None:
    """Apply the migrations in one transaction each, batch mode for SQLite."""
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=extension.db.metadata,
            transaction_per_migration=True,
            user_module_prefix="",
            **extension.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
