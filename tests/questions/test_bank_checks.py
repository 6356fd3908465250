from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_samples import an_item, items

from questions.blueprint import Cell, PaperBlueprint
from questions.checks import check_bank
from questions.item import Level
from questions.likeness import folded, twins

LONG = "Câu rất dài " * 30


def codes(*bank: Any, **options: Any):
    return [finding.code for finding in check_bank(bank, **options)]


def test_a_sound_question_has_no_findings():
    assert codes(an_item(), today=date(2024, 6, 1)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": " "}, "no-code"),
        ({"topic": "tin-hoc"}, "unknown-topic"),
        ({"level": "hard"}, "unknown-level"),
        ({"key": -1}, "no-key"),
        ({"key": 4}, "key-out-of-range"),
        ({"stem": "  "}, "no-stem"),
        ({"stem": LONG}, "long-stem"),
        ({"choices": ("Quốc hội", "Chính phủ", "Bộ Nội vụ")}, "choice-count"),
        ({"choices": ("Quốc hội", "Chính phủ", "Bộ Nội vụ", "UBND tỉnh", "Toà án")}, "choice-count"),
        ({"choices": ("Quốc hội", "Chính phủ", " ", "UBND tỉnh")}, "empty-choice"),
        ({"choices": ("Quốc hội", "Chính phủ", "QUỐC  HỘI", "UBND tỉnh")}, "repeated-choice"),
        ({"citation": ""}, "no-citation"),
        ({"explanation": ""}, "no-explanation"),
        ({"explanation": "từ " * 81}, "long-explanation"),
        ({"valid_from": date(2025, 1, 1), "valid_to": date(2024, 1, 1)}, "validity-reversed"),
        ({"choices": ("Quốc hội", "Chính phủ nước ta" * 3, "Bộ Nội vụ", "UBND tỉnh")}, "key-too-long"),
        ({"stem": "Co\u031b quan na\u0300o?"}, "not-nfc"),
        ({"stem": "\u00d0ơn vị nào?"}, "wrong-d"),
        ({"choices": ("Quốc hội", "Chính phủ", "Bộ Nội vụ", "Cả A và B")}, "letter-in-choice"),
        ({"choices": ("Quốc hội", "Chính phủ", "Bộ Nội vụ", "Phương án A đúng")}, "letter-in-choice"),
        ({"choices": ("Quốc hội", "Chính phủ", "Bộ Nội vụ", "Tất cả các phương án trên")}, "all-not-pinned"),
        (
            {"choices": ("Quốc hội", "Chính phủ", "Bộ Nội vụ", "Cả ba nội dung trên đều đúng")},
            "all-not-pinned",
        ),
    ],
)
def test_a_faulty_question_is_found_out(changes, code):
    (finding,) = check_bank([an_item(**changes)])
    assert finding.code == code
    assert finding.items == (changes.get("code", "tc-001"),)
    assert finding.message.endswith(".")


def test_a_choice_repeated_in_another_unicode_form_is_found():
    assert "repeated-choice" in codes(an_item(choices=("Quốc hội", "Quô\u0301c hội", "Bộ", "Sở")))


def test_an_explanation_of_eighty_words_passes():
    assert codes(an_item(explanation="từ " * 80)) == []


def test_all_of_the_above_passes_when_pinned_and_last_only():
    choices = ("Quốc hội", "Chính phủ", "Bộ Nội vụ", "Tất cả các phương án trên")
    assert codes(an_item(choices=choices, pin_last=True)) == []
    assert codes(an_item(choices=choices[::-1], pin_last=True)) == ["all-not-pinned"]


@pytest.mark.parametrize(
    "choice", ["Nhóm A", "Dự án nhóm A và B", "Cả nước", "Tất cả các bộ, ngành", "Vitamin A"]
)
def test_ordinary_words_are_not_taken_for_talk_about_choices(choice):
    assert codes(an_item(choices=("Quốc hội", "Chính phủ", "Bộ Nội vụ", choice))) == []


def test_no_choices_about_length_are_drawn_from_a_question_without_a_key():
    assert codes(an_item(key=-1, choices=("a", "b" * 90, "c", "d"))) == ["no-key"]


def test_validity_is_checked_only_for_a_day_that_is_named():
    expired = an_item(valid_to=date(2024, 12, 31))
    assert codes(expired) == []
    assert codes(expired, today=date(2024, 12, 31)) == []
    (finding,) = check_bank([expired], today=date(2025, 1, 1))
    assert (finding.code, finding.severity) == ("expired", "error")


def test_an_expired_question_that_names_its_replacement_is_only_a_warning():
    (finding,) = check_bank(
        [an_item(valid_to=date(2024, 12, 31), replaced_by="Nghị định 118/2025/NĐ-CP")], today=date(2025, 1, 1)
    )
    assert (finding.code, finding.severity) == ("expired", "warning")
    assert "31/12/2024" in finding.message
    assert "Nghị định 118/2025/NĐ-CP" in finding.message


def test_a_question_of_tomorrow_is_a_warning():
    (finding,) = check_bank([an_item(valid_from=date(2025, 7, 1))], today=date(2025, 6, 30))
    assert (finding.code, finding.severity) == ("not-yet-valid", "warning")


def test_a_code_used_twice_is_an_error():
    findings = check_bank(
        [an_item(), an_item(stem="Ai ký luật?"), an_item(code="tc-002", stem="Khác hẳn nhé")]
    )
    assert [(f.code, f.items) for f in findings] == [("duplicate-code", ("tc-001", "tc-001"))]


