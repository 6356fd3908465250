"""How well each question worked in real attempts, and how reliable a paper was.

Sums are exact (ints or Fractions); a float appears only where a square root is taken. A
figure that has no meaning, because there are too few attempts or nobody differs, is None.

Source: the statistics report of Moodle's quiz ("Quiz statistics calculations",
question/classes/statistics/questions/calculator.php), statistics of positions: a question's
marks x are compared with the marks y of the rest of the same paper.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from questions.item import LETTERS

Mark = int | Fraction

# A question answered rightly by fewer or more than these shares separates nobody.
TOO_HARD = Fraction(30, 100)
TOO_EASY = Fraction(95, 100)
# Below this many attempts the flags would only report chance.
FEWEST_FOR_FLAGS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answered or unanswered slot: ``choice`` is the original index, ``mark`` is 0 to 1."""

    version_id: int
    choice: int | None
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question offered: the number of its choices and the index of the right one."""

    choices: int
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceCount:
    """Who took a choice: how many, which share, and their mean mark in the rest of the paper.

    ``choice`` is None for those who left the question unanswered.
    """

    choice: int | None
    is_key: bool
    count: int
    share: Fraction
    mean_rest: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatistics:
    """The figures of one question. Facility is a share; the other two are per cent.

    ``standard_deviation`` is that of the marks, with n - 1.
    """

    version_id: int
    attempts: int
    facility: Fraction
    standard_deviation: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    choices: tuple[ChoiceCount, ...]

    def in_words(self) -> tuple[str, ...]:
        """What an editor should look at, in Vietnamese; empty when nothing stands out."""
        if self.attempts < FEWEST_FOR_FLAGS:
            return ()
        remarks = []
        if self.facility < TOO_HARD:
            remarks.append(f"chỉ {float(self.facility):.0%} trả lời đúng")
        if self.facility > TOO_EASY:
            remarks.append(f"{float(self.facility):.0%} trả lời đúng, câu không phân biệt được ai")
        if self.discrimination_index is not None and self.discrimination_index < 0:
            remarks.append("người điểm cao chọn sai nhiều hơn")
        key = next((row for row in self.choices if row.is_key), None)
        for row in self.choices:
            if row.choice is None or row.is_key:
                continue
            if not row.count:
                remarks.append(f"phương án {LETTERS[row.choice]} không ai chọn")
            elif key is not None and row.count > key.count:
                remarks.append(f"phương án {LETTERS[row.choice]} được chọn nhiều hơn đáp án")
        return tuple(remarks)


def analyse(attempts: Iterable[Sequence[Response]], asked: Mapping[int, Asked]) -> tuple[ItemStatistics, ...]:
    """The statistics of every question met in the attempts, in order of version id.

    Each attempt is its paper's responses. Attempts of papers of different lengths should be
    analysed apart, since the rest of a longer paper gives more marks.
    """
    samples: dict[int, _Sample] = {}
    for paper in attempts:
        total = sum(response.mark for response in paper)
        for response in paper:
            samples.setdefault(response.version_id, _Sample()).add(response, total - response.mark)
    return tuple(
        samples[version_id].statistics(version_id, asked[version_id]) for version_id in sorted(samples)
    )


class _Sample:
    """The marks of one question beside the marks of the rest of the paper."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.rests: list[Mark] = []
        self.taken: Counter[int | None] = Counter()
        self.rest_of: dict[int | None, Mark] = {}

    def add(self, response: Response, rest: Mark) -> None:
        self.marks.append(response.mark)
        self.rests.append(rest)
        self.taken[response.choice] += 1
        self.rest_of[response.choice] = self.rest_of.get(response.choice, 0) + rest

    def statistics(self, version_id: int, asked: Asked) -> ItemStatistics:
        marks, rests = self.marks, self.rests
        variance = _covariance(marks, marks)
        rest_variance = _covariance(rests, rests)
        covariance = _covariance(marks, rests)
        most = _covariance(sorted(marks), sorted(rests))
        spread = None if variance is None or rest_variance is None else variance * rest_variance
        return ItemStatistics(
            version_id=version_id,
            attempts=len(marks),
            facility=Fraction(sum(marks)) / len(marks),
            standard_deviation=None if variance is None else sqrt(variance),
            discrimination_index=100 * float(covariance) / sqrt(spread)
            if covariance is not None and spread
            else None,
            discriminative_efficiency=float(100 * covariance / most)
            if covariance is not None and most
            else None,
            choices=self.choice_counts(asked),
        )

    def choice_counts(self, asked: Asked) -> tuple[ChoiceCount, ...]:
        """One row for each choice, chosen or not, and a last one for no answer."""
        total = len(self.marks)
        return tuple(
            ChoiceCount(
                choice=choice,
                is_key=choice == asked.key,
                count=self.taken[choice],
                share=Fraction(self.taken[choice], total),
                mean_rest=Fraction(self.rest_of[choice]) / self.taken[choice] if self.taken[choice] else None,
            )
            for choice in (*range(asked.choices), None)
        )


def _covariance(first: Sequence[Mark], second: Sequence[Mark]) -> Fraction | None:
    """The sample covariance (n - 1), exact; None for fewer than two values."""
    number = len(first)
    if number <= 1:
        return None
    products = sum(x * y for x, y in zip(first, second, strict=True))
    return (Fraction(products) * number - Fraction(sum(first)) * sum(second)) / (number * (number - 1))


def reliability(rows: Sequence[Sequence[Mark]]) -> Fraction | None:
    """Cronbach's alpha of marks in rows of attempts and columns of slots.

    With marks of 0 and 1 it is KR-20. None for fewer than two slots or attempts, and where
    all attempts have the same total. Raises ValueError when rows differ in length.
    Source: L. J. Cronbach, Psychometrika 16 (1951); Moodle's "coefficient of internal
    consistency" is this times 100.
    """
    if len({len(row) for row in rows}) > 1:
        raise ValueError("reliability needs attempts of one length")
    slots = len(rows[0]) if rows else 0
    totals = [sum(row) for row in rows]
    variance = _covariance(totals, totals)
    if slots <= 1 or not variance:
        return None
    of_slots = sum((_covariance(column, column) or Fraction(0)) for column in zip(*rows, strict=True))
    return Fraction(slots, slots - 1) * (1 - of_slots / variance)


def reliability_by(
    attempts: Sequence[Sequence[Response]], part_of: Callable[[int], Hashable]
) -> dict[Hashable, Fraction | None]:
    """The reliability of each part of the paper; ``part_of`` maps a version id to its topic or level.

    A part's columns are its questions in order of their slots, as Moodle treats random
    questions. A part that differs in length between attempts has no reliability.
    """
    rows: dict[Hashable, list[list[Mark]]] = {}
    for paper in attempts:
        parts: dict[Hashable, list[Mark]] = {}
        for response in paper:
            parts.setdefault(part_of(response.version_id), []).append(response.mark)
        for part, marks in parts.items():
            rows.setdefault(part, []).append(marks)
    return {
        part: reliability(marks) if len({len(row) for row in marks}) == 1 else None
        for part, marks in rows.items()
    }
