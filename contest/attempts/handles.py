"""Option handles: what the page sends for a choice, different in every attempt and slot (A7).

A handle is derived, not stored: saving an answer needs no look at the paper, and two
people's pages share nothing that a script could compare.
"""

import hmac
from base64 import b32encode
from functools import lru_cache
from hashlib import sha256

from flask import current_app

LENGTH = 8
MOST_CHOICES = 8


def handle_of(attempt_code: str, slot: int, choice: int) -> str:
    """The handle of one original choice index in one slot of one attempt."""
    message = f"{attempt_code}:{slot}:{choice}".encode()
    digest = hmac.new(_key(current_app.config["SECRET_KEY"]), message, sha256).digest()
    return b32encode(digest[:5]).decode()[:LENGTH].lower()


def choice_of(attempt_code: str, slot: int, handle: str) -> int | None:
    """The original choice index behind a handle; None for a handle that belongs elsewhere."""
    for choice in range(MOST_CHOICES):
        if hmac.compare_digest(handle_of(attempt_code, slot, choice).encode(), handle.encode()):
            return choice
    return None


def person_of(account_id: int) -> str:
    """What pages call a person on the device, so that two people's papers there are kept apart."""
    message = f"person:{account_id}".encode()
    return hmac.new(_key(current_app.config["SECRET_KEY"]), message, sha256).hexdigest()[:16]


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return sha256(f"handles:{secret}".encode()).digest()
