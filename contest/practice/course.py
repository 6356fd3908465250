"""What a sitting goes through, and the addresses through it: a set of a topic, or the set of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contest.platform import lists
from questions.item import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Questions under one address; what the address keeps from page to page stands in kept."""

    title: str
    path: str
    questions: tuple[Item, ...]
    kept: Mapping[str, str]  # which set, of which level or day
    number: int = 1
    sets: int = 1
    again: str = ""  # codes of questions repeated instead

    @property
    def fields(self) -> Mapping[str, str]:
        """What every page of the sitting hands on."""
        return {**self.kept, "lai": self.again} if self.again else self.kept

    @property
    def base(self) -> str:
        """The address of the first question."""
        return lists.address(self.path, self.fields)

    @property
    def whole(self) -> str:
        """The address of all questions on one page."""
        return lists.address(f"{self.path}/ca-bo", self.kept)

    @property
    def next_set(self) -> str:
        """The address of the set after this one; empty when there is none, or when questions are repeated."""
        if self.again or self.number >= self.sets:
            return ""
        return lists.address(self.path, {**self.kept, "bo": str(self.number + 1)})

    def repeating(self, codes: Sequence[str]) -> str:
        """The address that asks some questions once more."""
        return lists.address(self.path, {**self.kept, "lai": ",".join(codes)})
