from fractions import Fraction
from math import isclose
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.analysis import Asked, Response, analyse, reliability, reliability_by

# The worked example of Moodle's own statistics report: 25 attempts at 7 slots, one string of
# marks for each slot, and the figures Moodle publishes for it. Source: moodle/moodle,
# mod/quiz/report/statistics/tests/fixtures/results00.csv and qstats00.csv at c0dfd035.
MOODLE_MARKS = [
    "1 1 1 0 1 1 0 1 1 0 0.8 1 1 1 0 1 0.8 1 1 0 1 1 1 0 0",
    "1 1 1 0 0 1 1 1 0 1 0 1 0 0 0 0 0 0 0 1 1 1 1 0 0",
    "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 0.3333333 1 1 1 1",
    "1 1 1 1 0 1 1 0 1 0 1 0 1 1 1 0 1 1 1 0 1 0 1 0 1",
    "1 0.5 0.5 1 0 0.5 0.5 0.5 1 0.5 0.5 0.5 0.5 1 0 0.5 0.5 0 0.5 0.5 0.5 0.5 0 0.5 1",
    "0 1 0 0 1 0 1 1 1 1 1 1 1 0 1 1 0 1 0 1 0 0 1 1 1",
    "1 0 1 0 0.5 0.5 0.5 0.5 1 0.5 0.5 1 0.5 0.5 1 1 1 0.5 0.5 0 0.5 0.5 0.5 1 1",
]
MOODLE_FIGURES = [  # facility, standard deviation, discrimination index, discriminative efficiency
    (0.704, 0.4513682901, -7.0650767526, -9.4550536967),
    (0.48, 0.5099019514, -28.8982125772, -36.7834118938),
    (0.973333332, 0.13333334, -9.1230674268, -21.6545012165),
    (0.68, 0.4760952286, -22.6306444113, -31.4411395613),
    (0.52, 0.3055050463, -17.6997047674, -21.1794802584),
    (0.64, 0.4898979486, -45.3785178421, -56.9365974439),
    (0.62, 0.331662479, -5.6543166602, -6.5043742058),
]

# Ten students, ten items. Source: K. L. Wuensch, East Carolina University, StatHelp/KR20.txt,
# which prints p q for each item (2.18 in all) and the variance of the totals, 5.84.
WUENSCH = """1111110110 1011011101 1111011001 0010001000 0000010010
             1110111111 1101110111 1111111101 0101111101 1101101110"""


def a_sitting(*marks: Any, choices=None):
    return [
        Response(version_id=index, choice=mark if choices is None else choices[index], mark=mark)
        for index, mark in enumerate(marks)
    ]


def two_choices(number):
    return dict.fromkeys(range(number), Asked(choices=2, key=1))


def test_the_figures_of_moodle_are_met_to_every_printed_digit():
    columns = [[Fraction(mark) for mark in slot.split()] for slot in MOODLE_MARKS]
    sittings = [a_sitting(*marks, choices=[None] * 7) for marks in zip(*columns, strict=True)]
    found = analyse(sittings, two_choices(7))
    assert [figures.attempts for figures in found] == [25] * 7
    for figures, (facility, deviation, index, efficiency) in zip(found, MOODLE_FIGURES, strict=True):
        assert figures.facility == pytest.approx(facility, abs=1e-9)
        assert figures.standard_deviation == pytest.approx(deviation, abs=1e-9)
        assert figures.discrimination_index == pytest.approx(index, abs=1e-6)
        assert figures.discriminative_efficiency == pytest.approx(efficiency, abs=1e-6)


def test_kr_20_of_the_published_table_follows_its_printed_sums():
    rows = [[int(mark) for mark in row] for row in WUENSCH.split()]
    assert reliability(rows) == Fraction(10, 9) * (1 - Fraction("2.18") / Fraction("5.84"))


def test_a_small_paper_worked_by_hand():
    """Marks 1, 1, 0, 0 beside rests 2, 1, 1, 0: covariance 1/3, variances 1/3 and 2/3.

    Sorted, the rests 0, 1, 1, 2 meet the marks 0, 0, 1, 1: the largest covariance is 1/3 too.
    """
    found = analyse(
        [a_sitting(1, 1, 1), a_sitting(1, 1, 0), a_sitting(0, 1, 0), a_sitting(0, 0, 0)], two_choices(3)
    )
    assert found[0].facility == Fraction(1, 2)
    assert isclose(found[0].discrimination_index, 100 * (1 / 3) / (2 / 9) ** 0.5)
    assert found[0].discriminative_efficiency == 100


def test_figures_without_variance_are_none():
    (alone,) = analyse([a_sitting(1)], two_choices(1))
    assert (alone.standard_deviation, alone.discrimination_index, alone.discriminative_efficiency) == (
        None,
        None,
        None,
    )
    first, second = analyse([a_sitting(1, 0), a_sitting(1, 1)], two_choices(2))
    assert first.standard_deviation == 0
    assert first.discrimination_index is None
    assert second.discriminative_efficiency is None


