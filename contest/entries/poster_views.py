"""Posters and invitation cards as files: unit officers take those of their own units, organisers all."""

from datetime import date

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from contest.platform import clock
from contest.platform.access import OFFICER_PATH, STAFF_PATH, requires
from contest.platform.clock import VIETNAM
from contest.platform.configuration import settings
from contest.platform.files import archives, downloads
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.units import queries as units

blueprint = Blueprint("posters", __name__)
POSTERS, CARDS = "ap-phich", "the-moi"
UNITS_PATH = f"{STAFF_PATH}/don-vi"


@blueprint.get(f"{OFFICER_PATH}/{POSTERS}")
@requires(Role.UNIT_OFFICER)
def own_poster_file() -> Response:
    return _posters(code=_own_code())


@blueprint.get(f"{OFFICER_PATH}/{CARDS}")
@requires(Role.UNIT_OFFICER)
def own_cards_file() -> Response:
    return _cards(code=_own_code())


@blueprint.get(f"{UNITS_PATH}/{POSTERS}")
@requires(Role.ORGANISER)
def poster_page() -> str:
    from contest.entries import posters  # noqa: PLC0415 - typst is loaded by those who print

    contest, code = rounds.current_contest(), _asked("don-vi")
    return render_template(
        "entries_manage/posters.html",
        contest=contest,
        unit=posters.inviting_units(contest.unit_list_id, code=code, on=_today())[0] if code else None,
        counts=units.count_by_kind(contest.unit_list_id, on=_today()),
        kinds=units.KINDS,
        public_url=settings().public_url,
        pages_a_file=posters.PAGES_A_FILE,
    )


@blueprint.get(f"{UNITS_PATH}/{POSTERS}/tep")
@requires(Role.ORGANISER)
def poster_file() -> Response:
    return _posters(code=_asked("don-vi"), kind=_asked("loai"))


@blueprint.get(f"{UNITS_PATH}/{CARDS}")
@requires(Role.ORGANISER)
def cards_file() -> Response:
    return _cards(code=_asked("don-vi"))


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()


def _today() -> date:
    return clock.now().astimezone(VIETNAM).date()


def _own_code() -> str:
    """The code of that unit of the officer's which the address names."""
    contest = rounds.current_contest()
    own = units.own_units(contest.unit_list_id, unit_ids=viewer().unit_ids)
    return units.own_unit(own, code=_asked("don-vi")).code


def _posters(*, code: str, kind: str = "") -> Response:
    """One PDF while its pages are few; otherwise an archive, written while it is sent."""
    from contest.entries import posters  # noqa: PLC0415 - typst is loaded by those who print
    from contest.platform.files.posters import Paper, Printing  # noqa: PLC0415 - the same

    contest = rounds.current_contest()
    found = posters.inviting_units(contest.unit_list_id, code=code, kind=kind, on=_today())
    made = posters.posters_of(found, public_url=settings().public_url)
    says = posters.announced(contest, rounds.rounds_of(contest.id))
    paper = Paper.A3 if _asked("giay") == Paper.A3 else Paper.A4
    printing = Printing(paper=paper, in_colour=_asked("mau") != "den")
    one_each = _asked("gop") == "tung-don-vi"
    if len(made) == 1 or (len(made) <= posters.PAGES_A_FILE and not one_each):
        name = made[0].file_name if len(made) == 1 else contest.slug
        content = posters.one_pdf(made, announced=says, printing=printing)
        return downloads.pdf(content, f"ap-phich-{name}-{paper}.pdf")
    files = posters.many_files(made, announced=says, printing=printing, one_each=one_each)
    return downloads.archive(archives.streamed(files), f"ap-phich-{contest.slug}-{paper}.zip")


def _cards(*, code: str) -> Response:
    from contest.entries import posters  # noqa: PLC0415 - typst is loaded by those who print

    contest = rounds.current_contest()
    unit = units.get_unit(list_id=contest.unit_list_id, code=code)
    (poster,) = posters.posters_of(
        posters.inviting_units(unit.list_id, code=unit.code, on=_today()), public_url=settings().public_url
    )
    return downloads.pdf(posters.invitation_cards(poster, contest), f"the-moi-{poster.file_name}.pdf")
