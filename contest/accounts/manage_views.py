"""Organisers' pages of staff accounts and roles."""

from flask import Blueprint

blueprint = Blueprint("accounts_manage", __name__)
