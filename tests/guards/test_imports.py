"""Which way one may look, and what an import must not drag along."""

import subprocess
import sys
from pathlib import Path

import pytest
from grimp import ImportGraph
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.guards.contracts import DoorsContract, StandardLibraryContract

ROOT = Path(__file__).parent.parent.parent


def graph_of(*imports: tuple[str, str]) -> ImportGraph:
    graph = ImportGraph()
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    return graph


def test_every_import_contract_is_kept(capsys: pytest.CaptureFixture[str]):
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize(
    ("importer", "imported", "kept"),
    [
        ("contest.entries.services", "contest.units.queries", True),
        ("contest.entries.services", "contest.units.models", False),
        ("contest.entries.services", "contest.units", False),
        ("contest.entries.services", "contest.units.queries.inner", False),
        ("contest.units.queries", "contest.units.models", True),
        ("contest.entries.services", "contest.platform.database", True),
    ],
)
def test_a_slice_is_entered_through_its_doors_alone(importer: str, imported: str, kept: bool):  # noqa: FBT001
    contract = DoorsContract(
        "doors",
        session_options={},
        contract_options={"slices": ["contest.units", "contest.entries"], "doors": ["queries", "errors"]},
    )
    assert contract.check(graph_of((importer, imported)), verbose=False).kept is kept


@pytest.mark.parametrize(
    ("importer", "imported", "kept"),
    [
        ("contest.rules.ranking", "fractions", True),
        ("contest.rules.ranking", "contest.rules.terms", True),
        ("contest.rules.ranking", "flask", False),
        ("contest.rules.ranking", "contest.settings", False),
        ("contest.rules.files.table", "pandas", True),
        ("contest.rules.ranking", "pandas", False),
        ("contest.rules_of_others", "flask", True),
    ],
)
def test_the_pure_core_stands_on_python_alone(importer: str, imported: str, kept: bool):  # noqa: FBT001
    contract = StandardLibraryContract(
        "pure",
        session_options={},
        contract_options={"packages": ["contest.rules"], "exceptions": ["contest.rules.files -> pandas"]},
    )
    assert contract.check(graph_of((importer, imported)), verbose=False).kept is kept


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("import contest.rules.ranking", {"flask", "sqlalchemy"}),
        ("import questions.item", {"flask", "sqlalchemy", "pandas"}),
        ("import contest.app", {"pandas", "openpyxl", "docx", "typst", "rvgsrust_xlsxwriter"}),
    ],
)
def test_an_import_does_not_drag_along(statement: str, unwanted: set[str]):
    script = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert unwanted & set(done.stdout.split()) == set()
