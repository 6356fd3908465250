"""Aiken and GIFT: text files that people type or export."""

import pytest

from questions.formats import aiken, gift
from questions.formats.drafting import Defaults
from questions.formats.reading import merged
from questions.item import Level


def read_aiken(text):
    return aiken.read(text.encode(), file="t.txt")


def read_gift(text):
    return gift.read(text.encode(), file="t.gift")


def problems(result):
    return [(problem.code, problem.place.line) for problem in result.problems]


AIKEN = """\
Cơ quan nào ban hành nghị định?
A. Quốc hội
B) Chính phủ
C. Bộ Nội vụ
ANSWER: B

Dòng một
dòng hai?

A. Có

B. Không
ANSWER:a
"""


def test_aiken_questions_are_read_with_their_lines():
    result = aiken.read(AIKEN.encode(), file="t.txt", defaults=Defaults(topic="the-che", level=Level.APPLY))
    first, second = result.items
    assert (first.stem, first.choices, first.key) == (
        "Cơ quan nào ban hành nghị định?",
        ("Quốc hội", "Chính phủ", "Bộ Nội vụ"),
        1,
    )
    assert (second.stem, second.choices, second.key) == ("Dòng một\ndòng hai?", ("Có", "Không"), 0)
    assert [(item.code, item.topic, item.level) for item in result.items] == [
        ("cau-001", "the-che", Level.APPLY),
        ("cau-002", "the-che", Level.APPLY),
    ]
    assert [place.line for place in result.places] == [1, 7]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("S?\nA. a\nB. b\n", "no-key", 1),
        ("S?\nA. a\nB. b\nANSWER: C", "key-out-of-range", 1),
        ("S?\nA. a\nB. b\nANSWER: A, B", "two-keys", 1),
        ("S?\nA. a\nANSWER: A", "too-few-choices", 1),
        ("S?\nA. a\nB. A\nANSWER: A", "repeated-choice", 1),
        ("S?\nA. a\nC. c\nANSWER: A", "letter-order", 3),
        ("S?\nA. a\nlạc lõng\nANSWER: A", "stray-line", 3),
        ("A. a\nB. b\nANSWER: A", "no-stem", 1),
        ("S <script>alert(1)</script>?\nA. a\nB. b\nANSWER: A", "script", 1),
        ("S?\nA. a\nB. <img src=x onerror=alert(1)>\nANSWER: A", "script", 1),
    ],
)
def test_a_faulty_aiken_question_is_refused_at_its_line(text, code, line):
    result = read_aiken(text)
    assert problems(result) == [(code, line)]
    assert (result.items, result.rejected) == ((), 1)


def test_aiken_goes_on_after_a_question_without_an_answer_line():
    result = read_aiken("Câu một?\nA. a\nB. b\n\nCâu hai?\nA. a\nB. b\nANSWER: B\n")
    assert [item.stem for item in result.items] == ["Câu hai?"]
    assert problems(result) == [("no-key", 1)]


def test_aiken_counts_more_choices_than_letters_as_a_fault():
    choices = "\n".join(f"{chr(65 + n % 26)}. {n}" for n in range(27))
    assert problems(read_aiken(f"S?\n{choices}\nANSWER: A"))[0][0] == "letter-order"


GIFT = """\
// tệp mẫu
$CATEGORY: $course$/top/the-che

// [id:tc-1] [tag:mot-cua] [tag:le\\]phi]
::Tên câu::[html]<p>Cơ quan nào <b>ban hành</b> nghị&nbsp;định?</p>{
  ~Quốc hội
  =Chính phủ
  ~%0%Bộ \\= Nội vụ
  #### <p>Vì thế.</p><p>Căn cứ\\: Điều 4</p>
}

Thủ đô là {~Huế =Hà Nội ~Đà Nẵng} phải không?

Trăm phần trăm { ~%100%Đúng ~%-50%Sai }
"""


def test_gift_questions_are_read_with_all_that_the_format_says():
    result = read_gift(GIFT)
    assert result.problems == ()
    first, second, third = result.items
    assert (first.code, first.topic, first.tags) == ("tc-1", "the-che", {"mot-cua", "le]phi"})
    assert first.stem == "Cơ quan nào ban hành nghị định?"
    assert (first.choices, first.key) == (("Quốc hội", "Chính phủ", "Bộ = Nội vụ"), 1)
    assert (first.explanation, first.citation) == ("Vì thế.", "Điều 4")
    assert (second.stem, second.key) == ("Thủ đô là _____ phải không?", 1)
    assert (third.choices, third.key) == (("Đúng", "Sai"), 0)
    assert [place.line for place in result.places] == [5, 12, 14]


