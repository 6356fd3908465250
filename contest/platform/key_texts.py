"""The few texts that carry a person through: what other languages translate first, and what is recorded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyText:
    """What is said at one place: its name for organisers, and the texts it is made of."""

    key: str
    name: str
    texts: tuple[str, ...]


KEY_TEXTS: tuple[KeyText, ...] = ()
