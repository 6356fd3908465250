import unicodedata

import pytest

from contest.platform.language.vietnamese import clean, fold, name_sort_key, short_name, sort_key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (unicodedata.normalize("NFD", "Sở Nội vụ"), "Sở Nội vụ"),
        ("  Sở\u00a0 Nội\tvụ \n", "Sở Nội vụ"),
        ("Ðồng Văn, Ɖồng Văn", "Đồng Văn, Đồng Văn"),
        ("Mèo\u200b Vạc\ufeff", "Mèo Vạc"),
        ("Quản\x00 Bạ\x1b", "Quản Bạ"),
        ("Xín \ue010Mần\uf0b7", "Xín Mần"),
    ],
)
def test_text_is_one_line_in_one_form_without_signs_that_nobody_sees(typed: str, kept: str):
    assert clean(typed) == kept


def test_search_knows_no_diacritics_and_no_case():
    assert fold("SỞ Nội Vụ – Đường") == "so noi vu – duong"


def test_tones_order_words_that_are_otherwise_the_same():
    assert sorted(["lạ", "la", "lan", "lá", "là", "lả", "lã"], key=sort_key) == [
        *("la", "là", "lả", "lã", "lá", "lạ"),
        "lan",
    ]


def test_people_are_ordered_by_given_name_then_by_family_name():
    people = ["Sùng Thị Mai", "Vàng A Páo", "Đặng Văn An", "Bùi Thị Mai"]
    assert sorted(people, key=name_sort_key) == ["Đặng Văn An", "Bùi Thị Mai", "Sùng Thị Mai", "Vàng A Páo"]


@pytest.mark.parametrize(
    ("name", "shown"), [("Sùng Thị Mai", "Sùng T. Mai"), ("Vàng Páo", "Vàng Páo"), ("Mai", "Mai")]
)
def test_a_name_is_short_on_public_pages(name: str, shown: str):
    assert short_name(name) == shown
