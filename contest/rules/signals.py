"""Signs that somebody should look at some attempts: evidence for people, never a penalty (R10)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import combinations

from contest.rules import scoring, wording

WINDOW = timedelta(minutes=10)
ATTEMPTS_OF_ONE_DEVICE = 3
QUICKEST_MS = 3_000  # a question, read and answered
SHARED_QUESTIONS = 4  # fewer are alike by chance


class SignalKind(StrEnum):
    """What was noticed, the most serious first; first of all what a person asks to have looked at."""

    BY_HAND = "by_hand"
    EXCLUDED = "excluded"
    TOO_FAST = "too_fast"
    TWO_UNITS = "two_units"
    SAME_ANSWERS = "same_answers"
    SAME_PERSON = "same_person"
    ONE_DEVICE = "one_device"


KINDS = tuple(SignalKind)
NAMES = {
    SignalKind.BY_HAND: "Mở bằng tay",
    SignalKind.EXCLUDED: "Có thể là người không được dự thi",
    SignalKind.TOO_FAST: "Đúng tất cả trong thời gian quá ngắn",
    SignalKind.TWO_UNITS: "Một người dự thi ở hai đơn vị",
    SignalKind.SAME_ANSWERS: "Bài giống hệt nhau ở một bàn hỗ trợ",
    SignalKind.SAME_PERSON: "Có thể là một người đăng ký hai lần",
    SignalKind.ONE_DEVICE: "Nhiều lượt thi từ một máy",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What signs are looked for in: one finished attempt of a round; ``person`` is the folded name.

    ``helper_id`` is who helped at a desk, and ``given`` the (question, option) pairs of those attempts.
    """

    attempt_id: int
    entry_id: int
    person: str
    unit_id: int
    device: str
    started_at: datetime
    score: int
    questions: int
    time_used_ms: int
    birth_year: int | None = None
    has_phone: bool = True
    helper_id: int | None = None
    given: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Who may not take part, known by a phone number or a card; more is known of those who registered.

    ``persons`` are the folded names that the list and the account give.
    """

    persons: frozenset[str]
    entry_id: int | None = None
    unit_id: int | None = None
    birth_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One sign: the attempts it is about, and what was noticed as one Vietnamese sentence."""

    kind: SignalKind
    attempt_ids: tuple[int, ...]
    sentence: str
    weight: int  # the larger, the sooner it is looked at among signs of a kind

    @property
    def subject(self) -> str:
        """What a decision is about: the same attempts noticed for the same reason, whenever they are."""
        return sha256(f"{self.kind}:{sorted(self.attempt_ids)}".encode()).hexdigest()


def signals_in(sittings: Iterable[Sitting], excluded: Iterable[Excluded] = ()) -> tuple[Signal, ...]:
    """Every sign in the attempts of one round, the most serious first.

    One device used by several people is normal in offices and villages, and so it comes last; at a helper's
    desk it is the rule, and no sign at all.

    Source: design.md 6.5; R10.
    """
    known = sorted(sittings, key=lambda one: (one.started_at, one.attempt_id))
    found = [
        *_excluded(known, tuple(excluded)),
        *_too_fast(known),
        *_two_units(known),
        *_same_answers(known),
        *_same_person(known),
        *_one_device([one for one in known if one.helper_id is None]),
    ]
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), -one.weight, one.attempt_ids)))


def opened_by_hand(*, attempt_id: int, reason: str) -> Signal:
    """What an organiser wants looked at in an attempt, whether it shows a sign or not."""
    return Signal(
        kind=SignalKind.BY_HAND, attempt_ids=(attempt_id,), sentence=f"Mở bằng tay: {reason}", weight=0
    )


def _excluded(sittings: Sequence[Sitting], excluded: Sequence[Excluded]) -> Iterator[Signal]:
    """Attempts of another registration by somebody who may not take part: with a card, or another number."""
    by_entry: defaultdict[int, list[Sitting]] = defaultdict(list)
    for one in sittings:
        if any(_may_be(one, other) for other in excluded):
            by_entry[one.entry_id].append(one)
    for own in by_entry.values():
        yield Signal(
            kind=SignalKind.EXCLUDED,
            attempt_ids=tuple(one.attempt_id for one in own),
            sentence="Trùng họ tên với một người không được dự thi, đăng ký bằng số khác hoặc bằng thẻ.",
            weight=len(own),
        )


def _may_be(one: Sitting, other: Excluded) -> bool:
    """A name counts with its unit, as names are shared by many; of the few with a card it counts alone."""
    if one.person not in other.persons or one.entry_id == other.entry_id:
        return False
    if None not in (one.birth_year, other.birth_year) and one.birth_year != other.birth_year:
        return False
    return not one.has_phone or one.unit_id == other.unit_id


