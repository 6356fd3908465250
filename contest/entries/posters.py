"""Posters and invitation cards of units: the code leads to the registration with the unit chosen already."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from contest.entries import queries
from contest.platform.files import posters
from contest.platform.files.cards import TO_A_SHEET, Card, cards_pdf
from contest.platform.files.posters import Announced, Poster, Printing
from contest.platform.language.vietnamese import fold
from contest.platform.language.vietnamese_numbers import date_vi, day_vi, local, time_vi
from contest.rounds.queries import Contest, Round, RoundState
from contest.rules.windows import Interval
from contest.units import queries as units
from contest.units.errors import UnitUnknown
from contest.units.queries import PLACES, Unit

# So many pages a file: a printer takes it, and the typesetter is busy for two seconds at most.
PAGES_A_FILE = 100
# With more rounds their dates would become too small to read from a wall; then first and last are said.
MOST_ROUNDS = 8
WORD, WORDS_IN_A_NAME = re.compile(r"[a-z0-9]+"), 10


def announced(contest: Contest, rounds: Sequence[Round]) -> Announced:
    """What each poster of a contest says; rounds that are still being prepared are left out."""
    known = [one for one in rounds if one.state is not RoundState.DRAFT and one.intervals]
    lines = tuple((one.name, "; ".join(_times(stretch) for stretch in one.intervals)) for one in known)
    if len(known) > MOST_ROUNDS:
        last = max(known, key=lambda one: one.intervals[-1].closes_at).intervals[-1].closes_at
        first = min(known, key=lambda one: one.intervals[0].opens_at).intervals[0].opens_at
        lines = ((f"{len(known)} đợt thi", _times(Interval(opens_at=first, closes_at=last))),)
    return Announced(
        contest=contest.title, organiser=contest.organiser, hotline=contest.hotline, rounds=lines
    )


def _times(stretch: Interval) -> str:
    opens, closes = stretch.opens_at, stretch.closes_at
    first_day = day_vi(opens) if local(opens).year == local(closes).year else date_vi(opens)
    return f"{time_vi(opens)} {first_day} – {time_vi(closes)} {date_vi(closes)}"


def inviting_units(list_id: int, *, code: str = "", kind: str = "", on: date) -> tuple[Unit, ...]:
    """The units that people can register for on a day: the one under a code, else all of a kind, by name."""
    fitting = [
        one
        for one in units.units_of(list_id).values()
        if one.kind != "province"
        and code in ("", one.code)
        and kind in ("", one.kind)
        and one.is_active_on(on)
    ]
    if not fitting:
        raise UnitUnknown(code=code or kind)
    return tuple(sorted(fitting, key=lambda one: (one.sort_key, one.code)))


def posters_of(found: Sequence[Unit], *, public_url: str) -> tuple[Poster, ...]:
    """A poster for each unit of one list; nothing on it is secret."""
    tree = units.units_of(found[0].list_id)
    return tuple(
        Poster(
            unit=_printed_name(one, tree),
            address=queries.invitation_address(unit_code=one.code, public_url=public_url),
            file_name="-".join([one.code, *WORD.findall(fold(one.name))[:WORDS_IN_A_NAME]]),
        )
        for one in found
    )


def _printed_name(unit: Unit, tree: Mapping[int, Unit]) -> str:
    """The unit as its people know it; two communes may have one name, so their district stands beside it."""
    name = unit.name if unit.kind == "commune" else unit.title
    above = tree.get(unit.parent_id or 0)
    if above is None or above.kind == "province":
        return name
    return (
        f"{name}, {above.name[0].lower()}{above.name[1:]}"
        if unit.kind in PLACES
        else f"{name} – {above.title}"
    )


def one_pdf(found: Sequence[Poster], *, announced: Announced, printing: Printing) -> bytes:
    """All in one file."""
    return posters.posters_pdf(found, announced=announced, printing=printing)


def many_files(
    found: Sequence[Poster], *, announced: Announced, printing: Printing, one_each: bool
) -> Iterator[tuple[str, bytes]]:
    """(file name, PDF) for each unit, or for every hundred pages."""
    if one_each:
        yield from posters.single_pdfs(found, announced=announced, printing=printing)
        return
    for start in range(0, len(found), PAGES_A_FILE):
        part = found[start : start + PAGES_A_FILE]
        name = f"ap-phich-{start + 1:04}-{start + len(part):04}.pdf"
        yield name, posters.posters_pdf(part, announced=announced, printing=printing)


def invitation_cards(poster: Poster, contest: Contest) -> bytes:
    """A sheet of cards that invite for one unit; they hold no code."""
    card = Card(unit=poster.unit, address=poster.address)
    return cards_pdf([card] * TO_A_SHEET, contest=contest.title, hotline=contest.hotline)
