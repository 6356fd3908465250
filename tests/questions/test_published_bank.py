"""The bank that comes with the product: what a contest may count on."""

from collections import Counter
from pathlib import Path

import pytest

from questions.formats.yaml_bank import read_bank
from questions.item import TOPICS, Level

FOLDER = Path(__file__).parents[2] / "questions" / "bank"


@pytest.fixture(scope="module")
def bank():
    result = read_bank(FOLDER)
    assert result.problems == ()
    return result.items


def test_it_holds_three_hundred_questions_and_twenty_of_each_topic(bank):
    by_topic = Counter(item.topic for item in bank)
    assert len(bank) >= 300
    assert min(by_topic[topic] for topic in TOPICS) >= 20
    assert sum(item.level is Level.APPLY for item in bank) >= 60


@pytest.mark.parametrize("tag", ["thanh-nien", "de-hieu"])
def test_it_has_twenty_questions_for_the_young_and_twenty_in_plain_words(bank, tag):
    sample = [item for item in bank if tag in item.tags]
    assert len(sample) == 20
    assert all(item.explanation and item.citation for item in sample)
    assert len({item.topic for item in sample}) >= 5


def test_plain_words_are_short(bank):
    for item in bank:
        if "de-hieu" in item.tags:
            assert max(len(choice.split()) for choice in item.choices) <= 15, item.code
