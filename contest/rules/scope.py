"""What results, ties and winners are of: one round, or the whole contest."""

from dataclasses import dataclass
from typing import Self

WHOLE = "toan-cuoc"
ROUND = "dot-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One round of a contest, or with ``round_id`` None all of them together."""

    contest_id: int
    round_id: int | None

    @classmethod
    def named(cls, code: str, *, contest_id: int) -> Self:
        """The scope of a contest that goes by this code."""
        round_id = None if code == WHOLE else int(code.removeprefix(ROUND))
        return cls(contest_id=contest_id, round_id=round_id)

    @property
    def code(self) -> str:
        """How addresses and tables name it within the contest."""
        return WHOLE if self.round_id is None else f"{ROUND}{self.round_id}"
