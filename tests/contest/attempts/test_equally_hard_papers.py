"""Papers of a round are about equally hard where earlier rounds told how hard its questions are."""

from collections.abc import Sequence
from random import Random

import pytest
from factories import NOW, QUESTIONS, make_entry, make_world, start_attempt

from contest.attempts import queries as attempts
from contest.attempts.pools import pool_of
from contest.bank import queries as bank
from contest.bank import services as bank_services
from contest.bank.candidates import FEWEST_PAPERS
from contest.bank.queries import Figures
from contest.rounds import queries as rounds
from questions.drawing import draw

pytestmark = pytest.mark.usefixtures("app")
BANK = 40
EARLIER_ROUND = 99


def record(figures: Sequence[tuple[int, int, int]], *, round_id: int = EARLIER_ROUND) -> None:
    """Figures as (version id, papers, right answers)."""
    bank_services.record_statistics(
        round_id=round_id,
        figures=[
            Figures(version_id=version_id, papers=papers, right_answers=right)
            for version_id, papers, right in figures
        ],
        now=NOW,
    )


def versions() -> list[int]:
    return [one.version_id for one in bank.all_items()]


def test_a_started_paper_is_drawn_balanced_once_facilities_are_known() -> None:
    world = make_world(questions=BANK)
    record([(version_id, BANK, right) for right, version_id in enumerate(versions())])
    this_round = rounds.get_round(world.round_id)
    pool = pool_of(this_round)
    assert len(pool.facilities) == BANK
    blueprint = rounds.rule_set(this_round.rule_set_id).divisions[0].blueprint
    middle = pool.target(blueprint)

    def hardness(version_ids: Sequence[int]) -> float:
        return sum(pool.facilities[version_id] for version_id in version_ids)

    started = [
        hardness(
            [
                slot.version_id
                for slot in attempts.paper_of(start_attempt(world, make_entry(world, number), seed=number).id)
            ]
        )
        for number in range(1, 13)
    ]
    unknown = [
        one.version_id for one in bank.approved_candidates(pools=list(bank.Pool), law_as_of=NOW.date())
    ]
    by_chance = [hardness(Random(seed).sample(unknown, QUESTIONS)) for seed in range(12)]
    assert max(abs(one - middle) for one in started) < 0.1
    assert max(abs(one - middle) for one in by_chance) > 0.5
    papers = {
        tuple(one.version_id for one in draw(blueprint, pool, Random(seed)).slots) for seed in range(50)
    }
    assert len(papers) == 50


def test_facilities_of_several_rounds_are_taken_together_and_few_papers_tell_nothing() -> None:
    world = make_world(questions=BANK)
    first, second, third = versions()[:3]
    record([(first, 30, 30), (second, FEWEST_PAPERS - 1, 0)])
    record([(first, 10, 0), (third, FEWEST_PAPERS, 5)], round_id=EARLIER_ROUND + 1)
    known = {one.version_id: one.facility for one in pool_of(rounds.get_round(world.round_id)).candidates}
    assert known.pop(first) == 0.75
    assert known.pop(third) == 0.25
    assert set(known.values()) == {None}


def test_nothing_is_balanced_in_the_first_round_of_a_bank() -> None:
    world = make_world(questions=BANK)
    assert dict(pool_of(rounds.get_round(world.round_id)).facilities) == {}
