from fractions import Fraction
from random import Random
from typing import Any

import pytest
from question_samples import a_candidate

from questions.blueprint import Cell, PaperBlueprint
from questions.drawing import Pool
from questions.item import Level
from questions.simulation import simulate

FIVE = PaperBlueprint(cells=(Cell(topic="the-che", level=Level.RECALL, count=5),))


def a_pool(**changes: Any):
    return Pool(a_candidate(n, **changes) for n in range(50))


def test_questions_are_shown_evenly_and_keys_fall_on_all_letters_alike():
    outcome = simulate(FIVE, a_pool(key=2), Random(1), papers=2000)
    assert outcome.papers == 2000
    assert sum(outcome.shown.values()) == sum(outcome.key_positions) == 10_000
    assert max(outcome.shown.values()) - min(outcome.shown.values()) <= 30
    assert all(2350 < number < 2650 for number in outcome.key_positions)


def test_questions_never_drawn_are_counted_too():
    outcome = simulate(
        FIVE, Pool([*a_pool().candidates, a_candidate(99, level=Level.APPLY)]), Random(1), papers=3
    )
    assert outcome.shown[99] == 0
    assert outcome.key_positions == ()
    assert outcome.expected is None


def test_a_bank_of_one_paper_gives_one_paper():
    pool = Pool(a_candidate(n) for n in range(5))
    facility = {n: Fraction(n, 10) for n in range(5)}
    outcome = simulate(FIVE, pool, Random(1), papers=10, facility=facility)
    assert outcome.distinct == 1
    assert outcome.expected == (Fraction(1, 5), Fraction(1, 5), Fraction(1, 5))


def test_the_spread_of_difficulty_counts_only_questions_whose_facility_is_known():
    assert simulate(FIVE, a_pool(), Random(2), papers=1, facility={99: Fraction(1)}).expected is None
    facility = {n: Fraction(1, 4) if n < 10 else Fraction(3, 4) for n in range(20)}
    low, mean, high = simulate(FIVE, a_pool(), Random(2), papers=500, facility=facility).expected
    assert (low, high) == (Fraction(1, 4), Fraction(3, 4))
    assert Fraction(4, 10) < mean < Fraction(6, 10)


def test_the_outcome_is_told_in_words():
    outcome = simulate(
        FIVE,
        Pool(a_candidate(n, key=0, choices=1) for n in range(5)),
        Random(1),
        papers=4,
        facility={0: Fraction(1, 3)},
    )
    assert outcome.in_words() == (
        "Rút thử 4 đề, có 1 đề khác nhau.",
        "Mỗi câu xuất hiện từ 4 đến 4 lần.",
        "Đáp án rơi vào các vị trí: A 100,0%.",
        "Tỷ lệ đúng dự kiến của một đề: từ 33,3% đến 33,3%, trung bình 33,3%.",
    )
    assert len(simulate(FIVE, a_pool(), Random(1), papers=1).in_words()) == 2


@pytest.mark.parametrize(("papers", "pool"), [(0, a_pool()), (1, Pool([]))])
def test_a_simulation_of_nothing_is_refused(papers, pool):
    with pytest.raises(ValueError, match=r"at least one paper|cần 5 câu"):
        simulate(FIVE, pool, Random(1), papers=papers)


def test_balanced_papers_lie_close_together_and_show_questions_as_evenly():
    facility = {n: Fraction(n, 50) for n in range(45)}
    plain = simulate(FIVE, a_pool(key=1), Random(3), papers=1000, facility=facility)
    balanced = simulate(FIVE, a_pool(key=1), Random(3), papers=1000, facility=facility, balanced=True)
    assert plain.expected[2] - plain.expected[0] > Fraction(1, 2)
    assert balanced.expected[2] - balanced.expected[0] < Fraction(1, 4)
    assert max(balanced.shown.values()) - min(balanced.shown.values()) <= 30
    assert all(1100 < number < 1400 for number in balanced.key_positions)
