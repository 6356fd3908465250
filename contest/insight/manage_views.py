"""The organisers' overview and the log."""

from flask import Blueprint

from contest.insight import wiring

blueprint = Blueprint("insight_manage", __name__)
blueprint.record_once(lambda state: wiring.install(state.app))
