"""The PIN that goes with a card: six digits that the person chooses, never the obvious ones.

The card's code is the secret that cannot be guessed; the PIN keeps a card that was lost or photographed
from being used. It is hashed like a password, and tries are counted for each card.
Source: docs/decisions on code cards; P6, P7.
"""

import secrets
import unicodedata
from itertools import pairwise

from contest.accounts.errors import PinEasy, PinMalformed

LENGTH = 6


def checked(text: str, *, birth_year: int | None = None) -> str:
    """Six ASCII digits; raises PinMalformed, and PinEasy for a run, a repetition or the year of birth."""
    pin = "".join(str(unicodedata.digit(sign, -1)) for sign in text.strip())
    if len(pin) != LENGTH or not pin.isdigit():
        raise PinMalformed
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    is_repeated = pin[:2] * 3 == pin or pin[:3] * 2 == pin
    if len(steps) == 1 or is_repeated or (birth_year is not None and str(birth_year) in pin):
        raise PinEasy
    return pin


def new_pin() -> str:
    """A random PIN to be read out once."""
    while True:
        pin = f"{secrets.randbelow(10**LENGTH):0{LENGTH}}"
        try:
            return checked(pin)
        except PinEasy:
            continue
