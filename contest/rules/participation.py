"""How units stand: distinct people over headcount, average scores, and the points of collective prizes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from math import lcm

from contest.rules import wording
from contest.rules.awards import Prize
from contest.rules.canonical import ADDED_LATER


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitGroup:
    """Units that compete with each other (khối), by their kinds in the unit list, and their prizes.

    With ``by_size`` the units of each size band compete apart, each band for all the prizes.
    ``overall_prizes`` are given once, on the results of the whole contest.
    """

    code: str
    name: str
    kinds: tuple[str, ...]
    prizes: tuple[Prize, ...]
    by_size: bool = field(default=False, metadata=ADDED_LATER)
    overall_prizes: tuple[Prize, ...] = field(default=(), metadata=ADDED_LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryQuota:
    """How many of a staff category of each unit must take part: so many people, and such a share of them.

    Source: thể lệ Đắk Lắk 2022: 1 leader, 50 % of the heads of division, 100 % of one-stop staff.
    """

    category: str
    name: str
    least_people: int
    least_share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectiveRule:
    """The weights of collective points, the rate and the quotas under which a unit is not ranked.

    ``points = rate_points x rate + average_points x average + all_correct_points x share of
    people all-correct + winner_points x winners``; rate, average and share are parts of 1.
    """

    rate_points: int
    average_points: int
    all_correct_points: int
    winner_points: int
    floor_rate: Fraction
    groups: tuple[UnitGroup, ...]
    quotas: tuple[CategoryQuota, ...] = field(default=(), metadata=ADDED_LATER)


BY_RATE = CollectiveRule(
    rate_points=100,
    average_points=0,
    all_correct_points=0,
    winner_points=0,
    floor_rate=Fraction(0),
    groups=(),
)
"""The live boards of units compare participation alone and leave nobody out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTally:
    """Distinct people of one staff category of a unit who took part, and how many there are."""

    category: str
    people: int
    headcount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTally:
    """What was counted for one unit among the people whom its headcount counts.

    ``people`` are distinct persons and ``attempts`` their finished attempts; ``score_sum``
    is over ``scored`` counting attempts of which each could reach ``max_score``. Citizens
    belong to no headcount and are tallied apart. ``without_headcount`` is how many merged
    units did not state theirs.
    """

    unit_id: int
    people: int
    attempts: int
    headcount: int | None
    score_sum: int
    scored: int
    max_score: int
    all_correct: int
    winners: int = 0
    without_headcount: int = 0
    categories: tuple[CategoryTally, ...] = ()

    def __post_init__(self) -> None:
        if self.max_score < 1:
            raise ValueError(f"a paper is worth at least one point, not {self.max_score}")


class UnrankedReason(StrEnum):
    """Why a unit has no place."""

    NO_HEADCOUNT = "no_headcount"
    BELOW_FLOOR = "below_floor"
    QUOTA_UNMET = "quota_unmet"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStanding:
    """Where a unit stands and every figure behind it; rate and average are parts of 1.

    ``over_headcount`` tells that more people took part than were stated, so the rate was
    cut to 1 and the headcount needs a look. Without a place there is an ``excluded_reason``.
    """

    tally: UnitTally
    place: int | None
    shared: bool
    rate: Fraction | None
    over_headcount: bool
    average: Fraction | None
    points: Fraction | None
    excluded_reason: UnrankedReason | None


