"""Code cards as organisers make, list and revoke them, and unit officers those of their own units."""

import secrets
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial
from random import SystemRandom

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from contest.accounts import queries as accounts_read
from contest.accounts import services as accounts
from contest.accounts.errors import CardUnknown, OfficeMissing
from contest.accounts.queries import CardBatch
from contest.accounts.services import NewBatch, PrintedCard
from contest.entries.card_forms import CardBatchForm
from contest.entries.card_views import CARD_PATH
from contest.platform import clock, lists
from contest.platform.access import requires
from contest.platform.clock import VIETNAM
from contest.platform.configuration import settings
from contest.platform.fields import ReasonForm, form_page, performed
from contest.platform.files import downloads
from contest.platform.language.vietnamese_numbers import phone_vi
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest
from contest.units import queries as units
from contest.units.queries import Unit

blueprint = Blueprint("card_batches", __name__)
PATH = "/the-du-thi"
EVERYWHERE = "/"
MAKERS = (Role.ORGANISER, Role.UNIT_OFFICER)
USUAL_DAYS = 60


def _paths(contest: Contest) -> tuple[str, ...]:
    """The subtrees whose cards the viewer may see: everything, or the units looked after."""
    if viewer().has_role(Role.ORGANISER, Role.AUDITOR):
        return (EVERYWHERE,)
    tree = units.units_of(contest.unit_list_id)
    return tuple(tree[one].path for one in sorted(viewer().unit_ids) if one in tree)


def _is_own(path: str, contest: Contest) -> bool:
    return path.startswith(_paths(contest))


def _own_units(contest: Contest) -> list[Unit]:
    today = clock.now().astimezone(VIETNAM).date()
    paths = _paths(contest)
    return [
        unit
        for unit in units.units_of(contest.unit_list_id).values()
        if unit.path.startswith(paths) and unit.kind != "province" and unit.is_active_on(today)
    ]


def _batch(batch_id: int) -> CardBatch:
    """A batch of the viewer's units; a foreign one looks like none (P2)."""
    batch = accounts_read.get_card_batch(batch_id)
    if not _is_own(batch.unit_path, rounds.current_contest()):
        raise CardUnknown
    return batch


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR, Role.UNIT_OFFICER)
def batches_page() -> str:
    contest = rounds.find_current_contest()
    if contest is None:
        return render_template("cards/no_contest.html")
    found = {batch.id: batch for path in _paths(contest) for batch in accounts_read.card_batches_below(path)}
    batches = [found[one] for one in sorted(found, reverse=True)]
    page = lists.cut(batches, lists.asked_page())
    return render_template(
        "cards/batches.html",
        page=page,
        names=units.names_of({one.unit_id for one in page.rows}),
        people=_makers(page.rows),
        made=sum(one.size for one in batches),
        used=sum(one.used for one in batches),
        now=clock.now(),
    )


def _makers(batches: Sequence[CardBatch]) -> dict[int, str]:
    ids = {one.made_by for one in batches if one.made_by is not None}
    return {account_id: name for account_id, (name, _contact) in accounts_read.people(ids).items()}


@blueprint.route(f"{PATH}/moi", methods=["GET", "POST"])
@requires(*MAKERS)
def make_cards() -> Response | tuple[str, int]:
    """Make a batch. The answer is the file itself: the codes are in no page, no address and no database."""
    contest, now = rounds.current_contest(), clock.now()
    own = _own_units(contest)
    usual = now.astimezone(VIETNAM).date() + timedelta(days=USUAL_DAYS)
    form = CardBatchForm(
        unit=own[0].code if len(own) == 1 else None, last_day=usual, click=secrets.token_urlsafe(16)
    )
    unit = next((one for one in own if one.code == (form.unit.data or "").strip()), None)
    if form.validate_on_submit():
        made = form.perform(partial(_made, form, unit, now))
        if made is not None and unit is not None:
            return downloads.pdf(_printed(made.cards, unit, contest), f"the-du-thi-lo-{made.id}.pdf")
    return form_page(form, render_template("cards/make.html", form=form, units=own, most=accounts.MOST_CARDS))


