"""QTI packages: what other programs write, and what is refused."""

import zipfile
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qti_samples import (
    MANIFEST,
    WIN_B,
    a_package,
    choice_interaction,
    qti1,
    qti1_item,
    qti2_item,
)
from question_samples import an_item, sound_items

from questions.formats import qti
from questions.formats import qti1 as version_1
from questions.formats import qti2 as version_2
from questions.formats.drafting import Defaults
from questions.item import Level


def read(content):
    return qti.read(content, file="t.zip")


def read_one(*items):
    return read(a_package({"one.xml": qti1(*items)}))


def read_two(*items):
    return read(a_package({f"{number}.xml": item for number, item in enumerate(items)}))


def problems(result):
    return [(problem.code, problem.place.file, problem.place.line) for problem in result.problems]


def codes(result):
    return [problem.code for problem in result.problems]


def test_an_item_of_version_1_is_read():
    feedback = (
        '<itemfeedback ident="general_fb"><flow_mat><material><mattext texttype="text/html">'
        "Vì thế.&lt;br&gt;&lt;br&gt;Căn cứ: Điều 4</mattext></material></flow_mat></itemfeedback>"
    )
    result = read_one(qti1_item(stem="<p>Cơ quan <i>nào</i>&nbsp;ban hành?</p>", extra=feedback))
    (item,) = result.items
    assert (item.code, item.stem, item.key_letter) == ("cau-1", "Cơ quan nào ban hành?", "B")
    assert item.choices == ("chọn A", "chọn B", "chọn C")
    assert (item.explanation, item.citation) == ("Vì thế.", "Điều 4")
    assert [str(place) for place in result.places] == ["t.zip/one.xml:3"]
    assert result.problems == ()


def test_an_item_of_version_2_is_read():
    item_file = qti2_item(
        "<div><p>Mở đầu.</p>" + choice_interaction("Cơ quan <b>nào</b>?") + "<p>Hết.</p></div>",
        extra='<modalFeedback identifier="x" outcomeIdentifier="F"><p>Vì thế.</p></modalFeedback>',
    )
    result = read_two(item_file)
    (item,) = result.items
    assert (item.code, item.stem, item.key_letter) == ("cau-1", "Mở đầu.\n\nCơ quan nào?\n\nHết.", "B")
    assert (item.choices, item.explanation) == (("chọn A", "chọn B", "chọn C"), "Vì thế.")
    assert [str(place) for place in result.places] == ["t.zip/0.xml:2"]
    assert result.problems == ()


def test_defaults_fill_what_a_package_does_not_say():
    package = a_package({"a.xml": qti2_item()})
    result = qti.read(package, file="t", defaults=Defaults(topic="the-che", level=Level.APPLY))
    assert [(item.topic, item.level) for item in result.items] == [("the-che", Level.APPLY)]


def condition(test, change='<setvar action="Set" varname="SCORE">100</setvar>', more="No"):
    return f'<respcondition continue="{more}"><conditionvar>{test}</conditionvar>{change}</respcondition>'


IS_A, IS_B, IS_C = (f'<varequal respident="r">{c}</varequal>' for c in "ABC")


@pytest.mark.parametrize(
    ("conditions", "key"),
    [
        (WIN_B, "B"),
        (condition(f"<or>{IS_C}</or>"), "C"),
        (condition(f"<and>{IS_C}<not>{IS_A}</not><not>{IS_B}</not></and>"), "C"),
        (condition(f"<not><or>{IS_A}{IS_B}</or></not>"), "C"),
        (condition("<varsubset>C, D</varsubset>"), "C"),
        (condition("<other/>", change="", more="Yes") + WIN_B, "B"),
        (condition(IS_A, '<setvar varname="SCORE">0</setvar>') + condition("<other/>") + WIN_B, "two"),
        (
            condition(IS_A, '<setvar action="Add">1</setvar>', "Yes")
            + condition(IS_B, '<setvar action="Add">2</setvar>'),
            "B",
        ),
        (condition(IS_A, '<setvar action="Subtract">1</setvar>') + WIN_B, "B"),
        (condition(IS_A) + condition(IS_B), "two"),
        (condition(IS_A, '<setvar varname="FEEDBACK">1</setvar>'), "none"),
        (condition(IS_A, '<setvar varname="SCORE">nhiều</setvar>'), "none"),
        (condition(IS_A, '<setvar action="Multiply" varname="SCORE">3</setvar>'), "none"),
        (condition("<unanswered/>"), "none"),
        ("", "none"),
        (condition(IS_A) * 501, "none"),
    ],
)
def test_the_key_is_the_choice_that_earns_the_most(conditions, key):
    result = read_one(qti1_item(conditions=conditions))
    if key in ("two", "none"):
        assert codes(result) == [{"two": "two-keys", "none": "no-key"}[key]]
    else:
        assert [item.key_letter for item in result.items] == [key]


