"""The helper's desk ("thi hộ máy"): one citizen at a time at the helper's device, and the way back."""

import hashlib
from datetime import timedelta
from random import SystemRandom

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.accounts import queries as accounts_read
from contest.accounts import services as accounts
from contest.entries import joining, queries, role_page
from contest.entries.forms import RoleForm
from contest.entries.helper_forms import GuestPersonForm, ReturnForm, SeatForm
from contest.entries.joining import Helping
from contest.platform import browser_session, clock
from contest.platform.access import (
    DESK_PATH,
    SIGN_IN_PATH,
    WAY_BACK_PATH,
    public,
    requires,
    signed_in,
)
from contest.platform.configuration import settings
from contest.platform.errors import NotFound
from contest.platform.serving.security import client_address
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.units import queries as units
from contest.units.queries import Unit

blueprint = Blueprint("helper_desk", __name__)
DESK = "ban"
REGISTER_PATH, ROLE_PATH, END_PATH = (
    f"{DESK_PATH}/dang-ky",
    f"{DESK_PATH}/dang-ky/tu-cach",
    f"{DESK_PATH}/ket-thuc",
)
ROUNDS_PATH = "/thi"
CLEARS = '"storage"'


def _own_units() -> tuple[Unit, ...]:
    contest = rounds.find_current_contest()
    tree = units.units_of(contest.unit_list_id) if contest is not None else {}
    return tuple(tree[one] for one in sorted(viewer().desk_unit_ids) if one in tree)


def _helping(code: str | None) -> Helping:
    """Who helps where; a unit that is not the helper's is not there (P2)."""
    unit = next((one for one in _own_units() if code in (None, "", one.code)), None)
    if unit is None:
        raise NotFound
    own = settings()
    limits = accounts.GuestLimits(
        an_hour=own.guest_sessions_per_hour,
        a_day=own.guest_sessions_per_day,
        lasts=timedelta(minutes=own.guest_session_minutes),
    )
    return Helping(
        helper_id=viewer().account_id, helper_token=viewer().sign_in_token, unit=unit, limits=limits
    )


@blueprint.get(DESK_PATH)
@requires(Role.HELPER, Role.UNIT_OFFICER)
def desk_page() -> str:
    """Who was helped today, and the ways to begin with the next one."""
    return _desk_page(SeatForm(formdata=None))


def _desk_page(form: SeatForm) -> str:
    own, now = _own_units(), clock.now()
    if not own:
        return render_template("standings/unit_none.html")
    form.offer(own)
    helped = accounts_read.guests_of(viewer().account_id, since=now - timedelta(days=1))
    return render_template(
        "helper/desk.html",
        form=form,
        own=own,
        helped=helped,
        last_hour=sum(1 for one in helped if one.began_at > now - timedelta(hours=1)),
        limits=_helping(None).limits,
        running=next((one for one in helped if one.runs(now)), None),
        now=now,
    )


@blueprint.post(f"{DESK_PATH}/the")
@requires(Role.HELPER, Role.UNIT_OFFICER)
def seat() -> ResponseReturnValue:
    """Let the holder of a card sit at this device."""
    form, now = SeatForm(), clock.now()
    form.offer(_own_units())
    opened = form.validate() and form.perform(
        lambda: joining.seat_by_card(
            card=form.card.data,
            pin=form.password.data,
            address=client_address(),
            helping=_helping(form.desk.data),
            now=now,
        )
    )
    if not opened:
        return _desk_page(form), 422
    _carry(opened)
    return redirect(ROUNDS_PATH, 303)


def _carry(opened: accounts.OpenedGuest) -> None:
    citizen = accounts_read.find_viewer(opened.token)
    if citizen is not None:
        browser_session.carry_guest(citizen, opened.way_back)


@blueprint.get(REGISTER_PATH)
@requires(Role.HELPER, Role.UNIT_OFFICER)
def person_page() -> str:
    """Ask a citizen who has no number for the name and a PIN."""
    return _person_page(GuestPersonForm(formdata=None))


def _person_page(form: GuestPersonForm) -> str:
    if not _own_units():
        return render_template("standings/unit_none.html")
    if queries.is_over(rounds.current_contest().id, now=clock.now()):
        return render_template("entries/over.html")
    form.offer(_own_units())
    return render_template("helper/person.html", form=form, own=_own_units())


@blueprint.post(REGISTER_PATH)
@requires(Role.HELPER, Role.UNIT_OFFICER)
def check_person() -> ResponseReturnValue:
    """Check page one and show page two, with the desk's unit chosen already."""
    form, now = GuestPersonForm(), clock.now()
    form.offer(_own_units())
    person = form.validate() and form.perform(lambda: _prepared(form))
    if not person:
        return _person_page(form), 422
    code = _helping(form.desk.data).unit.code
    return role_page.first(person, unit_code=code, now=now, action=_role_path(code))


