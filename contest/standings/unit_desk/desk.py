"""What a unit officer sees of the own unit: who has taken part, the rate, and words to remind the others.

Within the secrecy rule: of a round whose number of people can still be predicted, an officer sees no more
than everybody else, otherwise a hundred officers together would know the number (R8).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contest.accounts import queries as accounts
from contest.attempts import queries as attempts
from contest.entries import queries as entries
from contest.entries.queries import Entry
from contest.platform import lists
from contest.platform.language.vietnamese import fold, name_sort_key
from contest.platform.language.vietnamese_numbers import datetime_vi, number
from contest.platform.lists import Slice
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest, Round
from contest.rules.windows import RoundPhase
from contest.standings import queries as standings
from contest.standings.boards.unit_page import UnitPage, unit_page
from contest.units import queries as units
from contest.units.queries import Unit

TAKEN, MISSING = "da-thi", "chua-thi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person of the unit, and the rounds this person has taken among those that may be shown."""

    entry: Entry
    name: str
    unit: str
    taken: frozenset[int]  # round ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The officer's page."""

    contest: Contest
    page: UnitPage
    rounds: tuple[Round, ...]  # whose participation may be shown
    withheld: tuple[Round, ...]
    chosen: Round | None  # the round that "taken part" is about; None is any of them
    everyone: tuple[Line, ...]
    shown: Slice[Line]
    missing: int  # registered, but not taken part
    invitation: str

    @property
    def unit(self) -> Unit:
        """The unit at hand."""
        return self.page.unit


def desk(
    contest: Contest,
    unit: Unit,
    *,
    round_number: int | None,
    text: str,
    state: str,
    page: int,
    address: str,
    now: datetime,
) -> Desk:
    """The page of one unit with everything below it; raises RoundUnknown for a round that is not shown."""
    seen = [
        (one, may)
        for one, may in standings.shown_rounds(contest.id, now=now)
        if one.phase(now) is not RoundPhase.NOT_OPEN
    ]
    open_to_view = tuple(one for one, may in seen if may.participation)
    chosen = None
    if round_number is not None:
        chosen = rounds.get_round_by_number(contest.id, round_number)
        if chosen.id not in {one.id for one in open_to_view}:
            chosen = None
    everyone = _lines(contest, unit, open_to_view)
    asked = [one for one in everyone if _fits(one, text=text, state=state, chosen=chosen)]
    missing = sum(1 for one in everyone if not _has_taken(one, chosen))
    return Desk(
        contest=contest,
        page=unit_page(contest, code=unit.code, now=now),
        rounds=open_to_view,
        withheld=tuple(one for one, may in seen if not may.participation),
        chosen=chosen,
        everyone=everyone,
        shown=lists.cut(asked, page),
        missing=missing,
        invitation=invitation(
            contest, unit, seen=[one for one, _may in seen], missing=missing, address=address, now=now
        ),
    )


def invitation(
    contest: Contest, unit: Unit, *, seen: Sequence[Round], missing: int, address: str, now: datetime
) -> str:
    """Words for a message to colleagues; the number of those missing is that of registered people."""
    at_hand = next((one for one in reversed(seen) if one.phase(now) is RoundPhase.OPEN), None)
    lines = [f"{contest.title} – {unit.title}"]
    if at_hand is not None and at_hand.closes_at is not None:
        lines.append(f"{at_hand.name} đang mở, đóng lúc {datetime_vi(at_hand.closes_at)}.")
    if missing:
        lines.append(f"Đơn vị còn {number(missing)} người đã đăng ký mà chưa dự thi.")
    lines.append(f"Anh/chị vào thi tại: {address}")
    if contest.hotline:
        lines.append(f"Cần giúp đỡ xin gọi {contest.hotline}.")
    return "\n".join(lines)


def _lines(contest: Contest, unit: Unit, shown: Sequence[Round]) -> tuple[Line, ...]:
    found = [
        one for one in entries.entries_below(contest_id=contest.id, path=unit.path) if not one.is_excluded
    ]
    people = accounts.people({one.account_id for one in found})
    names = units.names_of({one.unit_id for one in found})
    taken: Mapping[int, frozenset[int]] = attempts.rounds_taken(
        round_ids=[one.id for one in shown], entry_ids=[one.id for one in found]
    )
    lines = [
        Line(
            entry=one,
            name=people[one.account_id][0],
            unit=names[one.unit_id],
            taken=taken.get(one.id, frozenset()),
        )
        for one in found
    ]
    return tuple(sorted(lines, key=lambda one: (name_sort_key(one.name), one.entry.id)))


def _has_taken(line: Line, chosen: Round | None) -> bool:
    return bool(line.taken) if chosen is None else chosen.id in line.taken


def _fits(line: Line, *, text: str, state: str, chosen: Round | None) -> bool:
    words = fold(text).split()
    if state in {TAKEN, MISSING} and _has_taken(line, chosen) is not (state == TAKEN):
        return False
    return all(word in fold(f"{line.name} {line.unit}") for word in words)
