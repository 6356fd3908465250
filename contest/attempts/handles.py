"""Option handles: what the page sends for a choice, different in every attempt and slot (A7).

A handle is derived, not stored: saving an answer needs no look at the paper, and two
people's pages share nothing that a script could compare.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256, shake_256
from typing import AnyStr

from contest.platform.here import the_app

LENGTH = 8
MOST_CHOICES = 8
# One digest gives the handles of so many slots: few for a save, which asks for one, many for a page.
SLOTS_OF_BLOCK = 8
LETTERS_OF_BLOCK = SLOTS_OF_BLOCK * MOST_CHOICES * LENGTH
BYTES_OF_BLOCK = LETTERS_OF_BLOCK // 4 * 3


def letters_of(attempt_code: str, slots: int) -> str:
    """The handles of an attempt's slots from the first on, one after the other: handle_in() finds one."""
    return "".join(_block(attempt_code, number) for number in range((slots - 1) // SLOTS_OF_BLOCK + 1))


def handle_in(letters: AnyStr, slot: int, choice: int) -> AnyStr:
    """The handle of an original choice index in a slot, counted from 1."""
    at = ((slot - 1) * MOST_CHOICES + choice) * LENGTH
    return letters[at : at + LENGTH]


def handles_of(attempt_code: str, slot: int) -> tuple[str, ...]:
    """The handles of one slot of one attempt by original choice index; there are more than choices."""
    block, place = divmod(slot - 1, SLOTS_OF_BLOCK)
    letters = _block(attempt_code, block)
    return tuple(handle_in(letters, place + 1, choice) for choice in range(MOST_CHOICES))


def _block(attempt_code: str, number: int) -> str:
    # With the key in front, which for a sponge is as good as HMAC (FIPS 202). A digest for each slot took a
    # tenth of the time of a page.
    stream = shake_256(handles_key() + f"{attempt_code}:{number}".encode())
    return urlsafe_b64encode(stream.digest(BYTES_OF_BLOCK)).decode()


def handles_key() -> bytes:
    """What the handles of this copy are derived from."""
    return _key(the_app().config["SECRET_KEY"])


def handle_of(attempt_code: str, slot: int, choice: int) -> str:
    """The handle of one original choice index in one slot of one attempt."""
    return handles_of(attempt_code, slot)[choice]


def choice_of(attempt_code: str, slot: int, handle: str) -> int | None:
    """The original choice index behind a handle; None for a handle that belongs elsewhere."""
    handles = handles_of(attempt_code, slot)
    return handles.index(handle) if handle in handles else None


def person_of(account_id: int) -> str:
    """What pages call a person on the device, so that two people's papers there are kept apart."""
    return shake_256(handles_key() + f"person:{account_id}".encode()).hexdigest(8)


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return sha256(f"handles:{secret}".encode()).digest()
