"""What guards look at: the assembled app, and the files of the tree."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from harness.databases import Databases, settings_for_tests

from contest import create_app

ROOT = Path(__file__).parent.parent.parent
NOT_OURS = {"instance", "node_modules", "build", "__pycache__"}
HIDDEN_BUT_OURS = {".ci", ".gitignore", ".editorconfig", ".pre-commit-config.yaml"}


@pytest.fixture(scope="session")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app as it is put together; for guards that ask it nothing about data."""
    folder = tmp_path_factory.mktemp("house")
    with databases.fresh("sqlite") as url:
        yield create_app(settings_for_tests(folder=folder, database_url=url))


@pytest.fixture(scope="session")
def tree() -> dict[str, str]:
    """Path -> content of every text file of the project."""
    found = {}
    for path in _files(ROOT):
        try:
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS or (path.name.startswith(".") and path.name not in HIDDEN_BUT_OURS):
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path
