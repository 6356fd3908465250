"""LibreOffice opens every exported file without a complaint, and would complain about a broken one."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from documents.make_files import make_files
from harness.libreoffice import ComplaintError, opened
from harness.paper import departures, printed_departures

from contest.commendations.documents.catalogue import KINDS, WHOLE_KINDS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_files(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("printed")


def test_every_exported_file_opens_and_prints_and_papers_keep_to_the_decree(made: list[Path], folder: Path):
    papers = {f"{kind}{of}.docx" for kind in KINDS for of in ("", "-toan-cuoc")}
    measured = {}
    # An archive of questions is for other question banks, not for an office program.
    for path in (one for one in made if one.suffix != ".zip"):
        printed = opened(path, folder=folder).read_bytes()
        assert printed.startswith(b"%PDF")
        if path.name in papers:
            measured[path.name] = [*departures(path.read_bytes()), *printed_departures(printed)]
    assert len(measured) == len(KINDS) + len(WHOLE_KINDS)
    assert measured == {name: [] for name in measured}


def test_a_broken_workbook_is_complained_about(made: list[Path], folder: Path):
    workbook = next(path for path in made if path.suffix == ".xlsx")
    broken = folder / "hong.xlsx"
    with ZipFile(workbook) as source, ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if name == "xl/workbook.xml" else content)
    with pytest.raises(ComplaintError):
        opened(broken, folder=folder)
