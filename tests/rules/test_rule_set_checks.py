"""Which rule sets may not be published, and what the organiser is told."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from rules.rule_set_samples import (
    ANY_RULE_SET,
    LEADERS,
    a_collective,
    a_division,
    a_rule_set,
    an_overall,
    sound_rule_sets,
)

from contest.rules.checks import cost_of_round
from contest.rules.ruleset import (
    OverallMethod,
    Prize,
    RuleSet,
    ScoresShown,
    StruckQuestion,
    TieKey,
    UnitGroup,
    check,
    default_2024,
    order_a,
    order_b,
    order_c,
)

PRIZE = Prize(code="nhat", name="Giải Nhất", quota=1, amount_vnd=1)
GROUP = UnitGroup(code="cap-xa", name="Cấp xã", kinds=("commune",), prizes=())


def test_the_contest_of_2024_is_sound():
    assert check(default_2024()) == ()


@given(ruleset=sound_rule_sets())
def test_what_the_samples_call_sound_passes_every_check(ruleset: RuleSet):
    assert check(ruleset) == ()


@pytest.mark.parametrize("tie_break", [order_a(), order_b(), order_c()])
def test_the_three_usual_orders_are_sound(tie_break: tuple[TieKey, ...]):
    prediction = default_2024().prediction if TieKey.PREDICTION_ERROR in tie_break else None
    assert check(a_rule_set(tie_break=tie_break, prediction=prediction)) == ()


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"title": "  "}, "title", "blank"),
    ({"minimum_age": -1}, "minimum_age", "range"),
    ({"minimum_age": 101}, "minimum_age", "range"),
    ({"complaint_days": 0}, "complaint_days", "range"),
    ({"divisions": ()}, "divisions", "none"),
    ({"divisions": (a_division(code="CBCCVC"),)}, "divisions[0].code", "shape"),
    ({"divisions": (a_division(code="cán-bộ"),)}, "divisions[0].code", "shape"),
    ({"divisions": (a_division(name=" "),)}, "divisions[0].name", "blank"),
    ({"divisions": (a_division(), a_division())}, "divisions[1].code", "repeated"),
    (
        {"divisions": (a_division(prizes=(replace(PRIZE, quota=0),)),)},
        "divisions[0].prizes[0].quota",
        "range",
    ),
    (
        {"divisions": (a_division(prizes=(replace(PRIZE, amount_vnd=-1),)),)},
        "divisions[0].prizes[0].amount_vnd",
        "range",
    ),
    ({"divisions": (a_division(prizes=(PRIZE, PRIZE)),)}, "divisions[0].prizes[1].code", "repeated"),
    ({"duration": timedelta(0)}, "duration", "range"),
    ({"duration": timedelta(hours=4, seconds=1)}, "duration", "range"),
    ({"duration": timedelta(seconds=1, milliseconds=1)}, "duration", "range"),
    ({"grace": timedelta(seconds=-1)}, "grace", "range"),
    ({"grace": timedelta(minutes=5, seconds=1)}, "grace", "range"),
    ({"grace": timedelta(milliseconds=1)}, "grace", "range"),
    ({"extra_time_factor": Fraction(99, 100)}, "extra_time_factor", "range"),
    ({"extra_time_factor": Fraction(301, 100)}, "extra_time_factor", "range"),
    ({"attempts_allowed": 0}, "attempts_allowed", "range"),
    ({"attempts_allowed": 2, "scores_shown": ScoresShown.AFTER_SUBMIT}, "scores_shown", "leaks"),
    ({"struck": StruckQuestion.LEAVES_TOTAL, "prizes_need_all_correct": True}, "struck", "never_full"),
    ({"tie_break": (), "prediction": None}, "tie_break", "score_first"),
    ({"tie_break": (TieKey.TIME_USED, TieKey.SCORE), "prediction": None}, "tie_break", "score_first"),
    ({"tie_break": (TieKey.SCORE, TieKey.SCORE), "prediction": None}, "tie_break", "repeated"),
    (
        {"tie_break": (TieKey.SCORE, TieKey.LOTTERY, TieKey.TIME_USED), "prediction": None},
        "tie_break",
        "lottery_last",
    ),
    ({"prediction": None}, "tie_break", "no_prediction"),
    ({"tie_break": order_c()}, "prediction", "unused"),
    ({"collective": a_collective(rate_points=-1)}, "collective.rate_points", "range"),
    ({"collective": a_collective(winner_points=-1)}, "collective.winner_points", "range"),
    ({"collective": a_collective(rate_points=0, average_points=0)}, "collective", "no_weight"),
    ({"collective": a_collective(floor_rate=Fraction(101, 100))}, "collective.floor_rate", "range"),
    ({"collective": a_collective(floor_rate=Fraction(-1, 100))}, "collective.floor_rate", "range"),
    ({"collective": a_collective(groups=(replace(GROUP, kinds=()),))}, "collective.groups[0].kinds", "none"),
    (
        {"collective": a_collective(groups=(GROUP, replace(GROUP, code="xa")))},
        "collective.groups[1].kinds",
        "repeated",
    ),
    (
        {"collective": a_collective(groups=(GROUP, replace(GROUP, kinds=("other",))))},
        "collective.groups[1].code",
        "repeated",
    ),
    (
        {"collective": a_collective(groups=(replace(GROUP, prizes=(replace(PRIZE, quota=0),)),))},
        "collective.groups[0].prizes[0].quota",
        "range",
    ),
    ({"tie_break": (*order_c(), TieKey.ROUNDS_TAKEN), "prediction": None}, "tie_break", "one_round"),
    ({"ceiling_vnd": -1}, "ceiling_vnd", "range"),
    ({"ceiling_vnd": cost_of_round(default_2024()) - 1}, "ceiling_vnd", "exceeded"),
    ({"overall": None, "divisions": (a_division(overall_prizes=(PRIZE,)),)}, "overall", "unused"),
    ({"overall": an_overall(method=OverallMethod.BEST)}, "overall.best_of", "range"),
    ({"overall": an_overall(best_of=2)}, "overall.best_of", "range"),
    ({"overall": an_overall(least_rounds=-1)}, "overall.least_rounds", "range"),
    ({"overall": an_overall(tie_break=(TieKey.TIME_USED,))}, "overall.tie_break", "score_first"),
    ({"overall": an_overall(tie_break=(TieKey.SCORE, TieKey.SCORE))}, "overall.tie_break", "repeated"),
    (
        {"overall": an_overall(tie_break=(TieKey.SCORE, TieKey.LOTTERY, TieKey.TIME_USED))},
        "overall.tie_break",
        "lottery_last",
    ),
    (
        {
            "prediction": None,
            "tie_break": order_c(),
            "overall": an_overall(tie_break=(TieKey.SCORE, TieKey.PREDICTION_ERROR)),
        },
        "overall.tie_break",
        "no_prediction",
    ),
    (
        {"collective": a_collective(quotas=(replace(LEADERS, least_people=-1),))},
        "collective.quotas[0]",
        "range",
    ),
    (
        {"collective": a_collective(quotas=(replace(LEADERS, least_people=0, least_share=Fraction(0)),))},
        "collective.quotas[0]",
        "nothing",
    ),
    ({"collective": a_collective(quotas=(LEADERS, LEADERS))}, "collective.quotas[1]", "repeated"),
]


@pytest.mark.parametrize(
    ("changes", "path", "code"), FAULTS, ids=[f"{path} {code}" for _, path, code in FAULTS]
)
def test_each_fault_is_found_alone_at_its_field(changes: dict[str, Any], path: str, code: str):
    assert [(problem.path, problem.code) for problem in check(a_rule_set(**changes))] == [(path, code)]


@pytest.mark.parametrize(
    "changes",
    [
        {"divisions": (a_division(prizes=(replace(PRIZE, amount_vnd=0),)),)},
        {"minimum_age": 0},
        {"minimum_age": 100},
        {"complaint_days": 1},
        {"duration": timedelta(seconds=1)},
        {"duration": timedelta(hours=4)},
        {"grace": timedelta(0)},
        {"grace": timedelta(minutes=5)},
        {"extra_time_factor": Fraction(1)},
        {"extra_time_factor": Fraction(3)},
        {"attempts_allowed": 1, "scores_shown": ScoresShown.AFTER_SUBMIT},
        {"collective": a_collective(floor_rate=Fraction(0))},
        {"collective": a_collective(floor_rate=Fraction(1))},
        {"collective": a_collective(rate_points=0, average_points=0, groups=())},
    ],
)
def test_values_at_the_edge_of_what_is_allowed_pass(changes: dict[str, Any]):
    assert check(a_rule_set(**changes)) == ()


@given(ruleset=ANY_RULE_SET)
def test_every_rule_set_that_can_be_written_can_be_checked(ruleset: RuleSet):
    for problem in check(ruleset):
        assert problem.path
        assert problem.sentence.endswith(".")


def test_scores_that_would_leak_the_key_are_refused_with_the_way_out():
    ruleset = a_rule_set(scores_shown=ScoresShown.AFTER_SUBMIT)
    (problem,) = check(ruleset)
    assert "lộ đáp án" in problem.sentence
    assert "Chọn báo điểm sau khi đóng đợt thi" in problem.sentence
