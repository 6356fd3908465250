"""Each scheduled round's questions, grouped once a process for cheap draws."""

from flask import current_app

from contest.bank import queries as bank
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from questions.drawing import Pool

EXTENSION = "contest_draw_pools"


def pool_of(this_round: Round) -> Pool:
    """The frozen questions of a scheduled round, ready to draw from."""
    pools: dict[object, Pool] = current_app.extensions.setdefault(EXTENSION, {})
    # A round that is withdrawn and scheduled again has another set.
    key = (this_round.id, this_round.scheduled_at)
    if key not in pools:
        pools[key] = Pool(bank.candidates_of(rounds.item_versions_of(this_round.id)))
    return pools[key]
