"""Public pages about the contest: rules, help, privacy, preferences."""

from flask import Blueprint

blueprint = Blueprint("rounds", __name__)
