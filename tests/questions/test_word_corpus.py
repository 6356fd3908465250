"""Documents that LibreOffice wrote, in the habits of Vietnamese offices: all read right, or refused."""

import zipfile
from pathlib import Path

import pytest
from word_corpus_maker import FOLDER, SOURCES
from word_samples import CORPUS, QUESTIONS

from questions.formats import word
from questions.formats.drafting import Defaults

LEGACY = {"phong-tcvn3", "phong-vni"}
# What cannot be known for certain, and why each of its three questions is refused.
REFUSED = {
    "khong-co-dap-an": ["no-key"] * 3,
    "hai-dap-an": ["keys-disagree"] * 3,
    "khung-trong-cau": ["media"],
}
READ = {name: list(QUESTIONS) for name in SOURCES if name not in REFUSED} | {
    # The first question holds a frame; the others are whole.
    "khung-trong-cau": list(QUESTIONS[1:]),
    "khong-co-dap-an": [],
    "hai-dap-an": [],
}


def read(name, *, convert_legacy=False):
    content = (FOLDER / f"{name}.docx").read_bytes()
    return word.read(content, file=f"{name}.docx", defaults=Defaults(convert_legacy=convert_legacy))


@pytest.mark.parametrize("name", SOURCES)
def test_every_question_and_key_of_a_document_is_right_or_refused_with_the_reason(name):
    result = read(name, convert_legacy=name in LEGACY)
    assert [(item.stem, item.choices, item.key_letter) for item in result.items] == READ[name]
    assert [problem.code for problem in result.errors] == REFUSED.get(name, [])
    assert result.rows_read == len(QUESTIONS)


@pytest.mark.parametrize("name", sorted(LEGACY))
def test_a_document_in_an_old_font_is_refused_unless_conversion_is_wished(name):
    result = read(name)
    assert result.items == ()
    # Without their letters, stems are no stems either.
    assert {problem.code for problem in result.problems} == {"legacy-font", "no-number"}


def test_the_folder_holds_what_the_maker_makes_and_nothing_large():
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert set(files) == {f"{name}.docx" for name in SOURCES} | {"README.md"}
    assert max(files.values()) < 15_000
    assert len(files) + len(CORPUS) > 60


def test_each_document_was_written_by_libreoffice():
    for path in Path(FOLDER).glob("*.docx"):
        assert b"LibreOffice" in member(path, "docProps/app.xml")


def member(path, name):
    with zipfile.ZipFile(path) as package:
        return package.read(name)
