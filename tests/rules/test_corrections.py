"""What a question found wrong means for marks: worked examples, and what must hold for every paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.corrections import Correction, StruckQuestion, Way, amendments_of
from questions.drawing import Slot
from questions.marking import NO_AMENDMENTS, mark_paper

SLOTS = tuple(Slot(number=number, version_id=number * 10, order=(0, 1, 2, 3)) for number in (1, 2, 3))
KEYS = {10: 0, 20: 1, 30: 2}
STRIKE = Correction(version_id=20, way=Way.STRUCK)
NEW_KEY = Correction(version_id=20, way=Way.KEY, key=3)
FOR_EVERYONE, LEFT_OUT = StruckQuestion.EVERYONE_RIGHT, StruckQuestion.LEAVES_TOTAL


@pytest.mark.parametrize(
    ("corrections", "rule", "responses", "correct", "total"),
    [
        ((), FOR_EVERYONE, {1: 0, 2: 0}, 1, 3),
        ((STRIKE,), FOR_EVERYONE, {1: 0, 2: 0}, 2, 3),
        ((STRIKE,), FOR_EVERYONE, {1: 0}, 2, 3),  # left blank: the point all the same
        ((STRIKE,), FOR_EVERYONE, {1: 0, 2: 1}, 2, 3),  # who was right keeps the point
        ((STRIKE,), LEFT_OUT, {1: 0, 2: 1}, 1, 2),
        ((STRIKE,), LEFT_OUT, {1: 0, 2: 1, 3: 2}, 2, 2),  # all that counts is right
        ((NEW_KEY,), FOR_EVERYONE, {1: 0, 2: 1}, 1, 3),  # who gave the wrong key loses the point
        ((NEW_KEY,), FOR_EVERYONE, {1: 0, 2: 3}, 2, 3),
        ((STRIKE, NEW_KEY), FOR_EVERYONE, {2: 1}, 0, 3),  # the newest counts
        ((NEW_KEY, STRIKE), LEFT_OUT, {2: 3}, 0, 2),
        ((NEW_KEY, Correction(version_id=20, way=Way.KEY, key=1)), LEFT_OUT, {2: 1}, 1, 3),  # taken back
        ((Correction(version_id=99, way=Way.STRUCK),), FOR_EVERYONE, {2: 1}, 1, 3),  # not in this paper
    ],
)
def test_marks_after_corrections(corrections, rule, responses, correct, total):
    marks = mark_paper(SLOTS, KEYS, responses, amendments_of(corrections, rule))
    assert (marks.correct, marks.total) == (correct, total)


@pytest.mark.parametrize(
    "wrong", [Correction(version_id=1, way=Way.KEY), Correction(version_id=1, way=Way.STRUCK, key=1)]
)
def test_a_key_is_given_if_and_only_if_the_key_was_wrong(wrong):
    with pytest.raises(ValueError, match="new key"):
        amendments_of([wrong], FOR_EVERYONE)


CORRECTIONS = st.lists(
    st.sampled_from([10, 20, 30]).flatmap(
        lambda version_id: st.builds(
            lambda key: Correction(
                version_id=version_id, way=Way.STRUCK if key is None else Way.KEY, key=key
            ),
            st.none() | st.integers(0, 3),
        )
    )
)
RESPONSES = st.dictionaries(st.integers(1, 3), st.integers(0, 3))


@given(corrections=CORRECTIONS, responses=RESPONSES, rule=st.sampled_from(StruckQuestion))
def test_the_same_correction_twice_is_as_once_and_marks_stay_within_the_paper(corrections, responses, rule):
    once = mark_paper(SLOTS, KEYS, responses, amendments_of(corrections, rule))
    twice = mark_paper(SLOTS, KEYS, responses, amendments_of([*corrections, *corrections[-1:]], rule))
    assert once == twice
    assert 0 <= once.correct <= once.total <= len(SLOTS)


@given(corrections=CORRECTIONS, responses=RESPONSES)
def test_striking_a_question_for_everyone_takes_no_point_from_anybody(corrections, responses):
    before = mark_paper(SLOTS, KEYS, responses, amendments_of(corrections, FOR_EVERYONE))
    after = mark_paper(SLOTS, KEYS, responses, amendments_of([*corrections, STRIKE], FOR_EVERYONE))
    assert before.correct <= after.correct <= before.correct + 1
    assert after.total == len(SLOTS)


def test_without_corrections_nothing_is_amended():
    assert amendments_of([], LEFT_OUT) is NO_AMENDMENTS


@pytest.mark.parametrize(
    ("responses", "before", "for_everyone", "left_out", "new_key"),
    [
        ({1: 0, 2: 0}, (1, 3), (2, 3), (1, 2), (2, 3)),
        ({1: 0, 2: 1, 3: 2}, (3, 3), (3, 3), (2, 2), (2, 3)),
        ({}, (0, 3), (1, 3), (0, 2), (0, 3)),
    ],
)
def test_the_example_of_the_page_about_wrong_questions(responses, before, for_everyone, left_out, new_key):
    to_a = Correction(version_id=20, way=Way.KEY, key=0)
    found = [
        mark_paper(SLOTS, KEYS, responses, amendments_of(corrections, rule))
        for corrections, rule in (
            ((), FOR_EVERYONE),
            ((STRIKE,), FOR_EVERYONE),
            ((STRIKE,), LEFT_OUT),
            ((to_a,), FOR_EVERYONE),
        )
    ]
    assert [(marks.correct, marks.total) for marks in found] == [before, for_everyone, left_out, new_key]
