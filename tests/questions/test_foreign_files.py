"""Files that other programs wrote give the counts that were put into them."""

from pathlib import Path

import pytest

from questions.formats.catalogue import format_of

FOLDER = Path(__file__).parent / "foreign"
CANVAS = {"multiple_answers_question": 1, "numerical_question": 1}
EXPECTED = {
    "text2qti.zip": CANVAS | {"essay_question": 1, "short_answer_question": 1},
    "qti-package-maker-canvas.zip": CANVAS,
    "qti-package-maker-qti21.zip": {"choiceInteraction multiple": 1, "textEntryInteraction": 1},
    "qti-package-maker-blackboard.zip": {"Multiple Answer": 1, "Numeric": 1},
    "qti-package-maker-aiken.txt": {},
}


def read(name):
    path = FOLDER / name
    return format_of(path).read(path.read_bytes(), file=name)


@pytest.mark.parametrize("name", EXPECTED)
def test_single_choices_are_imported_and_the_rest_is_counted_and_named(name):
    result = read(name)
    assert dict(result.unknown_types) == EXPECTED[name]
    assert (len(result.items), result.rejected) == (2, sum(EXPECTED[name].values()))
    assert {problem.code for problem in result.errors} <= {"unknown-type"}


@pytest.mark.parametrize("name", [name for name in EXPECTED if name != "text2qti.zip"])
def test_stems_choices_and_keys_are_those_that_were_put_in(name):
    first, second = read(name).items
    # Aiken is plain text, so the tags that the program left in it stay.
    assert "Co quan nao ban hanh nghi dinh?" in first.stem
    assert (first.choices[1], first.key_letter) == ("Chinh phu", "B")
    assert second.choices == ("Bo phan mot cua", "Phong Van thu", "Tru so xa")
    assert second.key_letter == "A"


def test_vietnamese_words_and_remarks_come_through_text2qti():
    first, second = read("text2qti.zip").items
    assert first.choices == ("Quốc hội", "Chính phủ", "Bộ Nội vụ", "UBND tỉnh")
    assert (first.code, first.key_letter, second.key_letter) == ("cau-001", "B", "D")
    assert (second.stem, second.explanation) == (
        "Thời hạn giải quyết là bao lâu?",
        "Xem quyết định công bố thủ tục.",
    )


def test_every_file_of_the_folder_is_counted():
    assert {path.name for path in FOLDER.iterdir()} == {*EXPECTED, "README.md"}
