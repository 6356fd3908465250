"""Public pages of standings: the home page, the boards of persons, units and districts, one unit."""

from dataclasses import replace

from flask import Blueprint, render_template, request

from contest.accounts.services import CONSENT_VERSION
from contest.attempts import queries as attempts
from contest.entries import queries as entries
from contest.entries.queries import Entry
from contest.platform import clock
from contest.platform.access import public
from contest.platform.language.wording import known
from contest.platform.serving import framing
from contest.platform.serving.framing import Words
from contest.platform.serving.ready_pages import ready_made
from contest.platform.viewer import viewer
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest
from contest.rules.summary import summary_of
from contest.standings.boards import home as home_page
from contest.standings.boards import page as pages
from contest.standings.boards import persons, ready_rows, unit_page
from contest.standings.boards.home import Own
from contest.standings.boards.page import Address, Found, Wanted
from contest.standings.ranking.units import AGENCY, DISTRICT
from contest.units import queries as units

blueprint = Blueprint("standings", __name__)
SEARCHED_AT_MOST = 100  # letters; nobody types a longer name


@blueprint.get("/")
@public
@ready_made
def home() -> str:
    """Where the contest stands, how to take part, how many do."""
    now = clock.now()
    contest = rounds.find_current_contest()
    if contest is None:
        return render_template("standings/home_empty.html")
    rules = rounds.newest_rule_set(contest.id).rules
    weeks = home_page.weeks_of(contest.id, now=now)
    own = _own(contest)
    return render_template(
        "standings/home.html",
        contest=contest,
        headline=home_page.headline_of(contest.title),
        hero=home_page.hero_of(
            [week.round for week in weeks], own=own, allowed=rules.attempts_allowed, now=now
        ),
        own=own,
        summary=summary_of(rules, say=known),
        weeks=weeks,
        participation=home_page.participation_of(contest.id, now=now),
    )


def _own(contest: Contest) -> Own:
    entry = _own_entry(contest)
    if entry is None:
        return Own()
    return Own(
        has_entered=True,
        open_attempt=attempts.find_open(entry_id=entry.id),
        started=attempts.started_counts(entry.id),
    )


def _own_entry(contest: Contest) -> Entry | None:
    person = viewer()
    if not person.is_signed_in:
        return None
    return entries.find_entry(contest_id=contest.id, account_id=person.account_id)


@blueprint.get("/quyen-rieng-tu")
@public
@ready_made
def privacy() -> str:
    """What is stored about people, why, for how long, and what they may ask for."""
    return render_template("standings/privacy.html", consent_version=CONSENT_VERSION)


@blueprint.get("/xep-hang/ca-nhan")
@public
@ready_made
def persons_page() -> str:
    """Places of one round and division, once the round is closed."""
    now = clock.now()
    contest = rounds.current_contest()
    choice = pages.rounds_to_choose(contest.id, now=now)
    number = request.args.get("dot", type=int)
    chosen = (
        persons.default_round(choice, now=now)
        if number is None
        else rounds.get_round_by_number(contest.id, number)
    )
    entry = _own_entry(contest)
    own_division = None if entry is None else entry.division
    board = None
    if chosen is not None:
        board = persons.persons_board(
            chosen,
            division=request.args.get("bang", own_division),
            entry_id=None if entry is None else entry.id,
            now=now,
        )
    return render_template("standings/persons.html", contest=contest, choice=choice, board=board)


@blueprint.get("/xep-hang/don-vi")
@public
@ready_made
def units_page() -> bytes:
    """All units by participation."""
    now = clock.now()
    number = request.args.get("dot", type=int)
    seen = pages.unit_board(board=AGENCY, round_number=number, now=now)
    wanted = _wanted()
    fitting = pages.selected(seen.page.rows, wanted)
    found = pages.page_of(fitting, wanted.page)
    own = pages.own_unit(seen.page.rows, _upwards(_own_entry(seen.contest)))
    address, words = _address(), Words()
    link = "" if own is None else address(khoi=None, co=None, q=None, sap_xep=None, trang=own.page) + "#toi"
    return framing.page(
        "standings/units.html",
        words,
        # What somebody typed is not kept.
        moment=replace(seen.moment, frames={}) if wanted.text else seen.moment,
        wanted=wanted,
        found=Found(page=found.page, pages=found.pages, total=found.total),
        address=address,
        own_panel=words(ready_rows.own_panel(seen.page, own, link)),
        rows=words.written(ready_rows.written(seen, found.rows, own)),
    )


def _wanted() -> Wanted:
    return Wanted(
        text=request.args.get("q", "")[:SEARCHED_AT_MOST].strip(),
        group=request.args.get("khoi", ""),
        band=request.args.get("co", ""),
        order=request.args.get("sap-xep", pages.BY_RATE),
        page=request.args.get("trang", 1, type=int),
    )


def _upwards(entry: Entry | None) -> list[int]:
    """The ids from the reader's unit up to the root."""
    return [] if entry is None else list(reversed(units.ids_in(entry.unit_path)))


def _address() -> Address:
    return Address(path=request.path, asked=tuple(request.args.to_dict().items()))


@blueprint.get("/xep-hang/dia-ban")
@public
@ready_made
def districts_page() -> str:
    """Districts by participation, as a table and as a map of tiles."""
    now = clock.now()
    number = request.args.get("dot", type=int)
    seen = pages.unit_board(board=DISTRICT, round_number=number, now=now)
    rows = seen.page.rows
    tree = units.units_of(seen.contest.unit_list_id)
    return render_template(
        "standings/districts.html",
        contest=seen.contest,
        choice=seen.choice,
        board=seen.page,
        tiles=pages.tiles(rows, {one.id: one.tile for one in tree.values() if one.tile is not None}),
        step_width=pages.step_width(rows),
        own=pages.own_unit(rows, _upwards(_own_entry(seen.contest))),
        short_place=pages.short_place,
        address=_address(),
    )


@blueprint.get("/xep-hang/don-vi/<code>")
@public
@ready_made
def unit(code: str) -> str:
    """One unit: how many of its people take part, where it stands, what lies below it."""
    now = clock.now()
    contest = rounds.current_contest()
    return render_template(
        "standings/unit.html", contest=contest, page=unit_page.unit_page(contest, code=code, now=now)
    )