def _prepared(form: GuestPersonForm) -> accounts.NewPerson:
    asked = {
        "name": form.name.data,
        "birth_year": form.birth_year.data,
        "pin": form.password.data,
        "address": client_address(),
        "now": clock.now(),
    }
    if form.card.data:
        return accounts.prepare_with_card(card=form.card.data, **asked)
    return accounts.prepare_without_card(**asked)


def _role_path(desk: str) -> str:
    return f"{ROLE_PATH}?{DESK}={desk}"


@blueprint.post(ROLE_PATH)
@requires(Role.HELPER, Role.UNIT_OFFICER)
def register() -> ResponseReturnValue:
    """Search for a unit, or store the citizen and let them sit; a card made for them is shown this once."""
    form, now = RoleForm(), clock.now()
    helping = _helping(request.args.get(DESK))
    form.offer(rounds.newest_rule_set(rounds.current_contest().id).rules)
    action = _role_path(helping.unit.code)
    if "tim" in request.form:
        return role_page.page(form, action=action)
    person = accounts.unsealed(form.carried.data or "", now=now)
    if person is None:
        return redirect(REGISTER_PATH, 303)
    registered = form.validate() and form.perform(
        lambda: joining.register_guest(
            contest_id=rounds.current_contest().id,
            person=person,
            consent=form.consent.data,
            division=form.division.data,
            unit_code=form.unit.data,
            wants_extra_time=form.extra_time.data,
            staff_category=form.chosen_category,
            helping=helping,
            click=hashlib.sha256(form.carried.data.encode()).hexdigest(),
            rng=SystemRandom(),
            now=now,
        )
    )
    if not registered:
        return role_page.page(form, action=action), 422
    _carry(registered.opened)
    if registered.code:
        # Not a redirect: the code is in no address and no cookie, and is shown this once.
        return render_template("helper/new_card.html", name=person.name, code=registered.code)
    return redirect(ROUNDS_PATH, 303)


@blueprint.post(f"{DESK_PATH}/dong")
@requires(Role.HELPER, Role.UNIT_OFFICER)
def end_own() -> ResponseReturnValue:
    """End the own session that still runs on a device that was lost or closed."""
    accounts.end_own_guest(helper_id=viewer().account_id, now=clock.now())
    return redirect(DESK_PATH, 303)


@blueprint.get(END_PATH)
@signed_in
def end_page() -> str:
    """Say what ends, and whether a paper is still open."""
    if not viewer().is_guest:
        raise NotFound
    contest, now = rounds.current_contest(), clock.now()
    entry = queries.find_entry(contest_id=contest.id, account_id=viewer().account_id)
    answers = queries.attempt_lines.ask(entry.id, now) if entry is not None else ()
    working = [line for answer in answers for line in answer if line.finished_at is None]
    return render_template("helper/end.html", working=working)


@blueprint.post(END_PATH)
@signed_in
def end() -> ResponseReturnValue:
    """The citizen leaves: signed out, and nothing of theirs stays on this device."""
    if not viewer().is_guest:
        raise NotFound
    accounts.end_guest(guest_id=viewer().guest_id, by=viewer().account_id, now=clock.now())
    browser_session.leave_guest()
    answer = redirect(WAY_BACK_PATH, 303)
    answer.headers["Clear-Site-Data"] = CLEARS
    return answer


@blueprint.get(WAY_BACK_PATH)
@public
def way_back_page() -> ResponseReturnValue:
    """Ask for the helper's password; a device that nobody was helped at goes to the sign-in page."""
    return _way_back_page(ReturnForm(formdata=None))


def _way_back_page(form: ReturnForm) -> ResponseReturnValue:
    guest = accounts_read.guest_of_way_back(browser_session.way_back())
    if viewer().is_guest:
        return redirect(END_PATH, 303)
    if guest is None or clock.now() >= guest.returns_until:
        browser_session.drop()
        return redirect(SIGN_IN_PATH, 303)
    helper = accounts_read.get_account(guest.helper_id)
    page = render_template("helper/way_back.html", form=form, helper=helper)
    return page, 422 if form.problems else 200


@blueprint.post(WAY_BACK_PATH)
@public
def come_back() -> ResponseReturnValue:
    """Let the helper in again."""
    form, now = ReturnForm(), clock.now()
    token = form.validate() and form.perform(
        lambda: accounts.return_to_desk(
            way_back=browser_session.way_back(), password=form.password.data, now=now
        )
    )
    helper = accounts_read.find_viewer(token) if token else None
    if helper is None:
        return _way_back_page(form)
    browser_session.carry(helper)
    return redirect(DESK_PATH, 303)
