"""Organisers' pages of those who may not enter or rank."""

from functools import partial

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from contest.entries import queries, services
from contest.entries.manage_forms import ExclusionForm
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.errors import NotFound
from contest.platform.fields import ReasonForm, form_page, performed
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds

blueprint = Blueprint("exclusions", __name__)
PATH = "/quan-tri/thi-sinh/loai-tru"


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def exclusions_page() -> str:
    return _page(ExclusionForm())


def _page(form: ExclusionForm) -> str:
    contest = rounds.current_contest()
    return render_template(
        "entries_manage/exclusions.html",
        form=form,
        contest=contest,
        exclusions=queries.exclusions_of(contest.id),
    )


@blueprint.post(PATH)
@requires(Role.ORGANISER)
def exclude() -> Response | tuple[str, int]:
    form = ExclusionForm()
    if performed(
        form,
        partial(
            services.exclude,
            contest_id=rounds.current_contest().id,
            phone=form.phone.data or "",
            name=form.name.data or "",
            reason=form.reason.data or "",
            by=viewer().account_id,
            now=clock.now(),
        ),
    ):
        return redirect(PATH, 303)
    return form_page(form, _page(form))


@blueprint.route(f"{PATH}/<int:exclusion_id>/bo", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def lift_exclusion(exclusion_id: int) -> Response | tuple[str, int]:
    contest, form = rounds.current_contest(), ReasonForm()
    if performed(
        form,
        partial(
            services.lift_exclusion,
            exclusion_id=exclusion_id,
            by=viewer().account_id,
            reason=form.reason.data,
            now=clock.now(),
        ),
    ):
        return redirect(PATH, 303)
    found = next((one for one in queries.exclusions_of(contest.id) if one.id == exclusion_id), None)
    if found is None:
        raise NotFound
    return form_page(form, render_template("entries_manage/lift.html", form=form, exclusion=found))