def _made(form: CardBatchForm, unit: Unit | None, now: datetime) -> NewBatch:
    if unit is None:
        raise OfficeMissing
    after = datetime.combine(form.last_day.data + timedelta(days=1), time(), tzinfo=VIETNAM)
    return accounts.make_card_batch(
        unit_id=unit.id,
        unit_path=unit.path,
        size=form.size.data,
        expires_at=after,
        click=form.click.data,
        by=viewer().account_id,
        rng=SystemRandom(),
        now=now,
    )


def _printed(cards: Sequence[PrintedCard], unit: Unit, contest: Contest) -> bytes:
    from contest.platform.files.cards import Card, cards_pdf  # noqa: PLC0415 - typst is loaded by those who print

    address = f"{settings().public_url}{CARD_PATH}"
    return cards_pdf(
        [
            Card(unit=f"{unit.title} – {phone_vi(one.serial)}", address=address, code=one.code)
            for one in cards
        ],
        contest=contest.title,
        hotline=contest.hotline,
    )


@blueprint.get(f"{PATH}/<int:batch_id>")
@requires(Role.ORGANISER, Role.AUDITOR, Role.UNIT_OFFICER)
def batch_page(batch_id: int) -> str:
    batch, now = _batch(batch_id), clock.now()
    cards = accounts_read.cards_of(batch_id, now=now)
    page = lists.cut(cards, lists.asked_page())
    holders = {one.account_id for one in page.rows if one.account_id is not None}
    return render_template(
        "cards/batch.html",
        batch=batch,
        unit=units.get_by_id(batch.unit_id),
        page=page,
        people=accounts_read.people(holders),
        makers=_makers([batch]),
        now=now,
    )


@blueprint.route(f"{PATH}/<int:batch_id>/thu-hoi", methods=["GET", "POST"])
@requires(*MAKERS)
def revoke_batch(batch_id: int) -> Response | tuple[str, int]:
    batch, form, now = _batch(batch_id), ReasonForm(), clock.now()
    if performed(
        form,
        partial(
            accounts.revoke_card_batch,
            batch_id=batch_id,
            by=viewer().account_id,
            reason=form.reason.data,
            now=now,
        ),
    ):
        return redirect(f"{PATH}/{batch_id}", 303)
    unit = units.get_by_id(batch.unit_id)
    return form_page(
        form, render_template("cards/revoke_batch.html", form=form, batch=batch, unit=unit, now=now)
    )


@blueprint.route(f"{PATH}/<int:batch_id>/<int:card_id>/thu-hoi", methods=["GET", "POST"])
@requires(*MAKERS)
def revoke_card(batch_id: int, card_id: int) -> Response | tuple[str, int]:
    batch, form, now = _batch(batch_id), ReasonForm(), clock.now()
    card, of_batch = accounts_read.get_card(card_id, now=now)
    if of_batch.id != batch.id:
        raise CardUnknown
    if performed(
        form,
        partial(
            accounts.revoke_card, card_id=card_id, by=viewer().account_id, reason=form.reason.data, now=now
        ),
    ):
        return redirect(f"{PATH}/{batch_id}", 303)
    holder = None if card.account_id is None else accounts_read.get_account(card.account_id)
    page = render_template("cards/revoke_card.html", form=form, batch=batch, card=card, holder=holder)
    return form_page(form, page)


@blueprint.route(f"{PATH}/<int:batch_id>/<int:card_id>/cap-lai", methods=["GET", "POST"])
@requires(*MAKERS)
def renew_card(batch_id: int, card_id: int) -> Response | tuple[str, int]:
    """A new code for somebody who lost the card; like a new batch, the answer is the file itself."""
    batch, form, now = _batch(batch_id), ReasonForm(), clock.now()
    card, of_batch = accounts_read.get_card(card_id, now=now)
    if of_batch.id != batch.id or card.account_id is None:
        raise CardUnknown
    if form.validate_on_submit():
        printed = accounts.renew_card(
            card_id=card_id, by=viewer().account_id, reason=form.reason.data, rng=SystemRandom(), now=now
        )
        content = _printed([printed], units.get_by_id(batch.unit_id), rounds.current_contest())
        return downloads.pdf(content, f"{printed.serial}.pdf")
    holder = accounts_read.get_account(card.account_id)
    page = render_template("cards/renew_card.html", form=form, batch=batch, card=card, holder=holder)
    return form_page(form, page)
