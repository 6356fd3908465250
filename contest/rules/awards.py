"""Places and quotas into nominations: who gets which prize, who is passed over, and which ties are open."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

from contest.rules.ranking import Placing


class PrizeLimit(StrEnum):
    """Within what a person may win one prize at most."""

    ROUND = "round"
    CONTEST = "contest"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prize:
    """A prize of a division or a group of units: how many are given, and the money of each."""

    code: str
    name: str
    quota: int
    amount_vnd: int


class NominatedBy(StrEnum):
    """What settled that this entry gets this prize."""

    PLACE = "place"
    LOTTERY = "lottery"
    EQUAL_PRIZES = "equal_prizes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """An entry, or a unit, proposed for a prize; ``amount_vnd`` is the money of this one winner.

    ``drawn`` is the position in the draw that settled it, 1 being first; None where none was held.
    """

    entry_id: int
    place: int
    prize: str
    amount_vnd: int
    by: NominatedBy
    drawn: int | None = None


class SkipReason(StrEnum):
    """Why an entry that stood in line for a prize does not get one."""

    EXCLUDED = "excluded"
    ALREADY_WON = "already_won"
    NOT_ALL_CORRECT = "not_all_correct"
    DRAWN_LATER = "drawn_later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """An entry passed over while prizes were left; ``detail`` is the reason of an exclusion.

    ``drawn`` is the position in the draw after which no prize was left.
    """

    entry_id: int
    place: int
    reason: SkipReason
    detail: str = ""
    drawn: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Entries of one place between which these prizes are still to be settled, best prize first.

    There is one prize code for each prize at stake; fewer prizes than entries means that
    some will get none.
    """

    place: int
    entry_ids: tuple[int, ...]
    prizes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Awards:
    """Everything ``award`` decided, and what it left open."""

    nominations: tuple[Nomination, ...]
    skips: tuple[Skip, ...]
    ties: tuple[Tie, ...]
    not_given: tuple[str, ...]


def award(
    placings: Sequence[Placing],
    prizes: Sequence[Prize],
    *,
    excluded: Mapping[int, str],
    already_won: Collection[int],
    min_score: int | None = None,
    draw: Mapping[int, int] | None = None,
    equal_prizes_at: Collection[int] = (),
) -> Awards:
    """Hand out the prizes of one division down its places, best prize first.

    ``excluded`` maps entries that may not win to the reason; ``min_score`` is the full
    score where only all-correct entries are admitted. Entries of one place between which
    the prizes run out or change are never cut silently: they come back as a tie, until
    either ``draw`` gives each of them a position (1 is first) or their place is named in
    ``equal_prizes_at``. Equal prizes carry the best prize at stake, and share out the
    money of all prizes at stake, so that no budget is exceeded.

    Source: thể lệ, mục Giải thưởng cá nhân.
    """
    ledger = _Ledger(prizes, draw or {}, frozenset(equal_prizes_at))
    for place, entry_ids in _in_line(placings, ledger, excluded, already_won, min_score):
        ledger.give(place, entry_ids)
    return ledger.awards()


def award_units(
    places: Sequence[tuple[int, int]],
    prizes: Sequence[Prize],
    *,
    excluded: Mapping[int, str] | None = None,
    draw: Mapping[int, int] | None = None,
    equal_prizes_at: Collection[int] = (),
) -> Awards:
    """Hand out the prizes of one group of units; ``places`` are (place, unit id), best place first.

    Units without a place are left out by the caller; ``excluded`` maps units that may not
    win to the reason. Ties are treated as among persons; the ids in the answer are those of
    the units.

    Source: thể lệ, mục Giải thưởng tập thể.
    """
    ledger = _Ledger(prizes, draw or {}, frozenset(equal_prizes_at))
    for place, sharing in groupby(places, key=itemgetter(0)):
        if not ledger.left:
            break
        ledger.give(place, ledger.admitted(place, [unit_id for _, unit_id in sharing], excluded or {}))
    return ledger.awards()