def _too_fast(sittings: Sequence[Sitting]) -> Iterator[Signal]:
    for one in sittings:
        limit, used = one.questions * QUICKEST_MS, timedelta(seconds=one.time_used_ms // 1000)
        if scoring.is_all_correct(one.score, questions=one.questions) and one.time_used_ms < limit:
            yield Signal(
                kind=SignalKind.TOO_FAST,
                attempt_ids=(one.attempt_id,),
                sentence=f"{one.score}/{one.questions} trong {wording.length(used)}.",
                weight=limit - one.time_used_ms,
            )


def _two_units(sittings: Sequence[Sitting]) -> Iterator[Signal]:
    by_entry: defaultdict[int, list[Sitting]] = defaultdict(list)
    for one in sittings:
        by_entry[one.entry_id].append(one)
    for own in by_entry.values():
        units = len({one.unit_id for one in own})
        if units > 1:
            yield Signal(
                kind=SignalKind.TWO_UNITS,
                attempt_ids=tuple(one.attempt_id for one in own),
                sentence=f"Cùng một số điện thoại dự thi cho {units} đơn vị trong một đợt.",
                weight=units,
            )


def _same_answers(sittings: Sequence[Sitting]) -> Iterator[Signal]:
    """People of one helper who answered alike wherever their papers met, and not simply all right."""
    by_helper: defaultdict[int, list[Sitting]] = defaultdict(list)
    for one in sittings:
        if one.helper_id is not None:
            by_helper[one.helper_id].append(one)
    for own in by_helper.values():
        alike = {
            attempt_id
            for one, other in combinations(own, 2)
            if one.entry_id != other.entry_id and _answered_alike(one, other)
            for attempt_id in (one.attempt_id, other.attempt_id)
        }
        if alike:
            people = len({one.entry_id for one in own if one.attempt_id in alike})
            yield Signal(
                kind=SignalKind.SAME_ANSWERS,
                attempt_ids=tuple(one.attempt_id for one in own if one.attempt_id in alike),
                sentence=f"{people} người do một người hỗ trợ trả lời giống hệt nhau ở mọi câu trùng đề.",
                weight=people,
            )


def _answered_alike(one: Sitting, other: Sitting) -> bool:
    if all(scoring.is_all_correct(two.score, questions=two.questions) for two in (one, other)):
        return False
    mine, theirs = dict(one.given), dict(other.given)
    shared = mine.keys() & theirs.keys()
    return len(shared) >= SHARED_QUESTIONS and all(mine[item] == theirs[item] for item in shared)


def _same_person(sittings: Sequence[Sitting]) -> Iterator[Signal]:
    """Accounts of one name in one unit; years of birth that are known and differ tell them apart."""
    alike: defaultdict[tuple[str, int, int | None], list[Sitting]] = defaultdict(list)
    unknown = {(one.person, one.unit_id) for one in sittings if one.birth_year is None}
    for one in sittings:
        year = None if (one.person, one.unit_id) in unknown else one.birth_year
        alike[one.person, one.unit_id, year].append(one)
    for own in alike.values():
        people = len({one.entry_id for one in own})
        if people > 1:
            yield Signal(
                kind=SignalKind.SAME_PERSON,
                attempt_ids=tuple(one.attempt_id for one in own),
                sentence=f"{people} tài khoản trùng họ tên và đơn vị.",
                weight=people,
            )


def _one_device(sittings: Sequence[Sitting]) -> Iterator[Signal]:
    by_device: defaultdict[str, list[Sitting]] = defaultdict(list)
    for one in sittings:
        by_device[one.device].append(one)
    for own in by_device.values():
        for run in _runs(own):
            people = len({one.entry_id for one in run})
            if people > 1:
                yield Signal(
                    kind=SignalKind.ONE_DEVICE,
                    attempt_ids=tuple(one.attempt_id for one in run),
                    sentence=f"{len(run)} lượt thi của {people} người từ một máy, "
                    f"cứ {ATTEMPTS_OF_ONE_DEVICE} lượt bắt đầu trong {wording.length(WINDOW)}.",
                    weight=len(run),
                )


def _runs(sittings: Sequence[Sitting]) -> Iterator[Sequence[Sitting]]:
    """The stretches of one device in which some window holds enough starts; none overlap."""
    begin = end = 0  # of the stretch that is growing: sittings[begin:end]
    for at, first in enumerate(sittings):
        last = at + ATTEMPTS_OF_ONE_DEVICE - 1
        if last >= len(sittings) or sittings[last].started_at - first.started_at > WINDOW:
            continue
        if at >= end:
            if end:
                yield sittings[begin:end]
            begin = at
        end = last + 1
    if end:
        yield sittings[begin:end]
