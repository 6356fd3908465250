"""Organisers' downloads made from published standings."""

from flask import Blueprint

blueprint = Blueprint("commendations_manage", __name__)
