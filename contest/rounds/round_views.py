"""Organisers' pages of one round: times, what the bank can feed, schedule, withdraw, remove."""

from functools import partial

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.bank.queries import Pool
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.fields import form_page, performed
from contest.platform.viewer import Role, viewer
from contest.rounds import allowed, marks, queries, services
from contest.rounds.feasibility import feasibility
from contest.rounds.manage_forms import PoolsForm, TimesForm, WithdrawForm
from contest.rules.windows import RoundPhase

blueprint = Blueprint("rounds", __name__)
PATH = "/quan-tri/dot"


def asked_pools() -> tuple[Pool, ...]:
    """The banks that the address names; the secret one where it names none."""
    named = tuple(pool for pool in Pool if pool.value in request.args.getlist("kho"))
    return named or (Pool.CONTEST,)


@blueprint.get(f"{PATH}/<int:round_id>")
@requires(Role.ORGANISER, Role.AUDITOR)
def round_page(round_id: int) -> str:
    this = queries.get_round(round_id)
    newest = queries.newest_rule_set(this.contest_id)
    is_draft = this.state is queries.RoundState.DRAFT
    pools = asked_pools()
    return render_template(
        "rounds_manage/round.html",
        round=this,
        phase=this.phase(clock.now()),
        contest=queries.get_contest(this.contest_id),
        version=newest if is_draft else queries.find_rule_set_version(this.rule_set_id),
        newest=newest,
        is_draft=is_draft,
        pools=pools,
        all_pools=tuple(Pool),
        divisions=feasibility(newest.rules, pools=pools, this_round=this) if is_draft else (),
        questions=len(queries.item_versions_of(round_id)),
    )


@blueprint.route("/quan-tri/cuoc-thi/<int:contest_id>/dot/moi", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def add_round(contest_id: int) -> Response | tuple[str, int]:
    contest = queries.get_contest(contest_id)
    number = len(queries.rounds_of(contest_id)) + 1
    form = TimesForm(name=f"Tuần {number}")
    if form.validate_on_submit():
        made = form.perform(
            partial(
                services.add_round,
                contest_id=contest_id,
                name=form.name.data,
                intervals=form.chosen(),
                results_due_on=form.results_due_on.data,
                by=viewer().account_id,
                now=clock.now(),
            )
        )
        if made is not None:
            return redirect(f"{PATH}/{made}", 303)
    page = form_page(form, "")
    form.add_blank_rows()
    return render_template("rounds_manage/add_round.html", form=form, contest=contest), page[1]


@blueprint.route(f"{PATH}/<int:round_id>/sua", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def edit_round(round_id: int) -> Response | tuple[str, int]:
    this = queries.get_round(round_id)
    allowed.check_not_locked(this)
    rows = [{"opens_at": one.opens_at, "closes_at": one.closes_at} for one in this.intervals]
    shown = {"name": this.name, "intervals": rows, "results_due_on": this.results_due_on}
    form = TimesForm(data=shown | {"based_on": marks.mark_of_times(this)})
    if performed(
        form,
        partial(
            services.edit_round,
            round_id=round_id,
            name=form.name.data,
            intervals=form.chosen(),
            results_due_on=form.results_due_on.data,
            reason=form.reason.data or "",
            by=viewer().account_id,
            now=clock.now(),
            based_on=form.based_on.data,
        ),
    ):
        return redirect(f"{PATH}/{round_id}", 303)
    status = 422 if form.problems else 200
    has_begun = this.phase(clock.now()) is not RoundPhase.NOT_OPEN
    if not has_begun:
        form.add_blank_rows()
    page = render_template("rounds_manage/edit_round.html", form=form, round=this, has_begun=has_begun)
    return page, status


@blueprint.route(f"{PATH}/<int:round_id>/len-lich", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def schedule_round(round_id: int) -> Response | tuple[str, int]:
    this = queries.get_round(round_id)
    allowed.check_not_locked(this)
    form = PoolsForm(pools=[pool.value for pool in asked_pools()])
    if performed(
        form,
        partial(
            services.schedule,
            round_id=round_id,
            pools=form.chosen(),
            by=viewer().account_id,
            now=clock.now(),
        ),
    ):
        return redirect(f"{PATH}/{round_id}", 303)
    newest = queries.newest_rule_set(this.contest_id)
    page = render_template(
        "rounds_manage/schedule.html",
        form=form,
        round=this,
        newest=newest,
        pools=form.chosen(),
        all_pools=tuple(Pool),
        divisions=feasibility(newest.rules, pools=form.chosen(), this_round=this),
    )
    return form_page(form, page)


@blueprint.route(f"{PATH}/<int:round_id>/rut", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def withdraw_round(round_id: int) -> Response | tuple[str, int]:
    this, form, now = queries.get_round(round_id), WithdrawForm(), clock.now()
    allowed.check_withdrawable(this, now=now)
    if this.state is queries.RoundState.DRAFT:  # withdrawn a moment ago, perhaps by a first click
        return redirect(f"{PATH}/{round_id}", 303)
    if performed(
        form,
        partial(
            services.withdraw,
            round_id=round_id,
            by=viewer().account_id,
            reason=form.reason.data,
            now=now,
        ),
    ):
        return redirect(f"{PATH}/{round_id}", 303)
    questions = len(queries.item_versions_of(round_id))
    return form_page(
        form, render_template("rounds_manage/withdraw.html", form=form, round=this, questions=questions)
    )


@blueprint.route(f"{PATH}/<int:round_id>/xoa", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def remove_round(round_id: int) -> Response | tuple[str, int]:
    this, form = queries.get_round(round_id), WithdrawForm()
    allowed.check_removable(this)
    if performed(
        form,
        partial(
            services.remove_round,
            round_id=round_id,
            by=viewer().account_id,
            reason=form.reason.data,
            now=clock.now(),
        ),
    ):
        return redirect("/quan-tri/cuoc-thi", 303)
    return form_page(form, render_template("rounds_manage/remove.html", form=form, round=this))
