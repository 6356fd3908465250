"""The front door to one version of the regulations: its parts, its check and its words."""

from contest.rules.awards import Prize, PrizeLimit
from contest.rules.checks import check
from contest.rules.corrections import StruckQuestion
from contest.rules.counting import Counting
from contest.rules.document import Block, ItemList, Paragraph, Section, Table
from contest.rules.overall import OverallMethod, OverallRule
from contest.rules.participation import CategoryQuota, CollectiveRule, UnitGroup
from contest.rules.prediction import Closeness, PredictionRule, PredictionScope, PredictionTarget
from contest.rules.presets import default_2024, order_a, order_b, order_c
from contest.rules.problems import Problem
from contest.rules.ranking import TieKey
from contest.rules.terms import Division, DivisionKind, RuleSet, ScoresShown
from contest.rules.words import in_words
from contest.rules.words_of_taking import prediction_question

__all__ = [
    "Block",
    "CategoryQuota",
    "Closeness",
    "CollectiveRule",
    "Counting",
    "Division",
    "DivisionKind",
    "ItemList",
    "OverallMethod",
    "OverallRule",
    "Paragraph",
    "PredictionRule",
    "PredictionScope",
    "PredictionTarget",
    "Prize",
    "PrizeLimit",
    "Problem",
    "RuleSet",
    "ScoresShown",
    "Section",
    "StruckQuestion",
    "Table",
    "TieKey",
    "UnitGroup",
    "check",
    "default_2024",
    "in_words",
    "order_a",
    "order_b",
    "order_c",
    "prediction_question",
]
