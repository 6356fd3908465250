"""The organisers' overview and the log."""

from typing import cast

from flask import Blueprint, Flask, render_template, request
from werkzeug.wrappers import Response

from contest.accounts import queries as accounts
from contest.commendations import services as commendations
from contest.insight import analysis_views, approval_views, log, wiring
from contest.insight.log import Wanted
from contest.insight.overview import overview
from contest.insight.setup_steps import setup_steps
from contest.insight.situation import situation_of
from contest.platform import clock, lists
from contest.platform.access import requires
from contest.platform.clock import VIETNAM
from contest.platform.fields import day_of
from contest.platform.files import downloads
from contest.platform.language.vietnamese import clean
from contest.platform.two_persons import proposals
from contest.platform.viewer import Role
from contest.rounds import queries as rounds

blueprint = Blueprint("insight_manage", __name__)
blueprint.register_blueprint(analysis_views.blueprint)
blueprint.register_blueprint(approval_views.blueprint)
blueprint.record_once(lambda state: wiring.install(cast("Flask", state.app)))
PATH = "/quan-tri"
SLOW_UNITS_SHOWN = 15
ENTRIES_A_PAGE = 50
MOST_PEOPLE = 200


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.EDITOR, Role.AUDITOR)
def first_page() -> str:
    contest, now = rounds.find_current_contest(), clock.now()
    steps = setup_steps(contest)
    if contest is None or not all(step.is_done for step in steps):
        return render_template("insight/setup.html", contest=contest, steps=steps)
    return render_template(
        "insight/overview.html",
        seen=overview(contest, now=now),
        now=now,
        waiting=proposals.waiting_count(now=now),
        today=now.astimezone(VIETNAM).date(),
        refreshes=request.args.get("tu-lam-moi") == "1",
        most=SLOW_UNITS_SHOWN,
    )


@blueprint.get(f"{PATH}/don-doc")
@requires(Role.ORGANISER, Role.AUDITOR)
def slow_units_workbook() -> Response:
    from contest.insight import files  # noqa: PLC0415 - the writer of workbooks is loaded by those who export

    now = clock.now()
    made = files.slow_units_workbook(overview(rounds.current_contest(), now=now), now=now)
    return downloads.workbook(made, "don-vi-can-don-doc.xlsx")


@blueprint.post(f"{PATH}/don-doc/cong-van")
@requires(Role.ORGANISER)
def reminder_letter() -> Response:
    contest, now = rounds.current_contest(), clock.now()
    seen = overview(contest, now=now)
    letter = commendations.reminder_letter(
        contest=contest,
        units=seen.figures.slow_units,
        closes_at=seen.round.closes_at if seen.round else None,
        now=now,
    )
    return downloads.word_file(letter, "cong-van-don-doc.docx")


@blueprint.post(f"{PATH}/bao-cao-nhanh")
@requires(Role.ORGANISER)
def situation_file() -> Response:
    """What the first page shows, as a paper to be signed."""
    contest, now = rounds.current_contest(), clock.now()
    seen = overview(contest, now=now)
    paper = commendations.situation_report(contest=contest, seen=situation_of(seen), now=now)
    return downloads.word_file(paper, "bao-cao-nhanh.docx")


@blueprint.get(f"{PATH}/nhat-ky")
@requires(Role.ORGANISER, Role.AUDITOR)
def log_page() -> str:
    args, now = request.args, clock.now()
    asked = {name: clean(args.get(name, "")) for name in ("nhom", "nguoi", "doi-tuong", "tu", "den")}
    before = args.get("truoc", "")
    found = log.entries(
        _wanted(asked),
        limit=ENTRIES_A_PAGE + 1,
        before_id=int(before) if before.isascii() and before.isdigit() else None,
    )
    shown = found[:ENTRIES_A_PAGE]
    older = lists.address(f"{PATH}/nhat-ky", {**asked, "truoc": str(shown[-1].id)}) if shown else ""
    return render_template(
        "insight/log.html",
        rows=[(one, log.deed_of(one), log.before_and_after(one), log.other_facts(one)) for one in shown],
        subjects=log.subjects_of(shown),
        older=older if len(found) > ENTRIES_A_PAGE else "",
        is_first=not before,
        asked=asked,
        groups=log.GROUPS,
        names=accounts.people({one.actor_id for one in shown if one.actor_id is not None}),
        chain=log.chain_state(now=now),
        wrong_days=[name for name in ("tu", "den") if asked[name] and day_of(asked[name]) is None],
    )


def _wanted(asked: dict[str, str]) -> Wanted:
    people = accounts.search(asked["nguoi"], limit=MOST_PEOPLE) if asked["nguoi"] else None
    return Wanted(
        group=asked["nhom"],
        actors=None if people is None else [one.id for one in people],
        subject=asked["doi-tuong"],
        first_day=day_of(asked["tu"]),
        last_day=day_of(asked["den"]),
    )
