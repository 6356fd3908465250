import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from question_samples import an_item, sound_items
from word_samples import CORPUS, GRID, QUESTIONS, a_document, saved, whole, with_table, xml_of

from questions.formats import word
from questions.formats.drafting import Defaults
from questions.formats.texts import clean
from questions.item import Level


def read(content):
    return word.read(content, file="t.docx")


def problems(result):
    return [problem.code for problem in result.problems]


@pytest.mark.parametrize("habit", CORPUS)
def test_every_habit_of_the_offices_gives_the_same_three_questions(habit):
    result = read(CORPUS[habit])
    assert result.errors == ()
    assert [(item.stem, item.choices, item.key_letter) for item in result.items] == list(QUESTIONS)
    assert result.rejected == 0


def test_the_corpus_holds_at_least_twenty_five_habits():
    assert len(CORPUS) >= 25


def test_fields_below_the_choices_are_read():
    for item in read(CORPUS["key line with fields"]).items:
        assert item.explanation == "Vì luật ghi như vậy.\nĐọc thêm ở trang sau."
        assert (item.citation, item.level) == ("Điều 4", Level.APPLY)


def test_defaults_fill_what_the_document_does_not_say():
    result = word.read(CORPUS["bold choice"], file="t", defaults=Defaults(topic="the-che", level=Level.APPLY))
    assert {(item.topic, item.level) for item in result.items} == {("the-che", Level.APPLY)}


def test_places_count_paragraphs():
    assert [place.line for place in read(CORPUS["bold choice"]).places] == [1, 6, 11]


ONE = ["Câu 1. Hỏi?", "A. a", "B. b", "C. c", "D. d"]


@pytest.mark.parametrize(
    ("paragraphs", "code"),
    [
        (ONE, "no-key"),
        ([*ONE, "Đáp án: E"], "key-out-of-range"),
        ([*ONE, "Đáp án: 3"], "key-out-of-range"),
        ([*ONE, "Đáp án: A", "Đáp án: B"], "two-keys"),
        ([*ONE[:3], [("C. c", "bold")], [("D. d", "bold")]], "two-keys"),
        ([*ONE[:3], [("C. c", "bold")], [("D. d", "red")]], "two-keys"),
        ([*ONE[:4], [("D. d", "bold")], "Đáp án: A"], "keys-disagree"),
        ([*ONE, "Một đoạn lạc lõng", "Đáp án: A"], "stray-line"),
        ([ONE[0], ONE[1], ONE[3], ONE[4]], "letter-order"),
        (["Câu 1. Hỏi?", "A. a", "Đáp án: A"], "too-few-choices"),
        ([*ONE[:4], "D. C", "Đáp án: A"], "repeated-choice"),
        (["Câu 1. Hỏi <script>?", *ONE[1:], "Đáp án: A"], "script"),
        (["Câu hỏi không có số", *ONE[1:], "Đáp án: A"], "no-number"),
        ([*ONE, "Đáp án: A", "Mức độ: Khó lắm"], "unknown-level"),
    ],
)
def test_what_is_not_certain_is_refused_with_the_reason(paragraphs, code):
    result = read(a_document(*paragraphs))
    assert problems(result) == [code]
    assert (result.items, result.rejected) == ((), 1)


def test_a_key_line_decides_where_a_look_points_at_it_among_others():
    (item,) = read(a_document(*ONE[:3], [("C. c", "bold")], [("D. d", "bold")], "Đáp án: D")).items
    assert item.key_letter == "D"


def test_an_unnumbered_question_spoils_its_neighbour_rather_than_losing_a_word():
    result = read(a_document(*ONE, "Đáp án: A", "Câu không số?", *ONE[1:], "Đáp án: B"))
    assert result.items == ()
    assert problems(result) == ["no-number", "no-number"]


def test_a_long_stem_may_run_over_paragraphs_and_mention_sections():
    (item,) = read(
        a_document("Câu 1. Cho các ý:", "1. Một", "Mục 2 của nghị định", *ONE[1:], "Đáp án: A")
    ).items
    assert item.stem == "Cho các ý:\n1. Một\nMục 2 của nghị định"


def test_a_choice_may_have_a_line_break():
    (item,) = read(a_document(*ONE[:4], "D. d\nvà thêm", "Đáp án: D")).items
    assert item.choices[3] == "d\nvà thêm"


def test_pairs_that_are_no_answer_table_are_left_alone():
    result = read(
        a_document(
            *ONE, "Đáp án: A", "ĐÁP ÁN", "Xem trang sau", "1.B rồi", "Câu 2. Hỏi nữa?", *ONE[1:], "Chọn C"
        )
    )
    assert [item.key_letter for item in result.items] == ["A", "C"]


def test_a_key_table_that_disagrees_with_the_looks_is_told():
    content = with_table(GRID, paragraphs=whole("bold")[:5])
    assert [item.key_letter for item in read(content).items] == ["B"]
    wrong = [GRID[0], ["Đáp án", "C", "D", "A"]]
    assert problems(read(with_table(wrong, paragraphs=whole("bold")[:5]))) == ["keys-disagree"]


@pytest.mark.parametrize(
    "rows", [[["x"], ["y"]], [["1", "2"]], [["1", "x"], ["A", "B"]], [["", ""], ["", ""]]]
)
def test_other_tables_give_no_keys(rows):
    assert problems(read(with_table(rows, paragraphs=["Ghi chú"]))) == []
    assert read(with_table(rows, paragraphs=["Ghi chú"])).rows_read == 0


def test_an_empty_table_is_passed_over():
    document = docx.Document()
    document.add_table(rows=0, cols=2)
    assert read(saved(document)).rows_read == 0


