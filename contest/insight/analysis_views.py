"""Pages of the item analysis: the questions of a closed round, one question with its choices, a workbook."""

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.insight import item_analysis
from contest.insight.item_analysis import Analysis
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.errors import NotFound
from contest.platform.files import downloads
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.rules.terms import Division
from questions.item import LETTERS, TOPICS

blueprint = Blueprint("analysis", __name__)
PATH = "/quan-tri/phan-tich"


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.EDITOR)
def analysis_page() -> str:
    """The questions of the round and division that the address names; the last closed round without one."""
    contest = rounds.find_current_contest()
    closed = item_analysis.closed_rounds(contest.id, now=clock.now()) if contest else ()
    if not closed:
        return render_template("insight/analysis.html", closed=closed, seen=None)
    this_round, division, divisions = _asked(closed)
    seen = item_analysis.analysis_of(this_round, division=division)
    only_marked = request.args.get("can-xem") == "1"
    return render_template(
        "insight/analysis.html",
        closed=closed,
        round=this_round,
        division=division,
        divisions=divisions,
        only_marked=only_marked,
        seen=seen,
        items=[one for one in seen.items if one.remarks or not only_marked],
        topics=TOPICS,
    )


@blueprint.get(f"{PATH}/<int:round_id>/<int:version_id>")
@requires(Role.ORGANISER, Role.EDITOR)
def item_page(round_id: int, version_id: int) -> str:
    """One question: who chose what, and how they did in the rest of the paper."""
    this_round, division, _divisions = _asked((_over(round_id),))
    one = item_analysis.analysis_of(this_round, division=division).item(version_id)
    if one is None:
        raise NotFound
    return render_template(
        "insight/analysis_item.html",
        round=this_round,
        division=division,
        one=one,
        letters=LETTERS,
        topics=TOPICS,
    )


@blueprint.get(f"{PATH}/<int:round_id>/excel")
@requires(Role.ORGANISER, Role.EDITOR)
def analysis_workbook(round_id: int) -> Response:
    """Everything that the page shows, as a workbook."""
    from contest.insight import analysis_files  # noqa: PLC0415 - writers of workbooks are loaded by those who export

    this_round, division, _divisions = _asked((_over(round_id),))
    seen: Analysis = item_analysis.analysis_of(this_round, division=division)
    title = f"{this_round.name} {division}".strip()
    made = analysis_files.analysis_workbook(seen, title=title, now=clock.now())
    return downloads.workbook(made, f"phan-tich-cau-hoi-dot-{this_round.number}.xlsx")


@blueprint.post(f"{PATH}/<int:round_id>/ghi")
@requires(Role.ORGANISER, Role.EDITOR)
def record_figures(round_id: int) -> Response:
    """Write the figures of the whole round into the bank, for its column "% đúng"."""
    count = item_analysis.record(_over(round_id), now=clock.now())
    flash(f"Đã ghi số liệu của {count} câu vào ngân hàng câu hỏi.", "done")
    return redirect(f"{PATH}?dot={round_id}", 303)


def _over(round_id: int) -> Round:
    """A round whose questions may be analysed; one that is not over looks like one that is not there."""
    this_round = rounds.get_round(round_id)
    if not item_analysis.is_over(this_round, now=clock.now()):
        raise NotFound
    return this_round


def _asked(closed: tuple[Round, ...]) -> tuple[Round, str, tuple[Division, ...]]:
    """The round and division of the address; all divisions together where their papers are of one length."""
    wanted = request.args.get("dot", type=int)
    this_round = next((one for one in closed if one.id == wanted), closed[-1])
    divisions = rounds.rule_set(this_round.rule_set_id).divisions
    together = len({one.blueprint.size for one in divisions}) == 1
    codes = [*([""] if together else []), *(one.code for one in divisions)]
    asked = request.args.get("nhom", "")
    return this_round, asked if asked in codes else codes[0], divisions