def test_only_attempts_that_met_a_question_count_for_it():
    sittings = [
        [Response(version_id=7, choice=1, mark=1)],
        [Response(version_id=9, choice=0, mark=0)],
        [Response(version_id=7, choice=None, mark=0)],
    ]
    seven, nine = analyse(sittings, {7: Asked(choices=2, key=1), 9: Asked(choices=3, key=2)})
    assert (seven.version_id, seven.attempts, seven.facility) == (7, 2, Fraction(1, 2))
    assert (nine.version_id, nine.attempts, nine.facility) == (9, 1, 0)


def test_the_table_of_choices_counts_every_choice_and_the_unanswered():
    sittings = [
        a_sitting(1, 1, choices=[2, 0]),
        a_sitting(0, 1, choices=[0, 0]),
        a_sitting(0, 0, choices=[None, 0]),
    ]
    first = analyse(sittings, {0: Asked(choices=3, key=2), 1: Asked(choices=2, key=0)})[0]
    assert [(row.choice, row.is_key, row.count, row.share, row.mean_rest) for row in first.choices] == [
        (0, False, 1, Fraction(1, 3), 1),
        (1, False, 0, 0, None),
        (2, True, 1, Fraction(1, 3), 1),
        (None, False, 1, Fraction(1, 3), 0),
    ]


def words(sittings, asked=None):
    return analyse(sittings, asked or two_choices(len(sittings[0])))[0].in_words()


def test_few_attempts_raise_no_remarks():
    assert words([a_sitting(0, 1)] * 19) == ()


def test_a_question_that_works_raises_no_remarks():
    assert words([a_sitting(1, 1)] * 12 + [a_sitting(0, 0)] * 8) == ()


def test_a_hard_question_and_a_popular_distractor_are_remarked():
    sittings = [a_sitting(1, 1)] * 4 + [a_sitting(0, 0)] * 16
    assert words(sittings) == ("chỉ 20% trả lời đúng", "phương án A được chọn nhiều hơn đáp án")


def test_a_question_everybody_knows_is_remarked_with_its_idle_distractor():
    assert words([a_sitting(1, 1)] * 20) == (
        "100% trả lời đúng, câu không phân biệt được ai",
        "phương án A không ai chọn",
    )


def test_a_question_that_good_papers_get_wrong_is_remarked():
    assert words([a_sitting(1, 0)] * 12 + [a_sitting(0, 1)] * 8) == ("người điểm cao chọn sai nhiều hơn",)


def test_a_key_outside_the_choices_raises_no_comparison_with_it():
    assert (
        words([a_sitting(1, 1)] * 12 + [a_sitting(0, 0)] * 8, two_choices(2) | {0: Asked(choices=2, key=5)})
        == ()
    )


@pytest.mark.parametrize("rows", [[], [[1, 0]], [[1], [0]], [[1, 0], [0, 1]], [[], []]])
def test_reliability_is_none_where_nothing_can_vary(rows):
    assert reliability(rows) is None


def test_reliability_refuses_rows_of_different_lengths():
    with pytest.raises(ValueError, match="one length"):
        reliability([[1, 0], [1]])


def test_slots_that_agree_wholly_have_reliability_one():
    assert reliability([[1, 1, 1], [0, 0, 0], [1, 1, 1]]) == 1


def test_reliability_is_told_for_each_part_of_the_paper():
    sittings = [a_sitting(1, 1, 0), a_sitting(0, 0, 1), a_sitting(1, 1, 1)[:2]]
    parts = reliability_by(sittings, {0: "the-che", 1: "the-che", 2: "dich-vu-cong"}.__getitem__)
    assert parts == {"the-che": 1, "dich-vu-cong": None}
    uneven = [*sittings, a_sitting(1)]
    assert reliability_by(uneven, lambda _: "all") == {"all": None}


marks = st.lists(st.tuples(*[st.integers(0, 1)] * 4), min_size=2, max_size=30)


@given(rows=marks)
def test_indices_stay_within_a_hundred_and_efficiency_is_the_bolder(rows):
    for figures in analyse([a_sitting(*row) for row in rows], two_choices(4)):
        assert 0 <= figures.facility <= 1
        if figures.discrimination_index is not None:
            assert abs(figures.discrimination_index) <= 100 + 1e-9
            assert figures.discriminative_efficiency <= 100
            assert (
                figures.discriminative_efficiency >= figures.discrimination_index - 1e-9
                or figures.discrimination_index < 0
            )


@given(rows=marks)
def test_the_order_of_attempts_does_not_matter(rows):
    sittings = [a_sitting(*row) for row in rows]
    assert analyse(sittings, two_choices(4)) == analyse(sittings[::-1], two_choices(4))
    assert reliability(rows) == reliability(rows[::-1])