def test_an_item_without_marking_or_choices_says_so():
    bare = '<item ident="x"><presentation><response_lid><render_choice/></response_lid></presentation></item>'
    assert codes(read_one(bare)) == ["too-few-choices", "no-stem", "no-key"]
    many = qti1_item(choices=[f"c{n}" for n in range(27)])
    assert codes(read_one(many)) == ["too-many-choices", "no-key"]


@pytest.mark.parametrize(
    ("declaration", "key"),
    [
        (
            (
                '<mapping><mapEntry mapKey="A" mappedValue="0"/><mapEntry mapKey="C" mappedValue="2.5"/>'
                "</mapping>"
            ),
            "C",
        ),
        ('<mapping><mapEntry mapKey="A" mappedValue="nhiều"/></mapping>', ""),
        ("", ""),
    ],
)
def test_a_mapping_tells_the_key_where_no_answer_is_declared(declaration, key):
    result = read_two(qti2_item(correct="", declaration=declaration))
    assert [item.key_letter for item in result.items] == ([key] if key else [])
    assert codes(result) == ([] if key else ["no-key"])


def other(tag):
    return qti1_item().replace("response_lid", tag)


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (qti1_item(cardinality="Multiple"), "response_lid Multiple"),
        (qti1_item(cardinality="Multiple", kind="multiple_answers_question"), "multiple_answers_question"),
        (other("response_str"), "response_str render_choice"),
        (qti1_item().replace("render_choice", "render_hotspot"), "response_lid render_hotspot"),
        (qti1_item().replace("render_choice", "x"), "response_lid"),
        ('<item ident="x"><presentation/></item>', "text_only"),
        ('<item ident="x"/>', "text_only"),
        (
            "<item><itemmetadata><bbmd_questiontype>Essay</bbmd_questiontype></itemmetadata></item>",
            "Essay",
        ),
        (qti1_item().replace("</presentation>", "<response_str/></presentation>"), "multiple_responses"),
    ],
)
def test_other_kinds_of_version_1_are_counted_and_named(item, kind):
    result = read_one(item, qti1_item())
    assert result.unknown_types == ((kind, 1),)
    assert (len(result.items), result.rejected, codes(result)) == (1, 1, ["unknown-type"])


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (qti2_item(cardinality="multiple"), "choiceInteraction multiple"),
        (qti2_item(choice_interaction() * 2), "choiceInteraction × 2"),
        (qti2_item("<p><textEntryInteraction/></p>"), "textEntryInteraction"),
        (qti2_item("<orderInteraction/><choiceInteraction/>"), "choiceInteraction + orderInteraction"),
        (qti2_item("<p>Chỉ là lời dẫn</p>"), "itemBody"),
        (qti2_item().replace("<itemBody>", "<templateDeclaration/><itemBody>"), "templateDeclaration"),
        ("<qti-assessment-item/>", "qti-assessment-item"),
        ("<html/>", "html"),
    ],
)
def test_other_kinds_of_version_2_are_counted_and_named(item, kind):
    result = read_two(item, qti2_item())
    assert result.unknown_types == ((kind, 1),)
    assert (len(result.items), result.rejected, codes(result)) == (1, 1, ["unknown-type"])


def test_lists_of_items_are_no_items():
    assert read_two("<assessmentTest/>", "<assessmentSection/>", qti2_item()).rows_read == 1


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (qti1_item(stem="S<script>x()</script>"), "script"),
        (qti1_item(stem='<p onclick="x()">S</p>'), "script"),
        (qti1_item(stem="<img src='a.png'>"), "media"),
        (qti1_item().replace("<mattext>chọn A", "<matimage uri='a.png'/><mattext>chọn A"), "media"),
    ],
)
def test_scripts_and_media_of_version_1_are_refused(item, code):
    assert codes(read_one(item)) == [code]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (choice_interaction("S<script>x()</script>"), "script"),
        (choice_interaction("<a href='javascript:x()'>S</a>"), "script"),
        (choice_interaction("<object data='a.swf' type='application/x-shockwave-flash'/>S"), "script"),
        (choice_interaction("<object data='a.png' type='image/png'/>S"), "media"),
        (choice_interaction("<img src='a.png'/>S"), "media"),
        (choice_interaction("<math/>S"), "media"),
        (choice_interaction("S &lt;script&gt;"), "script"),
    ],
)
def test_scripts_and_media_of_version_2_are_refused(body, code):
    assert codes(read_two(qti2_item(body))) == [code]


