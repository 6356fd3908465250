"""Public look-ups of units: the picker's search."""

from flask import Blueprint

blueprint = Blueprint("units", __name__)
