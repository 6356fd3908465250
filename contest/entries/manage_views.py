"""Organisers' pages of participants and exclusions."""

from flask import Blueprint

blueprint = Blueprint("entries_manage", __name__)