def test_remarks_for_some_are_told_and_left_out():
    one = read_one(
        qti1_item(
            extra='<itemfeedback ident="B_fb"><material><mattext>Giỏi</mattext></material></itemfeedback>'
            '<itemfeedback ident="x"><solution><material><mattext>Vì thế</mattext></material></solution>'
            '</itemfeedback><itemfeedback ident="y"/>'
        )
    )
    modal = '<modalFeedback identifier="{}">{}</modalFeedback>'
    two = read_two(
        qti2_item(
            choice_interaction() + "<rubricBlock view='scorer'>Chấm 1 điểm</rubricBlock>",
            extra=modal.format("general", "Vì thế") + modal.format("sai", "") + modal.format("B", "Giỏi"),
        )
    )
    assert [problem.value for problem in one.problems] == ["Giỏi"]
    assert [problem.value for problem in two.problems] == ["Chấm 1 điểm", "Giỏi"]
    for result in (one, two):
        assert result.errors == ()
        assert [item.explanation for item in result.items] == ["Vì thế"]
    assert "Chấm" not in two.items[0].stem
    hostile = read_two(qti2_item(extra=modal.format("x", "<script/>") + modal.format("y", "")))
    assert codes(hostile) == ["script"]


def test_two_remarks_without_a_general_one_explain_nothing():
    modal = "<modalFeedback identifier='{}'>lời {}</modalFeedback>"
    result = read_two(qti2_item(extra=modal.format("x", 1) + modal.format("y", 2)))
    assert ([item.explanation for item in result.items], len(result.problems)) == ([""], 2)


def test_a_manifest_may_lie_in_a_folder_and_name_its_files_in_other_ways():
    manifest = MANIFEST.format(
        resources='<resource type="imsqti_xmlv1p2"><file href="m%E1%BB%99t.xml"/></resource>'
        '<resource type="imsqti_xmlv1p2" href="một.xml"/>'
        '<resource type="webcontent" href="page.html"/>'
        '<resource type="imsqti_item_xmlv2p1" base="b/" href="2.xml"/>',
        attributes=' xml:base="a/"',
    )
    package = a_package({"a/một.xml": qti1(qti1_item()), "a/b/2.xml": qti2_item()}, manifest, folder="gói/")
    result = read(package)
    assert [str(place) for place in result.places] == ["t.zip/gói/a/một.xml:3", "t.zip/gói/a/b/2.xml:2"]


@pytest.mark.parametrize(
    "href",
    ["thieu.xml", "", "../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://example.org/a.xml"],
)
def test_a_file_that_is_not_in_the_package_is_told_and_not_looked_for(href):
    resource = f'<resource type="imsqti_item_xmlv2p1" href="{href}"/>'
    result = read(a_package({}, MANIFEST.format(resources=resource, attributes="")))
    assert problems(result) == [("missing-file", "t.zip/imsmanifest.xml", 5)]
    assert (result.rejected, result.problems[0].value) == (1, href)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"no zip", ("not-a-package", "t.zip", 1)),
        (a_package({"../a.xml": "<a/>"}), ("odd-path", "t.zip", 1)),
        (a_package({"a.xml": "<!DOCTYPE a><a/>"}), ("entity", "t.zip", 1)),
        (a_package({}, "<manifest>"), ("syntax", "t.zip/imsmanifest.xml", 1)),
        (a_package({}, "<manifest/>"), ("no-questions", "t.zip/imsmanifest.xml", 1)),
        (a_package({"a.xml": "<a>\n<b></a>"}), ("syntax", "t.zip/a.xml", 2)),
        (a_package({"a.dat": "<!DOCTYPE a><a/>"}), ("entity", "t.zip/a.dat", 1)),
        (a_package({"a.xml": f"<a>{'<b>' * 60}{'</b>' * 60}</a>"}), ("syntax", "t.zip/a.xml", 1)),
        (a_package({"a.xml": f"<a>{'<b/>' * 400_001}</a>"}), ("zip-bomb", "t.zip", 1)),
    ],
)
def test_a_broken_or_hostile_package_is_refused_with_the_place(content, expected):
    result = read(content)
    assert (problems(result), result.items) == ([expected], ())


def test_a_zip_without_a_manifest_is_refused():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.xml", qti2_item())
    assert codes(read(out.getvalue())) == ["no-manifest"]


