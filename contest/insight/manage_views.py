"""The organisers' dashboard and the log."""

from flask import Blueprint

blueprint = Blueprint("insight_manage", __name__)
