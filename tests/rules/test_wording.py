"""Numbers, money, times and shares as the regulations write them."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules import wording


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (18432, "18.432"), (1234567, "1.234.567")]
)
def test_thousands_are_set_apart_by_points(value: int, text: str):
    assert wording.number(value) == text


def test_money_names_its_unit():
    assert wording.money(800_000) == "800.000 đồng"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(155, 2), "77,5"),
        (Fraction(1045, 12), "87,08"),
        (Fraction(1, 200), "0,01"),
        (Fraction(1, 201), "0"),
        (Fraction(-1, 201), "0"),
        (Fraction(-5, 2), "-2,5"),
        (Fraction(999_999, 100_000), "10"),
        (Fraction(12_345), "12.345"),
        (Fraction(100), "100"),
    ],
)
def test_fractions_are_rounded_half_up_for_the_eye_only(value: Fraction, text: str):
    assert wording.decimal(value) == text


@given(value=st.fractions(min_value=-1000, max_value=1000))
def test_a_printed_fraction_is_within_half_a_hundredth(value: Fraction):
    printed = Fraction(wording.decimal(value).replace(".", "").replace(",", "."))
    assert abs(printed - value) <= Fraction(1, 200)


def test_a_share_is_printed_in_percent():
    assert wording.percent(Fraction(412, 1000)) == "41,2%"
    assert wording.percent(Fraction(1)) == "100%"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 phút 00,000 giây"),
        (1, "0 phút 00,001 giây"),
        (492_480, "8 phút 12,480 giây"),
        (3_600_000, "60 phút 00,000 giây"),
    ],
)
def test_time_used_is_stated_to_the_thousandth(value: int, text: str):
    assert wording.milliseconds(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (timedelta(minutes=20), "20 phút"),
        (timedelta(seconds=30), "30 giây"),
        (timedelta(seconds=90), "1 phút 30 giây"),
        (timedelta(0), "0 giây"),
        (timedelta(hours=2), "120 phút"),
    ],
)
def test_lengths_of_time_are_in_minutes_and_seconds(value: timedelta, text: str):
    assert wording.length(value) == text


def test_instants_are_stated_in_vietnam_time_across_midnight():
    moment = datetime(2024, 11, 18, 17, 0, 0, 999_999, tzinfo=UTC)
    assert wording.instant(moment) == "00:00:00,999 ngày 19/11/2024"


def test_days_have_leading_zeros():
    assert wording.day(date(2024, 1, 4)) == "04/01/2024"
