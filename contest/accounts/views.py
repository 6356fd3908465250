"""Pages of accounts: register, sign in and out, second factor, profile."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
