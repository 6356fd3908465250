"""The wordings of prediction questions that organisers choose from."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

from contest.rules.prediction import PredictionScope, PredictionTarget

FILE = Path(__file__).parents[2] / "questions" / "predictions.yaml"
PREDICTIONS = yaml.safe_load(FILE.read_text(encoding="utf-8"))["predictions"]


def test_there_are_fifteen_wordings_none_of_them_twice():
    assert len(PREDICTIONS) == 15
    assert [one["code"] for one in PREDICTIONS] == [f"dd-{number:03d}" for number in range(1, 16)]
    assert not [
        wording for wording, times in Counter(one["wording"] for one in PREDICTIONS).items() if times > 1
    ]


@pytest.mark.parametrize("one", PREDICTIONS, ids=[one["code"] for one in PREDICTIONS])
def test_a_wording_asks_for_something_the_rules_can_count_and_defines_it(one):
    PredictionTarget(one["target"])
    PredictionScope(one["scope"])
    assert one["wording"].endswith("?")
    assert len(one["definition"]) > 200
    assert all(unicodedata.is_normalized("NFC", one[name]) for name in ("wording", "definition"))
