import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.platform.language.vietnamese_words import vnd_words, words

SPOKEN = {
    0: "không",
    4: "bốn",
    10: "mười",
    15: "mười lăm",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    105: "một trăm linh năm",
    710_000: "bảy trăm mười nghìn",
    1_005_000: "một triệu không trăm linh năm nghìn",
    1_500_000: "một triệu năm trăm nghìn",
    33_500_000: "ba mươi ba triệu năm trăm nghìn",
    2_000_000_015: "hai tỷ không trăm mười lăm",
    1_000_000_000_001: "một nghìn tỷ không trăm linh một",
}
UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6,
    "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def read_back(said: str) -> int:
    """What a listener understands: an own way from words to the number."""
    done = group = digit = 0
    billions = 0
    for word in said.split():
        if word in UNITS:
            digit = UNITS[word]
        elif word == "mười":
            group, digit = group + 10, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word in {"nghìn", "triệu"}:
            done, group, digit = done + (group + digit) * {"nghìn": 1_000, "triệu": 1_000_000}[word], 0, 0
        elif word == "tỷ":
            billions, done, group, digit = (done + group + digit) * 1_000_000_000, 0, 0, 0
        else:
            assert word == "linh"
    return billions + done + group + digit


@pytest.mark.parametrize(("number", "said"), SPOKEN.items())
def test_numbers_are_said_as_on_payment_papers(number: int, said: str):
    assert words(number) == said


@given(st.integers(min_value=0, max_value=999_999_999_999_999))
def test_a_listener_understands_the_number_that_was_meant(number: int):
    assert read_back(words(number)) == number


def test_money_begins_with_a_capital_and_ends_with_its_unit():
    assert vnd_words(10_800_000) == "Mười triệu tám trăm nghìn đồng"


def test_nobody_is_paid_less_than_nothing():
    with pytest.raises(ValueError, match="negative"):
        words(-1)
