"""The code on a card (mã dự thi): short to type, hard to mistake, impossible to guess.

Fourteen random signs of 23 are 63 bits. The fifteenth is a check: 23 is prime, so it notices every single
wrong sign and every two signs changed about before the database is asked.
"""

import hashlib
import unicodedata
from random import Random

from contest.accounts.errors import CardMistyped
from contest.platform.language.vietnamese import clean

# No 0 O D, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V, M N pairs: one of each stays, or none.
ALPHABET = "23456789ACEFHJKMPRTVWXY"
ALIKE = str.maketrans("ZSGBUN", "2568VM")
RANDOM_SIGNS, GROUP = 14, 5


def new_code(rng: Random) -> str:
    """A code without its hyphens."""
    signs = "".join(rng.choice(ALPHABET) for _sign in range(RANDOM_SIGNS))
    return signs + _check(signs)


def shown(code: str) -> str:
    """As printed and read aloud: 7Q2M4-XK4D9-2QDAC."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def canonical(text: str) -> str:
    """A typed code without spaces, hyphens and look-alikes; raises CardMistyped."""
    plain = unicodedata.normalize("NFKC", clean(text)).upper().translate(ALIKE)
    signs = "".join(sign for sign in plain if sign not in " -–.")
    if len(signs) != RANDOM_SIGNS + 1 or not set(signs) <= set(ALPHABET) or _check(signs[:-1]) != signs[-1]:
        raise CardMistyped
    return signs


def code_hash(code: str) -> str:
    """What is stored of a code: at 63 random bits nobody tries them all, so the hash needs no salt (P9)."""
    return hashlib.sha256(f"card:{code}".encode()).hexdigest()


def _check(signs: str) -> str:
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, start=1))
    return ALPHABET[total % len(ALPHABET)]
