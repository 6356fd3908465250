"""The migrations make exactly the tables that the models describe, and can be taken back."""

import ast
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from harness.databases import Databases, disconnect, migrate, settings_for_tests
from sqlalchemy import inspect

from contest import create_app
from contest.platform.database import db

VERSIONS = Path(__file__).parent.parent.parent / "contest" / "migrations" / "versions"
# Of Python itself only what text is folded with.
ALLOWED_IMPORTS = {
    "alembic",
    "sqlalchemy",
    "sqlalchemy.dialects",
    "contest.platform.database",
    "re",
    "unicodedata",
}


def differences() -> list[object]:
    """What autogenerate would write into the next migration."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return compare_metadata(context, db.metadata)


@pytest.mark.usefixtures("app")
def test_the_models_match_the_migrations():
    assert differences() == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_migrations_can_be_taken_back_and_made_again(databases: Databases, kind: str, tmp_path: Path):
    with databases.empty(kind) as url:
        app = create_app(settings_for_tests(folder=tmp_path, database_url=url))
        with app.app_context():
            migrate(app)
            migrate(app, "base")
            assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
            migrate(app)
            assert differences() == []
            disconnect()


def test_there_is_one_line_of_migrations():
    scripts = ScriptDirectory(str(VERSIONS.parent))
    assert len(scripts.get_heads()) == 1
    assert scripts.get_bases() == ["0001"]


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("*.py")), ids=lambda path: path.stem)
def test_a_migration_knows_nothing_of_the_code_but_column_types(path: Path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    assert imported <= ALLOWED_IMPORTS


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("*.py")), ids=lambda path: path.stem)
def test_a_migration_can_be_taken_back(path: Path):
    functions = {
        node.name: node.body
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert not all(isinstance(statement, ast.Pass) for statement in functions["downgrade"])
