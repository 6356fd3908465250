"""Whole rule sets: the contest of 2024 with changes, and strategies for any that could be written."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from contest.rules.ranking import ROUND_KEYS
from contest.rules.ruleset import (
    CategoryQuota,
    Closeness,
    CollectiveRule,
    Counting,
    Division,
    DivisionKind,
    OverallMethod,
    OverallRule,
    PredictionRule,
    PredictionScope,
    PredictionTarget,
    Prize,
    PrizeLimit,
    RuleSet,
    ScoresShown,
    StruckQuestion,
    TieKey,
    UnitGroup,
    default_2024,
)
from questions.blueprint import Cell, PaperBlueprint
from questions.item import TOPICS, Level


def a_rule_set(**changes: Any) -> RuleSet:
    return replace(default_2024(), **changes)


def a_division(**changes: Any) -> Division:
    return replace(default_2024().divisions[0], **changes)


def a_collective(**changes: Any) -> CollectiveRule:
    return replace(default_2024().collective, **changes)


def an_overall(**changes: Any) -> OverallRule:
    rule = OverallRule(
        method=OverallMethod.SUM, best_of=0, least_rounds=0, tie_break=(TieKey.SCORE, TieKey.TIME_USED)
    )
    return replace(rule, **changes)


WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
WHOLE = st.integers(-(10**9), 10**9)
LENGTHS = st.integers(0, 10**8).map(lambda number: timedelta(milliseconds=number))
PRIZES = st.lists(st.builds(Prize, code=WORDS, name=WORDS, quota=WHOLE, amount_vnd=WHOLE), max_size=2).map(
    tuple
)
CELLS = st.builds(
    Cell,
    topic=st.none() | st.sampled_from(sorted(TOPICS)),
    level=st.none() | st.sampled_from(Level),
    count=st.integers(1, 5),
)
DIVISIONS = st.builds(
    Division,
    code=WORDS,
    name=WORDS,
    kind=st.sampled_from(DivisionKind),
    blueprint=st.builds(PaperBlueprint, cells=st.lists(CELLS, min_size=1, max_size=3).map(tuple)),
    prizes=PRIZES,
    overall_prizes=PRIZES,
)
QUOTAS = st.builds(CategoryQuota, category=WORDS, name=WORDS, least_people=WHOLE, least_share=st.fractions())
COLLECTIVES = st.builds(
    CollectiveRule,
    rate_points=WHOLE,
    average_points=WHOLE,
    all_correct_points=WHOLE,
    winner_points=WHOLE,
    floor_rate=st.fractions(),
    groups=st.lists(
        st.builds(
            UnitGroup,
            code=WORDS,
            name=WORDS,
            kinds=st.lists(WORDS, max_size=2).map(tuple),
            prizes=PRIZES,
            by_size=st.booleans(),
            overall_prizes=PRIZES,
        ),
        max_size=2,
    ).map(tuple),
    quotas=st.lists(QUOTAS, max_size=2).map(tuple),
)
PREDICTIONS = st.builds(
    PredictionRule,
    target=st.sampled_from(PredictionTarget),
    scope=st.sampled_from(PredictionScope),
    variant=st.sampled_from(Closeness),
)

OVERALL = st.builds(
    OverallRule,
    method=st.sampled_from(OverallMethod),
    best_of=WHOLE,
    least_rounds=WHOLE,
    tie_break=st.lists(st.sampled_from(TieKey), max_size=3).map(tuple),
)

ANY_RULE_SET = st.builds(
    RuleSet,
    title=WORDS,
    law_as_of=st.dates(date(1, 1, 1)),
    minimum_age=WHOLE,
    divisions=st.lists(DIVISIONS, max_size=2).map(tuple),
    duration=LENGTHS,
    attempts_allowed=WHOLE,
    overall=st.none() | OVERALL,
    ceiling_vnd=WHOLE,
    counting=st.sampled_from(Counting),
    prediction=st.none() | PREDICTIONS,
    tie_break=st.lists(st.sampled_from(TieKey), max_size=7).map(tuple),
    scores_shown=st.sampled_from(ScoresShown),
    prizes_need_all_correct=st.booleans(),
    one_prize_per=st.sampled_from(PrizeLimit),
    complaint_days=WHOLE,
    collective=COLLECTIVES,
    grace=LENGTHS,
    lets_started_finish=st.booleans(),
    extra_time_factor=st.fractions(),
    struck=st.sampled_from(StruckQuestion),
)
"""Any rule set that can be written down, sensible or not."""

KEYS_AFTER_SCORE = st.lists(
    st.sampled_from([key for key in ROUND_KEYS if key not in (TieKey.SCORE, TieKey.LOTTERY)]), unique=True
)


SOUND_OVERALL = st.sampled_from(
    [
        OverallRule(
            method=OverallMethod.SUM,
            best_of=0,
            least_rounds=0,
            tie_break=(TieKey.SCORE, TieKey.TIME_USED, TieKey.LOTTERY),
        ),
        OverallRule(
            method=OverallMethod.BEST,
            best_of=3,
            least_rounds=2,
            tie_break=(TieKey.ROUNDS_TAKEN, TieKey.SCORE, TieKey.SUBMITTED_AT),
        ),
    ]
)
LEADERS = CategoryQuota(
    category="lanh-dao", name="Lãnh đạo cơ quan", least_people=1, least_share=Fraction(1, 2)
)
ONE_STOP = CategoryQuota(
    category="mot-cua", name="Công chức Một cửa", least_people=0, least_share=Fraction(1)
)


@st.composite
def sound_rule_sets(draw: st.DrawFn) -> RuleSet:
    """Rule sets that pass every check: what an organiser may really publish."""
    prediction = draw(st.none() | PREDICTIONS)
    keys = [key for key in draw(KEYS_AFTER_SCORE) if key is not TieKey.PREDICTION_ERROR]
    if prediction is not None:
        keys.insert(draw(st.integers(0, len(keys))), TieKey.PREDICTION_ERROR)
    attempts_allowed = draw(st.integers(1, 7))
    shown = st.sampled_from(ScoresShown) if attempts_allowed == 1 else st.just(ScoresShown.AFTER_CLOSE)
    size = draw(st.integers(1, 5))
    blueprint = PaperBlueprint(
        cells=(Cell(topic=None, level=draw(st.none() | st.sampled_from(Level)), count=size),)
    )
    return a_rule_set(
        divisions=(a_division(blueprint=blueprint, overall_prizes=()),),
        minimum_age=draw(st.integers(0, 20)),
        duration=timedelta(seconds=draw(st.integers(1, 14_400))),
        grace=timedelta(seconds=draw(st.integers(0, 300))),
        lets_started_finish=draw(st.booleans()),
        extra_time_factor=draw(st.fractions(1, 3, max_denominator=8)),
        attempts_allowed=attempts_allowed,
        counting=draw(st.sampled_from(Counting)),
        prediction=prediction,
        tie_break=(TieKey.SCORE, *keys, *draw(st.sampled_from([(), (TieKey.LOTTERY,)]))),
        scores_shown=draw(shown),
        overall=draw(st.none() | SOUND_OVERALL),
        prizes_need_all_correct=draw(st.booleans()),
        one_prize_per=draw(st.sampled_from(PrizeLimit)),
        collective=a_collective(
            groups=tuple(replace(one, overall_prizes=()) for one in default_2024().collective.groups),
            quotas=draw(st.sampled_from([(), (LEADERS, ONE_STOP)])),
            winner_points=draw(st.integers(0, 3)),
            all_correct_points=draw(st.integers(0, 30)),
            floor_rate=draw(st.fractions(0, 1, max_denominator=100)),
        ),
    )
