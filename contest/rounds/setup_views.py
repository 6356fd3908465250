"""The path by which a contest is set up: pages in any order, then a check of everything and the opening."""

from datetime import date
from functools import partial

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.bank.queries import Pool
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.clock import VIETNAM
from contest.platform.fields import choices, form_page, performed
from contest.platform.viewer import Role, viewer
from contest.rounds import marks, queries, services
from contest.rounds.feasibility import feasibility
from contest.rounds.manage_forms import NewContestForm, PoolsForm, TextsForm, WeeksForm
from contest.rounds.queries import Contest
from contest.rounds.readiness import Check, Verdict, readiness
from contest.rounds.round_views import asked_pools
from contest.rules.ruleset import RuleSet, default_2024
from contest.rules.summary import summary_of
from contest.units import queries as units

blueprint = Blueprint("setup", __name__)
CONTEST_PATH = "/quan-tri/cuoc-thi"
PATH = f"{CONTEST_PATH}/moi"
STEPS = {
    "thong-tin": "Mẫu, thông tin",
    "dot-thi": "Đợt thi",
    "the-le": "Đề thi, thể lệ",
    "doi-tuong": "Đối tượng, đơn vị",
    "kiem-tra": "Kiểm tra và mở",
}


@blueprint.get(PATH)
@requires(Role.ORGANISER)
def begin() -> Response:
    return redirect(f"{PATH}/thong-tin", 303)


@blueprint.route(f"{PATH}/thong-tin", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def texts_step() -> Response | tuple[str, int]:
    contest = queries.find_contest_in_preparation()
    if contest is None or request.args.get("lam") == "moi":
        return _new_contest()
    form = TextsForm(obj=contest, based_on=marks.mark_of_texts(contest))
    if performed(
        form,
        partial(
            services.edit_contest,
            contest_id=contest.id,
            texts=form.texts(),
            by=viewer().account_id,
            now=clock.now(),
            based_on=form.based_on.data,
        ),
    ):
        return redirect(f"{PATH}/dot-thi", 303)
    page = render_template(
        "rounds_manage/setup_texts.html",
        form=form,
        contest=contest,
        steps=STEPS,
        unit_list=units.get_list(contest.unit_list_id),
    )
    return form_page(form, page)


def _new_contest() -> Response | tuple[str, int]:
    running = queries.find_current_contest()
    form = NewContestForm(unit_list=units.get_list(running.unit_list_id).code if running else None)
    form.unit_list.choices = choices({one.code: one.name for one in units.lists()})
    if form.validate_on_submit():
        unit_list = units.find_list(form.unit_list.data)
        made = form.perform(
            partial(
                services.begin_contest,
                texts=form.texts(),
                receipt_prefix=form.receipt_prefix.data,
                unit_list_id=unit_list.id if unit_list else 0,
                rules=_first_rules(form.template.data, running),
                by=viewer().account_id,
                now=clock.now(),
            )
        )
        if made is not None:
            return redirect(f"{PATH}/dot-thi", 303)
    page = render_template("rounds_manage/setup_new.html", form=form, running=running, steps=STEPS)
    return form_page(form, page)


def _first_rules(template: str, running: Contest | None) -> RuleSet:
    if template == "hien-tai" and running is not None:
        return queries.newest_rule_set(running.id).rules
    return default_2024()


@blueprint.route(f"{PATH}/dot-thi", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def rounds_step() -> Response | tuple[str, int]:
    contest, form = queries.find_contest_in_preparation(), WeeksForm(number=6)
    if contest is None:
        return redirect(CONTEST_PATH, 303)
    if form.validate_on_submit():
        form.perform(
            partial(
                services.add_weekly_rounds,
                contest_id=contest.id,
                first=form.first(),
                number=form.number.data,
                results_within=form.results_within(),
                by=viewer().account_id,
                now=clock.now(),
            )
        )
        if not form.problems:
            return redirect(f"{PATH}/dot-thi", 303)
    page = render_template(
        "rounds_manage/setup_rounds.html",
        form=form,
        contest=contest,
        rounds=queries.rounds_of(contest.id),
        steps=STEPS,
    )
    return form_page(form, page)


@blueprint.get(f"{PATH}/the-le")
@requires(Role.ORGANISER)
def rules_step() -> Response | str:
    contest = queries.find_contest_in_preparation()
    if contest is None:
        return redirect(CONTEST_PATH, 303)
    newest, pools = queries.newest_rule_set(contest.id), asked_pools()
    return render_template(
        "rounds_manage/setup_rules.html",
        contest=contest,
        version=newest,
        summary=summary_of(newest.rules),
        divisions=feasibility(newest.rules, pools=pools),
        pools=pools,
        all_pools=tuple(Pool),
        steps=STEPS,
    )


@blueprint.get(f"{PATH}/doi-tuong")
@requires(Role.ORGANISER)
def units_step() -> Response | str:
    contest = queries.find_contest_in_preparation()
    if contest is None:
        return redirect(CONTEST_PATH, 303)
    return render_template(
        "rounds_manage/setup_units.html",
        contest=contest,
        unit_list=units.get_list(contest.unit_list_id),
        kinds=units.KINDS,
        counts=units.count_by_kind(contest.unit_list_id, on=_today()),
        missing=units.count_without_headcount(contest.unit_list_id, on=_today()),
        divisions=queries.newest_rule_set(contest.id).rules.divisions,
        steps=STEPS,
    )


def _today() -> date:
    return clock.now().astimezone(VIETNAM).date()


@blueprint.route(f"{PATH}/kiem-tra", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def check_step() -> Response | tuple[str, int]:
    contest = queries.find_contest_in_preparation()
    if contest is None:  # opened a moment ago, perhaps by a first click
        return redirect(CONTEST_PATH, 303)
    form = PoolsForm(pools=[pool.value for pool in asked_pools()])
    if performed(
        form,
        partial(
            services.schedule_all,
            contest_id=contest.id,
            pools=form.chosen(),
            by=viewer().account_id,
            now=clock.now(),
        ),
    ):
        return redirect(CONTEST_PATH, 303)
    checks = _checks(contest, form.chosen())
    page = render_template(
        "rounds_manage/setup_check.html",
        form=form,
        contest=contest,
        running=queries.find_current_contest(),
        rounds=queries.rounds_of(contest.id),
        checks=checks,
        pools=form.chosen(),
        all_pools=tuple(Pool),
        may_open=all(one.verdict is not Verdict.MISSING for one in checks),
        steps=STEPS,
    )
    return form_page(form, page)


def _checks(contest: Contest, pools: tuple[Pool, ...]) -> tuple[Check, ...]:
    rules = queries.newest_rule_set(contest.id).rules
    return readiness(
        contest=contest,
        rounds=queries.rounds_of(contest.id),
        rules=rules,
        divisions=feasibility(rules, pools=pools),
        without_headcount=units.count_without_headcount(contest.unit_list_id, on=_today()),
        now=clock.now(),
    )
