"""Pieces of pages that are written once and filled in for each person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Signs of the private use area, which no text of ours holds: they survive escaping and mark where words go.
# Those of other_language, U+E100 and U+E101, are none of ours.
_MARK = re.compile("([\ue000-\ue0ff\ue200-\uf7ff])")
FIRST_MARK, FIRST_HOLE, LAST_MARK = 0xE000, 0xE200, 0xF7FF


def marks(count: int, *, first: int = 0) -> tuple[str, ...]:
    """So many marks, beginning with one of a number."""
    return tuple(map(chr, range(FIRST_MARK + first, FIRST_MARK + first + count)))


@dataclass(frozen=True, slots=True)
class Frame:
    """A written piece with holes: its parts as they are sent, and which of them stand for what."""

    parts: tuple[bytes, ...]
    holes: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, written: str) -> "Frame":
        """Cut at the marks."""
        parts = _MARK.split(written)  # each second one is a mark
        holes = tuple((at, part) for at, part in enumerate(parts) if at % 2)
        return cls(tuple(part.encode() for part in parts), holes)

    def filled(self, words: Mapping[str, bytes]) -> bytes:
        """The piece with words, escaped already, in place of the marks; a stray mark is nothing."""
        parts = list(self.parts)
        for at, mark in self.holes:
            parts[at] = words.get(mark, b"")
        return b"".join(parts)
