from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_samples import a_candidate, levels

from questions.blueprint import Cell, PaperBlueprint, shortages
from questions.drawing import Pool, draw
from questions.item import TOPICS, Level

RECALL_TWO = PaperBlueprint(cells=(Cell(topic="the-che", level=Level.RECALL, count=2),))
OWN = 501  # from here on, candidates made to fit a cell
topics = st.sampled_from(list(TOPICS)[:3])
tags = st.sampled_from(["mot-cua", "nguoi-dan"])
cells = st.builds(
    Cell, topic=st.none() | topics, level=st.none() | levels, tag=st.none() | tags, count=st.integers(1, 3)
)
blueprints = st.lists(cells, min_size=1, max_size=4).map(lambda members: PaperBlueprint(cells=tuple(members)))


@st.composite
def candidate_lists(draw_example):
    ids = draw_example(st.lists(st.integers(1, OWN - 1), unique=True, min_size=8, max_size=24))
    return [
        a_candidate(
            version_id,
            topic=draw_example(topics),
            level=draw_example(levels),
            choices=draw_example(st.integers(2, 8)),
            pin_last=draw_example(st.booleans()),
            exposure=draw_example(st.integers(0, 3)),
            seen=draw_example(st.booleans()),
            tags=draw_example(st.frozensets(tags)),
            facility=draw_example(st.none() | st.floats(0, 1)),
        )
        for version_id in ids
    ]


@st.composite
def fed_banks(draw_example):
    """A blueprint and candidates that feed it, each cell with unseen ones of its own, and any others."""
    blueprint, others = draw_example(blueprints), draw_example(candidate_lists())
    needed = [cell for cell in blueprint.cells for _ in range(cell.count)]
    own = [
        a_candidate(
            OWN + number,
            topic=cell.topic or draw_example(topics),
            level=cell.level or draw_example(levels),
            tags=frozenset({cell.tag} if cell.tag else ()),
            facility=draw_example(st.none() | st.floats(0, 1)),
        )
        for number, cell in enumerate(needed)
    ]
    return blueprint, draw_example(st.permutations(own + others))


def version_ids(paper):
    return [slot.version_id for slot in paper.slots]


@given(fed=fed_banks(), seed=st.integers())
def test_a_paper_fills_the_blueprint_exactly_without_repeats(fed, seed):
    blueprint, candidates = fed
    paper = draw(blueprint, candidates, Random(seed))
    by_id = {candidate.version_id: candidate for candidate in candidates}
    drawn = [by_id[version_id] for version_id in version_ids(paper)]
    assert len(set(version_ids(paper))) == blueprint.size == len(paper.slots)
    assert shortages(blueprint, drawn) == ()
    assert [slot.number for slot in paper.slots] == list(range(1, blueprint.size + 1))


@given(candidates=candidate_lists(), seed=st.integers())
def test_every_order_is_a_permutation_and_a_pinned_choice_stays_last(candidates, seed):
    blueprint = PaperBlueprint(cells=(Cell(topic=None, level=None, count=len(candidates)),))
    by_id = {candidate.version_id: candidate for candidate in candidates}
    for slot in draw(blueprint, candidates, Random(seed)).slots:
        candidate = by_id[slot.version_id]
        assert sorted(slot.order) == list(range(candidate.choices))
        if candidate.pin_last:
            assert slot.order[-1] == candidate.choices - 1


@given(fed=fed_banks(), seed=st.integers())
def test_a_seed_gives_one_paper_whatever_the_order_of_the_candidates(fed, seed):
    blueprint, candidates = fed
    pool = Pool(reversed(candidates))
    assert draw(blueprint, pool, Random(seed)) == draw(blueprint, candidates, Random(seed))


@given(fed=fed_banks(), seed=st.integers(), data=st.data())
def test_nothing_seen_is_drawn_where_unseen_questions_suffice(fed, seed, data):
    blueprint, candidates = fed
    others = [c.version_id for c in candidates if c.version_id < OWN]
    seen = data.draw(st.frozensets(st.sampled_from(others)))
    unseen = [c for c in candidates if not c.seen and c.version_id not in seen]
    assert not shortages(blueprint, unseen)
    paper = draw(blueprint, candidates, Random(seed), seen=seen)
    assert set(version_ids(paper)) <= {candidate.version_id for candidate in unseen}


def test_seen_questions_fill_up_what_unseen_ones_cannot():
    pool = Pool([a_candidate(1), a_candidate(2), a_candidate(3)])
    for seed in range(20):
        assert 3 in version_ids(draw(RECALL_TWO, pool, Random(seed), seen={1, 2}))


