"""Organisers' pages of contests, rounds and rule sets."""

from flask import Blueprint

blueprint = Blueprint("rounds_manage", __name__)
