from dataclasses import replace
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_samples import PICTURE, an_item, items

from questions.blueprint import Cell, PaperBlueprint
from questions.formats.yaml_bank import MAX_BYTES, read_bank, read_blueprint, read_text
from questions.formats.yaml_writing import write_bank
from questions.item import Language, Level, MediumKind

QUESTION = """\
topic: the-che
items:
  - code: tc-001
    level: recall
    stem: "Cơ quan nào ban hành nghị định?"
    choices:
      - "Quốc hội"
      - "Chính phủ"
      - "Bộ Nội vụ"
      - "UBND tỉnh"
    key: B
    explanation: "Nghị định là văn bản của Chính phủ."
    citation: "Luật Ban hành văn bản quy phạm pháp luật, Điều 4"
    valid_from: null
    valid_to: null
    tags: []
    facts: [tc-003]
"""


def problems(text):
    return [(problem.code, problem.place.line) for problem in read_text(text, file="the-che.yaml").problems]


def test_a_question_is_read_with_its_place():
    result = read_text(QUESTION, file="the-che.yaml")
    assert result.items == (an_item(facts=("tc-003",)),)
    assert [str(place) for place in result.places] == ["the-che.yaml:3"]
    assert (result.problems, result.rows_read, result.rejected) == ((), 1, 0)


def test_optional_fields_and_dates_are_read():
    text = QUESTION.replace("valid_from: null", "valid_from: 2021-07-15").replace(
        "tags: []", 'tags: [mot-cua]\n    pin_last: true\n    replaced_by: "Luật 64"\n    author: Lan'
    )
    (item,) = read_text(text, file="x").items
    assert item.valid_from.isoformat() == "2021-07-15"
    assert (item.tags, item.pin_last, item.replaced_by, item.author) == ({"mot-cua"}, True, "Luật 64", "Lan")
    assert read_text(QUESTION.replace("tags: []", "pin_last: false"), file="x").items[0].pin_last is False


def test_plain_numbers_are_texts_as_they_were_typed():
    (item,) = read_text(QUESTION.replace('"Quốc hội"', "05"), file="x").items
    assert item.choices[0] == "05"


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("topic: the-che", "topic: tin-hoc", "unknown-topic", 1),
        ("topic: the-che\n", "", "missing-field", 1),
        ("items:", "item:", "unknown-field", 2),
        ("level: recall", "level: hard", "unknown-level", 4),
        ("level: recall", "level: recall\n    levle: x", "unknown-field", 5),
        ("level: recall", "level: recall\n    level: apply", "repeated-field", 5),
        ("level: recall", "level: recall\n    [a]: x", "unknown-field", 5),
        ('stem: "Cơ quan nào ban hành nghị định?"', "stem: null", "not-text", 5),
        ('stem: "Cơ quan nào ban hành nghị định?"', "stem: !!binary aGk=", "not-text", 5),
        ('stem: "Cơ quan nào ban hành nghị định?"', "stem: !!python/name:os.system x", "not-text", 5),
        ('- "Quốc hội"', "- [a]", "not-text", 7),
        ("key: B", "key: [A, B]", "two-keys", 11),
        ("key: B", "key: null", "no-key", 11),
        ("    key: B\n", "", "no-key", 3),
        ("key: B", "key: E", "key-out-of-range", 11),
        ("key: B", "key: b", "key-out-of-range", 11),
        ("key: B", 'key: ""', "key-out-of-range", 11),
        ("key: B", "key: {a: b}", "not-text", 11),
        ("valid_from: null", "valid_from: 15/7/2021", "not-a-date", 14),
        ("valid_to: null", "valid_to: 2021-02-30", "not-a-date", 15),
        ("tags: []", "tags: mot-cua", "not-a-list", 16),
        ("tags: []", "pin_last: maybe", "not-a-flag", 16),
        ("topic: the-che", "topic: [the-che", "syntax", 2),
        ("topic: the-che", "topic: *nowhere", "alias", 1),
        ("tags: []", "media: [{kind: video, file: a.mp4}]", "unknown-kind", 16),
        ("tags: []", "media: [{kind: image}]", "missing-field", 16),
        ("tags: []", "media: [{kind: image, file: a.png, choice: a}]", "key-out-of-range", 16),
        ("tags: []", "media: a.png", "not-a-list", 16),
        ("tags: []", "variants: [{language: fr}]", "unknown-language", 16),
        ("tags: []", "variants: [{stem: x}]", "missing-field", 16),
        ("tags: []", "variants: [{language: en, choices: x}]", "not-a-list", 16),
    ],
)
def test_a_fault_is_reported_with_its_line(old, new, code, line):
    assert (code, line) in problems(QUESTION.replace(old, new, 1))


def test_a_faulty_question_reports_all_its_faults_and_the_next_is_still_read():
    second = QUESTION.split("items:\n")[1].replace("tc-001", "tc-002")
    text = QUESTION.replace("key: B", "key: [A, B]").replace("recall", "hard") + second
    result = read_text(text, file="x")
    assert [item.code for item in result.items] == ["tc-002"]
    assert [problem.code for problem in result.problems] == ["unknown-level", "two-keys"]
    assert (result.rejected, result.rows_read) == (1, 2)


