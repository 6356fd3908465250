"""Organisers' pages of prizes: who would win, who was checked, who moves up."""

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response
from wtforms import RadioField
from wtforms.validators import Length

from contest.accounts import queries as accounts
from contest.commendations import checking, queries, winners
from contest.commendations.errors import NobodysPrize
from contest.commendations.queries import WinnerState
from contest.entries import queries as entries
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.fields import LONGEST_REASON, choices, form_page
from contest.platform.forms import TextField
from contest.platform.seen import SeenForm
from contest.platform.two_persons import proposals
from contest.platform.two_persons.acts import takes_two
from contest.platform.two_persons.proposals import Outcome
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.rounds.queries import RoundState
from contest.rules.scope import WHOLE, Scope
from contest.standings import queries as standings
from contest.standings import services as standings_services
from contest.standings.errors import RoundNotLocked

blueprint = Blueprint("winners", __name__)
blueprint.record_once(lambda state: winners.install(state.app))
blueprint.record_once(lambda state: checking.install(state.app))
PATH = checking.PATH


class WinnerForm(SeenForm):
    """How far a winner was checked; a rejection says why."""

    state = RadioField("Tình trạng", choices=choices({one.value: one.label for one in WinnerState}))
    reason = TextField("Ghi chú, lý do", validators=[Length(max=LONGEST_REASON)])


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def scope_list() -> str:
    contest = rounds.find_current_contest()
    locked = (
        [one for one in rounds.rounds_of(contest.id) if one.state is RoundState.LOCKED] if contest else []
    )
    return render_template(
        "commendations/scopes.html",
        contest=contest,
        rounds=locked,
        has_overall=contest is not None and standings.has_overall(contest.id),
    )


@blueprint.get(f"{PATH}/{WHOLE}", defaults={"round_id": None})
@blueprint.get(f"{PATH}/<int:round_id>")
@requires(Role.ORGANISER, Role.AUDITOR)
def winner_list(round_id: int | None) -> str:
    scope = _scope(round_id)
    boards = [one for one in standings_services.proposals_of(scope) if one.prizes]
    checks = queries.checks_of(scope)
    return render_template(
        "commendations/winners.html",
        where="toàn cuộc thi" if round_id is None else rounds.get_round(round_id).name,
        address=f"{PATH}/{round_id or WHOLE}",
        boards=boards,
        checks=checks,
        states=WinnerState,
        confirmed=sum(one.state is WinnerState.CONFIRMED for one in checks.values()),
        nominees=sum(len(one.nominees) for one in boards),
        base=f"/quan-tri/xep-hang/{round_id or WHOLE}",
    )


def _scope(round_id: int | None) -> Scope:
    """A locked round, or the whole current contest; raises RoundNotLocked."""
    if round_id is None:
        return Scope(contest_id=rounds.current_contest().id, round_id=None)
    this_round = rounds.get_round(round_id)
    if this_round.state is not RoundState.LOCKED:
        raise RoundNotLocked(round=this_round.name)
    return Scope(contest_id=this_round.contest_id, round_id=round_id)


@blueprint.route(
    f"{PATH}/{WHOLE}/<any('thi-sinh', 'don-vi'):kind>/<int:winner_id>",
    methods=["GET", "POST"],
    defaults={"round_id": None},
)
@blueprint.route(
    f"{PATH}/<int:round_id>/<any('thi-sinh', 'don-vi'):kind>/<int:winner_id>", methods=["GET", "POST"]
)
@requires(Role.ORGANISER)
def check_winner(round_id: int | None, kind: str, winner_id: int) -> Response | tuple[str, int]:
    scope, form = _scope(round_id), WinnerForm()
    entry_id, unit_id = winner = (winner_id, None) if kind == "thi-sinh" else (None, winner_id)
    back = f"{PATH}/{round_id or WHOLE}"
    outcome = form.validate_on_submit() and form.perform(lambda: _note(form, scope, winner))
    if outcome:
        flash(outcome.sentence, outcome.kind)
        return redirect(outcome.address or back, 303)
    boards = standings_services.proposals_of(scope)
    board, nominee = next(
        (
            (board, one)
            for board in boards
            for one in board.nominees
            if (one.entry_id, one.unit_id) == (entry_id, unit_id)
        ),
        (None, None),
    )
    history = queries.history_of(scope, entry_id=entry_id, unit_id=unit_id)
    if nominee is None and not history:
        raise NobodysPrize
    if not form.is_submitted():
        form.state.data = history[0].state if history else WinnerState.PROPOSED
        form.based_on.data = winners.mark_of_check(history[0] if history else None)
    page = render_template(
        "commendations/winner.html",
        form=form,
        board=board,
        nominee=nominee,
        person=_person(entry_id),
        history=history,
        names=accounts.people({one.decided_by for one in history if one.decided_by is not None}),
        address=f"{back}/{kind}/{winner_id}",
        back=back,
        takes_two=takes_two(scope.contest_id),
        waiting=checking.waiting_of(scope, winner, now=clock.now()),
    )
    return form_page(form, page)


def _note(form: WinnerForm, scope: Scope, winner: checking.Winner) -> Outcome:
    """Note the state at once, or ask for it where money depends on it."""
    state = WinnerState(form.state.data) if form.state.data in set(WinnerState) else WinnerState.PROPOSED
    reason, by, now = form.reason.data or "", viewer().account_id, clock.now()
    if checking.takes_money(scope, winner, state):
        winners.refuse_unseen(queries.checks_of(scope).get(winner), form.based_on.data)
        return proposals.put_forward(
            contest_id=scope.contest_id,
            kind=checking.CHECK,
            payload=checking.checking(scope, winner, state, reason=reason),
            reason=reason,
            by=by,
            now=now,
        )
    winners.check(
        scope=scope,
        entry_id=winner[0],
        unit_id=winner[1],
        state=state,
        reason=reason,
        by=by,
        now=now,
        based_on=form.based_on.data,
    )
    return Outcome(sentence="Đã ghi tình trạng xác minh.", done=True)


def _person(entry_id: int | None) -> tuple[str, str] | None:
    """Name and phone number of a person, to call; None for a unit."""
    if entry_id is None:
        return None
    entry = entries.entries_by_id({entry_id}).get(entry_id)
    if entry is None:
        raise NobodysPrize
    return accounts.people({entry.account_id})[entry.account_id]
