"""The rules as files: the signed copy or what is to be printed, for everybody; organisers upload the scan."""

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.platform import clock
from contest.platform.access import STAFF_PATH, public, requires
from contest.platform.cache import kept
from contest.platform.fields import form_page, performed
from contest.platform.files import downloads
from contest.platform.viewer import Role, viewer
from contest.rounds import queries, signed_rules
from contest.rounds.manage_forms import SignedRulesForm
from contest.rounds.queries import Contest, RoundState, RuleSetVersion
from contest.units import queries as units

blueprint = Blueprint("rules_files", __name__)
RULES_PATH = f"{STAFF_PATH}/cuoc-thi/<int:contest_id>/the-le/<int:number>"
# A version never changes and rounds seldom do; setting the pages takes a quarter of a second.
KEPT_SECONDS = 300


@blueprint.get("/the-le/ban-ky")
@public
def signed_rules_pdf() -> Response:
    contest, version = _asked()
    name = f"the-le-{contest.slug}-{version.number}-ban-ky.pdf"
    return downloads.pdf(signed_rules.content_of(version.id), name)


@blueprint.get("/the-le/ban-in")
@public
def printed_rules_pdf() -> Response:
    contest, version = _asked()
    content = kept(("rules to print", version.id), KEPT_SECONDS, lambda: _printed(contest, version))
    return downloads.pdf(content, f"the-le-{contest.slug}-{version.number}.pdf")


@blueprint.route(f"{RULES_PATH}/ban-ky", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def upload_signed_rules(contest_id: int, number: int) -> Response | tuple[str, int]:
    contest, version = queries.get_contest(contest_id), queries.rule_set_version(contest_id, number)
    form = SignedRulesForm()
    here = f"{STAFF_PATH}/cuoc-thi/{contest_id}/the-le/{number}"
    if performed(
        form,
        lambda: signed_rules.keep_signed_copy(
            contest_id=contest_id,
            number=number,
            content=form.content,
            by=viewer().account_id,
            now=clock.now(),
        ),
    ):
        flash("Đã lưu bản ký. Trang thể lệ đã có liên kết tải.", "done")
        return redirect(here, 303)
    page = render_template(
        "rounds_manage/signed_rules.html",
        form=form,
        contest=contest,
        version=version,
        signed=signed_rules.find_signed_copy(version.id),
        here=here,
    )
    return form_page(form, page)


def _asked() -> tuple[Contest, RuleSetVersion]:
    contest = queries.current_contest()
    return contest, queries.rule_set_version(contest.id, request.args.get("phien-ban", type=int))


def _printed(contest: Contest, version: RuleSetVersion) -> bytes:
    from contest.platform.files.pdf import write_pdf_apart  # noqa: PLC0415 - loaded by those who print
    from contest.rounds.rules_document import rules_document  # noqa: PLC0415 - the same

    known = [one for one in queries.rounds_of(contest.id) if one.state is not RoundState.DRAFT]
    top = next((one for one in units.units_of(contest.unit_list_id).values() if one.parent_id is None), None)
    province = "" if top is None else top.name.removeprefix("Tỉnh ")
    return write_pdf_apart(rules_document(contest, version, known, province=province))
