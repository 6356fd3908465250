"""The front page and the leaderboards."""

from flask import Blueprint

blueprint = Blueprint("standings", __name__)
