"""Alembic's entry: migrate the database the app is configured for."""

from alembic import context
from flask import current_app

extension = current_app.extensions["migrate"]
engine = extension.db.engine


def run() -> None:
    """Apply the migrations in one transaction each, batch mode for SQLite."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # A table is changed by putting a new one in its place; those that point to it must not mind.
            # Outside of a transaction only, and of this connection alone, which ends with the migration.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=extension.db.metadata,
            transaction_per_migration=True,
            user_module_prefix="",
            **extension.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        if engine.dialect.name == "sqlite":
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if lost:
                raise RuntimeError(f"rows that point to nothing: {lost[:5]}")
            connection.invalidate()  # the next one minds again


run()