def stored(name, content):
    """A package whose member is not packed, so that it is no zip bomb but still too large."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "imsmanifest.xml",
            MANIFEST.format(resources=f'<resource type="qti" href="{name}"/>', attributes=""),
        )
        package.writestr(name, content)
    return out.getvalue()


def test_a_member_with_too_many_elements_is_refused():
    result = read(stored("a.xml", f"<a>{'<b/>' * 400_001}</a>"))
    assert problems(result) == [("too-large", "t.zip/a.xml", 1)]


def test_a_member_of_more_than_five_megabytes_is_refused():
    out = BytesIO()
    filler = "".join(f"{number:x}" for number in range(1_100_000))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "imsmanifest.xml", MANIFEST.format(resources='<resource type="qti" href="a.xml"/>', attributes="")
        )
        package.writestr("a.xml", f"<a>{filler}</a>")
    assert problems(read(out.getvalue())) == [("too-large", "t.zip/a.xml", 1)]


def test_a_member_with_a_broken_checksum_is_refused():
    content = stored("a.dat", qti2_item()).replace("chọn B".encode(), "chọn X".encode())
    assert codes(read(content)) == ["not-a-package"]


WAYS = {"1.2": version_1, "2.1": version_2}


@pytest.mark.parametrize("version", WAYS)
@settings(max_examples=40)
@given(st.lists(sound_items(), max_size=3))
def test_what_is_written_is_read_back_unchanged_or_not_written_at_all(version, bank):
    try:
        content = WAYS[version].write(bank)
    except ValueError:
        # Only XHTML, and only more blank lines in a row than it holds.
        assert version == "2.1"
        assert any(
            "\n\n" in text
            for item in bank
            for text in (item.stem, *item.choices, item.explanation, item.citation)
        )
        return
    result = read(content)
    assert result.problems == ()
    assert list(result.items) == bank


@pytest.mark.parametrize("version", WAYS)
def test_spaces_and_lines_stay_as_they_are(version):
    text = 'a  b   c\n  d \n\ne <b> &amp; "f"'
    item = an_item(stem=text, choices=(text, "B", "C"), explanation=text, citation=text, pin_last=True)
    assert read(WAYS[version].write([item])).items == (item,)


def test_more_blank_lines_than_xhtml_holds_are_not_written():
    with pytest.raises(ValueError, match="blank lines"):
        version_2.write([an_item(stem="a\n\n\nb")])


@pytest.mark.parametrize("version", WAYS)
def test_codes_that_are_no_identifiers_get_one(version):
    bank = [an_item(code=code) for code in ("tc-001", "tc-001", "cau-00002", "Câu số 1", "", "1a")]
    bank[4] = an_item(code="cau-00004")
    bank = [an_item(code=item.code, stem=f"{item.stem} {number}") for number, item in enumerate(bank)]
    assert read(WAYS[version].write(bank)).items == tuple(bank)


@pytest.mark.parametrize("version", WAYS)
def test_an_identifier_that_another_code_has_taken_is_changed(version):
    bank = (an_item(code="cau-00002"), an_item(code="Câu hai"))
    assert read(WAYS[version].write(bank)).items == bank


def test_unknown_pieces_of_material_and_metadata_are_passed_over():
    item = qti1_item(kind="multiple_choice_question").replace("<mattext>chọn A", "<matbreak/><mattext>chọn A")
    item = item.replace("<itemmetadata>", "<itemmetadata><qtimetadatafield><x/></qtimetadatafield>")
    assert read_one(item).items[0].choices == ("chọn A", "chọn B", "chọn C")


@pytest.mark.parametrize("version", WAYS)
def test_the_same_questions_give_the_same_bytes(version):
    assert WAYS[version].write([an_item()]) == WAYS[version].write([an_item()])


@pytest.mark.parametrize("version", WAYS)
def test_an_item_without_a_key_cannot_be_written(version):
    with pytest.raises(ValueError, match="tc-001"):
        WAYS[version].write([an_item(key=-1)])


@pytest.mark.parametrize("version", WAYS)
def test_a_note_that_somebody_changed_is_refused(version):
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(WAYS[version].write([an_item()]))) as package,
        zipfile.ZipFile(out, "w") as changed,
    ):
        for name in package.namelist():
            changed.writestr(
                name,
                package.read(name)
                .replace(b'{"topic"', b'{"topics"')
                .replace(b"{&quot;topic&quot;", b"{&quot;x&quot;"),
            )
    assert codes(read(out.getvalue())) == ["bad-note"]


def test_a_package_of_version_2_lists_each_item_in_manifest_and_test():
    with zipfile.ZipFile(BytesIO(version_2.write([an_item(), an_item(code="tc-002")]))) as package:
        names = package.namelist()
        test = ET.fromstring(package.read("test.xml"))  # noqa: S314 -- written a line above
        item = package.read("items/tc-001.xml").decode()
    assert names == ["imsmanifest.xml", "test.xml", "items/tc-001.xml", "items/tc-002.xml"]
    references = test.iter("{http://www.imsglobal.org/xsd/imsqti_v2p1}assessmentItemRef")
    assert [node.get("href") for node in references] == ["items/tc-001.xml", "items/tc-002.xml"]
    assert 'title="tc-001"' in item


@given(st.binary(max_size=300))
def test_no_content_breaks_the_reader(content):
    result = read(content)
    assert (result.rows_read, len(result.errors)) == (0, 1)
