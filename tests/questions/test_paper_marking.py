import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.drawing import Slot
from questions.marking import mark_paper

SLOTS = (
    Slot(number=1, version_id=70, order=(2, 0, 1, 3)),
    Slot(number=2, version_id=50, order=(0, 1, 2, 3)),
    Slot(number=3, version_id=60, order=(3, 2, 1, 0)),
)
KEYS = {70: 2, 50: 1, 60: 3}


def test_the_original_choice_counts_whatever_the_order_shown():
    marks = mark_paper(SLOTS, KEYS, {1: 2, 2: 0, 3: 3})
    assert (marks.correct, marks.total, marks.per_slot) == (2, 3, (True, False, True))


def test_an_unanswered_slot_is_wrong():
    assert mark_paper(SLOTS, KEYS, {2: 1}).per_slot == (False, True, False)
    assert mark_paper(SLOTS, KEYS, {}).correct == 0


def test_keys_of_other_questions_do_not_matter():
    assert mark_paper(SLOTS, KEYS | {99: 0}, {1: 2}).correct == 1


@pytest.mark.parametrize("responses", [{4: 0}, {0: 0}, {1: 4}, {1: -1}])
def test_a_response_to_what_the_paper_does_not_show_is_nonsense(responses):
    with pytest.raises(ValueError, match=r"shows no choice|has no slot"):
        mark_paper(SLOTS, KEYS, responses)


def test_a_question_without_a_key_cannot_be_marked():
    with pytest.raises(ValueError, match="60"):
        mark_paper(SLOTS, {70: 2, 50: 1}, {})


@given(st.dictionaries(st.sampled_from([1, 2, 3]), st.integers(0, 3)))
def test_the_score_counts_the_right_slots_and_a_right_answer_never_lowers_it(responses):
    marks = mark_paper(SLOTS, KEYS, responses)
    assert marks.correct == sum(marks.per_slot)
    for slot in SLOTS:
        better = mark_paper(SLOTS, KEYS, responses | {slot.number: KEYS[slot.version_id]})
        assert better.correct == marks.correct + (not marks.per_slot[slot.number - 1])
