"""The few words about a rule set say what the rule set says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contest.rules.ruleset import Counting, TieKey, default_2024
from contest.rules.summary import summary_of

RULES = default_2024()


def test_the_summary_states_paper_time_and_prizes() -> None:
    said = summary_of(replace(RULES, duration=timedelta(minutes=15)))
    assert said.paper == "20 hoặc 10 câu và 1 câu dự đoán"
    assert said.duration == "15 phút"
    assert said.for_whom == "cán bộ, công chức, viên chức và người lao động cùng người dân"
    first = said.divisions[0].prizes[0]
    assert (first.name, first.quota, first.amount_vnd) == ("Giải Nhất", 1, 800_000)
    assert len(said.collective_groups) == 3


def test_the_keys_come_in_the_order_of_the_rule_set() -> None:
    said = summary_of(replace(RULES, tie_break=(TieKey.TIME_USED, TieKey.SCORE)))
    assert said.keys == ("thời gian làm bài", "điểm bài thi")


def test_without_a_prediction_none_is_promised() -> None:
    assert summary_of(replace(RULES, prediction=None)).paper == "20 hoặc 10 câu"


@pytest.mark.parametrize(
    ("allowed", "counting", "sentence"),
    [
        (1, Counting.BEST, "Mỗi người 1 lượt trong mỗi đợt thi"),
        (3, Counting.BEST, "Mỗi người 3 lượt trong mỗi đợt thi, lấy lượt cao nhất"),
        (2, Counting.LAST, "Mỗi người 2 lượt trong mỗi đợt thi, lấy lượt cuối cùng"),
        (2, Counting.FIRST, "Mỗi người 2 lượt trong mỗi đợt thi, lấy lượt đầu tiên"),
    ],
)
def test_the_attempts_are_said_with_the_one_that_counts(
    allowed: int, counting: Counting, sentence: str
) -> None:
    assert summary_of(replace(RULES, attempts_allowed=allowed, counting=counting)).attempts == sentence
