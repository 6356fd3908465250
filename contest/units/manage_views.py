"""Organisers' pages of units and headcounts."""

from flask import Blueprint

blueprint = Blueprint("units_manage", __name__)
