"""Which questions a person gets, in which order, and how the choices are shuffled.

Chance is the ``Random`` that is passed in. What is drawn must be stored: the seed is only
evidence, since a library may shuffle differently in another version.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, permutations
from random import Random
from statistics import fmean as mean
from types import MappingProxyType
from typing import NamedTuple

from questions.balancing import balance
from questions.blueprint import Accepting, Group, PaperBlueprint, Placing, accepting, shortages
from questions.item import Level

# Beyond six choices a table of all orders would be larger than it is worth.
_LARGEST_ORDER_TABLE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored question that may be drawn.

    ``exposure`` counts how often it has been shown, ``seen`` marks what this person has met
    before (for a pool made for one person). ``facility`` is the share of people who answer it
    right, where that is known. ``key`` plays no part in the draw; it lets a simulation count
    where the right choices fell.
    """

    version_id: int
    topic: str
    level: Level
    choices: int
    pin_last: bool = False
    exposure: int = 0
    seen: bool = False
    key: int | None = None
    tags: frozenset[str] = frozenset()
    facility: float | None = None


# A tuple, not a frozen dataclass: everybody who starts in the same minute needs thirty, twice.
class Slot(NamedTuple):
    """One place in a paper: ``order[i]`` is the original index of the choice shown at position i."""

    number: int
    version_id: int
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The drawn paper: slots numbered from 1."""

    slots: tuple[Slot, ...]


Groups = Mapping[Group, tuple[Candidate, ...]]
Pick = tuple[Group, Candidate]


class Pool:
    """The candidates, grouped once so that a draw need not look at all of them.

    Unchangeable after construction and safe to share between threads: keep one per round
    and make a new one when exposures have moved or questions were added.
    """

    __slots__ = ("_accepting", "_groups", "_targets", "candidates", "facilities", "seen")

    candidates: tuple[Candidate, ...]
    facilities: Mapping[int, float]
    seen: frozenset[int]

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        """Group the candidates; ValueError if a question is listed twice."""
        self.candidates = tuple(sorted(candidates, key=lambda candidate: candidate.version_id))
        if len({candidate.version_id for candidate in self.candidates}) != len(self.candidates):
            raise ValueError("a question may be a candidate only once")
        self.seen = frozenset(one.version_id for one in self.candidates if one.seen)
        self.facilities = MappingProxyType(_facilities(self.candidates))
        self._groups: dict[frozenset[str], Groups] = {}
        self._accepting: dict[PaperBlueprint, Accepting] = {}
        self._targets: dict[PaperBlueprint, float] = {}

    def groups(self, tags: frozenset[str]) -> Groups:
        """The candidates by topic, level and those of their tags that are named."""
        if tags not in self._groups:
            groups: dict[Group, list[Candidate]] = {}
            for one in self.candidates:
                groups.setdefault((one.topic, one.level, tags & one.tags), []).append(one)
            self._groups[tags] = MappingProxyType(
                {group: tuple(members) for group, members in groups.items()}
            )
        return self._groups[tags]

    def accepting(self, blueprint: PaperBlueprint) -> Accepting:
        """The cells of a blueprint that each group of candidates may stand in."""
        if blueprint not in self._accepting:
            self._accepting[blueprint] = accepting(blueprint, self.groups(blueprint.tags))
        return self._accepting[blueprint]

    def target(self, blueprint: PaperBlueprint) -> float:
        """How many right answers a paper may expect: the mean of each cell's questions, added up."""
        if blueprint not in self._targets:
            self._targets[blueprint] = sum(
                cell.count
                * mean(self.facilities[one.version_id] for one in self.candidates if cell.fits(one))
                for cell in blueprint.cells
            )
        return self._targets[blueprint]


def _facilities(candidates: Sequence[Candidate]) -> dict[int, float]:
    """The facility of every candidate, the mean of its level where it is not known; {} if none is."""
    known: dict[Level | None, list[float]] = {}
    for one in candidates:
        if one.facility is not None:
            known.setdefault(one.level, []).append(one.facility)
            known.setdefault(None, []).append(one.facility)
    means = {level: mean(facilities) for level, facilities in known.items()}
    return {
        one.version_id: means.get(one.level, means[None]) if one.facility is None else one.facility
        for one in candidates
        if means
    }


