"""The public boards as JSON and CSV at the pages' own addresses, their description, and a board to embed."""

import io
from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, render_template, request

from contest.platform import clock
from contest.platform.access import public
from contest.platform.configuration import settings
from contest.platform.errors import NotFound
from contest.platform.files.csv_files import write_csv
from contest.platform.serving import security
from contest.platform.serving.ready_pages import ready_made
from contest.rounds import queries as rounds
from contest.standings.boards import open_api, open_data, persons
from contest.standings.boards import page as pages
from contest.standings.boards.page import BANDS, BY_NAME, BY_PEOPLE, BY_RATE, BoardPage, Wanted
from contest.standings.boards.persons import PersonsBoard
from contest.standings.errors import AskedWrongly
from contest.standings.queries import UnitRow
from contest.standings.ranking.units import AGENCY, DISTRICT

blueprint = Blueprint("open_data", __name__)
BOARDS = {"don-vi": AGENCY, "dia-ban": DISTRICT}
EMBEDDED_ROWS = 10
LONGEST_WORDS = 100
LONGEST_CODE = 40
UNIT_PARAMETERS = frozenset({"dot", "khoi", "co", "q", "sap-xep"})
PERSON_PARAMETERS = frozenset({"dot", "bang"})


@blueprint.get('/xep-hang/<any("don-vi","dia-ban"):board>.json')
@public
@ready_made
def units_json(board: str) -> Response:
    page, rows = _units(board)
    return _shared(jsonify(open_data.units_board(page, rows, now=clock.now())))


@blueprint.get('/xep-hang/<any("don-vi","dia-ban"):board>.csv')
@public
@ready_made
def units_csv(board: str) -> Response:
    page, rows = _units(board)
    return _csv(open_data.UNIT_HEADERS, open_data.unit_lines(page, rows), f"xep-hang-{board}.csv")


@blueprint.get("/xep-hang/ca-nhan.json")
@public
@ready_made
def persons_json() -> Response:
    return _shared(jsonify(open_data.persons_board(_persons(), now=clock.now())))


@blueprint.get("/xep-hang/ca-nhan.csv")
@public
@ready_made
def persons_csv() -> Response:
    return _csv(open_data.PERSON_HEADERS, open_data.person_lines(_persons()), "xep-hang-ca-nhan.csv")


@blueprint.get("/openapi.json")
@public
@ready_made
def description() -> Response:
    return _shared(jsonify(open_api.described(settings().public_url)))


@blueprint.get('/nhung/<any("don-vi","dia-ban"):board>')
@public
@ready_made
def embedded_board(board: str) -> str:
    """The first places in a small page that other sites may frame; it knows nobody and asks nothing."""
    security.let_others_frame()
    contest, now = rounds.current_contest(), clock.now()
    page = pages.board_page(contest_id=contest.id, board=BOARDS[board], round_number=None, now=now)
    return render_template(
        "standings/embedded.html",
        contest=contest,
        board=page,
        rows=page.rows[:EMBEDDED_ROWS],
        kind=board,
        site_address=settings().public_url,
    )


def _units(board: str) -> tuple[BoardPage, Sequence[UnitRow]]:
    _refuse_unknown(UNIT_PARAMETERS)
    page = pages.board_page(
        contest_id=rounds.current_contest().id,
        board=BOARDS[board],
        round_number=_round_number(),
        now=clock.now(),
    )
    wanted = Wanted(
        text=_text("q", LONGEST_WORDS),
        group=_text("khoi", LONGEST_CODE),
        band=_one_of("co", ("", *BANDS)),
        order=_one_of("sap-xep", (BY_RATE, BY_NAME, BY_PEOPLE)),
    )
    return page, pages.selected(page.rows, wanted)


def _persons() -> PersonsBoard | None:
    _refuse_unknown(PERSON_PARAMETERS)
    contest, now = rounds.current_contest(), clock.now()
    number = _round_number()
    if number is None:
        chosen = persons.default_round(pages.rounds_to_choose(contest.id, now=now), now=now)
    else:
        chosen = rounds.get_round_by_number(contest.id, number)
    if chosen is None:
        return None
    division = request.args.get("bang")
    known = {one.code for one in rounds.rule_set(chosen.rule_set_id).divisions}
    if division is not None and division not in known:
        raise NotFound
    return persons.persons_board(chosen, division=division, entry_id=None, now=now)


def _refuse_unknown(known: frozenset[str]) -> None:
    """Only what is described is understood; anything else is refused rather than ignored (P3)."""
    for name in request.args:
        if name not in known or len(request.args.getlist(name)) > 1:
            raise AskedWrongly(parameter=name[:LONGEST_CODE])


def _round_number() -> int | None:
    text = request.args.get("dot")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) > 0):  # noqa: PLR2004 - no contest has a thousand rounds
        raise AskedWrongly(parameter="dot")
    return int(text)


def _text(name: str, longest: int) -> str:
    text = request.args.get(name, "")
    if len(text) > longest:
        raise AskedWrongly(parameter=name)
    return text.strip()


def _one_of(name: str, allowed: Sequence[str]) -> str:
    text = request.args.get(name, allowed[0])
    if text not in allowed:
        raise AskedWrongly(parameter=name)
    return text


def _shared(response: Response) -> Response:
    """Data that any site's script may read: it is the same for everybody and asks for no cookie."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _csv(headers: Sequence[str], rows: Sequence[Sequence[object]], name: str) -> Response:
    target = io.BytesIO()
    write_csv(target, headers, rows)
    response = Response(target.getvalue(), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return _shared(response)
