"""Pages of taking part: the two pages of the registration, and the profile."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.accounts import queries as accounts_read
from contest.accounts import services as accounts
from contest.entries import (
    card_manage_views,
    card_views,
    data_requests,
    helper_views,
    joining,
    own_data_views,
    poster_views,
    queries,
    role_page,
)
from contest.entries.forms import PersonForm, RoleForm
from contest.platform import browser_session, clock, lists
from contest.platform.access import public, signed_in
from contest.platform.configuration import settings
from contest.platform.serving.security import client_address
from contest.platform.viewer import viewer
from contest.rounds import queries as rounds

blueprint = Blueprint("entries", __name__)
blueprint.register_blueprint(own_data_views.blueprint)
blueprint.register_blueprint(card_views.blueprint)
blueprint.register_blueprint(card_manage_views.blueprint)
blueprint.register_blueprint(helper_views.blueprint)
blueprint.register_blueprint(poster_views.blueprint)
LONGEST_CODE = 40
FIRST_PATH, SECOND_PATH, ROUNDS_PATH = "/dang-ky", role_page.SECOND_PATH, "/thi"


@blueprint.get(FIRST_PATH)
@public
def register_page() -> ResponseReturnValue:
    """Page one; who is signed in needs at most page two."""
    invited_for = request.args.get(queries.INVITED_FOR, "")[:LONGEST_CODE]
    if viewer().is_signed_in:
        return redirect(lists.address(SECOND_PATH, {queries.INVITED_FOR: invited_for}), 303)
    if queries.is_over(rounds.current_contest().id, now=clock.now()):
        return render_template("entries/over.html")
    return _person_page(PersonForm(formdata=None, unit=invited_for))


@blueprint.post(FIRST_PATH)
@public
def check_person() -> ResponseReturnValue:
    """Check page one and show page two. Nothing is stored yet, so there is no address to lead to.

    The second page carries what was typed in a field that is encrypted, signed and good for
    an hour. It holds the password's hash, never the password; a cookie would mix up two
    people who register side by side in one browser, and a stored row would have to be swept.
    """
    form, now = PersonForm(), clock.now()
    person = form.validate() and form.perform(
        lambda: accounts.prepare(
            name=form.name.data,
            phone=form.phone.data,
            password=form.password.data,
            address=client_address(),
            now=now,
        )
    )
    if not person:
        return _person_page(form), 422
    return role_page.first(person, unit_code=form.unit.data, now=now)


def _person_page(form: PersonForm) -> str:
    return render_template("entries/person.html", form=form, invited=role_page.invited_for(form.unit.data))


@blueprint.get(SECOND_PATH)
@public
def choose_role() -> ResponseReturnValue:
    """Page two for somebody who has an account and is not entered yet."""
    contest = rounds.current_contest()
    if not viewer().is_signed_in:
        return redirect(FIRST_PATH, 303)
    if queries.find_entry(contest_id=contest.id, account_id=viewer().account_id) is not None:
        return redirect(ROUNDS_PATH, 303)
    if queries.is_over(contest.id, now=clock.now()):
        return render_template("entries/over.html")
    return role_page.page(
        RoleForm(formdata=None, **role_page.invitation(request.args.get(queries.INVITED_FOR)))
    )


@blueprint.post(SECOND_PATH)
@public
def join() -> ResponseReturnValue:
    """Search for a unit, or enter; a new person is stored, signed in and entered in one step."""
    form = RoleForm()
    form.offer(rounds.newest_rule_set(rounds.current_contest().id).rules)
    if "tim" in request.form:
        return role_page.page(form)
    if viewer().is_signed_in:
        return _join(form)
    return _register(form)


def _register(form: RoleForm) -> ResponseReturnValue:
    now = clock.now()
    person = accounts.unsealed(form.carried.data or "", now=now)
    if person is None:
        flash("Trang đăng ký mở quá lâu. Anh/chị điền lại từ đầu, chưa có gì được lưu.", "warning")
        return redirect(FIRST_PATH, 303)
    token = form.validate() and form.perform(
        lambda: joining.register(
            contest_id=rounds.current_contest().id,
            person=person,
            consent=form.consent.data,
            division=form.division.data,
            unit_code=form.unit.data,
            wants_extra_time=form.extra_time.data,
            staff_category=form.chosen_category,
            lasts=timedelta(hours=settings().sign_in_hours),
            now=now,
        )
    )
    newcomer = accounts_read.find_viewer(token) if token else None
    if newcomer is None:
        return role_page.page(form), 422
    browser_session.carry(newcomer)
    flash("Anh/chị đã đăng ký dự thi.", "done")
    return redirect(ROUNDS_PATH, 303)


def _join(form: RoleForm) -> ResponseReturnValue:
    now = clock.now()
    entry_id = form.validate() and form.perform(
        lambda: joining.join(
            contest_id=rounds.current_contest().id,
            account_id=viewer().account_id,
            division=form.division.data,
            unit_code=form.unit.data,
            wants_extra_time=form.extra_time.data,
            staff_category=form.chosen_category,
            now=now,
        )
    )
    if not entry_id:
        return role_page.page(form), 422
    return redirect(ROUNDS_PATH, 303)


@blueprint.get("/toi/ho-so")
@signed_in
def profile_page() -> str:
    """What is stored about the viewer."""
    return render_template(
        "entries/profile.html",
        account=accounts_read.get_account(viewer().account_id),
        consents=accounts_read.consents_of(viewer().account_id),
        membership=queries.find_membership(account_id=viewer().account_id),
        requests=data_requests.requests_of(viewer().account_id),
    )
