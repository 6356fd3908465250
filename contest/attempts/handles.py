"""Option handles: what the page sends for a choice, different in every attempt and slot (A7).

A handle is derived, not stored: saving an answer needs no look at the paper, and two
people's pages share nothing that a script could compare.
"""

import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from flask import current_app

LENGTH = 8
MOST_CHOICES = 8
BYTES = LENGTH * MOST_CHOICES // 4 * 3  # so many give letters for all of them
PLACES = range(0, LENGTH * MOST_CHOICES, LENGTH)


def handles_of(attempt_code: str, slot: int, *, key: bytes | None = None) -> tuple[str, ...]:
    """The handles of one slot of one attempt by original choice index; there are more than choices.

    Whoever asks for many slots passes the key of handles_key(), found once.
    """
    digest = hmac.digest(key or handles_key(), f"{attempt_code}:{slot}".encode(), "sha512")
    letters = urlsafe_b64encode(digest[:BYTES]).decode()
    return tuple([letters[at : at + LENGTH] for at in PLACES])


def handles_key() -> bytes:
    """What the handles of this copy are derived from."""
    return _key(current_app.config["SECRET_KEY"])


def handle_of(attempt_code: str, slot: int, choice: int) -> str:
    """The handle of one original choice index in one slot of one attempt."""
    return handles_of(attempt_code, slot)[choice]


def choice_of(attempt_code: str, slot: int, handle: str) -> int | None:
    """The original choice index behind a handle; None for a handle that belongs elsewhere."""
    handles = handles_of(attempt_code, slot)
    return handles.index(handle) if handle in handles else None


def person_of(account_id: int) -> str:
    """What pages call a person on the device, so that two people's papers there are kept apart."""
    message = f"person:{account_id}".encode()
    return hmac.new(handles_key(), message, sha256).hexdigest()[:16]


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return sha256(f"handles:{secret}".encode()).digest()