def test_an_unseen_question_is_kept_for_the_cell_that_needs_it():
    """The wide cell must not take the only unseen question of the narrow one."""
    blueprint = PaperBlueprint(
        cells=(
            Cell(topic=None, level=None, count=1),
            Cell(topic="the-che", level=Level.RECALL, count=1),
        )
    )
    pool = Pool([a_candidate(1), a_candidate(2, level=Level.APPLY), a_candidate(3, seen=True)])
    for seed in range(20):
        assert set(version_ids(draw(blueprint, pool, Random(seed)))) == {1, 2}


def test_questions_move_between_crossing_cells_until_all_have_a_place():
    """The only question of the wide level must find room in a cell filled before it."""
    blueprint = PaperBlueprint(
        cells=(Cell(topic="the-che", level=None, count=2), Cell(topic=None, level=Level.RECALL, count=2))
    )
    pool = Pool([a_candidate(1), a_candidate(2), a_candidate(3), a_candidate(4, level=Level.APPLY)])
    for seed in range(20):
        assert set(version_ids(draw(blueprint, pool, Random(seed)))) == {1, 2, 3, 4}


def test_a_bank_that_is_too_thin_is_refused_with_the_cell_named():
    with pytest.raises(ValueError, match=r"Cải cách thể chế.*cần 2 câu.*chỉ có 1 câu"):
        draw(RECALL_TWO, [a_candidate(1), a_candidate(2, level=Level.APPLY)], Random(1))


def test_a_question_listed_twice_is_refused():
    with pytest.raises(ValueError, match="only once"):
        Pool([a_candidate(1), a_candidate(1)])


def drawn_often(pool, papers, blueprint=RECALL_TWO):
    rng = Random(2024)
    return Counter(version for _ in range(papers) for version in version_ids(draw(blueprint, pool, rng)))


def test_questions_shown_less_often_are_drawn_more_often():
    pool = Pool([a_candidate(n, exposure=0 if n <= 10 else 50) for n in range(1, 21)])
    counts = drawn_often(pool, 1000)
    assert sum(counts[n] for n in range(1, 11)) > 1.9 * sum(counts[n] for n in range(11, 21))


def test_exposure_stays_balanced_when_the_pool_learns_of_each_draw():
    exposure = dict.fromkeys(range(60), 0)
    rng = Random(7)
    for _ in range(1000):
        pool = Pool(a_candidate(n, exposure=shown) for n, shown in exposure.items())
        for version_id in version_ids(draw(RECALL_TWO, pool, rng)):
            exposure[version_id] += 1
    assert max(exposure.values()) - min(exposure.values()) <= 8


def test_people_who_start_from_the_same_pool_get_different_papers():
    pool = Pool(a_candidate(n, exposure=n) for n in range(50))
    rng = Random(3)
    papers = {frozenset(version_ids(draw(RECALL_TWO, pool, rng))) for _ in range(100)}
    assert len(papers) > 80


def test_equally_exposed_questions_are_equally_likely():
    """Chi-square over 20 questions; 43.8 is exceeded once in a thousand runs by chance."""
    counts = drawn_often(Pool(a_candidate(n) for n in range(20)), 5000)
    expected = 5000 * 2 / 20
    assert sum((counts[n] - expected) ** 2 / expected for n in range(20)) < 43.8


def test_an_open_cell_draws_from_each_level_in_proportion_to_its_size():
    blueprint = PaperBlueprint(cells=(Cell(topic="the-che", level=None, count=1),))
    members = [a_candidate(n, level=Level.RECALL if n < 30 else Level.APPLY) for n in range(40)]
    counts = drawn_often(Pool(members), 4000, blueprint)
    assert sum(counts[n] for n in range(30)) == pytest.approx(3000, abs=110)  # four standard deviations


def positions(order_of, times):
    rng = Random(11)
    blueprint = PaperBlueprint(cells=(Cell(topic=None, level=None, count=30),))
    pool = Pool(order_of(n) for n in range(30))
    return Counter(slot.order.index(1) for _ in range(times) for slot in draw(blueprint, pool, rng).slots)


@pytest.mark.parametrize(("choices", "bound"), [(4, 16.27), (8, 24.32)])
def test_the_key_falls_on_every_position_alike(choices, bound):
    """Chi-square with choices - 1 degrees of freedom, exceeded once in a thousand by chance."""
    counts = positions(lambda n: a_candidate(n, choices=choices), 400)
    expected = 400 * 30 / choices
    assert sum((counts[place] - expected) ** 2 / expected for place in range(choices)) < bound


