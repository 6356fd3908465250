"""Editors' pages of the question bank."""

from flask import Blueprint

blueprint = Blueprint("bank_manage", __name__)
