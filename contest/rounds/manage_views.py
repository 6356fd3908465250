"""Organisers' pages of contests, rounds and rule sets."""

from flask import Blueprint

from contest.rounds import queries
from contest.units import queries as units

blueprint = Blueprint("rounds_manage", __name__)
blueprint.record_once(lambda state: units.list_in_use.answered_by(state.app, _list_in_use))


def _list_in_use() -> int | None:
    contest = queries.find_current_contest()
    return None if contest is None else contest.unit_list_id