def test_with_a_pinned_last_choice_the_others_share_the_positions_before_it():
    counts = positions(lambda n: a_candidate(n, pin_last=True), 400)
    assert counts[3] == 0
    assert sum((counts[place] - 4000) ** 2 / 4000 for place in range(3)) < 13.82


def test_a_question_may_stand_in_any_slot():
    blueprint = PaperBlueprint(
        cells=(Cell(topic=None, level=Level.RECALL, count=1), Cell(topic=None, level=Level.APPLY, count=3))
    )
    pool = Pool([a_candidate(0), *(a_candidate(n, level=Level.APPLY) for n in range(1, 4))])
    rng = Random(5)
    counts = Counter(version_ids(draw(blueprint, pool, rng)).index(0) for _ in range(2000))
    assert sum((counts[place] - 500) ** 2 / 500 for place in range(4)) < 16.27


def test_a_large_paper_over_all_topics_is_drawn_from_a_thousand_candidates():
    blueprint = PaperBlueprint(cells=tuple(Cell(topic=t, level=v, count=1) for t in TOPICS for v in Level))
    candidates = [
        a_candidate(n, topic=list(TOPICS)[n % 10], level=list(Level)[n % 3], exposure=n % 7)
        for n in range(1000)
    ]
    paper = draw(blueprint, Pool(candidates), Random(1), seen=frozenset(range(0, 1000, 7)))
    groups = {(candidates[v].topic, candidates[v].level) for v in version_ids(paper)}
    assert len(groups) == 30


def test_a_cell_with_a_tag_is_filled_with_questions_of_that_tag():
    pool = Pool(a_candidate(n, tags=frozenset({"mot-cua"} if n < 3 else {"khac"})) for n in range(30))
    blueprint = PaperBlueprint(
        cells=(
            Cell(topic=None, level=None, count=4),
            Cell(topic="the-che", level=None, tag="mot-cua", count=2),
        )
    )
    for seed in range(50):
        assert sum(version_id < 3 for version_id in version_ids(draw(blueprint, pool, Random(seed)))) >= 2
    assert len(pool.groups(blueprint.tags)) == 2
    assert len(pool.groups(frozenset())) == 1


def test_papers_are_about_as_hard_as_each_other_where_facilities_are_known():
    facility = {n: n / 100 for n in range(100)}
    blueprint = PaperBlueprint(cells=(Cell(topic="the-che", level=Level.RECALL, count=10),))

    def expected(known):
        pool = Pool(a_candidate(n, facility=facility[n] if known else None) for n in facility)
        papers = [draw(blueprint, pool, Random(seed)) for seed in range(200)]
        assert all(len(set(version_ids(paper))) == 10 for paper in papers)
        assert len({frozenset(version_ids(paper)) for paper in papers}) == 200
        return [sum(facility[version_id] for version_id in version_ids(paper)) for paper in papers]

    before, after = expected(known=False), expected(known=True)
    assert max(before) - min(before) > 2
    assert max(abs(score - 4.95) for score in after) < 0.1


def test_a_question_without_a_facility_counts_as_the_mean_of_its_level():
    pool = Pool(
        [
            a_candidate(1, facility=0.5),
            a_candidate(2, facility=0.7),
            a_candidate(3),
            a_candidate(4, level=Level.APPLY),
        ]
    )
    assert dict(pool.facilities) == pytest.approx({1: 0.5, 2: 0.7, 3: 0.6, 4: 0.6})
    assert dict(Pool([a_candidate(1)]).facilities) == {}


def test_balancing_takes_nothing_that_was_seen_or_shown_much_more_often():
    easy = [a_candidate(n, facility=0.9, exposure=0) for n in range(10)]
    hard = [a_candidate(n, facility=0.1, exposure=50) for n in range(10, 20)]
    blueprint = PaperBlueprint(cells=(Cell(topic=None, level=None, count=8),))
    often = draw(blueprint, Pool([*easy, *hard]), Random(1), seen=frozenset(range(10, 20)))
    assert all(version_id < 10 for version_id in version_ids(often))


def test_a_paper_that_takes_every_question_has_nothing_to_exchange():
    pool = Pool([a_candidate(1, facility=0.9), a_candidate(2, facility=0.1, topic="dich-vu-cong")])
    blueprint = PaperBlueprint(
        cells=(Cell(topic=None, level=None, count=1), Cell(topic="the-che", level=None, count=1))
    )
    assert sorted(version_ids(draw(blueprint, pool, Random(1)))) == [1, 2]
