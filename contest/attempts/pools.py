"""Each scheduled round's questions, grouped once a process for cheap draws."""

from flask import current_app

from contest.bank import queries as bank
from contest.platform.cache import kept
from contest.platform.configuration import settings
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.rules.corrections import Way
from questions.blueprint import shortages
from questions.drawing import Pool

EXTENSION = "contest_draw_pools"


def pool_of(this_round: Round) -> Pool:
    """The frozen questions of a scheduled round, ready to draw from."""
    pools: dict[object, Pool] = current_app.extensions.setdefault(EXTENSION, {})
    struck = kept(
        ("struck", this_round.id), settings().terms_seconds, lambda: _struck_versions(this_round.id)
    )
    # A round that is withdrawn and scheduled again has another set.
    key = (this_round.id, this_round.scheduled_at, struck)
    if key not in pools:
        pools[key] = _pool(this_round, struck)
    return pools[key]


def _struck_versions(round_id: int) -> frozenset[int]:
    newest = {one.version_id: one.way for one in bank.corrections_of_round(round_id)}
    return frozenset(version_id for version_id, way in newest.items() if way is Way.STRUCK)


def _pool(this_round: Round, struck: frozenset[int]) -> Pool:
    """Without the questions that were struck out, as long as every division's paper can still be filled."""
    version_ids = rounds.item_versions_of(this_round.id)
    # Their words and keys in two reads, not one more for each paper that brings a question not asked before.
    bank.shown_items(version_ids)
    bank.keys_of(version_ids)
    everything = bank.candidates_of(version_ids)
    good = [one for one in everything if one.version_id not in struck]
    divisions = rounds.rule_set(this_round.rule_set_id).divisions
    is_enough = not any(shortages(division.blueprint, good) for division in divisions)
    return Pool(good if is_enough else everything)
