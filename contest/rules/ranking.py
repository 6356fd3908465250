"""Results into places by an ordered list of named keys, with the key that decided each place."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import compress, zip_longest
from operator import attrgetter, ne
from typing import Any, NamedTuple

from contest.rules import wording


class TieKey(StrEnum):
    """A criterion by which one result stands before another."""

    SCORE = "score"
    PREDICTION_ERROR = "prediction_error"
    TIME_USED = "time_used"
    SUBMITTED_AT = "submitted_at"
    ATTEMPTS = "attempts"
    REGISTERED_AT = "registered_at"
    LOTTERY = "lottery"
    ROUNDS_TAKEN = "rounds_taken"  # of the whole contest only


HIGHER_IS_BETTER = frozenset({TieKey.SCORE, TieKey.ROUNDS_TAKEN})
ROUND_KEYS = tuple(key for key in TieKey if key is not TieKey.ROUNDS_TAKEN)
"""The keys by which the results of one round can be ranked."""

Value = int | datetime | None
"""What a key reads from a result; None when there was no valid guess or no draw."""


class Result(NamedTuple):
    """What one entry brings to the ranking: the facts of its counting attempt and of the entry.

    ``prediction_error`` is None without a valid guess, ``lottery`` is the position in a
    draw (1 is first) or None where nothing was drawn. ``rounds_taken`` is more than 1 only
    in a ranking over the whole contest, where the other facts are those of several rounds.
    Results and placings are tuples: 430,000 of each must take seconds.
    """

    entry_id: int
    division: str
    score: int
    prediction_error: int | None
    time_used_ms: int
    submitted_at: datetime
    attempts: int
    registered_at: datetime
    lottery: int | None
    rounds_taken: int = 1


class Placing(NamedTuple):
    """The place of one result and why it is not better.

    ``decided_by`` is the first key on which the result is behind ``against``, a result of
    the next better place ``against_place``; all three are None for the first place.
    ``shared`` says that others have the same place, being equal on every key in ``keys``.
    """

    result: Result
    place: int
    shared: bool
    decided_by: TieKey | None
    against: Result | None
    against_place: int | None
    keys: tuple[TieKey, ...]


_READ: dict[TieKey, Callable[[Result], Any]] = {
    key: attrgetter("time_used_ms" if key is TieKey.TIME_USED else key.value) for key in TieKey
}


def value_of(result: Result, key: TieKey) -> Value:
    """What the key reads from a result."""
    value: Value = _READ[key](result)
    return value


def rank(results: Iterable[Result], keys: Sequence[TieKey]) -> tuple[Placing, ...]:
    """All results in order, best first; equal on every key means the same place (1, 1, 3).

    A higher score and more rounds are better; of every other key the smaller, shorter or earlier value. No
    valid guess stands behind every guess, and undrawn behind drawn. Results of one place
    come in order of ``entry_id``, so the order of the input never matters. Raises
    ValueError without keys, or when an entry brings two results.

    Source: thể lệ, mục Xếp hạng.
    """
    keys = tuple(keys)
    if not keys:
        raise ValueError("a ranking needs at least one key")
    ordered = sorted(results, key=attrgetter("entry_id"))
    if len({result.entry_id for result in ordered}) < len(ordered):
        raise ValueError("an entry has one result in a ranking")
    # One sort of plain tuples, built column by column: 430,000 results must take seconds.
    rows = list(zip(*(_column(ordered, key) for key in keys), strict=True))
    order = sorted(range(len(rows)), key=rows.__getitem__)
    return tuple(_placings([rows[at] for at in order], [ordered[at] for at in order], keys)) if order else ()


def rank_by_division(results: Iterable[Result], keys: Sequence[TieKey]) -> dict[str, tuple[Placing, ...]]:
    """The same ranking for each division by itself, by division code.

    Source: thể lệ, mục Xếp hạng.
    """
    divided: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        divided[result.division].append(result)
    return {division: rank(divided[division], keys) for division in sorted(divided)}


def _column(results: Sequence[Result], key: TieKey) -> list[Any]:
    """The key's values, turned so that the smaller one is always the better one."""
    values = [*map(_READ[key], results)]
    if key in HIGHER_IS_BETTER:
        return [-value for value in values]
    if key in (TieKey.PREDICTION_ERROR, TieKey.LOTTERY):
        behind_all = 1 + max((value for value in values if value is not None), default=0)
        return [behind_all if value is None else value for value in values]
    return values