def test_twins_differ_in_marks_and_case_only():
    findings = check_bank([an_item(), an_item(code="tc-002", stem="co quan nao  ban hanh NGHỊ ĐỊNH")])
    assert [(f.code, f.severity, f.items) for f in findings] == [("twin", "error", ("tc-001", "tc-002"))]


def test_nearly_the_same_words_are_a_warning():
    stem = "Cơ quan nào có thẩm quyền ban hành nghị định quy định chi tiết luật?"
    findings = check_bank(
        [an_item(stem=stem), an_item(code="tc-002", stem=stem.replace("luật", "pháp lệnh"))]
    )
    assert [(f.code, f.severity) for f in findings] == [("similar", "warning")]
    assert "%" in findings[0].message


def a_bank(number, **changes_of: Any):
    """Questions that have nothing in common but what the test gives them."""
    return [
        an_item(
            code=f"q-{n}",
            stem=f"{chr(97 + n % 26) * 5}{n} {chr(98 + n % 24) * 4}{n}",
            **{name: value(n) for name, value in changes_of.items()},
        )
        for n in range(number)
    ]


def test_keys_that_are_too_often_the_longest_are_found_over_the_bank():
    longest = ("aaaa", "aaaaa", "bbbb", "cccc")
    level = ("aaaaa", "bbbbb", "ccccc", "ddddd")
    at_bound = a_bank(20, choices=lambda n: longest if n < 7 else level, key=lambda n: 1 if n < 7 else n % 4)
    assert codes(*at_bound) == []
    above = a_bank(20, choices=lambda n: longest if n < 8 else level, key=lambda n: 1 if n < 8 else n % 4)
    (finding,) = check_bank(above)
    assert (finding.code, finding.severity, len(finding.items)) == ("longest-key", "warning", 8)
    assert "8 trên 20 câu (40%)" in finding.message


def test_a_handful_of_questions_says_nothing_about_the_longest_key():
    assert codes(*a_bank(9, choices=lambda _: ("aaaa", "aaaaa", "bbbb", "cccc"))) == []


def test_a_bank_whose_keys_are_nearly_all_one_letter_is_found():
    level = ("aaaaa", "bbbbb", "ccccc", "ddddd")
    (finding,) = check_bank(a_bank(20, choices=lambda _: level, key=lambda n: 1 if n < 15 else n % 4))
    assert (finding.code, finding.items) == ("key-balance", ())
    assert finding.message.endswith("A 1, B 16, C 1, D 2.")
    assert codes(*a_bank(20, choices=lambda _: level, key=lambda n: n % 4)) == []


def test_thin_cells_are_named_and_count_only_questions_valid_on_the_day():
    blueprint = PaperBlueprint(cells=(Cell(topic="the-che", level=Level.RECALL, count=1),))
    bank = [an_item(valid_from=date(2025, 1, 1))]
    assert codes(*bank, blueprint=blueprint) == []
    findings = check_bank(bank, blueprint=blueprint, today=date(2024, 1, 1))
    assert [(f.code, f.severity) for f in findings] == [("not-yet-valid", "warning"), ("thin-cell", "error")]
    assert "cần 1 câu" in findings[1].message


@given(st.lists(items(), max_size=4))
def test_no_bank_however_odd_breaks_the_checks(bank):
    assert all(finding.message for finding in check_bank(bank, today=date(2024, 1, 1)))


def test_folding_drops_marks_case_and_punctuation():
    assert folded("“Ðiều 5”, Nghị định – 61/2018/NĐ-CP?") == "dieu 5 nghi dinh 61 2018 nd cp"


def test_texts_with_different_numbers_are_not_twins():
    text = "Theo nghị quyết, đến năm {} tỷ lệ hồ sơ trực tuyến toàn trình phải đạt bao nhiêu phần trăm?"
    assert list(twins([text.format(2025), text.format(2030)])) == []


def test_a_number_on_one_side_only_does_not_make_texts_different():
    text = "Theo nghị quyết{} tỷ lệ hồ sơ trực tuyến toàn trình phải đạt bao nhiêu phần trăm?"
    ((first, second, likeness),) = twins([text.format(""), text.format(" 76")])
    assert (first, second) == (0, 1)
    assert likeness == Fraction(17, 18)


def test_the_same_words_in_another_order_are_alike_but_not_equal():
    assert list(twins(["bộ nào quản lý", "quản lý bộ nào"])) == [(0, 1, Fraction(99, 100))]


def test_empty_texts_have_no_twins():
    assert list(twins(["", "", "?!"])) == []


words = st.lists(st.sampled_from(list("abcdefg12")), max_size=8).map(" ".join)


@given(st.lists(words, max_size=8))
def test_the_quick_comparison_finds_exactly_what_comparing_all_pairs_finds(texts):
    sets = [frozenset(text.split()) for text in texts]
    expected = set()
    for second in range(len(texts)):
        for first in range(second):
            one, other = sets[first], sets[second]
            numbers_differ = any(map(str.isdigit, one - other)) and any(map(str.isdigit, other - one))
            if one and not numbers_differ and Fraction(len(one & other), len(one | other)) >= Fraction(8, 10):
                expected.add((first, second))
    assert {(first, second) for first, second, _ in twins(texts)} == expected


@given(st.lists(words, max_size=8), st.integers(min_value=0, max_value=8))
def test_texts_that_are_known_already_are_not_compared_among_themselves(texts, known):
    known = min(known, len(texts))
    fresh = len(texts) - known
    everything = list(twins(texts))
    assert list(twins(texts, known=known)) == [pair for pair in everything if pair[0] < fresh]