def draw(
    blueprint: PaperBlueprint,
    candidates: Pool | Iterable[Candidate],
    rng: Random,
    *,
    seen: AbstractSet[int] = frozenset(),
) -> Paper:
    """Draw a paper that fills the blueprint exactly, without repeating a question.

    ``seen`` holds the version ids the person has met before; as few of them as possible are
    drawn again. Less exposed questions are preferred: each pick looks at two random
    questions and takes the one shown less often, by chance when equal. That keeps exposures
    within a few of each other, yet people who start from the same pool in the same minute
    get different papers, as they would not if the least exposed question always won.
    (Source: M. Mitzenmacher, "How Useful Is Old Information?", 2000.)

    Where facilities are known, questions are exchanged for others that could stand in their
    place until the paper is about as hard as the average one.

    The order of the slots and of the choices is uniform; a pinned last choice stays last.
    Raises ValueError naming the shortages when the candidates cannot fill the blueprint.
    """
    pool = candidates if isinstance(candidates, Pool) else Pool(candidates)
    groups = pool.groups(blueprint.tags)
    placing = Placing(blueprint, pool.accepting(blueprint), opened=True)
    met = seen | pool.seen if pool.seen else seen
    fresh, known = _split(groups, met) if met else ({group: list(groups[group]) for group in groups}, {})
    picked: list[Pick] = []
    closed: set[Group] = set()
    for stock in (fresh, known):
        if stock:
            _pick(stock, placing, closed, picked, rng)
    if len(picked) < blueprint.size:
        lacks = shortages(blueprint, pool.candidates)
        raise ValueError(" ".join(lack.in_words() for lack in lacks))
    if pool.facilities:
        balance(picked, fresh, placing, pool.facilities, pool.target(blueprint), rng)
    picked.sort(key=lambda _: rng.random())  # as uniform as shuffling, in a quarter of the time
    return Paper(
        slots=tuple(
            Slot(number, candidate.version_id, _order(candidate, rng))
            for number, (_, candidate) in enumerate(picked, start=1)
        )
    )


_Stock = dict[Group, list[Candidate]]


def _split(groups: Groups, seen: AbstractSet[int]) -> tuple[_Stock, _Stock]:
    """What the person has not met, and what they have."""
    fresh: _Stock = {}
    known: _Stock = {}
    for group, members in groups.items():
        fresh[group] = [c for c in members if c.version_id not in seen]
        if len(fresh[group]) < len(members):
            known[group] = [c for c in members if c.version_id in seen]
    return fresh, known


def _pick(stock: _Stock, placing: Placing, closed: set[Group], picked: list[Pick], rng: Random) -> None:
    """Move candidates from the stock to ``picked`` until no further one finds a place.

    Every candidate in the stock is equally likely to be looked at next, so a cell open to
    several groups draws from each in proportion to its size. A ticket that falls on what is
    gone is thrown away; the line is drawn up anew before that is every second one.
    """
    groups = [group for group in stock if group not in closed and stock[group]]
    left = sum(len(stock[group]) for group in groups)
    limits: list[int] = []
    while left:
        if not limits or 2 * left < limits[-1]:
            groups = [group for group in groups if group not in closed and stock[group]]
            limits = list(accumulate(len(stock[group]) for group in groups))
        ticket = int(rng.random() * limits[-1])
        at = bisect_right(limits, ticket)
        group = groups[at]
        members = stock[group]
        first = limits[at] - 1 - ticket
        if first >= len(members) or group in closed:
            continue
        if placing.take(group):
            picked.append((group, _pop_less_exposed(members, first, rng)))
            left -= 1
        else:
            closed.add(group)
            left -= len(members)


def _pop_less_exposed(members: list[Candidate], first: int, rng: Random) -> Candidate:
    """Take out the candidate at ``first`` or a random rival that was shown less often."""
    rival = int(rng.random() * len(members))
    chosen = rival if members[rival].exposure < members[first].exposure else first
    members[chosen], members[-1] = members[-1], members[chosen]
    return members.pop()


@cache
def _orders(movable: int) -> tuple[tuple[int, ...], ...]:
    return tuple(permutations(range(movable)))


def _order(candidate: Candidate, rng: Random) -> tuple[int, ...]:
    """A uniformly random order of the choices, the last kept in place where it is pinned.

    Each question is shuffled independently: a paper whose letters are balanced on purpose
    can be guessed from (Source: M. Bar-Hillel and Y. Attali, "Seek Whence", 2002).
    """
    movable = candidate.choices - 1 if candidate.pin_last else candidate.choices
    last = (movable,) if candidate.pin_last else ()
    if movable <= _LARGEST_ORDER_TABLE:
        orders = _orders(movable)
        return orders[int(rng.random() * len(orders))] + last
    order = list(range(movable))
    rng.shuffle(order)
    return tuple(order) + last