class _Ledger:
    """The prizes not yet given, one list element for each, and what was decided so far."""

    def __init__(self, prizes: Sequence[Prize], draw: Mapping[int, int], equal_at: frozenset[int]) -> None:
        self.left = [prize for prize in prizes for _ in range(prize.quota)]
        self.nominations: list[Nomination] = []
        self.skips: list[Skip] = []
        self.ties: list[Tie] = []
        self._draw = draw
        self._equal_at = equal_at

    def admitted(self, place: int, unit_ids: Sequence[int], excluded: Mapping[int, str]) -> list[int]:
        """Those of one place that may win; the others go to the skips."""
        self.skips.extend(
            Skip(entry_id=unit_id, place=place, reason=SkipReason.EXCLUDED, detail=excluded[unit_id])
            for unit_id in unit_ids
            if unit_id in excluded
        )
        return [unit_id for unit_id in unit_ids if unit_id not in excluded]

    def give(self, place: int, entry_ids: Sequence[int]) -> None:
        """Settle one place, or report it as a tie; either way its prizes are spoken for."""
        if not entry_ids:
            return
        stake = self.left[: len(entry_ids)]
        self.left = self.left[len(stake) :]
        settled = len(stake) == len(entry_ids) and stake[0] == stake[-1]
        if settled:
            # Where drawing lots is the last key of the ranking, it has made places of its own.
            drew = all(entry_id in self._draw for entry_id in entry_ids)
            by = NominatedBy.LOTTERY if drew else NominatedBy.PLACE
            self._nominate(place, entry_ids, stake, by)
        elif place in self._equal_at:
            self._share(place, entry_ids, stake)
        elif all(entry_id in self._draw for entry_id in entry_ids):
            drawn = sorted(entry_ids, key=lambda entry_id: self._draw[entry_id])
            self._nominate(place, drawn[: len(stake)], stake, NominatedBy.LOTTERY)
            self._pass_over(place, drawn[len(stake) :])
        else:
            codes = tuple(prize.code for prize in stake)
            self.ties.append(Tie(place=place, entry_ids=tuple(entry_ids), prizes=codes))

    def awards(self) -> Awards:
        """Everything decided so far, and the prizes that nobody stood in line for."""
        return Awards(
            nominations=tuple(self.nominations),
            skips=tuple(self.skips),
            ties=tuple(self.ties),
            not_given=tuple(prize.code for prize in self.left),
        )

    def _nominate(
        self, place: int, entry_ids: Sequence[int], stake: Sequence[Prize], by: NominatedBy
    ) -> None:
        self.nominations.extend(
            Nomination(
                entry_id=entry_id,
                place=place,
                prize=prize.code,
                amount_vnd=prize.amount_vnd,
                by=by,
                drawn=self._draw.get(entry_id) if by is NominatedBy.LOTTERY else None,
            )
            for entry_id, prize in zip(entry_ids, stake, strict=True)
        )

    def _share(self, place: int, entry_ids: Sequence[int], stake: Sequence[Prize]) -> None:
        money = sum(prize.amount_vnd for prize in stake) // len(entry_ids)
        self.nominations.extend(
            Nomination(
                entry_id=entry_id,
                place=place,
                prize=stake[0].code,
                amount_vnd=money,
                by=NominatedBy.EQUAL_PRIZES,
            )
            for entry_id in entry_ids
        )

    def _pass_over(self, place: int, entry_ids: Iterable[int]) -> None:
        self.skips.extend(
            Skip(
                entry_id=entry_id,
                place=place,
                reason=SkipReason.DRAWN_LATER,
                drawn=self._draw.get(entry_id),
            )
            for entry_id in entry_ids
        )


def _in_line(
    placings: Iterable[Placing],
    ledger: _Ledger,
    excluded: Mapping[int, str],
    already_won: Collection[int],
    min_score: int | None,
) -> Iterator[tuple[int, list[int]]]:
    """The entries of each place that may win, while prizes are left; the others go to the skips."""
    for place, sharing in groupby(placings, key=lambda placing: placing.place):
        if not ledger.left:
            return
        admitted: list[int] = []
        for placing in sharing:
            entry_id = placing.result.entry_id
            reason = _skip_reason(placing, excluded, already_won, min_score)
            if reason is None:
                admitted.append(entry_id)
            else:
                detail = excluded[entry_id] if reason is SkipReason.EXCLUDED else ""
                ledger.skips.append(Skip(entry_id=entry_id, place=place, reason=reason, detail=detail))
        if admitted:
            yield place, admitted


def _skip_reason(
    placing: Placing, excluded: Mapping[int, str], already_won: Collection[int], min_score: int | None
) -> SkipReason | None:
    if placing.result.entry_id in excluded:
        return SkipReason.EXCLUDED
    if placing.result.entry_id in already_won:
        return SkipReason.ALREADY_WON
    if min_score is not None and placing.result.score < min_score:
        return SkipReason.NOT_ALL_CORRECT
    return None


BY_LOT = "bốc thăm công khai"
"""By these words a published reason is known to rest on a draw."""

_SKIPPED = {
    SkipReason.EXCLUDED: "thuộc diện không được xét giải",
    SkipReason.ALREADY_WON: "đã nhận giải trước đó, mỗi người chỉ nhận một giải",
    SkipReason.NOT_ALL_CORRECT: "chưa trả lời đúng tất cả các câu hỏi",
    SkipReason.DRAWN_LATER: f"bằng nhau ở mọi tiêu chí; {BY_LOT}",
}
_NOMINATED = {
    NominatedBy.PLACE: "theo thứ hạng",
    NominatedBy.LOTTERY: f"bằng nhau ở mọi tiêu chí; {BY_LOT}",
    NominatedBy.EQUAL_PRIZES: "bằng nhau ở mọi tiêu chí; trao giải như nhau",
}


def explain_nomination(nomination: Nomination) -> str:
    """What settled that a winner gets the prize, as words within a sentence.

    Source: thể lệ, mục Giải thưởng cá nhân.
    """
    return f"{_NOMINATED[nomination.by]}{_drawn(nomination.drawn)}"


def reason_of_prize(nomination: Nomination | None) -> str:
    """A sentence about a prize that the place alone does not explain; empty where it does."""
    if nomination is None or nomination.by is NominatedBy.PLACE:
        return ""
    return f" Về giải: {explain_nomination(nomination)}."


def _drawn(position: int | None) -> str:
    return f", xếp thứ {position}" if position is not None else ""


def explain_skip(skip: Skip) -> str:
    """Why an entry was passed over, as one Vietnamese sentence.

    Source: thể lệ, mục Giải thưởng cá nhân.
    """
    detail = f" ({skip.detail})" if skip.detail else ""
    return f"Hạng {skip.place} không nhận giải: {_SKIPPED[skip.reason]}{_drawn(skip.drawn)}{detail}."
