"""Pages of accounts: sign in and out, the second factor, the password."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.accounts import queries, services
from contest.accounts.forms import CardSignInForm, CodeForm, PasswordForm, SignInForm
from contest.platform import browser_session, clock
from contest.platform.access import (
    DESK_PATH,
    OFFICER_PATH,
    SECOND_FACTOR_PATH,
    SIGN_IN_PATH,
    STAFF_PATH,
    WAY_BACK_PATH,
    public,
    signed_in,
)
from contest.platform.configuration import settings
from contest.platform.serving.security import client_address, internal_path
from contest.platform.viewer import HELPERS, Role, Viewer, viewer

blueprint = Blueprint("accounts", __name__)
PARTICIPANT_PATH = "/thi"
CARD_PATH = "/dang-nhap/the"


@blueprint.get(SIGN_IN_PATH)
@public
def sign_in_page() -> ResponseReturnValue:
    """Ask for number and password; somebody who is signed in goes on at once."""
    form = SignInForm(formdata=None, tiep=request.args.get("tiep", ""))
    if viewer().is_signed_in:
        return redirect(_next_page(viewer(), form.tiep.data), 303)
    return render_template("accounts/sign_in.html", form=form)


@blueprint.post(SIGN_IN_PATH)
@public
def sign_in() -> ResponseReturnValue:
    """Open a sign-in; staff go on to the second factor."""
    form, now = SignInForm(), clock.now()
    token = form.validate() and form.perform(
        lambda: services.sign_in(
            phone=form.phone.data,
            password=form.password.data,
            address=client_address(),
            shared_device=form.shared_device.data,
            lasts=_lasts(),
            now=now,
            asks_second_factor=settings().staff_second_factor,
        )
    )
    if not token:
        return render_template("accounts/sign_in.html", form=form), 422
    return _enter(token, form.tiep.data)


@blueprint.get(CARD_PATH)
@public
def card_page() -> ResponseReturnValue:
    """Ask for a card's code and the PIN; somebody who is signed in goes on at once."""
    form = CardSignInForm(formdata=None, tiep=request.args.get("tiep", ""))
    if viewer().is_signed_in:
        return redirect(_next_page(viewer(), form.tiep.data), 303)
    return render_template("accounts/card_sign_in.html", form=form)


@blueprint.post(CARD_PATH)
@public
def card_sign_in() -> ResponseReturnValue:
    """Open a sign-in for the holder of a card."""
    form, now = CardSignInForm(), clock.now()
    token = form.validate() and form.perform(
        lambda: services.sign_in_with_card(
            card=form.card.data,
            pin=form.password.data,
            address=client_address(),
            shared_device=form.shared_device.data,
            lasts=_lasts(),
            now=now,
        )
    )
    if not token:
        return render_template("accounts/card_sign_in.html", form=form), 422
    return _enter(token, form.tiep.data)


@blueprint.get(SECOND_FACTOR_PATH)
@public
def code_page() -> ResponseReturnValue:
    """Ask for the six digits; the first time, show what the authenticator app has to be told."""
    person = _half_way()
    if person is None:
        return redirect(SIGN_IN_PATH, 303)
    form = CodeForm(formdata=None, tiep=request.args.get("tiep", ""))
    return _code_page(person, form)


@blueprint.post(SECOND_FACTOR_PATH)
@public
def check_code() -> ResponseReturnValue:
    """Pass the second factor; the sign-in gets a new token (P4)."""
    form, now, person = CodeForm(), clock.now(), _half_way()
    if person is None:
        return redirect(SIGN_IN_PATH, 303)
    token = form.validate() and form.perform(
        lambda: services.pass_second_factor(
            account_id=person.account_id,
            token=person.sign_in_token,
            code=form.code.data,
            lasts=_lasts(),
            now=now,
        )
    )
    if not token:
        return _code_page(person, form), 422
    return _enter(token, form.tiep.data)


@blueprint.post("/dang-xuat")
@public
def sign_out() -> ResponseReturnValue:
    """End this sign-in; nothing of it stays in the browser."""
    services.sign_out(token=viewer().sign_in_token or browser_session.half_way_token(), now=clock.now())
    if viewer().is_guest:
        browser_session.leave_guest()
        return redirect(WAY_BACK_PATH, 303)
    browser_session.drop()
    flash("Anh/chị đã đăng xuất.", "done")
    return redirect("/", 303)


@blueprint.get("/quen-mat-khau")
@public
def forgotten_page() -> str:
    """Say who can set a new password."""
    return render_template("accounts/forgotten.html")


@blueprint.get("/toi/ho-so/mat-khau")
@signed_in
def password_page() -> str:
    """Ask for the present and the new password, or PIN."""
    return _password_page(PasswordForm(formdata=None))


def _password_page(form: PasswordForm) -> str:
    has_pin = queries.get_account(viewer().account_id).card is not None
    return render_template("accounts/password.html", form=form, has_pin=has_pin)


@blueprint.post("/toi/ho-so/mat-khau")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change the password; every other sign-in of the person ends."""
    form, now = PasswordForm(), clock.now()
    done = form.validate() and form.perform(
        lambda: services.change_password(
            account_id=viewer().account_id,
            old=form.old_password.data,
            new=form.password.data,
            keep_token=viewer().sign_in_token,
            now=now,
        )
    )
    if not done:
        return _password_page(form), 422
    flash("Đã đổi mật khẩu. Các máy khác đã được đăng xuất.", "done")
    return redirect("/toi/ho-so", 303)


def _lasts() -> timedelta:
    return timedelta(hours=settings().sign_in_hours)


def _half_way() -> Viewer | None:
    """Who stands between the two factors: known by the token that no other page accepts."""
    if viewer().is_staff and not viewer().second_factor_passed:
        return viewer()
    return queries.find_viewer(browser_session.half_way_token())


def _code_page(person: Viewer, form: CodeForm) -> str:
    authenticator = queries.find_new_authenticator(person.account_id)
    return render_template("accounts/code.html", form=form, authenticator=authenticator)


def _enter(token: str, target: str) -> ResponseReturnValue:
    person = queries.find_viewer(token)
    if person is None:
        return redirect(SIGN_IN_PATH, 303)
    if person.is_staff and not person.second_factor_passed:
        # Nothing is reachable between the two factors (P4): the browser is signed in nowhere yet.
        browser_session.carry_half_way(token)
        return redirect(
            f"{SECOND_FACTOR_PATH}?{urlencode({'tiep': target})}" if target else SECOND_FACTOR_PATH, 303
        )
    browser_session.carry(person)
    return redirect(_next_page(person, target), 303)


def _next_page(person: Viewer, target: str | None) -> str:
    own = PARTICIPANT_PATH
    if person.is_staff:
        own = DESK_PATH if person.roles == {Role.HELPER} else STAFF_PATH
        own = OFFICER_PATH if person.roles in ({Role.UNIT_OFFICER}, HELPERS) else own
    return internal_path(target or "", default=own)
