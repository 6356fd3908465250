"""What a browser carries in its session cookie: the token of one sign-in, nothing else of ours (P4)."""

from flask import session
from flask_login import login_user, logout_user

from contest.platform.viewer import Viewer

HALF_WAY = "cho_ma"
WAY_BACK = "tro_lai"


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


def carry_guest(person: Viewer, way_back: str) -> None:
    """Begin the session of a citizen at a helper's device; nothing in it is the helper's but the way back."""
    carry(person)
    session[WAY_BACK] = way_back


def way_back() -> str:
    """What leads the helper back to the desk; empty on every other device."""
    return str(session.get(WAY_BACK, ""))


def leave_guest() -> None:
    """Carry the citizen no more; the way back stays."""
    kept = way_back()
    drop()
    session[WAY_BACK] = kept


def drop() -> None:
    """Carry nobody any more."""
    logout_user()
    session.clear()
