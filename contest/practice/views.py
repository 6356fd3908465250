"""Practice from the open bank."""

from flask import Blueprint

blueprint = Blueprint("practice", __name__)
