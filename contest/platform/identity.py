"""What a request is called in logs, audit lines and error pages; named when the first of them asks."""

import secrets

from flask import g, has_request_context

REQUEST_ID = "request_id"
LETTERS = 12


def request_id() -> str:
    """The same name throughout one request; empty outside of requests."""
    if not has_request_context():
        return ""
    known: str | None = g.get(REQUEST_ID)
    if known is None:
        known = secrets.token_hex(LETTERS // 2)
        setattr(g, REQUEST_ID, known)
    return known
