"""Files made to harm: whatever the format, they are refused or become plain text, and soon."""

import io
import struct
import unicodedata
import zipfile
import zlib

import docx
import pytest
from qti_samples import MANIFEST, a_package, choice_interaction, qti1, qti1_item, qti2_item
from question_samples import an_item

from questions.formats.catalogue import FORMATS
from questions.formats.texts import LONGEST_TEXT, from_html, is_dangerous

SUFFIXES = sorted(set(FORMATS) - {".yml", ".qti21.zip", ".qti12.zip"})
TEXTS = sorted({".yaml", ".csv", ".gift", ".xml", ".txt"})
PACKAGES = sorted({".xlsx", ".docx", ".zip"})
MEGABYTE = 1_000_000


def read(suffix, content):
    """Read, and hold to every promise that an importer makes whatever the content."""
    result = FORMATS[suffix].read(content, file=f"t{suffix}")
    assert result.rows_read == len(result.items) + result.rejected
    assert len(result.errors) >= result.rejected
    for item in result.items:
        for text in (item.code, item.stem, *item.choices, item.explanation, item.citation, *item.tags):
            assert unicodedata.is_normalized("NFC", text)
            assert not is_dangerous(text)
            assert len(text) <= LONGEST_TEXT
    for problem in result.problems:
        assert len(problem.message) < 1_000
    return result


def codes(result):
    return {problem.code for problem in result.problems}


def written(suffix):
    return FORMATS[suffix].write([an_item()])


def with_member(content, name, inside, compress=zipfile.ZIP_DEFLATED):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", compress) as package:
        package.writestr(name, inside)
    return out.getvalue()


