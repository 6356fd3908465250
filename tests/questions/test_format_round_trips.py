import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from question_samples import IN_ENGLISH, IN_TAY, PICTURE, an_item, items, sound_items

from questions.formats import aiken, csv_table, gift, moodle_xml, qti, spreadsheet
from questions.formats.catalogue import FORMATS
from questions.formats.drafting import cleaned

LOSSLESS = {".yaml", ".xlsx", ".csv", ".gift", ".xml", ".qti12.zip"}
everything = st.lists(sound_items(), max_size=3)
AWKWARD = [
    "=1+1 \\n {a} ~ # : \"x\" 'y' :: %50% [html] -> ####",
    "// không phải ghi chú",
    "$CATEGORY: gì đó",
    "<b> & ]]> &amp; a < b > c",
    "'=SUM(A1)",
    "_x000D_ -- 05",
    "dòng một\n\ndòng hai",
    "[tag:x] [id:y\\]",
]


def read_back(suffix, bank):
    form = FORMATS[suffix]
    return form.read(form.write(bank), file="x")


@pytest.mark.parametrize("suffix", sorted(LOSSLESS))
@settings(max_examples=30)
@given(bank=everything)
def test_a_sound_bank_comes_back_unchanged(suffix, bank):
    result = read_back(suffix, bank)
    assert result.problems == ()
    assert result.items == tuple(bank)


@pytest.mark.parametrize("suffix", sorted(LOSSLESS | {".zip"}))
@pytest.mark.parametrize("text", AWKWARD)
def test_signs_that_mean_something_to_a_format_stay_text(suffix, text):
    bank = [
        an_item(
            code=text.replace("\n", " "),
            stem=text,
            choices=(text, "B" + text, "C", "D"),
            explanation=text,
            citation=text,
            author=text,
            replaced_by=text,
        )
    ]
    assert read_back(suffix, bank).items == tuple(bank)


@pytest.mark.parametrize("suffix", sorted(LOSSLESS - {".yaml"} | {".zip"}))
def test_what_is_written_is_clean_even_if_the_bank_is_not(suffix):
    untidy = an_item(stem="  Co\u031b\u00a0quan nào?\x07 ", tags=frozenset({" a ", " "}), facts=("", "f"))
    assert read_back(suffix, [untidy]).items == (cleaned(untidy),)
    assert cleaned(untidy).stem == "Cơ quan nào?"


aiken_texts = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=30)


@given(st.lists(items(texts=aiken_texts), max_size=3))
def test_aiken_keeps_stem_choices_and_key_or_refuses_to_write(bank):
    try:
        content = aiken.write(bank)
    except ValueError:
        return
    result = aiken.read(content, file="x")
    kept = [(item.stem, item.choices, item.key) for item in map(cleaned, bank)]
    if not result.problems:
        assert [(item.stem, item.choices, item.key) for item in result.items] == kept
    assert result.rows_read == len(bank)


@given(everything)
def test_aiken_brings_sound_questions_back(bank):
    one_line = [
        cleaned(
            an_item(
                stem=f"Đơn {n}?",
                choices=tuple(choice.replace("\n", " ") for choice in item.choices),
                key=item.key,
            )
        )
        for n, item in enumerate(bank)
    ]
    result = aiken.read(aiken.write(one_line), file="x")
    assert [(i.stem, i.choices, i.key) for i in result.items] == [
        (i.stem, i.choices, i.key) for i in one_line
    ]


@pytest.mark.parametrize("module", [aiken, csv_table, gift, moodle_xml, qti, spreadsheet])
@given(
    content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
)
def test_no_content_breaks_a_reader(module, content):
    result = module.read(content, file="x")
    assert result.rows_read == len(result.items) + result.rejected
    assert len(result.errors) >= result.rejected
    for item in result.items:
        assert unicodedata.is_normalized("NFC", item.stem)


@pytest.mark.parametrize("module", [aiken, csv_table, gift, moodle_xml, qti, spreadsheet])
def test_a_file_beyond_five_megabytes_is_refused(module):
    (problem,) = module.read(b" " * 5_000_001, file="x").problems
    assert problem.code == "too-large"


@pytest.mark.parametrize("module", [aiken, csv_table, gift])
def test_a_text_in_another_encoding_is_refused(module):
    (problem,) = module.read(b"C\xe2u h\xf2i", file="x").problems
    assert problem.code == "not-utf-8"


@pytest.mark.parametrize("suffix", [".gift", ".xml", ".txt", ".yaml", ".zip", ".qti12.zip"])
def test_an_item_without_a_key_cannot_be_written(suffix):
    with pytest.raises(ValueError, match="tc-001"):
        FORMATS[suffix].write([an_item(key=-1)])


def test_each_format_tells_which_pictures_and_languages_it_drops():
    bank = [an_item(media=(PICTURE,), variants=(IN_TAY, IN_ENGLISH)), an_item(variants=(IN_TAY,))]
    told = ("3 hình và bản ghi âm", "1 bản Tiếng Anh", "2 bản Tiếng Tày")
    for suffix, form in FORMATS.items():
        lost = form.dropped(bank)
        if form.holds_media:
            assert lost == ()
            assert form.read(form.write(bank[:1]), file="x").items == tuple(bank[:1])
        else:
            assert lost[-3:] == told, suffix
        assert form.dropped([an_item()]) == ((form.loses,) if form.loses else ())
