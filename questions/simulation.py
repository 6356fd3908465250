"""What a blueprint does to a bank: many papers drawn, counted and told in words.

An organiser sees before the contest whether questions are shown evenly, whether the right
choice falls on every letter alike, and how far papers differ in expected difficulty.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from questions.blueprint import PaperBlueprint
from questions.drawing import Pool, draw
from questions.item import LETTERS

# A server keeps a pool for a while; so many papers are drawn before exposures are renewed.
PAPERS_PER_POOL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The papers drawn, counted.

    ``shown``: version id -> times shown, every candidate included. ``key_positions[i]``: how
    often the right choice stood at position i (over questions whose key is known).
    ``expected``: smallest, mean and largest expected share of right answers of a paper, None
    where no facility is known.
    """

    papers: int
    distinct: int
    shown: Mapping[int, int]
    key_positions: tuple[int, ...]
    expected: tuple[Fraction, Fraction, Fraction] | None

    def in_words(self) -> tuple[str, ...]:
        """The outcome in Vietnamese, one sentence a line."""
        least, most = min(self.shown.values()), max(self.shown.values())
        lines = [
            f"Rút thử {self.papers} đề, có {self.distinct} đề khác nhau.",
            f"Mỗi câu xuất hiện từ {least} đến {most} lần.",
        ]
        if total := sum(self.key_positions):
            shares = ", ".join(
                f"{letter} {_percent(Fraction(number, total))}"
                for letter, number in zip(LETTERS, self.key_positions, strict=False)
            )
            lines.append(f"Đáp án rơi vào các vị trí: {shares}.")
        if self.expected:
            low, mean, high = map(_percent, self.expected)
            lines.append(f"Tỷ lệ đúng dự kiến của một đề: từ {low} đến {high}, trung bình {mean}.")
        return tuple(lines)


def _percent(share: Fraction) -> str:
    """A share with one decimal and the decimal comma."""
    return f"{float(share):.1%}".replace(".", ",")


def simulate(
    blueprint: PaperBlueprint,
    pool: Pool,
    rng: Random,
    *,
    papers: int,
    facility: Mapping[int, Fraction] | None = None,
    balanced: bool = False,
) -> Simulation:
    """Draw papers for so many people; exposures grow as they would in a contest.

    ``facility`` maps version ids to the share of right answers, from ``analysis`` or from a
    trial; questions that it lacks are left out of the expectation. Where the papers are to be
    ``balanced``, the draw knows these shares too.
    Raises ValueError as ``draw`` does, and when no paper is asked for.
    """
    if papers < 1:
        raise ValueError("a simulation draws at least one paper")
    if balanced and facility:
        pool = Pool(replace(one, facility=_share(facility, one.version_id)) for one in pool.candidates)
    keys = {candidate.version_id: candidate.key for candidate in pool.candidates}
    shown = dict.fromkeys(keys, 0)
    positions: Counter[int] = Counter()
    expectations: list[Fraction] = []
    distinct: set[frozenset[int]] = set()
    current = pool
    for number in range(papers):
        if number and number % PAPERS_PER_POOL == 0:
            current = Pool(
                replace(one, exposure=one.exposure + shown[one.version_id]) for one in pool.candidates
            )
        slots = draw(blueprint, current, rng).slots
        distinct.add(frozenset(slot.version_id for slot in slots))
        for slot in slots:
            shown[slot.version_id] += 1
            key = keys[slot.version_id]
            if key is not None:
                positions[slot.order.index(key)] += 1
        known = (
            [facility[slot.version_id] for slot in slots if slot.version_id in facility] if facility else []
        )
        if known:
            expectations.append(sum(known, Fraction(0)) / len(known))
    return Simulation(
        papers=papers,
        distinct=len(distinct),
        shown=shown,
        key_positions=tuple(positions[place] for place in range(max(positions, default=-1) + 1)),
        expected=_spread(expectations),
    )


def _share(facility: Mapping[int, Fraction], version_id: int) -> float | None:
    return float(facility[version_id]) if version_id in facility else None


def _spread(shares: list[Fraction]) -> tuple[Fraction, Fraction, Fraction] | None:
    return (min(shares), sum(shares, Fraction(0)) / len(shares), max(shares)) if shares else None