def changed(xml, *paragraphs: Any):
    """A document whose first paragraph gets a piece of raw XML at its end."""
    document = docx.Document(io.BytesIO(a_document(*paragraphs)))
    xml_of(document.paragraphs[0]).append(parse_xml(xml))
    return saved(document)


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


@pytest.mark.parametrize(
    "xml",
    [
        f"<m:oMath {MATH}><m:r><m:t>x</m:t></m:r></m:oMath>",
        f"<w:r {nsdecls('w')}><w:pict/></w:r>",
        f"<w:r {nsdecls('w')}><w:sym w:font='Wingdings' w:char='F0E0'/></w:r>",
        f"<w:r {nsdecls('w')}><w:t>a</w:t><w:object><w:p><w:r><w:t>b</w:t></w:r></w:p></w:object></w:r>",
    ],
)
def test_pictures_and_formulas_are_refused_not_dropped(xml):
    assert problems(read(changed(xml, *ONE, "Đáp án: A"))) == ["media"]


def test_hyphens_that_are_elements_are_signs_again():
    inside = "<w:t>một</w:t><w:noBreakHyphen/><w:t>cửa liên</w:t><w:softHyphen/><w:t>thông</w:t>"
    (item,) = read(changed(f"<w:r {nsdecls('w')}>{inside}</w:r>", *ONE, "Đáp án: A")).items
    assert item.stem == "Hỏi?một-cửa liênthông"


@pytest.mark.parametrize("font", [".VnTime", "VNI-Times"])
@pytest.mark.parametrize("position", [0, 2])
def test_legacy_fonts_are_named(font, position):
    document = docx.Document(io.BytesIO(a_document(*ONE, "Đáp án: A")))
    document.paragraphs[position].runs[0].font.name = font
    result = read(saved(document))
    assert problems(result) == ["legacy-font"]
    assert font in result.problems[0].message


def test_bold_that_is_switched_off_again_does_not_count():
    document = docx.Document(io.BytesIO(a_document(*ONE, "Đáp án: A")))
    for paragraph in document.paragraphs[2:4]:
        paragraph.runs[0].bold = False
    assert read(saved(document)).items[0].key_letter == "A"


def test_a_document_without_lists_is_read():
    whole_file = io.BytesIO(a_document(*ONE, "Đáp án: A"))
    out = io.BytesIO()
    with zipfile.ZipFile(whole_file) as package, zipfile.ZipFile(out, "w") as rest:
        for info in package.infolist():
            content = package.read(info)
            if info.filename.endswith("document.xml.rels"):
                content = content.replace(b"relationships/numbering", b"relationships/other")
            rest.writestr(info, content)
    assert len(read(out.getvalue()).items) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"no zip", "not-a-package"), (b" " * 5_000_001, "too-large")],
)
def test_what_is_no_package_is_refused(content, code):
    assert problems(read(content)) == [code]


def test_a_package_that_is_no_document_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "x")
    assert problems(read(out.getvalue())) == ["not-a-document"]


def test_a_document_nested_beyond_reason_is_refused():
    document = docx.Document()
    box = document.element.body
    for _ in range(60):
        box.insert(0, parse_xml(f"<w:sdtContent {nsdecls('w')}/>"))
        box = box[0]
    assert problems(read(saved(document))) == ["not-a-document"]


def test_a_table_within_a_table_is_read_once():
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = ONE[0]
    inner = cell.add_table(rows=1, cols=4)
    for place, text in zip(inner.rows[0].cells, ONE[1:], strict=True):
        place.text = text
    document.add_paragraph("Đáp án: C")
    (item,) = read(saved(document)).items
    assert (item.stem, item.choices, item.key) == ("Hỏi?", ("a", "b", "c", "d"), 2)


def test_eight_choices_may_share_a_line():
    (item,) = read(a_document("Câu 1. Hỏi?", "\t".join(f"{a}. x{a}" for a in "ABCDEFGH"), "Đáp án: H")).items
    assert (len(item.choices), item.key) == (8, 7)


def test_entities_in_a_document_are_refused():
    out = io.BytesIO(a_document(*ONE))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(
            "word/extra.xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
        )
    assert problems(read(out.getvalue())) == ["entity"]


@settings(max_examples=20)
@given(st.lists(sound_items(), max_size=2, unique_by=lambda item: item.code))
def test_what_is_written_is_read_back_unchanged_or_not_written_at_all(bank):
    try:
        content = word.write(bank)
    except ValueError:
        return
    assert list(read(content).items) == bank


@pytest.mark.parametrize("stem", ["Hỏi?\nA. một", "Hỏi?\nĐáp án: C", "Hỏi?\nCâu 2. nữa"])
def test_a_stem_that_would_be_taken_for_something_else_is_not_written(stem):
    with pytest.raises(ValueError, match="tc-001"):
        word.write([an_item(stem=stem)])


words = st.text(st.characters(categories=["Ll"]), min_size=3, max_size=12).map(clean)
choice_lists = st.lists(words, min_size=2, max_size=6, unique_by=str.casefold)


@settings(max_examples=20)
@given(st.lists(st.tuples(words, choice_lists, st.booleans()), max_size=4))
def test_ordinary_questions_come_back_unchanged(drafts):
    bank = [
        an_item(
            code=f"q-{number}",
            stem=f"Câu dẫn {stem}?",
            choices=tuple(choices),
            key=len(choices) - 1,
            explanation=f"vì {stem}\nvà thế",
            pin_last=pinned,
            tags=frozenset({"mot-cua"}),
            facts=("tc-001",),
        )
        for number, (stem, choices, pinned) in enumerate(drafts)
    ]
    result = read(word.write(bank))
    assert result.problems == ()
    assert list(result.items) == bank


def test_an_item_without_a_key_cannot_be_written():
    with pytest.raises(ValueError, match="tc-001"):
        word.write([an_item(key=-1)])