class SizeBand(StrEnum):
    """Units of like size, within which shares can fairly be compared."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


SMALL_UP_TO = 30
MEDIUM_UP_TO = 100


BAND_NAMES = {
    SizeBand.SMALL: f"đến {SMALL_UP_TO} người",
    SizeBand.MEDIUM: f"từ {SMALL_UP_TO + 1} đến {MEDIUM_UP_TO} người",
    SizeBand.LARGE: f"trên {MEDIUM_UP_TO} người",
}


ZERO = Fraction(0)
RATE, AVERAGE, ALL_CORRECT = "tỷ lệ tham gia", "điểm trung bình", "tỷ lệ người đúng tất cả"
WINNERS, OF_THE_MAXIMUM = "giải cá nhân", " điểm tối đa"


def size_band(headcount: int | None) -> SizeBand | None:
    """The band of a unit: up to 30, 31 to 100, more than 100; None without a headcount.

    Source: thể lệ, mục Giải thưởng tập thể.
    """
    if headcount is None:
        return None
    if headcount <= SMALL_UP_TO:
        return SizeBand.SMALL
    return SizeBand.MEDIUM if headcount <= MEDIUM_UP_TO else SizeBand.LARGE


def standing_of(tally: UnitTally, rule: CollectiveRule) -> UnitStanding:
    """The figures of one unit, without a place.

    No headcount (or 0) gives no rate and no points, never 0 or 100 %. A unit in which
    nobody took part has the rate 0 and no average, which then adds nothing to its points.

    Source: thể lệ, mục Giải thưởng tập thể; R9.
    """
    rate = min(Fraction(tally.people, tally.headcount), Fraction(1)) if tally.headcount else None
    average = Fraction(tally.score_sum, tally.scored * tally.max_score) if tally.scored else None
    points = None
    if rate is not None:
        points = sum((weight * share for _, weight, share in _weighted(tally, rule, rate, average)), ZERO)
    return UnitStanding(
        tally=tally,
        place=None,
        shared=False,
        rate=rate,
        over_headcount=bool(tally.headcount) and tally.people > (tally.headcount or 0),
        average=average,
        points=points,
        excluded_reason=_unranked(tally, rate, rule),
    )


def _unranked(tally: UnitTally, rate: Fraction | None, rule: CollectiveRule) -> UnrankedReason | None:
    if rate is None:
        return UnrankedReason.NO_HEADCOUNT
    if rate < rule.floor_rate:
        return UnrankedReason.BELOW_FLOOR
    unmet = any(not is_met(quota, category_of(tally, quota.category)) for quota in rule.quotas)
    return UnrankedReason.QUOTA_UNMET if unmet else None


def category_of(tally: UnitTally, category: str) -> CategoryTally:
    """The people of one staff category; without a tally nobody took part and none was stated."""
    found = next((one for one in tally.categories if one.category == category), None)
    return found or CategoryTally(category=category, people=0, headcount=None)


def is_met(quota: CategoryQuota, tally: CategoryTally) -> bool:
    """Whether enough people of a compulsory category took part.

    A unit that states it has nobody of the category owes nobody. A share of an unknown
    number cannot be judged, so it is not met: the unit has to state the number.

    Source: thể lệ, mục Giải thưởng tập thể (diện bắt buộc).
    """
    if tally.headcount == 0:
        return True
    due = quota.least_people if tally.headcount is None else min(quota.least_people, tally.headcount)
    if tally.people < due:
        return False
    if not quota.least_share:
        return True
    return tally.headcount is not None and tally.people >= quota.least_share * tally.headcount


def _weighted(
    tally: UnitTally, rule: CollectiveRule, rate: Fraction, average: Fraction | None
) -> Iterator[tuple[str, int, Fraction]]:
    """The name, weight and share of each part of the points, for the weights that are used."""
    if rule.rate_points:
        yield RATE, rule.rate_points, rate
    if rule.average_points:
        yield AVERAGE, rule.average_points, average or ZERO
    if rule.all_correct_points:
        share = Fraction(tally.all_correct, tally.people) if tally.people else Fraction(0)
        yield ALL_CORRECT, rule.all_correct_points, share
    if rule.winner_points:
        yield WINNERS, rule.winner_points, Fraction(tally.winners)


def _worked(name: str, weight: int, share: Fraction) -> str:
    """One part of the points as a reader multiplies it."""
    if name == WINNERS:
        return f"{weight} × {wording.number(int(share))} giải cá nhân"
    return f"{weight} × {name} {wording.percent(share)}{OF_THE_MAXIMUM if name == AVERAGE else ''}"


def rank_units(tallies: Iterable[UnitTally], rule: CollectiveRule) -> tuple[UnitStanding, ...]:
    """All units in order: by points with ties sharing a place, then those without a place.

    Units that missed a compulsory quota come next, then those below the floor, still by
    points, and units without a headcount last.
    Units of one place come in order of ``unit_id``. Call it for one group of units at a time.

    Source: thể lệ, mục Giải thưởng tập thể.
    """
    found = [standing_of(tally, rule) for tally in tallies]
    order = _falling([ZERO if one.points is None else one.points for one in found])
    standings = sorted(
        zip(order, found, strict=True),
        key=lambda pair: (
            _UNRANKED_ORDER.index(pair[1].excluded_reason),
            pair[0],
            pair[1].tally.unit_id,
        ),
    )
    sharing = Counter(at for at, standing in standings if standing.excluded_reason is None)
    placed: list[UnitStanding] = []
    place, before = 0, -1
    for index, (at, standing) in enumerate(standings):
        if standing.excluded_reason is not None:
            placed.append(standing)
            continue
        if at != before:
            place, before = index + 1, at
        placed.append(replace(standing, place=place, shared=sharing[at] > 1))
    return tuple(placed)


_UNRANKED_ORDER = (None, UnrankedReason.QUOTA_UNMET, UnrankedReason.BELOW_FLOOR, UnrankedReason.NO_HEADCOUNT)


def _falling(points: Sequence[Fraction]) -> list[int]:
    """Which of the different values each one is, the largest first.

    Fractions are slow to compare and to look up: their quotients, rounded, never stand the other way
    round, and decide unless they are equal.
    """
    ratios = [one.as_integer_ratio() for one in points]
    by_ratio = dict(zip(ratios, points, strict=True))
    falling = sorted(by_ratio, key=lambda ratio: (ratio[0] / ratio[1], by_ratio[ratio]), reverse=True)
    places = {ratio: at for at, ratio in enumerate(falling)}
    return [places[ratio] for ratio in ratios]


def explain(standing: UnitStanding, rule: CollectiveRule) -> str:
    """The points of a unit as one worked Vietnamese line, or why it has none.

    Source: thể lệ, mục Giải thưởng tập thể.
    """
    if standing.rate is None or standing.points is None:
        return "Chưa có số thuộc diện dự thi nên chưa tính được tỷ lệ và chưa xếp hạng."
    weighted = _weighted(standing.tally, rule, standing.rate, standing.average)
    parts = " + ".join(_worked(*part) for part in weighted)
    sentence = f"{parts} = {wording.decimal(standing.points)} điểm."
    if standing.over_headcount:
        sentence += " Số người dự thi lớn hơn số thuộc diện đã khai, tỷ lệ tính bằng 100%."
    if standing.excluded_reason is UnrankedReason.BELOW_FLOOR:
        sentence += f" Không xếp hạng vì tỷ lệ tham gia dưới {wording.percent(rule.floor_rate)}."
    for quota in rule.quotas:
        sentence += f" {explain_quota(quota, category_of(standing.tally, quota.category))}"
    return sentence


def explain_quota(quota: CategoryQuota, tally: CategoryTally) -> str:
    """One compulsory category of a unit as a worked Vietnamese line.

    Source: thể lệ, mục Giải thưởng tập thể (diện bắt buộc).
    """
    if tally.headcount is None:
        counted = f"{wording.number(tally.people)} người, chưa có số thuộc diện"
    else:
        counted = f"{wording.number(tally.people)}/{wording.number(tally.headcount)} người"
    verdict = "đạt" if is_met(quota, tally) else "không đạt nên không xếp hạng"
    return f"{quota.name}: {counted}, cần {due_in_words(quota)}: {verdict}."


def due_in_words(quota: CategoryQuota) -> str:
    """What a compulsory category owes: "ít nhất 1 người", "ít nhất 50%", or both."""
    parts = (
        f"ít nhất {wording.number(quota.least_people)} người" if quota.least_people else "",
        f"ít nhất {wording.percent(quota.least_share)}" if quota.least_share else "",
    )
    return " và ".join(part for part in parts if part)


def merged(unit_id: int, tallies: Sequence[UnitTally]) -> UnitTally:
    """Several tallies as one, for a unit that contains them all.

    A person has one unit, so people add up. The headcount is known only if every part
    states one: otherwise people would be compared with a part of those they belong to.
    Scores of papers of different length are first brought to a common maximum.
    """
    if len(tallies) == 1:  # as nearly all: units with nothing below them
        (only,) = tallies
        return replace(
            only,
            unit_id=unit_id,
            without_headcount=_without_headcount(only),
            categories=_merged_categories(tallies),
        )
    common = lcm(*(tally.max_score for tally in tallies))
    counts = [tally.headcount for tally in tallies if tally.headcount is not None]
    return UnitTally(
        unit_id=unit_id,
        people=sum(tally.people for tally in tallies),
        attempts=sum(tally.attempts for tally in tallies),
        headcount=sum(counts) if len(counts) == len(tallies) else None,
        score_sum=sum(tally.score_sum * (common // tally.max_score) for tally in tallies),
        scored=sum(tally.scored for tally in tallies),
        max_score=common,
        all_correct=sum(tally.all_correct for tally in tallies),
        winners=sum(tally.winners for tally in tallies),
        without_headcount=sum(_without_headcount(tally) for tally in tallies),
        categories=_merged_categories(tallies),
    )


def _merged_categories(tallies: Sequence[UnitTally]) -> tuple[CategoryTally, ...]:
    """People of a category add up; its headcount is that of the parts which state one.

    Unlike the whole headcount: an office states its leaders, a division within it does not.
    """
    found: dict[str, CategoryTally] = {}
    for one in (category for tally in tallies for category in tally.categories):
        before = found.get(one.category)
        if before is None:
            found[one.category] = one
            continue
        stated = [count for count in (before.headcount, one.headcount) if count is not None]
        found[one.category] = CategoryTally(
            category=one.category,
            people=before.people + one.people,
            headcount=sum(stated) if stated else None,
        )
    return tuple(found[category] for category in sorted(found))


def _without_headcount(tally: UnitTally) -> int:
    if tally.without_headcount:
        return tally.without_headcount
    return 0 if tally.headcount is not None else 1


def roll_up(tallies: Iterable[UnitTally], parents: Mapping[int, int | None]) -> dict[int, UnitTally]:
    """One tally for every unit that has people of its own or below it, by unit id.

    A district is everyone entered for it or for anything below it. ``tallies`` speak of
    each unit alone (several for one unit are added); ``parents`` maps each unit to the one
    above it. Raises ValueError for a unit that is not in the tree, or a tree with a circle.

    Source: thể lệ, mục Giải thưởng tập thể (huyện, thành phố); A10.
    """
    below: defaultdict[int, list[UnitTally]] = defaultdict(list)
    for tally in tallies:
        for unit_id in _self_and_above(tally.unit_id, parents):
            below[unit_id].append(tally)
    return {unit_id: merged(unit_id, parts) for unit_id, parts in below.items()}


def _self_and_above(unit_id: int, parents: Mapping[int, int | None]) -> list[int]:
    path: list[int] = []
    at: int | None = unit_id
    while at is not None:
        if at in path:
            raise ValueError(f"unit {at} lies above itself")
        if at not in parents:
            raise ValueError(f"unit {at} is not in the unit tree")
        path.append(at)
        at = parents[at]
    return path
