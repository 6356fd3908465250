from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_samples import a_candidate, an_item, levels

from questions.blueprint import Cell, PaperBlueprint, shortages
from questions.item import Level

THE_CHE, DICH_VU = "the-che", "dich-vu-cong"


def a_blueprint(*cells: Any):
    return PaperBlueprint(cells=tuple(Cell(topic=t, level=v, count=n) for t, v, n in cells))


def a_supply(*groups: Any):
    return [a_candidate(index, topic=topic, level=level) for index, (topic, level) in enumerate(groups)]


small_topics = st.sampled_from([THE_CHE, DICH_VU])
blueprints = st.lists(
    st.tuples(st.none() | small_topics, st.none() | levels, st.integers(1, 2)), min_size=1, max_size=3
).map(lambda cells: a_blueprint(*cells))
supplies = st.lists(st.tuples(small_topics, levels), max_size=6).map(lambda groups: a_supply(*groups))


def can_be_filled(blueprint, supply):
    """Tries every way to deal the questions to the places of the blueprint."""
    places = [cell for cell in blueprint.cells for _ in range(cell.count)]
    return any(
        all(cell.fits(question) for cell, question in zip(places, dealt, strict=True))
        for dealt in permutations(supply, len(places))
    )


@given(blueprint=blueprints, supply=supplies)
def test_a_blueprint_is_refused_exactly_when_no_dealing_fills_it(blueprint, supply):
    assert (shortages(blueprint, supply) == ()) == can_be_filled(blueprint, supply)


@given(blueprint=blueprints, supply=supplies)
def test_adding_the_missing_questions_cures_every_shortage(blueprint, supply):
    lacks = shortages(blueprint, supply)
    cured = list(supply)
    for lack in lacks:
        topic, level = lack.cell.topic or THE_CHE, lack.cell.level or Level.RECALL
        cured += a_supply(*[(topic, level)] * (lack.needed - lack.available))
    assert shortages(blueprint, cured) == ()


def test_size_is_the_sum_of_the_cells():
    assert a_blueprint((THE_CHE, Level.RECALL, 2), (None, None, 3)).size == 5


def test_a_wide_cell_gives_way_to_a_narrow_one_listed_later():
    blueprint = a_blueprint((None, None, 1), (THE_CHE, Level.RECALL, 1))
    assert shortages(blueprint, a_supply((THE_CHE, Level.RECALL), (DICH_VU, Level.APPLY))) == ()


def test_crossing_cells_are_rearranged_until_all_are_filled():
    blueprint = a_blueprint((THE_CHE, None, 1), (None, Level.RECALL, 1), (DICH_VU, None, 1))
    supply = a_supply((THE_CHE, Level.RECALL), (THE_CHE, Level.APPLY), (DICH_VU, Level.RECALL))
    assert shortages(blueprint, supply) == ()
    assert [lack.cell for lack in shortages(blueprint, supply[:2])] == [blueprint.cells[2]]


def test_the_shortage_of_a_narrow_cell_is_told_in_words():
    (lack,) = shortages(a_blueprint((THE_CHE, Level.APPLY, 2)), a_supply((THE_CHE, Level.APPLY)))
    assert lack.in_words() == (
        "Chủ đề “Cải cách thể chế”, mức “Vận dụng”: cần 2 câu, ngân hàng chỉ có 1 câu (thiếu 1 câu)."
    )


def test_a_shortage_caused_by_other_cells_says_so():
    blueprint = a_blueprint((None, None, 2), (None, Level.RECALL, 2))
    (lack,) = shortages(blueprint, a_supply(*[(THE_CHE, Level.RECALL)] * 3))
    assert (lack.cell, lack.needed, lack.available, lack.fitting) == (blueprint.cells[0], 2, 1, 3)
    assert lack.in_words() == (
        "Mọi chủ đề, mọi mức độ: cần 2 câu, ngân hàng có 3 câu phù hợp, nhưng các ô khác của ma trận "
        "cũng dùng, nên chỉ còn 1 câu (thiếu 1 câu)."
    )


def test_shortages_come_in_the_order_of_the_cells():
    blueprint = a_blueprint((None, None, 1), (THE_CHE, None, 1), (THE_CHE, Level.RECALL, 1))
    assert [lack.cell for lack in shortages(blueprint, [])] == list(blueprint.cells)


@given(blueprint=blueprints)
def test_a_blueprint_survives_json(blueprint):
    assert PaperBlueprint.from_json(blueprint.to_json()) == blueprint


def test_the_json_is_plain():
    assert a_blueprint((THE_CHE, Level.APPLY, 2), (None, None, 1)).to_json() == {
        "cells": [
            {"topic": "the-che", "level": "apply", "count": 2},
            {"topic": None, "level": None, "count": 1},
        ]
    }


@pytest.mark.parametrize(
    "data",
    [
        [],
        {},
        {"cells": {}},
        {"cells": []},
        {"cells": [], "more": 1},
        {"cells": [3]},
        {"cells": [{"topic": None}]},
        {"cells": [{"count": 1, "tag": ""}]},
        {"cells": [{"count": 1, "tag": 3}]},
        {"cells": [{"count": 1, "label": "x"}]},
        {"cells": [{"count": 0}]},
        {"cells": [{"count": True}]},
        {"cells": [{"count": "2"}]},
        {"cells": [{"count": 2, "topic": "tin-hoc"}]},
        {"cells": [{"count": 2, "level": "hard"}]},
    ],
)
def test_json_that_is_no_blueprint_is_refused(data):
    with pytest.raises(
        ValueError,
        match=r"a blueprint|a cell|the tag|one cell|the count|unknown topic|one question|valid Level",
    ):
        PaperBlueprint.from_json(data)


def test_a_cell_with_a_tag_is_written_read_counted_and_told():
    cell = Cell(topic="the-che", level=None, tag="mot-cua", count=2)
    blueprint = PaperBlueprint(cells=(cell, Cell(topic=None, level=None, count=1)))
    assert blueprint.to_json()["cells"][0]["tag"] == "mot-cua"
    assert "tag" not in blueprint.to_json()["cells"][1]
    assert PaperBlueprint.from_json(blueprint.to_json()) == blueprint
    supply = [an_item(tags=frozenset({"mot-cua"})), an_item(), an_item()]
    (lack,) = shortages(blueprint, supply)
    assert lack.in_words() == (
        "Chủ đề “Cải cách thể chế”, mọi mức độ, nhãn “mot-cua”: "
        "cần 2 câu, ngân hàng chỉ có 1 câu (thiếu 1 câu)."
    )
