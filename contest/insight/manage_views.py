"""The organisers' overview and the log."""

from typing import cast

from flask import Blueprint, Flask

from contest.insight import wiring

blueprint = Blueprint("insight_manage", __name__)
blueprint.record_once(lambda state: wiring.install(cast("Flask", state.app)))
