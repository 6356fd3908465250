"""A participant's way through a round: choose, start, answer, check, submit, result."""

from flask import Blueprint

blueprint = Blueprint("attempts", __name__)
