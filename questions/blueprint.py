"""How many questions of which topic and level a paper holds, and whether a bank can feed it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Protocol

from questions.item import TOPICS, Level

Group = tuple[str, Level, frozenset[str]]
"""Topic, level, and those of its tags that a blueprint names: what is alike in these is interchangeable."""


class Supplied(Protocol):
    """Anything a blueprint can count: it has a topic, a level and tags."""

    @property
    def topic(self) -> str: ...

    @property
    def level(self) -> Level: ...

    @property
    def tags(self) -> AbstractSet[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """So many questions of a topic and a level, and with a tag if one is named; None stands for any."""

    topic: str | None
    level: Level | None
    count: int
    tag: str | None = None

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"a cell asks for at least one question, not {self.count}")

    @property
    def width(self) -> int:
        """How many of topic and level are left open: 0, 1 or 2."""
        return (self.topic is None) + (self.level is None)

    def accepts(self, group: Group) -> bool:
        """Whether a question of this group may stand in the cell."""
        topic, level, tags = group
        fits = self.topic in (None, topic) and self.level in (None, level)
        return fits and (self.tag is None or self.tag in tags)

    def fits(self, question: Supplied) -> bool:
        """Whether this question may stand in the cell."""
        return self.accepts((question.topic, question.level, frozenset(question.tags)))

    def in_words(self) -> str:
        """The cell as organisers read it."""
        topic = "mọi chủ đề" if self.topic is None else f"chủ đề “{TOPICS.get(self.topic, self.topic)}”"
        level = "mọi mức độ" if self.level is None else f"mức “{self.level.label}”"
        return f"{topic}, {level}" + ("" if self.tag is None else f", nhãn “{self.tag}”")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBlueprint:
    """The matrix of a paper. Cells may overlap where topic or level is left open."""

    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        if not self.cells:
            raise ValueError("a blueprint has at least one cell")

    @property
    def size(self) -> int:
        """How many questions a paper has."""
        return sum(cell.count for cell in self.cells)

    @property
    def tags(self) -> frozenset[str]:
        """The tags that its cells name."""
        return frozenset(cell.tag for cell in self.cells if cell.tag is not None)

    def to_json(self) -> dict[str, Any]:
        """The blueprint as plain lists and dicts, for a rule set or a file."""
        return {
            "cells": [
                {"topic": cell.topic, "level": cell.level and cell.level.value, "count": cell.count}
                # Blueprints without tags are written as they were before there were tags.
                | ({} if cell.tag is None else {"tag": cell.tag})
                for cell in self.cells
            ]
        }

    @classmethod
    def from_json(cls, data: Any) -> "PaperBlueprint":
        """Read what ``to_json`` wrote; ValueError names what is not understood."""
        if not isinstance(data, Mapping) or set(data) != {"cells"} or not isinstance(data["cells"], list):
            raise ValueError("a blueprint is an object with one list named cells")
        return cls(cells=tuple(_cell_from_json(entry) for entry in data["cells"]))


def _cell_from_json(entry: Any) -> Cell:
    if not isinstance(entry, Mapping) or not {"count"} <= set(entry) <= {"topic", "level", "count", "tag"}:
        raise ValueError(f"a cell is an object with topic, level, tag and count, not {entry!r}")
    topic, level, count = entry.get("topic"), entry.get("level"), entry["count"]
    if topic is not None and topic not in TOPICS:
        raise ValueError(f"unknown topic {topic!r}")
    whole = isinstance(count, int) and not isinstance(count, bool)
    if not whole:
        raise ValueError(f"the count of a cell is a whole number, not {count!r}")
    tag = entry.get("tag")
    if tag is not None and not (isinstance(tag, str) and tag):
        raise ValueError(f"the tag of a cell is a word, not {tag!r}")
    return Cell(topic=topic, level=None if level is None else Level(level), count=count, tag=tag)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A cell that the bank cannot fill.

    ``available`` is what the cell can have at best once narrower cells (and those listed
    before it) have taken theirs; ``fitting`` is every question that fits it by itself.
    """

    cell: Cell
    needed: int
    available: int
    fitting: int

    def in_words(self) -> str:
        """The shortage as one sentence for organisers."""
        place = self.cell.in_words()
        text = f"{place[0].upper()}{place[1:]}: cần {self.needed} câu, "
        missing = self.needed - self.available
        if self.fitting == self.available:
            return f"{text}ngân hàng chỉ có {self.available} câu (thiếu {missing} câu)."
        return (
            f"{text}ngân hàng có {self.fitting} câu phù hợp, nhưng các ô khác của ma trận cũng dùng, "
            f"nên chỉ còn {self.available} câu (thiếu {missing} câu)."
        )


