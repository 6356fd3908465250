"""The catalogues: English is whole and says the same, no language holds what nobody says any more."""

import re
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from contest.platform.language.catalogues import ENGLISH, LANGUAGES, SOURCE, forms_of, path_of, texts_of
from contest.platform.language.other_language import VIETNAMESE
from contest.translations.__main__ import brought_up_to_date

OTHERS = [language for language in LANGUAGES if language != SOURCE]
HOLES = re.compile(r"%\((\w+)\)([sd])")
# Names that English writes as Vietnamese does.
NAMES = re.compile("Hà Giang|Tày|Mông|Nùng|Pà Thẻn")


def holes(text: str) -> set[object]:
    if HOLES.search(text):
        return set(HOLES.findall(text))
    return {hole for _, hole, _, _ in Formatter().parse(text) if hole is not None}


def test_english_has_every_text_that_a_reader_may_see():
    _content, missing = brought_up_to_date(ENGLISH)
    assert missing == 0, "`make translations`, then fill in what is empty in contest/translations/en"


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_the_texts_there_are_and_no_others(language: str):
    content, _missing = brought_up_to_date(language)
    with path_of(language).open("rb") as file:
        kept = read_po(file)
    assert {message.id for message in kept} == {
        message.id for message in read_po(content.decode().splitlines(keepends=True))
    }, "`make translations`"
    assert not kept.obsolete


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_holes_of_its_text(language: str):
    wrong = {
        text: form
        for text, forms in texts_of(language).items()
        for form in forms
        if holes(form) != holes(text)
    }
    assert wrong == {}


def test_english_texts_are_english():
    left = {
        form
        for forms in texts_of(ENGLISH).values()
        for form in forms
        if VIETNAMESE.search(NAMES.sub("", form))
    }
    assert left == set()


def test_english_counts_one_thing_and_several():
    with path_of(ENGLISH).open("rb") as file:
        counting = [message for message in read_po(file) if message.id and message.pluralizable]
    assert counting
    assert all(len(set(forms_of(message.string))) > 1 for message in counting)
