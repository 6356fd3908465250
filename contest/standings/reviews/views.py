"""Organisers' review of attempts that show a sign: the queue, one case with its evidence, the decisions."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms import RadioField

from contest.accounts import queries as accounts
from contest.attempts import queries as attempts
from contest.platform import clock, lists
from contest.platform.access import requires
from contest.platform.fields import ReasonForm, choices, form_page, performed, reason_field
from contest.platform.forms import BaseForm
from contest.platform.two_persons.acts import takes_two
from contest.platform.two_persons.asking import ask
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.rules.signals import NAMES
from contest.standings import queries, reviewing
from contest.standings.path import left_of
from contest.standings.reviewing import Verdict
from contest.standings.reviews import acts as review_acts
from contest.standings.reviews import services as review_services

blueprint = Blueprint("reviews", __name__)
blueprint.record_once(lambda state: review_acts.install(state.app))
PATH = "/quan-tri/xem-xet"


MINE = {Verdict.KEEP.value: Verdict.KEEP.label, Verdict.EXPLAIN.value: Verdict.EXPLAIN.label}
CHANGES = {"huy": Verdict.STRIKE, "khoi-phuc": Verdict.REINSTATE}


class ReviewForm(BaseForm):
    """A decision that changes no result; striking an attempt has its own page."""

    verdict = RadioField("Quyết định", choices=choices(MINE))
    reason = reason_field()


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def queue() -> str:
    contest, now = rounds.find_current_contest(), clock.now()
    over = [one for one in rounds.rounds_of(contest.id) if one.is_over(now)] if contest else []
    return render_template(
        "standings_manage/review_rounds.html",
        rows=[(one, reviewing.cases_of(one.id)) for one in over],
    )


@blueprint.get(f"{PATH}/<int:round_id>")
@requires(Role.ORGANISER, Role.AUDITOR)
def round_queue(round_id: int) -> str:
    this_round = rounds.get_round(round_id)
    kind = request.args.get("loai", "")
    cases = [one for one in reviewing.cases_of(round_id) if kind in ("", one.signal.kind)]
    return render_template(
        "standings_manage/review_queue.html",
        round=this_round,
        left=left_of(this_round),
        page=lists.cut(cases, lists.asked_page()),
        open_count=sum(one.is_open for one in cases),
        kinds=NAMES,
        kind=kind,
        address=f"{PATH}/{round_id}",
    )


@blueprint.route(f"{PATH}/mo/<code>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def open_review(code: str) -> Response | tuple[str, int]:
    """Confirm that an attempt is to be looked at; one that is already leads to its case."""
    attempt, form = attempts.get_anybodys(code), ReasonForm()
    found = reviewing.find_opened(attempt.id)
    if found is None and form.validate_on_submit():
        found = form.perform(
            lambda: review_services.open_by_hand(
                attempt_code=code, reason=form.reason.data or "", by=viewer().account_id, now=clock.now()
            )
        )
    if found is not None:
        return redirect(f"{PATH}/{attempt.round_id}/{found.subject}", 303)
    page = render_template(
        "standings_manage/review_open.html",
        attempt=attempt,
        round=rounds.get_round(attempt.round_id),
        person=accounts.people([attempt.account_id])[attempt.account_id][0],
        cases=reviewing.cases_about(attempt.round_id, code),
        kinds=NAMES,
        form=form,
        address=request.path,
    )
    return form_page(form, page)


@blueprint.get(f"{PATH}/<int:round_id>/<subject>")
@requires(Role.ORGANISER, Role.AUDITOR)
def case_page(round_id: int, subject: str) -> str:
    return _case(round_id, subject, ReviewForm())


def _case(round_id: int, subject: str, form: ReviewForm) -> str:
    case = reviewing.get_case(round_id, subject)
    sides = reviewing.sides_of(round_id, case)
    codes = frozenset(side.facts.code for side in sides)
    return render_template(
        "standings_manage/review_case.html",
        round=rounds.get_round(round_id),
        case=case,
        sides=sides,
        complaints=[one for found in queries.complaints_about.ask(round_id, codes) for one in found],
        names=accounts.people({one.decided_by for one in case.decisions if one.decided_by is not None}),
        kinds=NAMES,
        form=form,
        address=f"{PATH}/{round_id}/{subject}",
    )


@blueprint.post(f"{PATH}/<int:round_id>/<subject>")
@requires(Role.ORGANISER)
def decide(round_id: int, subject: str) -> Response | tuple[str, int]:
    form = ReviewForm()
    use_case = partial(
        review_services.decide,
        round_id=round_id,
        subject=subject,
        verdict=Verdict(form.verdict.data) if form.verdict.data in MINE else Verdict.KEEP,
        attempt_id=None,
        reason=form.reason.data or "",
        by=viewer().account_id,
        now=clock.now(),
    )
    if performed(form, use_case):
        flash("Đã ghi quyết định.", "done")
        return redirect(f"{PATH}/{round_id}", 303)
    return form_page(form, _case(round_id, subject, form))


@blueprint.route(
    f"{PATH}/<int:round_id>/<subject>/<any(huy, 'khoi-phuc'):deed>/<int:attempt_id>",
    methods=["GET", "POST"],
)
@requires(Role.ORGANISER)
def change_counting(round_id: int, subject: str, deed: str, attempt_id: int) -> Response | tuple[str, int]:
    this_round, verdict, form = rounds.get_round(round_id), CHANGES[deed], ReasonForm()
    payload = review_acts.striking(round_id=round_id, subject=subject, attempt_id=attempt_id)
    effect = review_acts.effect(verdict, payload)
    done = ask(
        form,
        contest_id=this_round.contest_id,
        kind=review_acts.KIND_OF[verdict],
        payload=lambda: payload,
        back=f"{PATH}/{round_id}/{subject}",
    )
    if done is not None:
        return done
    page = render_template(
        "standings_manage/review_strike.html",
        round=this_round,
        verdict=verdict,
        effect=effect,
        form=form,
        takes_two=takes_two(this_round.contest_id),
        back=f"{PATH}/{round_id}/{subject}",
        address=request.path,
    )
    return form_page(form, page)
