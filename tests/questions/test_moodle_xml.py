from typing import Any

import pytest
from question_samples import an_item

from questions.formats import moodle_xml


def a_quiz(*questions: Any):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}</quiz>'.encode()


def a_question(stem="<p>Cơ quan <i>nào</i>?</p>", answers=None, extra="", kind="multichoice"):
    answers = answers or [("100", "Chính phủ"), ("0", "Quốc hội")]
    marked = "".join(
        f'<answer fraction="{fraction}"><text><![CDATA[{text}]]></text></answer>'
        for fraction, text in answers
    )
    return (
        f'<question type="{kind}"><name><text>Câu 1</text></name>'
        f'<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>'
        f"{marked}{extra}</question>\n"
    )


CATEGORY = '<question type="category"><category><text>$course$/top/the-che</text></category></question>\n'


def read(*questions: Any):
    return moodle_xml.read(a_quiz(*questions), file="t.xml")


def problems(result):
    return [(problem.code, problem.place.line) for problem in result.problems]


def test_a_question_of_moodle_is_read():
    extra = (
        "<generalfeedback format='html'><text>Vì thế.&lt;br&gt;&lt;br&gt;Căn cứ: Điều 4</text>"
        "</generalfeedback>"
        "<idnumber>tc-1</idnumber><single>true</single><tags><tag><text>mot-cua</text></tag></tags>"
    )
    result = read(CATEGORY, a_question(extra=extra))
    (item,) = result.items
    assert (item.code, item.topic, item.tags, item.stem) == ("tc-1", "the-che", {"mot-cua"}, "Cơ quan nào?")
    assert (item.choices, item.key) == (("Chính phủ", "Quốc hội"), 0)
    assert (item.explanation, item.citation) == ("Vì thế.", "Điều 4")
    assert (result.rows_read, [place.line for place in result.places]) == (1, [4])


def test_a_question_with_the_least_said_takes_its_name_as_code():
    (item,) = read(a_question()).items
    assert (item.code, item.topic, item.explanation, item.citation) == ("Câu 1", "", "", "")


def test_kinds_that_the_bank_cannot_hold_are_counted_and_named():
    result = read(
        a_question(kind="essay"),
        a_question(kind="truefalse"),
        a_question(kind="essay"),
        a_question(extra="<single>false</single>"),
        "<question><name/></question>",
        a_question(),
    )
    assert dict(result.unknown_types) == {"essay": 2, "truefalse": 1, "multianswer": 1, "?": 1}
    assert (len(result.items), result.rejected, result.rows_read) == (1, 5, 6)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (a_question(stem="x<script>alert(1)</script>"), "script"),
        (a_question(stem="x<iframe src='y'></iframe>"), "script"),
        (a_question(stem="&lt;script&gt;x&lt;/script&gt;"), "script"),
        (a_question(answers=[("100", "<b onclick='x'>a</b>"), ("0", "b")]), "script"),
        (a_question(stem="<img src='@@PLUGINFILE@@/a.png'>x"), "media"),
        (a_question(stem="<svg><text>x</text></svg>y"), "media"),
        (
            a_question(extra="<questiontext><file name='a.png' encoding='base64'>AA</file></questiontext>"),
            "media",
        ),
        (a_question(answers=[("100", "a"), ("100", "b")]), "two-keys"),
        (a_question(answers=[("50", "a"), ("x", "b")]), "no-key"),
        (a_question(stem=""), "no-stem"),
        (a_question(extra="<cchc>{}x</cchc>"), "bad-note"),
    ],
)
def test_a_faulty_question_is_refused_at_its_line(question, code):
    result = read(question)
    assert problems(result) == [(code, 3)]
    assert (result.items, result.rejected) == ((), 1)


def test_remarks_on_single_choices_are_left_out_with_a_warning():
    answer = '<answer fraction="0"><text>Bộ</text><feedback><text>Chưa đúng</text></feedback></answer>'
    result = read(a_question(extra=answer))
    assert [(p.code, p.severity, p.value) for p in result.problems] == [
        ("choice-feedback", "warning", "Chưa đúng")
    ]
    assert len(result.items) == 1


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><quiz>&j;</quiz>"
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BOMB.encode(), "entity"),
        (b'<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/hostname">]><quiz>&x;</quiz>', "entity"),
        (b'<!DOCTYPE q SYSTEM "http://127.0.0.1/x.dtd"><quiz/>', "entity"),
        (BOMB.replace('<?xml version="1.0"?>', "").encode("utf-16"), "entity"),
        (b"<quiz><question></quiz>", "syntax"),
        (b"", "syntax"),
        (b'<?xml version="1.0" encoding="no-such"?><quiz/>', "syntax"),
        (b"<quiz>" + b"<a>" * 60 + b"</a>" * 60 + b"</quiz>", "syntax"),
        (b"<html/>", "not-moodle"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_whole(content, code):
    result = moodle_xml.read(content, file="t.xml")
    assert [problem.code for problem in result.problems] == [code]
    assert result.rows_read == 0


def test_a_change_of_topic_begins_a_new_category():
    bank = [an_item(), an_item(code="b"), an_item(code="c", topic="dich-vu-cong")]
    text = moodle_xml.write(bank).decode()
    assert text.count('type="category"') == 2
    assert "$course$/top/dich-vu-cong" in text


def test_a_pinned_choice_is_told_to_moodle_as_no_shuffling():
    assert b"<shuffleanswers>false" in moodle_xml.write([an_item(pin_last=True)])