def _placings(
    rows: Sequence[tuple[Any, ...]], results: Sequence[Result], keys: tuple[TieKey, ...]
) -> list[Placing]:
    placings: list[Placing] = []
    place = 1
    against: Result | None = None
    against_place: int | None = None
    decided_by: TieKey | None = None
    ahead, values_ahead = results[0], rows[0]
    for number, (result, values, after) in enumerate(zip_longest(results, rows, rows[1:]), start=1):
        if values != values_ahead:
            against, against_place, place = ahead, place, number
            decided_by = next(compress(keys, map(ne, values, values_ahead)))
        shared = place < number or values == after
        placings.append(Placing(result, place, shared, decided_by, against, against_place, keys))
        ahead, values_ahead = result, values
    return placings


_NAMES = {
    TieKey.SCORE: "điểm bài thi",
    TieKey.PREDICTION_ERROR: "độ lệch dự đoán",
    TieKey.TIME_USED: "thời gian làm bài",
    TieKey.SUBMITTED_AT: "thời điểm nộp bài",
    TieKey.ATTEMPTS: "số lượt thi đã dùng",
    TieKey.REGISTERED_AT: "thời điểm đăng ký dự thi",
    TieKey.LOTTERY: "thứ tự bốc thăm",
    TieKey.ROUNDS_TAKEN: "số đợt đã thi",
}
OVERALL_NAMES = _NAMES | {
    TieKey.SCORE: "tổng điểm",
    TieKey.PREDICTION_ERROR: "tổng độ lệch dự đoán",
    TieKey.TIME_USED: "tổng thời gian làm bài",
    TieKey.SUBMITTED_AT: "thời điểm nộp bài cuối cùng",
}
"""The keys as they are called over the whole contest."""

_BEHIND = {
    TieKey.SCORE: "thấp hơn",
    TieKey.PREDICTION_ERROR: "lớn hơn",
    TieKey.TIME_USED: "dài hơn",
    TieKey.SUBMITTED_AT: "muộn hơn",
    TieKey.ATTEMPTS: "nhiều hơn",
    TieKey.REGISTERED_AT: "muộn hơn",
    TieKey.LOTTERY: "đứng sau",
    TieKey.ROUNDS_TAKEN: "ít hơn",
}


def name_of(key: TieKey) -> str:
    """The key's name on screen."""
    return _NAMES[key]


def explain(placing: Placing, *, of_the_whole: bool = False) -> str:
    """One Vietnamese sentence or two that answer "Vì sao hạng 3?", in a round or in the whole contest.

    Source: thể lệ, mục Xếp hạng.
    """
    sentence = f"Hạng {placing.place}: {_reason(placing, of_the_whole=of_the_whole)}."
    drawn = placing.result.lottery
    if TieKey.LOTTERY in placing.keys and drawn is not None and placing.decided_by is not TieKey.LOTTERY:
        sentence = f"{sentence} Có người bằng nhau ở mọi tiêu chí; bốc thăm công khai, xếp thứ {drawn}."
    return f"{sentence} Đồng hạng vì bằng nhau ở mọi tiêu chí." if placing.shared else sentence


def _reason(placing: Placing, *, of_the_whole: bool) -> str:
    result, _, _, key, against, against_place, keys = placing
    if key is None or against is None:
        return "không có kết quả nào xếp trên"
    if key is TieKey.LOTTERY and result.lottery is not None:
        return (
            f"bằng hạng {against_place} ở mọi tiêu chí; bốc thăm công khai, xếp thứ {result.lottery}, "
            f"sau thứ {against.lottery}"
        )
    equal, name = _told(keys, key, of_the_whole=of_the_whole)
    start = f"bằng hạng {against_place} về {equal}; " if equal else ""
    read = _READ[key]
    mine, theirs = read(result), value_in_words(read(against), key)
    if mine is None:
        lacking = "chưa bốc thăm" if key is TieKey.LOTTERY else "không có số dự đoán hợp lệ"
        return f"{start}{lacking}, còn {name} của hạng {against_place} là {theirs}"
    return f"{start}{name} {value_in_words(mine, key)}, {_BEHIND[key]} {theirs} của hạng {against_place}"


@cache
def _told(keys: tuple[TieKey, ...], key: TieKey, *, of_the_whole: bool) -> tuple[str, str]:
    """The keys before one as a list, empty where it is the first; and its own name."""
    names = OVERALL_NAMES if of_the_whole else _NAMES
    equal = [names[before] for before in keys[: keys.index(key)]]
    listed = f"{', '.join(equal[:-1])} và {equal[-1]}" if len(equal) > 1 else "".join(equal)
    return listed, names[key]


def value_in_words(value: Value, key: TieKey) -> str:
    """A key's value as a published sentence or table states it; "–" where there is none."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return wording.instant(value)
    return wording.milliseconds(value) if key is TieKey.TIME_USED else wording.number(value)
