"""Pages of unit officers: the own unit only, found again at each request from the grants in force (P1)."""

from functools import partial

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from contest.entries import queries as registrations
from contest.entries import services as entries
from contest.platform import clock, lists
from contest.platform.access import requires
from contest.platform.configuration import settings
from contest.platform.files import downloads
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest
from contest.standings.unit_desk import desk as unit_desk
from contest.standings.unit_desk.desk import Desk
from contest.units import queries as units
from contest.units.queries import Unit

blueprint = Blueprint("unit_desk", __name__)
PATH = "/don-vi"
REASON = "Đầu mối đơn vị tải danh sách của đơn vị mình"


@blueprint.get(PATH)
@requires(Role.UNIT_OFFICER)
def own_unit_page() -> str:
    contest = rounds.find_current_contest()
    own = () if contest is None else _own_units(contest)
    if contest is None or not own:
        return render_template("standings/unit_none.html")
    unit = _chosen(own)
    seen = _desk(contest, unit)
    asked = {name: request.args.get(name, "").strip() for name in ("don-vi", "dot", "tim", "xem")}
    return render_template(
        "standings/unit_desk.html",
        desk=seen,
        own=own,
        asked=asked,
        address=partial(lists.address, PATH),
        link=_link(unit),
        divisions={one.code: one.name for one in rounds.newest_rule_set(contest.id).rules.divisions},
    )


@blueprint.post(f"{PATH}/tai")
@requires(Role.UNIT_OFFICER)
def own_unit_workbook() -> Response:
    contest = rounds.current_contest()
    unit, now = _chosen(_own_units(contest)), clock.now()
    seen = _desk(contest, unit)
    entries.record_bulk_reading(
        contest_id=contest.id, rows=len(seen.everyone), by=viewer().account_id, reason=REASON, now=now
    )
    from contest.standings.unit_desk import file as unit_file  # noqa: PLC0415 - the writer of workbooks is loaded by those who export

    return downloads.workbook(unit_file.unit_workbook(seen, now=now), f"du-thi-{unit.code}.xlsx")


def _own_units(contest: Contest) -> tuple[Unit, ...]:
    return units.own_units(contest.unit_list_id, unit_ids=viewer().unit_ids)


def _chosen(own: tuple[Unit, ...]) -> Unit:
    return units.own_unit(own, code=request.values.get("don-vi", "").strip())


def _desk(contest: Contest, unit: Unit) -> Desk:
    number = request.values.get("dot", "")
    return unit_desk.desk(
        contest,
        unit,
        round_number=int(number) if number.isascii() and number.isdigit() and len(number) < 4 else None,  # noqa: PLR2004 - no contest has a thousand rounds
        text=request.values.get("tim", ""),
        state=request.values.get("xem", ""),
        page=lists.asked_page(),
        address=_link(unit),
        now=clock.now(),
    )


def _link(unit: Unit) -> str:
    return registrations.invitation_address(unit_code=unit.code, public_url=settings().public_url)
