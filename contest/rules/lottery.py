"""A draw by lot that anyone can check: the list is fixed first, the seed comes later from a public source.

With this page, a list and a seed anyone can repeat the draw:

1. The list is sorted as text and joined by line feeds; its SHA-256 is published (``commit``).
2. Afterwards a public source yields the seed, a text that did not exist before.
3. The numbers of the draw are HMAC-SHA256 (key: the seed in UTF-8; message: the published
   hash, a colon and 0, 1, 2, ...), of which the first 4 bytes count, read big-endian.
4. From the last position of the sorted list to the second, the entry there changes places
   with the one at ``number mod (position + 1)``, positions counted from 0. A number of the
   last, incomplete run of remainders is thrown away, so that every order is equally likely.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

NUMBER_BYTES = 4
NUMBERS = 256**NUMBER_BYTES


def commit(entries: Iterable[str]) -> str:
    """The hash of a list of entries, in whatever order they come; published before the seed exists.

    Raises ValueError for an empty list, and for entries that repeat, are empty or hold a
    line feed.

    Source: thể lệ, mục Giải thưởng cá nhân (bốc thăm công khai); R7.
    """
    return hashlib.sha256("\n".join(_listed(entries)).encode()).hexdigest()


def draw(entries: Iterable[str], *, public_seed: str) -> tuple[str, ...]:
    """The entries in the order drawn, the first one best. The same list and seed give the same order.

    Raises ValueError for a list that ``commit`` refuses, or without a seed.

    Source: thể lệ, mục Giải thưởng cá nhân (bốc thăm công khai); R7.
    """
    if not public_seed:
        raise ValueError("a draw needs a public seed")
    order = _listed(entries)
    numbers = _numbers(public_seed, commit(order))
    for last in range(len(order) - 1, 0, -1):
        other = pick(numbers, below=last + 1)
        order[last], order[other] = order[other], order[last]
    return tuple(order)


def verify(*, entries: Iterable[str], commitment: str, public_seed: str, order: Sequence[str]) -> bool:
    """Whether an announced order follows from the list that was committed to and the public seed.

    Source: R7.
    """
    listed = _listed(entries)
    return commit(listed) == commitment and draw(listed, public_seed=public_seed) == tuple(order)


def positions(order: Sequence[str]) -> dict[str, int]:
    """The position of each entry in a drawn order, counted from 1, for the ranking's lottery key."""
    return {entry: position for position, entry in enumerate(order, start=1)}


def pick(numbers: Iterator[int], *, below: int) -> int:
    """A number from 0 to ``below - 1``, each equally likely, from numbers of 0 to ``NUMBERS - 1``."""
    complete_runs = NUMBERS - NUMBERS % below
    return next(number for number in numbers if number < complete_runs) % below


def _numbers(public_seed: str, commitment: str) -> Iterator[int]:
    key = public_seed.encode()
    messages = (f"{commitment}:{counter}".encode() for counter in count())
    digests = (hmac.digest(key, message, hashlib.sha256) for message in messages)
    return (int.from_bytes(digest[:NUMBER_BYTES], "big") for digest in digests)


def _listed(entries: Iterable[str]) -> list[str]:
    listed = sorted(entries)
    if not listed:
        raise ValueError("a draw needs entries")
    if len(set(listed)) < len(listed):
        raise ValueError("an entry stands in a draw once")
    if any(not entry or "\n" in entry for entry in listed):
        raise ValueError("an entry of a draw is one line of text")
    return listed
