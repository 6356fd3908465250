"""A rule set as canonical JSON: back and forth without loss, one text for one rule set, strict when read."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from rules.rule_set_samples import ANY_RULE_SET, a_rule_set

from contest.rules.ruleset import RuleSet, ScoresShown, default_2024

TEXT = default_2024().to_json()
Document = dict[str, Any]


@given(ruleset=ANY_RULE_SET)
def test_a_rule_set_survives_the_way_to_json_and_back(ruleset: RuleSet):
    text = ruleset.to_json()
    assert RuleSet.from_json(text) == ruleset
    assert RuleSet.from_json(text).to_json() == text


@given(one=ANY_RULE_SET, other=ANY_RULE_SET)
def test_two_rule_sets_have_one_digest_only_if_they_are_equal(one: RuleSet, other: RuleSet):
    assert (one.digest() == other.digest()) is (one == other)


def test_the_canonical_text_has_sorted_keys_no_spaces_and_vietnamese_letters_as_they_are():
    assert json.dumps(json.loads(TEXT), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == TEXT
    assert "Tìm hiểu cải cách hành chính tỉnh Hà Giang năm 2024" in TEXT


def test_lengths_of_time_are_whole_milliseconds_and_fractions_are_exact():
    written = json.loads(TEXT)["rule_set"]
    assert written["duration_ms"] == 1_200_000
    assert written["grace_ms"] == 30_000
    assert written["extra_time_factor"] == "3/2"
    assert written["law_as_of"] == "2024-11-04"


def test_the_digest_changes_with_the_smallest_change():
    changed = replace(default_2024(), grace=timedelta(seconds=30, milliseconds=1))
    assert changed.digest() != default_2024().digest()
    assert len(changed.digest()) == 64


def test_a_length_of_time_finer_than_a_millisecond_is_not_written():
    with pytest.raises(ValueError, match="whole milliseconds"):
        a_rule_set(duration=timedelta(microseconds=1)).to_json()


def changed(path: str, value: Any) -> str:
    """The JSON of the 2024 rule set with one field set, by dotted path; no value leaves the field out."""
    document = json.loads(TEXT)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    at: Any = document
    for part in way:
        at = at[part]
    if value is Ellipsis:
        del at[last]
    else:
        at[last] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("rule_set.title", ..., "title: the field is missing"),
        ("rule_set.colour", "đỏ", "colour: the field is unknown"),
        ("rule_set.title", 7, "title: str is expected, not 7"),
        ("rule_set.minimum_age", "16", "minimum_age: int is expected"),
        ("rule_set.minimum_age", True, "minimum_age: int is expected, not True"),
        ("rule_set.minimum_age", 16.0, r"minimum_age: int is expected, not 16\.0"),
        ("rule_set.lets_started_finish", 1, "lets_started_finish: bool is expected"),
        ("rule_set.duration_ms", "20 phút", "duration_ms: int is expected"),
        ("rule_set.duration_ms", 10**20, "duration_ms: "),
        ("rule_set.law_as_of", "2024-02-30", "law_as_of: day is out of range"),
        ("rule_set.law_as_of", "20241104", "law_as_of: '2024-11-04' is expected"),
        ("rule_set.extra_time_factor", "6/4", "extra_time_factor: '3/2' is expected, not '6/4'"),
        ("rule_set.extra_time_factor", "1/0", "extra_time_factor: "),
        ("rule_set.extra_time_factor", "nhiều", "extra_time_factor: Invalid literal"),
        ("rule_set.counting", "worst", "counting: 'worst' is not a valid Counting"),
        ("rule_set.tie_break", "score", "tie_break: a list is expected"),
        ("rule_set.tie_break.1", "beauty", r"tie_break\[1\]: 'beauty' is not a valid TieKey"),
        ("rule_set.prediction.target", ..., "prediction.target: the field is missing"),
        ("rule_set.prediction", [], "prediction: an object is expected"),
        (
            "rule_set.divisions.1.prizes.2.quota",
            None,
            r"divisions\[1\].prizes\[2\].quota: int is expected, not None",
        ),
        (
            "rule_set.divisions.0.blueprint.cells.0.topic",
            "bong-da",
            r"divisions\[0\].blueprint: unknown topic",
        ),
        ("rule_set.divisions.0.blueprint.cells.0.level", ..., r"divisions\[0\].blueprint: .* is expected"),
        ("rule_set.divisions.0.blueprint", [], r"divisions\[0\].blueprint: dict is expected"),
        ("rule_set.collective.floor_rate", "1", None),
        ("rule_set", [], "the whole: an object is expected"),
        ("schema", 2, "schema: version 1 is expected, not 2"),
        ("schema", True, "schema: version 1 is expected, not True"),
        ("schema", ..., "fields schema and rule_set"),
    ],
)
def test_reading_is_strict_and_names_the_field(path: str, value: Any, message: str | None):
    if message is None:
        assert RuleSet.from_json(changed(path, value)) != default_2024()
        return
    with pytest.raises(ValueError, match=message):
        RuleSet.from_json(changed(path, value))


def test_a_field_given_twice_is_refused():
    twice = TEXT.replace('"minimum_age":16', '"minimum_age":16,"minimum_age":12')
    with pytest.raises(ValueError, match="minimum_age: the field is given twice"):
        RuleSet.from_json(twice)


@pytest.mark.parametrize("text", ["", "thể lệ", "[]", "null"])
def test_text_that_is_no_rule_set_is_refused(text: str):
    with pytest.raises(ValueError, match=r"Expecting value|fields schema and rule_set"):
        RuleSet.from_json(text)


def test_a_rule_set_without_a_prediction_question_keeps_the_field():
    text = a_rule_set(prediction=None).to_json()
    assert json.loads(text)["rule_set"]["prediction"] is None
    assert RuleSet.from_json(text).prediction is None


def test_a_division_is_found_by_its_code_and_an_unknown_one_is_named():
    assert default_2024().division("nguoi-dan").blueprint.size == 10
    with pytest.raises(ValueError, match="no division 'hoc-sinh'"):
        default_2024().division("hoc-sinh")


def test_the_usual_grace_is_thirty_seconds_and_started_attempts_end_at_the_close():
    ruleset = default_2024()
    assert ruleset.grace == timedelta(seconds=30)
    assert not ruleset.lets_started_finish
    assert ruleset.scores_shown is ScoresShown.AFTER_CLOSE
