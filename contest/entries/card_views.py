"""Registering with a code card: page one; page two is everybody's."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from contest.accounts import queries as accounts_read
from contest.accounts import services as accounts
from contest.entries import queries, role_page
from contest.entries.card_forms import CardPersonForm
from contest.platform import clock
from contest.platform.access import public
from contest.platform.serving.security import client_address
from contest.platform.viewer import viewer
from contest.rounds import queries as rounds
from contest.units import queries as units

blueprint = Blueprint("cards", __name__)
CARD_PATH = "/dang-ky/the"


@blueprint.get(CARD_PATH)
@public
def card_page() -> ResponseReturnValue:
    """Ask for code, name and a PIN; who is signed in has an account already."""
    if viewer().is_signed_in:
        return redirect(role_page.SECOND_PATH, 303)
    if queries.is_over(rounds.current_contest().id, now=clock.now()):
        return render_template("entries/over.html")
    return render_template("entries/card_person.html", form=CardPersonForm(formdata=None))


@blueprint.post(CARD_PATH)
@public
def check_card_person() -> ResponseReturnValue:
    """Check page one and show page two, with the card's unit chosen already. Nothing is stored yet."""
    form, now = CardPersonForm(), clock.now()
    person = form.validate() and form.perform(
        lambda: accounts.prepare_with_card(
            card=form.card.data,
            name=form.name.data,
            birth_year=form.birth_year.data,
            pin=form.password.data,
            address=client_address(),
            now=now,
        )
    )
    if not person:
        return render_template("entries/card_person.html", form=form), 422
    card = accounts_read.fresh_card(form.card.data, now=now)
    return role_page.first(person, unit_code=units.get_by_id(card.unit_id).code, now=now)