def shortages(blueprint: PaperBlueprint, supply: Sequence[Supplied]) -> tuple[Shortage, ...]:
    """The cells that cannot be filled all at once from the supply; empty when feasible.

    Exact for overlapping cells: cells and groups of questions form a small flow problem,
    solved by augmenting paths, so a blueprint is refused only if no division of the
    questions works. Narrow cells are served first, so a lack shows where it can be mended.
    """
    tags = blueprint.tags
    stock = Counter((question.topic, question.level, tags & question.tags) for question in supply)
    left = dict(stock)
    placing = Placing(blueprint, accepting(blueprint, stock), opened=False)
    found = {}
    for index in sorted(range(len(blueprint.cells)), key=lambda i: _breadth(blueprint.cells[i])):
        cell = blueprint.cells[index]
        placing.open(index)
        for group in stock:
            while left[group] and placing.take(group):
                left[group] -= 1
        available = placing.held(index)
        if available < cell.count:
            fitting = sum(number for group, number in stock.items() if cell.accepts(group))
            found[index] = Shortage(cell=cell, needed=cell.count, available=available, fitting=fitting)
    return tuple(found[index] for index in sorted(found))


def _breadth(cell: Cell) -> tuple[int, bool]:
    return cell.width, cell.tag is None


Accepting = Mapping[Group, Sequence[int]]
"""The places in a blueprint of the cells that each group of questions may stand in."""


def accepting(blueprint: PaperBlueprint, groups: Iterable[Group]) -> Accepting:
    """Which cells take questions of which group; the same for everybody who draws from these groups."""
    cells_like: dict[tuple[str | None, Level | None, str | None], list[int]] = {}
    for index, cell in enumerate(blueprint.cells):
        cells_like.setdefault((cell.topic, cell.level, cell.tag), []).append(index)
    return {
        group: [
            index
            for tag in ((*sorted(group[2]), None) if group[2] else (None,))
            for topic, level in (group[:2], (group[0], None), (None, group[1]), (None, None))
            for index in cells_like.get((topic, level, tag), ())
        ]
        for group in groups
    }


class Placing:
    """Which cell takes how many questions of which group, rearranged whenever that makes room.

    A question once placed is never thrown out, only moved to another cell that accepts it
    (an augmenting path). So the sets of questions that fit a blueprint form a matroid, and
    taking questions one by one in order of preference gives the best possible paper.
    """

    def __init__(self, blueprint: PaperBlueprint, cells_of: Accepting, *, opened: bool) -> None:
        """Begin with empty cells, all of them open or all still closed."""
        self._counts = [cell.count for cell in blueprint.cells]
        self._room = list(self._counts) if opened else [0] * len(self._counts)
        self._held: list[dict[Group, int]] = [{} for _ in self._counts]
        self._neighbours: dict[Group, tuple[Group, ...]] = {}
        self._cells_of = cells_of
        # Where each group has one cell, nothing can be moved; so it is in most blueprints.
        self._can_move = any(len(cells) > 1 for cells in cells_of.values())

    def open(self, index: int) -> None:
        """Let a closed cell take questions."""
        self._room[index] = self._counts[index]

    def held(self, index: int) -> int:
        """How many questions a cell holds."""
        return sum(self._held[index].values())

    def neighbours(self, group: Group) -> tuple[Group, ...]:
        """The groups whose questions may stand in some cell that this one may stand in, itself first."""
        if group not in self._neighbours:
            cells = set(self._cells_of[group])
            others = (other for other in self._cells_of if other != group)
            near = (other for other in others if not cells.isdisjoint(self._cells_of[other]))
            self._neighbours[group] = (group, *near)
        return self._neighbours[group]

    def exchange(self, given: Group, taken: Group) -> bool:
        """Put a question of one group where one of another stands; False when no cell allows it."""
        for cell in self._cells_of[given]:
            held = self._held[cell]
            if held.get(given) and cell in self._cells_of[taken]:
                held[given] -= 1
                if not held[given]:
                    del held[given]
                held[taken] = held.get(taken, 0) + 1
                return True
        return False

    def take(self, group: Group) -> bool:
        """Place one question of a group; False when no rearrangement makes room for it.

        After False no other question of the group can be placed either, however the paper
        goes on, unless a closed cell is opened.
        """
        for cell in self._cells_of[group]:
            if self._room[cell]:  # as nearly always
                self._room[cell] -= 1
                held = self._held[cell]
                held[group] = held.get(group, 0) + 1
                return True
        if not self._can_move:
            return False
        reached: dict[int, tuple[Group, int | None]] = dict.fromkeys(self._cells_of[group], (group, None))
        queue = list(reached)
        for cell in queue:
            if self._room[cell]:
                self._shift(cell, reached)
                return True
            for held_group in self._held[cell]:
                for other in self._cells_of[held_group]:
                    if other not in reached:
                        reached[other] = (held_group, cell)
                        queue.append(other)
        return False

    def _shift(self, cell: int, reached: Mapping[int, tuple[Group, int | None]]) -> None:
        """Give the cell with room a question from the one before it, and so on back to the start."""
        self._room[cell] -= 1
        receiver: int | None = cell
        while receiver is not None:
            group, giver = reached[receiver]
            self._held[receiver][group] = self._held[receiver].get(group, 0) + 1
            if giver is not None:
                self._held[giver][group] -= 1
                if not self._held[giver][group]:
                    del self._held[giver][group]
            receiver = giver
