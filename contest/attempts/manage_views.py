"""Organisers' pages of outages and of single attempts: whom one hit, copies for complaints, more time."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.accounts import queries as accounts
from contest.attempts import acts, copies, incidents, receipts, telling
from contest.attempts.incidents import EVERYONE, Affected
from contest.attempts.manage_forms import ExtendForm, FindForm, MakeGoodForm, PreviewForm
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.fields import ReasonForm, form_page
from contest.platform.two_persons import proposals
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.units import queries as units

blueprint = Blueprint("attempts_manage", __name__)
blueprint.record_once(lambda state: telling.install(state.app))
blueprint.record_once(lambda state: acts.install(state.app))
ROUND_PATH = "/quan-tri/dot/<int:round_id>/su-co"
ATTEMPT_PATH = "/quan-tri/luot-thi"


@blueprint.get(ROUND_PATH)
@requires(Role.ORGANISER)
def incidents_page(round_id: int) -> ResponseReturnValue:
    """The outages of a round; with a span in the address, whom that one hit."""
    seen = PreviewForm(formdata=request.args or None)
    hit = _affected(round_id, seen) if request.args and seen.validate() else None
    return _incidents_page(round_id, seen, MakeGoodForm.after(seen), hit)


@blueprint.post(ROUND_PATH)
@requires(Role.ORGANISER)
def make_good(round_id: int) -> ResponseReturnValue:
    """Help everybody whom the outage hit; a repeat finds nobody left to help."""
    form = MakeGoodForm()
    outcome = form.validate() and form.perform(
        lambda: proposals.put_forward(
            contest_id=rounds.get_round(round_id).contest_id,
            kind=acts.MAKE_GOOD,
            payload=acts.outage(
                round_id=round_id,
                began_at=form.began_at.data,
                ended_at=form.ended_at.data,
                unit_path=incidents.path_of(round_id=round_id, unit_code=form.unit.data or ""),
            ),
            reason=form.reason.data,
            by=viewer().account_id,
            now=clock.now(),
        )
    )
    if not outcome:
        span_is_sound = not (form.began_at.errors or form.ended_at.errors or form.unit.errors)
        hit = _affected(round_id, form) if span_is_sound else None
        return _incidents_page(round_id, form, form, hit)
    flash(outcome.sentence, outcome.kind)
    return redirect(outcome.address or request.path, 303)


@blueprint.get(ATTEMPT_PATH)
@requires(Role.ORGANISER)
def find_page() -> ResponseReturnValue:
    """Find the attempt that a receipt code names."""
    form = FindForm(formdata=request.args or None)
    code = request.args and form.validate() and form.perform(lambda: receipts.attempt_code(form.ma.data))
    if code:
        return redirect(f"{ATTEMPT_PATH}/{code}", 303)
    return form_page(form, render_template("attempts_manage/find.html", form=form))


@blueprint.route(f"{ATTEMPT_PATH}/<code>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def attempt_page(code: str) -> ResponseReturnValue:
    """How an attempt went; for a stated reason, its paper as the participant saw it.

    The copy answers the POST itself: it has no address, so that nobody reads it without a reason.
    """
    form, now = ReasonForm(), clock.now()
    if form.validate_on_submit():
        copy = copies.read_copy(code=code, reason=form.reason.data, by=viewer().account_id, now=now)
        return render_template("attempts_manage/copy.html", copy=copy, read_at=now, reason=form.reason.data)
    sitting = copies.get_sitting(code=code, now=now)
    return form_page(form, render_template("attempts_manage/attempt.html", sitting=sitting, form=form))


@blueprint.route(f"{ATTEMPT_PATH}/<code>/them-phut", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def extend_attempt(code: str) -> ResponseReturnValue:
    """Give one running attempt more minutes."""
    sitting = copies.get_sitting(code=code, now=clock.now())
    form = ExtendForm(deadline_at=sitting.attempt.deadline_at.isoformat())
    outcome = form.validate_on_submit() and form.perform(
        lambda: proposals.put_forward(
            contest_id=sitting.round.contest_id,
            kind=acts.EXTEND,
            payload=acts.more_minutes(
                attempt_code=code, deadline_at=form.seen_deadline, minutes=form.minutes.data
            ),
            reason=form.reason.data,
            by=viewer().account_id,
            now=clock.now(),
        ),
    )
    if outcome:
        flash(outcome.sentence, outcome.kind)
        return redirect(outcome.address or f"{ATTEMPT_PATH}/{code}", 303)
    return form_page(form, render_template("attempts_manage/extend.html", sitting=sitting, form=form))


def _affected(round_id: int, form: PreviewForm | MakeGoodForm) -> tuple[Affected, ...] | None:
    return form.perform(
        lambda: incidents.affected(
            round_id=round_id,
            began_at=form.began_at.data,
            ended_at=form.ended_at.data,
            unit_path=incidents.path_of(round_id=round_id, unit_code=form.unit.data or ""),
            now=clock.now(),
        )
    )


def _incidents_page(
    round_id: int, form: PreviewForm | MakeGoodForm, confirm: MakeGoodForm, hit: tuple[Affected, ...] | None
) -> ResponseReturnValue:
    this_round = rounds.get_round(round_id)
    known = units.units_of(rounds.get_contest(this_round.contest_id).unit_list_id)
    earlier = incidents.incidents_of(round_id)
    people = {one.account_id for one in hit or ()} | {one.decided_by for one in earlier if one.decided_by}
    page = render_template(
        "attempts_manage/incidents.html",
        round=this_round,
        phase=this_round.phase(clock.now()),
        form=form,
        confirming=confirm,
        hit=hit,
        earlier=earlier,
        people=accounts.people(people),
        units=known,
        scopes={
            one.unit_path: known[units.ids_in(one.unit_path)[-1]].name
            for one in earlier
            if one.unit_path != EVERYONE
        },
    )
    return form_page(form, page)
