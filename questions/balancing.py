"""Papers of equal expected difficulty: questions exchanged until a paper is as hard as the average one."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Protocol, TypeVar

from questions.blueprint import Group, Placing

# How many exchanges are tried for each question of the paper, and how many rivals are looked at
# each time.
TRIES = 4
RIVALS = 4
# How far from the target, in right answers, is near enough.
NEAR_ENOUGH = 0.05
# How much more often than the question it replaces a rival may have been shown.
MORE_SHOWN = 2


class Drawable(Protocol):
    """A question that was picked, or could have been."""

    @property
    def version_id(self) -> int: ...

    @property
    def exposure(self) -> int: ...


Question = TypeVar("Question", bound=Drawable)


def balance(
    picked: list[tuple[Group, Question]],
    stock: Mapping[Group, list[Question]],
    placing: Placing,
    facilities: Mapping[int, float],
    target: float,
    rng: Random,
) -> None:
    """Exchange picked questions for others of the stock until the expected score is near the target.

    Each exchange brings the paper nearer, and keeps it filling its blueprint. What is given up
    is not taken again.
    """
    excess = sum(facilities[question.version_id] for _, question in picked) - target
    for _ in range(TRIES * len(picked)):
        if abs(excess) <= NEAR_ENOUGH:
            return
        place = int(rng.random() * len(picked))
        group, question = picked[place]
        best: tuple[Group, int] | None = None
        nearest = excess
        for rival_group, index in _rivals(placing.neighbours(group), stock, rng):
            rival = stock[rival_group][index]
            after = excess + facilities[rival.version_id] - facilities[question.version_id]
            if abs(after) < abs(nearest) and rival.exposure <= question.exposure + MORE_SHOWN:
                best, nearest = (rival_group, index), after
        if best is not None and placing.exchange(group, best[0]):
            members = stock[best[0]]
            members[best[1]], members[-1] = members[-1], members[best[1]]
            picked[place] = (best[0], members.pop())
            excess = nearest


def _rivals(
    groups: tuple[Group, ...], stock: Mapping[Group, list[Question]], rng: Random
) -> Iterator[tuple[Group, int]]:
    """Some questions of these groups by group and index, each equally likely."""
    sizes = [(group, len(stock[group])) for group in groups]
    total = sum(size for _, size in sizes)
    for _ in range(RIVALS if total else 0):
        ticket = int(rng.random() * total)
        rest = iter(sizes)
        group, size = next(rest)
        while ticket >= size:
            ticket -= size
            group, size = next(rest)
        yield group, ticket
