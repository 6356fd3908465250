"""Organisers' pages of closing, ranking and publishing."""

from flask import Blueprint

blueprint = Blueprint("standings_manage", __name__)
