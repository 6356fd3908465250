"""What a browser carries in its session cookie: the token of one sign-in, nothing else of ours (P4)."""

from flask import session
from flask_login import login_user, logout_user

from contest.platform.viewer import Viewer

HALF_WAY = "cho_ma"


def carry(person: Viewer) -> None:
    """Begin a new session that holds this person's sign-in; on a shared device it ends with the browser."""
    session.clear()
    login_user(person)
    session.permanent = not person.shared_device


def carry_half_way(token: str) -> None:
    """Begin a new session for somebody between the two factors: signed in nowhere, known to the code page."""
    session.clear()
    session[HALF_WAY] = token


def half_way_token() -> str:
    """The token of a sign-in that waits for its second factor; empty when none does."""
    return str(session.get(HALF_WAY, ""))


def drop() -> None:
    """Carry nobody any more."""
    logout_user()
    session.clear()
