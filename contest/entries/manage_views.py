"""Organisers' pages of participants and exclusions."""

from collections.abc import Collection

from flask import Blueprint

from contest.entries import queries
from contest.units import queries as units
from contest.units.queries import Use

blueprint = Blueprint("entries_manage", __name__)
blueprint.record_once(lambda state: units.uses.answered_by(state.app, _uses_of_units))


def _uses_of_units(unit_ids: Collection[int]) -> list[Use]:
    return [Use(label="Người đã đăng ký dự thi", count=queries.people_of_units(unit_ids))]