def test_gift_kinds_that_the_bank_cannot_hold_are_counted_and_named():
    text = """
Mô tả.

Luận {}

Số {#3:1}

Đúng sai {T}

Đúng sai {FALSE#nhận xét}

Ghép {=a -> b =c -> d}

Ngắn {=a =b}

Nhiều {~%50%a ~%50%b ~c}

Một {=a ~b}
"""
    result = read_gift(text)
    assert dict(result.unknown_types) == {
        "description": 1,
        "essay": 1,
        "numerical": 1,
        "truefalse": 2,
        "matching": 1,
        "shortanswer": 1,
        "multianswer": 1,
    }
    assert (len(result.items), result.rejected, result.rows_read) == (1, 8, 9)
    assert "essay" in result.problems[1].message


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("\nS {=a ~b", "syntax", 2),
        ("S {=a =b ~c}", "two-keys", 1),
        ("S {~a ~b}", "no-key", 1),
        ("S {=a ~ }", "empty-choice", 1),
        ("{=a ~b}", "no-stem", 1),
        ("[html]S<script>x</script> {=a ~b}", "script", 1),
        ('S <a href\\="javascript\\:x">y</a> {=a ~b}', "script", 1),
        ('S <p onclick\\="x">y</p> {=a ~b}', "script", 1),
        ('S {=<img src\\="@@PLUGINFILE@@/a.png"/> ~b}', "media", 1),
        ("[plain]S &lt;script&gt; <script> {=a ~b}", "script", 1),
        ("// cchc {\nS {=a ~b}", "bad-note", 2),
        ("// cchc []\nS {=a ~b}", "bad-note", 2),
        ('// cchc {"key": "A"}\nS {=a ~b}', "bad-note", 2),
        ('// cchc {"facts": [1]}\nS {=a ~b}', "bad-note", 2),
        ('// cchc {"level": "hard"}\nS {=a ~b}', "bad-note", 2),
        ('// cchc {"valid_to": "mai"}\nS {=a ~b}', "not-a-date", 2),
        ("// cchc " + "[" * 100_000 + "\nS {=a ~b}", "bad-note", 2),
    ],
)
def test_a_faulty_gift_question_is_refused_at_its_line(text, code, line):
    result = read_gift(text)
    assert problems(result) == [(code, line)]
    assert result.rejected == 1


def test_gift_remarks_on_single_choices_are_left_out_with_a_warning():
    result = read_gift("S {=a#giỏi ~b#chưa đúng}")
    assert [(p.code, p.severity, p.value) for p in result.problems] == [
        ("choice-feedback", "warning", "giỏi"),
        ("choice-feedback", "warning", "chưa đúng"),
    ]
    assert (len(result.items), result.errors) == (1, ())


def test_gift_entities_in_plain_text_stay_as_typed_and_in_html_become_signs():
    plain, auto = read_gift("[plain]a &amp; b {=x ~y}\n\na &amp; b {=x ~y}").items
    assert (plain.stem, auto.stem) == ("a &amp; b", "a & b")


def test_gift_folders_of_other_names_give_no_topic():
    (item,) = read_gift("$CATEGORY: Linh tinh\n\nS {=x ~y}").items
    assert item.topic == ""


def test_gift_written_by_us_shows_the_reader_where_everything_goes():
    (item,) = read_gift("// [id:tc-1]\nS {=a ~b}").items
    text = gift.write([item]).decode()
    assert "::tc-1::[plain]S {\n  =[plain]a\n  ~[plain]b\n}" in text


def test_more_choices_than_letters_are_refused():
    answers = " ".join(f"~{n}" for n in range(26))
    result = read_gift(f"S {{={answers.replace('~', '', 1)} ~x ~y}}")
    assert problems(result) == [("too-many-choices", 1)]


def test_files_are_merged_with_their_counts_of_unknown_kinds():
    result = merged([read_gift("E {}\n\nN {#1}"), read_gift("E {}"), read_aiken(AIKEN)])
    assert result.unknown_types == (("essay", 2), ("numerical", 1))
    assert (result.rows_read, result.rejected) == (5, 3)
