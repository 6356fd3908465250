"""The paper as stored in an attempt, and the random codes that attempts and receipts carry."""

from collections.abc import Sequence
from random import Random
from typing import cast

from contest.platform.here import the_app
from questions.drawing import Paper, Slot

# Digits and letters that cannot be mistaken for each other when read out over the phone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
RECEIPT_GROUPS = (4, 4)

StoredPaper = list[list[object]]
RECENT = "contest_recent_papers"
# A paper is asked for right after it was drawn, and again after each look elsewhere; 3 kilobytes each.
MOST_RECENT = 500


def stored(paper: Paper) -> StoredPaper:
    """The form in which an attempt keeps its paper: [item version id, choice order] for each slot."""
    return [[slot.version_id, list(slot.order)] for slot in paper.slots]


def slots_of(paper: Sequence[Sequence[object]]) -> tuple[Slot, ...]:
    """The stored paper as slots numbered from 1."""
    stored_slots = cast("Sequence[tuple[int, list[int]]]", paper)
    return tuple(
        Slot(number, version_id, tuple(order))
        for number, (version_id, order) in enumerate(stored_slots, start=1)
    )


def remember(code: str, slots: tuple[Slot, ...]) -> None:
    """Keep a stored paper for a while in this process: it never changes, and its code is nobody else's."""
    recent: dict[str, tuple[Slot, ...]] = the_app().extensions.setdefault(RECENT, {})
    if len(recent) >= MOST_RECENT:
        recent.pop(next(iter(recent)), None)
    recent[code] = slots


def remembered(code: str) -> tuple[Slot, ...] | None:
    """The paper of an attempt, if this process saw it a short while ago."""
    recent: dict[str, tuple[Slot, ...]] = the_app().extensions.setdefault(RECENT, {})
    return recent.get(code)


def attempt_code(rng: Random) -> str:
    """A random code for addresses; it tells nothing, not even how many attempts there are."""
    return _signs(CODE_LENGTH, rng).lower()


def receipt_code(prefix: str, rng: Random) -> str:
    """A receipt like HG24-7Q2M-XK4D."""
    return "-".join((prefix, *(_signs(length, rng) for length in RECEIPT_GROUPS)))


def _signs(length: int, rng: Random) -> str:
    # One number for all of them: the system's chance asks the kernel for each.
    number = rng.randrange(len(ALPHABET) ** length)
    signs = []
    for _place in range(length):
        number, at = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[at])
    return "".join(signs)
