"""Each scheduled round's questions, grouped once a process for cheap draws."""

from flask import current_app

from contest.bank import queries as bank
from contest.rounds import queries as rounds
from questions.drawing import Pool

EXTENSION = "contest_draw_pools"


def pool_of(round_id: int) -> Pool:
    """The frozen questions of a scheduled round, ready to draw from."""
    pools: dict[tuple[int, int], Pool] = current_app.extensions.setdefault(EXTENSION, {})
    version_ids = rounds.item_versions_of(round_id)
    key = (round_id, hash(version_ids))
    if key not in pools:
        pools[key] = Pool(bank.candidates_of(version_ids))
    return pools[key]
