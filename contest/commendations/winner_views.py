"""Organisers' pages of prizes: who would win, who was checked, who moves up."""

from flask import Blueprint

from contest.commendations import winners

blueprint = Blueprint("winners", __name__)
blueprint.record_once(lambda state: winners.install(state.app))