NOISE = b"".join(struct.pack(">Q", n * 0x9E3779B97F4A7C15 % 2**64) for n in range(500))
ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{"&a;" * 10 if n == 0 else f"&a{n - 1};" * 10}">' for n in range(9))
    + "]><a>&a8;</a>"
)
BASELESS = {
    "nothing": b"",
    "one zero byte": b"\0",
    "noise": NOISE,
    "one line": b"a" * (10 * MEGABYTE),
    "open brackets": b"[" * MEGABYTE,
    "open braces": b"{" * MEGABYTE,
    "signs of GIFT": b"::{=~#" * 100_000,
    "backslashes": b"\\" * MEGABYTE,
    "quotes": b'"' * MEGABYTE,
    "nested list marks": b"- " * 100_000,
    "deep elements": b"<a>" * 100_000,
    "an open tag": b"<quiz><question " + b"a='b' " * 100_000,
    "aliases": b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "an entity": ENTITY.encode(),
    "a billion laughs": LAUGHS.encode(),
    "an entity in another encoding": ENTITY.encode("utf-16"),
    "a workbook of old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "a picture": b"\x89PNG\r\n\x1a\n" + NOISE,
    "a portable document": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + NOISE,
    "rich text": rb"{\rtf1\ansi Question {\object\objdata 01}}",
    "a program": b"MZ\x90\0" + NOISE,
    "an end without a beginning": b"PK\x05\x06" + b"\0" * 18,
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("content", BASELESS.values(), ids=BASELESS)
def test_what_is_no_file_of_questions_gives_none_and_breaks_nothing(suffix, content):
    result = read(suffix, content)
    assert result.items == ()
    if suffix in PACKAGES:
        assert codes(result) <= {
            "not-a-package",
            "not-a-workbook",
            "not-a-document",
            "no-manifest",
            "too-large",
        }
        assert result.rejected == 0


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("ending", SUFFIXES)
def test_a_file_under_the_ending_of_another_format_gives_no_wrong_question(suffix, ending):
    result = read(suffix, written(ending))
    if suffix == ending:
        assert [item.stem for item in result.items] == [an_item().stem]
    else:
        # A text may hold a text that reads as a question; then nothing of it is lost.
        assert all(an_item().stem in item.stem for item in result.items)
        assert suffix not in PACKAGES or result.items == ()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_short_gives_no_question_that_differs(suffix, share):
    content = written(suffix)
    for item in read(suffix, content[: int(len(content) * share)]).items:
        assert (item.stem, item.choices, item.key) == (an_item().stem, an_item().choices, an_item().key)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_single_bytes_may_be_wrong_anywhere(suffix):
    content = written(suffix)
    for place in range(0, len(content), max(1, len(content) // 60)):
        read(suffix, content[:place] + bytes([content[place] ^ 0x5A]) + content[place + 1 :])


def lying_zip():
    """A zip whose directory says that its member is small, while it unpacks to 100 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"\0" * 100 * MEGABYTE) + packer.flush()
    crc, name = zlib.crc32(b""), b"a.xml"
    sizes = struct.pack("<IIIHH", crc, len(packed), 10, len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + name
    central = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes
    central += struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local) + len(packed), 0)
    return local + packed + central + b"PK\x05\x06" + end


def nested_zip():
    inside = b"\0" * 100_000
    for _ in range(5):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("a.zip", inside)
        inside = out.getvalue()
    return inside


@pytest.mark.parametrize("suffix", PACKAGES)
@pytest.mark.parametrize(
    ("name", "inside", "code"),
    [
        ("bomb.bin", b"\0" * 30 * MEGABYTE, "zip-bomb"),
        ("../../outside.xml", b"<a/>", "odd-path"),
        ("/etc/outside.xml", b"<a/>", "odd-path"),
        ("..\\outside.xml", b"<a/>", "odd-path"),
        ("C:\\outside.xml", b"<a/>", "odd-path"),
        ("word/vbaProject.bin", b"x", "macro"),
        ("xl/vbaProject.bin", b"x", "macro"),
        ("run.js", b"x", "macro"),
        ("run.exe", b"x", "macro"),
        ("extra.xml", ENTITY.encode(), "entity"),
        ("extra.xml", ENTITY.encode("utf-16"), "entity"),
        ("extra.xml", LAUGHS.encode(), "entity"),
        ("extra.rels", LAUGHS.encode(), "entity"),
    ],
)
def test_a_package_with_something_hostile_in_it_is_refused_whole(suffix, name, inside, code):
    result = read(suffix, with_member(written(suffix), name, inside))
    assert (codes(result), result.rows_read) == ({code}, 0)


@pytest.mark.parametrize("suffix", PACKAGES)
@pytest.mark.parametrize("make", [lying_zip, nested_zip])
def test_a_zip_that_lies_about_its_size_or_holds_zips_is_not_unpacked(suffix, make):
    result = read(suffix, make())
    assert (len(result.errors), result.rows_read) == (1, 0)


def test_a_document_with_macros_is_refused_under_either_ending():
    document = docx.Document()
    document.add_paragraph("Câu 1. Hỏi?")
    out = io.BytesIO()
    document.save(out)
    assert codes(read(".docx", with_member(out.getvalue(), "word/vbaProject.bin", NOISE))) == {"macro"}
    with pytest.raises(KeyError):
        FORMATS[".docm"]


SCRIPTS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//example.org/x.js></sCrIpT>",
    "< script >x</ script >",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<object data='x.swf'></object>",
    "<embed src=x>",
    "<link rel=stylesheet href=//example.org/x.css>",
    "<meta http-equiv=refresh content='0;url=//example.org'>",
    "<base href=//example.org>",
    "<form action=//example.org><input></form>",
    "<body onload=alert(1)>",
    "<p style='x' onclick = alert(1)>x</p>",
    "<div onmouseover='a<b'>x</div>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "<template><script>x</script></template>",
    "<x onfocus=alert(1) tabindex=1>",
    "<img src=x\nonerror\n=\nalert(1)>",
]


def carriers(script):
    """The script in every place that each format has for words."""
    shown = script.replace("&", "&amp;").replace("<", "&lt;")
    row = f'"{script.replace(chr(34), chr(34) * 2)}"'
    one_line = script.replace("\n", " ")
    gift = "".join(f"\\{sign}" if sign in "~=#{}:\\" else sign for sign in one_line)
    yield (
        ".csv",
        f"Câu hỏi,A,B,Đáp án,Giải thích,Nhãn\n{row},a,b,A,x,y\nH,{row},b,A,x,y\nI,a,b,A,{row},{row}\n",
    )
    yield ".txt", f"H {one_line}?\nA. a\nB. b\nANSWER: A\n\nI?\nA. a {one_line}\nB. b\nANSWER: B\n"
    yield ".gift", f"[html]{gift} {{=a ~b}}\n\nH {{=[html]{gift} ~b}}\n\n::{gift}::H {{=a ~b ####{gift}}}\n"
    for kind in ("html", "plain_text", "moodle_auto_format"):
        text = f'<questiontext format="{kind}"><text>{shown}</text></questiontext>'
        answers = "".join(
            f'<answer fraction="{part}" format="{kind}"><text>{letter}{shown}</text></answer>'
            for part, letter in (("100", "a"), ("0", "b"))
        )
        yield ".xml", f'<quiz><question type="multichoice">{text}{answers}</question></quiz>'
    yield ".zip", a_package({"a.xml": qti1(qti1_item(stem=script.replace("]]>", "")))})
    yield ".zip", a_package({"a.xml": qti2_item(choice_interaction(shown))})
    yield ".zip", a_package({"a.xml": qti2_item(extra=f"<modalFeedback>{shown}</modalFeedback>")})


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_script_survives_in_any_place_of_any_format(script):
    for suffix, content in carriers(script):
        result = read(suffix, content if isinstance(content, bytes) else content.encode())
        for item in result.items:
            for text in (item.stem, *item.choices, item.explanation):
                # What HTML would show of the stored text must hold no script either.
                assert not from_html(text).has_script, (suffix, text)


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<a ",
        "</",
        "<!",
        "<!--",
        "<![CDATA[",
        "<?",
        "&",
        "&#",
        '<a b="',
        "<a b='>",
        "< ",
        "<p>",
        "<!a>",
        "<![a>",
    ],
)
def test_markup_made_to_slow_a_parser_down_is_read_all_the_same(unit):
    long = unit * (2 * LONGEST_TEXT // len(unit))
    assert not from_html(long).has_script
    assert is_dangerous(long + "<script>")


def test_spaces_after_a_bracket_do_not_slow_the_search_for_scripts_down():
    assert not is_dangerous("<" + " " * MEGABYTE)
    assert is_dangerous("<" + " /" * MEGABYTE + "script>")


@pytest.mark.parametrize("suffix", [".csv", ".gift", ".xml", ".zip"])
def test_a_text_longer_than_any_question_is_refused(suffix):
    long = an_item(explanation="dài " * (LONGEST_TEXT // 4 + 1))
    result = read(suffix, FORMATS[suffix].write([long]))
    assert (codes(result), result.rejected) == ({"too-long"}, 1)


@pytest.mark.parametrize(
    ("suffix", "unit"),
    [
        (".gift", "S {=a ~b}\n\n"),
        (".txt", "S\nA. a\nB. b\nANSWER: A\n"),
        (".xml", '<question type="essay"/>'),
        (".zip", '<item ident="x"/>'),
    ],
)
def test_more_questions_than_a_bank_can_have_are_not_read_on(suffix, unit):
    many = unit * 20_005
    if suffix == ".xml":
        many = f"<quiz>{many}</quiz>"
    if suffix == ".zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            # The second file is not begun, and the fullness is told once.
            listed = "".join(f'<resource type="qti" href="{name}.xml"/>' for name in "ab")
            resource = MANIFEST.format(resources=listed, attributes="")
            package.writestr("imsmanifest.xml", resource)
            package.writestr("a.xml", qti1(many))
            package.writestr("b.xml", qti1(unit))
        many = out.getvalue().decode("latin-1")
    result = read(suffix, many.encode("latin-1"))
    assert (result.rows_read, result.problems[-1].code) == (20_000, "too-many-rows")
    assert sum(problem.code == "too-many-rows" for problem in result.problems) == 1


def test_a_bank_of_too_many_nodes_or_questions_is_not_read_on():
    wide = read(".yaml", b"topic: the-che\nitems:\n" + b"- a\n" * 20_001)
    assert (wide.rows_read, wide.problems[-1].code) == (20_000, "too-many-rows")
    assert codes(read(".yaml", b"- a\n" * 300_001)) == {"too-large"}
    names = "\n".join(f"n{n}: x" for n in range(200))
    assert len(read(".yaml", names.encode()).problems) == 52