def test_a_problem_says_place_column_and_sentence():
    problem = read_text(QUESTION.replace("key: B", "key: E"), file="the-che.yaml").problems[0]
    assert str(problem) == "the-che.yaml:11, cột key: Đáp án “E” không phải chữ cái của một phương án."
    assert problem.value == "E"


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "topic: the-che\nitems: none\n"])
def test_a_file_of_another_shape_is_refused(text):
    result = read_text(text, file="x")
    assert (result.items, len(result.problems)) == ((), 1)
    assert read_text("topic: the-che\nitems: [hello]\n", file="x").rejected == 1


def test_a_file_nested_beyond_reason_is_refused():
    assert problems("[" * 2000) == [("syntax", 1)]


def test_aliases_that_multiply_are_refused_without_growing():
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    assert problems("\n".join(lines)) == [("alias", 2)]


def test_control_signs_are_refused_with_their_line():
    assert problems("topic: the-che\nitems: \x07\n") == [("syntax", 2)]


def test_a_file_beyond_five_megabytes_is_refused():
    assert problems("#" * (MAX_BYTES + 1)) == [("too-large", 1)]


def test_an_empty_text_holds_no_questions():
    assert read_text(write_bank([]), file="x").rows_read == 0


def test_a_folder_is_read_in_order_of_name(tmp_path):
    second = QUESTION.replace("tc-001", "tc-002")
    (tmp_path / "the-che-2.yaml").write_text(second, encoding="utf-8")
    (tmp_path / "the-che.yml").write_text("\ufeff" + QUESTION, encoding="utf-8")
    (tmp_path / "README.md").write_text("không phải câu hỏi", encoding="utf-8")
    result = read_bank(tmp_path)
    assert [item.code for item in result.items] == ["tc-002", "tc-001"]
    assert [place.line for place in result.places] == [3, 3]


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path):
    path = tmp_path / "the-che.yaml"
    path.write_bytes(b"topic: the-che\nitems: [\xe0]\n")
    (problem,) = read_bank(str(path)).problems
    assert (problem.code, problem.place.line) == ("not-utf-8", 2)


def test_the_written_form_is_the_house_form():
    expected = QUESTION.replace("tc-001", '"tc-001"').replace("[tc-003]", '["tc-003"]')
    assert write_bank([an_item(facts=("tc-003",))]) == expected


def test_signs_that_yaml_would_fold_or_refuse_are_escaped():
    item = an_item(stem='"\\\n\t\x85\u2028\u200b\ufeff\x00\U0001f600')
    assert read_text(write_bank([item]), file="x").items == (item,)


def test_an_item_without_a_key_cannot_be_written():
    with pytest.raises(ValueError, match="tc-001"):
        write_bank([an_item(key=-1)])


@given(st.lists(items(), max_size=5))
def test_writing_and_reading_back_changes_nothing(bank):
    result = read_text(write_bank(bank), file="x")
    assert result.problems == ()
    assert result.items == tuple(bank)


@given(st.lists(items(texts=st.text(max_size=10)), max_size=2))
def test_text_that_is_not_nfc_survives_too(bank):
    assert read_text(write_bank(bank), file="x").items == tuple(bank)


@given(st.text())
def test_no_text_breaks_the_reader(text):
    result = read_text(text, file="x")
    assert result.rows_read == len(result.items) + result.rejected


@pytest.mark.parametrize(
    "text",
    [
        "cells:\n  - {topic: the-che, level: apply, count: 2}\n",
        '{"cells": [{"topic": "the-che", "level": "apply", "count": 2}]}',
    ],
)
def test_a_blueprint_is_read_from_yaml_or_json(tmp_path, text):
    path = tmp_path / "ma-tran.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_blueprint(path) == PaperBlueprint(cells=(Cell(topic="the-che", level=Level.APPLY, count=2),))


@pytest.mark.parametrize("content", [b"cells: [", b"cells: \xe0", b"[" * 2000, b"cells: []"])
def test_a_file_that_is_no_blueprint_is_refused(tmp_path, content):
    path = tmp_path / "ma-tran.yaml"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"không phải tệp|at least one cell"):
        read_blueprint(path)


def test_the_sample_of_the_documentation_is_read():
    text = dedent("""\
        topic: dich-vu-cong
        items:
          - {code: dv-1, level: apply, stem: S, choices: [a, b, c, d], key: D, explanation: E,
             citation: C, valid_from: null, valid_to: null}
    """)
    (item,) = read_text(text, file="x").items
    assert (item.key, item.tags, item.facts) == (3, frozenset(), ())


def test_pictures_recordings_and_languages_are_read():
    text = (
        QUESTION
        + "    "
        + dedent("""\
        media:
          - kind: image
            file: bieu-mau.png
            description: "Tờ khai đã điền"
        variants:
          - language: tyz
            media:
              - {kind: audio, file: a.ogg, choice: B}
          - language: en
            stem: "Which body issues decrees?"
            choices: [one, two, three, four]
            explanation: "Because."
        """).replace("\n", "\n    ")
    )
    (item,) = read_text(text.rstrip(" "), file="x").items
    assert item.media == (PICTURE,)
    tay, english = item.variants
    (recording,) = tay.media
    assert (tay.language, recording.kind, recording.choice) == (Language.TAY, MediumKind.AUDIO, 1)
    assert (english.stem, english.choices[3], english.explanation) == (
        "Which body issues decrees?",
        "four",
        "Because.",
    )


@pytest.mark.parametrize("choice", [-1, 26])
def test_a_picture_of_no_choice_cannot_be_written(choice):
    with pytest.raises(ValueError, match="no letter"):
        write_bank([an_item(media=(replace(PICTURE, choice=choice),))])
