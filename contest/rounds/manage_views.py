"""Organisers' pages of a contest: its texts, rounds and versions of the rules."""

from functools import partial

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.platform import clock
from contest.platform.access import requires
from contest.platform.fields import ReasonForm, form_page, performed
from contest.platform.two_persons.asking import ask
from contest.platform.viewer import Role, viewer
from contest.rounds import acts, marks, queries, recording_views, round_views, services, setup_views
from contest.rounds.manage_forms import TextsForm
from contest.rounds.rule_form import RulesForm, typed_from
from contest.rules.ruleset import in_words
from contest.rules.summary import summary_of
from contest.units import queries as units

blueprint = Blueprint("rounds_manage", __name__)
blueprint.register_blueprint(setup_views.blueprint)
blueprint.register_blueprint(round_views.blueprint)
blueprint.register_blueprint(recording_views.blueprint)
blueprint.record_once(lambda state: units.list_in_use.answered_by(state.app, _list_in_use))
blueprint.record_once(lambda state: acts.install(state.app))
PATH = "/quan-tri/cuoc-thi"


def _list_in_use() -> int | None:
    contest = queries.find_current_contest()
    return None if contest is None else contest.unit_list_id


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def contest_page() -> str:
    contest, draft = queries.find_current_contest(), queries.find_contest_in_preparation()
    if contest is None:
        return render_template("rounds_manage/no_contest.html")
    versions = queries.rule_sets_of(contest.id)
    now = clock.now()
    return render_template(
        "rounds_manage/contest.html",
        contest=contest,
        draft=draft,
        rounds=[(one, one.phase(now)) for one in queries.rounds_of(contest.id)],
        versions=versions,
        version_numbers={one.id: one.number for one in versions},
        summary=summary_of(versions[0].rules),
        unit_list=units.get_list(contest.unit_list_id),
    )


@blueprint.route(f"{PATH}/<int:contest_id>/sua", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def edit_texts(contest_id: int) -> Response | tuple[str, int]:
    contest = queries.get_contest(contest_id)
    form = TextsForm(obj=contest, based_on=marks.mark_of_texts(contest))
    if performed(
        form,
        partial(
            services.edit_contest,
            contest_id=contest_id,
            texts=form.texts(),
            by=viewer().account_id,
            now=clock.now(),
            based_on=form.based_on.data,
        ),
    ):
        return redirect(PATH, 303)
    return form_page(form, render_template("rounds_manage/texts.html", form=form, contest=contest))


@blueprint.route(f"{PATH}/<int:contest_id>/hai-nguoi", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def ask_for_two_persons(contest_id: int) -> Response | tuple[str, int]:
    """Switch between one person and two for final acts; switching it off takes two itself."""
    contest, form = queries.get_contest(contest_id), ReasonForm()
    payload = {"contest_id": contest_id, "wanted": not contest.two_persons}
    done = ask(form, contest_id=contest_id, kind=acts.TWO_PERSONS, payload=lambda: payload, back=PATH)
    if done is not None:
        return done
    effect = acts.effect_of(payload, clock.now())
    page = render_template("rounds_manage/two_persons.html", form=form, contest=contest, effect=effect)
    return form_page(form, page)


@blueprint.get(f"{PATH}/<int:contest_id>/the-le/<int:number>")
@requires(Role.ORGANISER, Role.AUDITOR)
def rules_page(contest_id: int, number: int) -> str:
    version = queries.rule_set_version(contest_id, number)
    return render_template(
        "rounds_manage/rules.html",
        contest=queries.get_contest(contest_id),
        version=version,
        sections=in_words(version.rules),
    )


@blueprint.route(f"{PATH}/<int:contest_id>/the-le/moi", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def write_rules(contest_id: int) -> Response | tuple[str, int]:
    contest, newest = queries.get_contest(contest_id), queries.newest_rule_set(contest_id)
    form = RulesForm(data=typed_from(newest.rules) | {"based_on": newest.digest})
    act = request.form.get("viec", "")
    is_sound = act in ("xem", "luu") and form.validate_on_submit()
    if (
        is_sound
        and act == "luu"
        and form.perform(
            partial(
                services.add_rule_set,
                contest_id=contest_id,
                rules=form.rules(),
                by=viewer().account_id,
                now=clock.now(),
                based_on=form.based_on.data,
            )
        )
    ):
        return redirect(f"{PATH}/{contest_id}/the-le/{queries.newest_rule_set(contest_id).number}", 303)
    sections = in_words(form.rules()) if is_sound else ()
    form.add_rows(division=act == "them-nhom", group=act == "them-khoi")
    page = render_template(
        "rounds_manage/write_rules.html", form=form, contest=contest, newest=newest, sections=sections
    )
    return form_page(form, page)
