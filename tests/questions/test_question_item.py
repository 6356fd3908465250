from dataclasses import replace
from datetime import date

import pytest
from question_samples import IN_ENGLISH, IN_TAY, PICTURE, RECORDING, an_item

from questions.item import TOPICS, Language, Level, MediumKind


def test_levels_and_topics_have_vietnamese_names():
    assert [level.label for level in Level] == ["Nhận biết", "Thông hiểu", "Vận dụng"]
    assert len(TOPICS) == 10
    assert TOPICS["van-hoa-cong-vu"] == "Văn hóa công vụ"


def test_both_ends_of_the_validity_belong_to_it():
    item = an_item(valid_from=date(2024, 1, 8), valid_to=date(2024, 12, 31))
    days = [date(2024, 1, 7), date(2024, 1, 8), date(2024, 12, 31), date(2025, 1, 1)]
    assert [item.is_valid_on(day) for day in days] == [False, True, True, False]


def test_a_question_without_bounds_is_always_valid():
    assert an_item().is_valid_on(date(1945, 9, 2))
    assert an_item(valid_to=date(2024, 1, 1)).is_valid_on(date(1945, 9, 2))


@pytest.mark.parametrize(("key", "letter", "known"), [(1, "B", True), (4, "E", False), (-1, "", False)])
def test_the_key_letter_names_the_index_even_where_no_choice_stands(key, letter, known):
    item = an_item(key=key)
    assert item.key_letter == letter
    assert item.has_key is known


def test_the_fingerprint_does_not_change_between_releases():
    assert an_item().fingerprint() == "e4461ee6acc8d46f232e3b4bc77579ce855d46719db00807f6aea34fa5121a61"


def test_code_and_author_leave_the_fingerprint_alone():
    assert an_item(code="x", author="Lan").fingerprint() == an_item().fingerprint()


@pytest.mark.parametrize(
    "change",
    [
        {"topic": "dich-vu-cong"},
        {"level": Level.APPLY},
        {"stem": "Khác?"},
        {"choices": ("Quốc hội", "Chính phủ", "Bộ Nội vụ")},
        {"key": 2},
        {"explanation": "Khác."},
        {"citation": "Khác"},
        {"valid_from": date(2024, 1, 1)},
        {"valid_to": date(2024, 1, 1)},
        {"tags": frozenset({"a"})},
        {"pin_last": True},
        {"facts": ("tc-003",)},
        {"replaced_by": "Luật mới"},
        {"media": (PICTURE,)},
        {"variants": (IN_TAY,)},
    ],
)
def test_any_change_of_content_changes_the_fingerprint(change):
    assert an_item(**change).fingerprint() != an_item().fingerprint()


def test_the_order_of_tags_does_not_matter():
    first, second = frozenset(["mot-cua", "le-phi"]), frozenset(["le-phi", "mot-cua"])
    assert an_item(tags=first).fingerprint() == an_item(tags=second).fingerprint()


@pytest.mark.parametrize(
    "other",
    [
        {"kind": MediumKind.AUDIO},
        {"file": "khac.png"},
        {"description": "Khác"},
        {"choice": 0},
        {"sha256": "1" * 64},
    ],
)
def test_any_change_of_a_picture_changes_the_fingerprint(other):
    changed = an_item(media=(replace(PICTURE, **other),))
    assert changed.fingerprint() != an_item(media=(PICTURE,)).fingerprint()


@pytest.mark.parametrize(
    "other",
    [
        {"language": Language.DAO},
        {"stem": "x"},
        {"choices": ()},
        {"explanation": "x"},
        {"media": (RECORDING,)},
    ],
)
def test_any_change_of_a_translation_changes_the_fingerprint(other):
    changed = an_item(variants=(replace(IN_ENGLISH, **other),))
    assert changed.fingerprint() != an_item(variants=(IN_ENGLISH,)).fingerprint()


def test_a_question_is_found_in_a_language():
    item = an_item(variants=(IN_ENGLISH, IN_TAY))
    assert item.in_language(Language.TAY) is IN_TAY
    assert item.in_language(Language.DAO) is None
    assert (IN_TAY.has_text, IN_TAY.has_audio) == (False, True)
    assert (IN_ENGLISH.has_text, IN_ENGLISH.has_audio) == (True, False)


def test_each_language_has_a_name_of_its_own():
    assert len({language.label for language in Language}) == len(Language)
    assert [kind.label for kind in MediumKind] == ["Hình", "Ghi âm"]
