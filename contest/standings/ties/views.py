"""Organisers settle ties at prizes and hold draws; everybody may look at a draw and recompute it."""

from flask import Blueprint, jsonify, render_template
from werkzeug.wrappers import Response

from contest.platform import clock
from contest.platform.access import public, requires
from contest.platform.fields import form_page
from contest.platform.serving.ready_pages import ready_made
from contest.platform.two_persons.acts import takes_two
from contest.platform.two_persons.asking import ask
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rounds.queries import Round, RoundState
from contest.rules.scope import Scope
from contest.standings import proposing
from contest.standings.errors import RoundNotLocked
from contest.standings.path import left_of
from contest.standings.ranking import decisions
from contest.standings.ranking.decisions import Method
from contest.standings.ties import acts as tie_acts
from contest.standings.ties import drawing
from contest.standings.ties import services as tie_services
from contest.standings.ties.forms import DrawForm, TieForm

blueprint = Blueprint("ties", __name__)
blueprint.record_once(lambda state: tie_acts.install(state.app))
PATH = "/quan-tri/xep-hang"
PUBLIC_PATH = "/boc-tham"


def locked_scope(round_id: int | None) -> tuple[Scope, Round | None]:
    """The scope of an address: a locked round, or the whole current contest; raises RoundNotLocked."""
    if round_id is None:
        return Scope(contest_id=rounds.current_contest().id, round_id=None), None
    this_round = rounds.get_round(round_id)
    if this_round.state is not RoundState.LOCKED:
        raise RoundNotLocked(round=this_round.name)
    return Scope(contest_id=this_round.contest_id, round_id=round_id), this_round


def _base(scope: Scope) -> str:
    return f"{PATH}/{scope.round_id or 'toan-cuoc'}"


@blueprint.get(f"{PATH}/toan-cuoc/dong-hang", defaults={"round_id": None})
@blueprint.get(f"{PATH}/<int:round_id>/dong-hang")
@requires(Role.ORGANISER, Role.AUDITOR)
def tie_list(round_id: int | None) -> str:
    scope, this_round = locked_scope(round_id)
    return render_template(
        "standings_manage/ties.html",
        round=this_round,
        left=left_of(this_round),
        base=_base(scope),
        boards=[one for one in proposing.proposals(scope) if one.prizes],
        decided=decisions.decisions_of(scope),
        now=clock.now(),
    )


@blueprint.route(
    f"{PATH}/toan-cuoc/dong-hang/<fingerprint>/<path:board>",
    methods=["GET", "POST"],
    defaults={"round_id": None},
)
@blueprint.route(f"{PATH}/<int:round_id>/dong-hang/<fingerprint>/<path:board>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def settle_tie(round_id: int | None, fingerprint: str, board: str) -> Response | tuple[str, int]:
    scope, this_round = locked_scope(round_id)
    tie = tie_services.open_tie(scope, board=board, fingerprint=fingerprint)
    form = TieForm()
    payload = tie_acts.settling(
        scope,
        tie,
        method=Method(form.method.data) if form.method.data in set(Method) else Method.LOTTERY,
        seed_source=form.seed_source.data or "",
        seed_due_at=form.seed_due_at.data,
    )
    done = ask(
        form,
        contest_id=scope.contest_id,
        kind=tie_acts.SETTLE,
        payload=lambda: payload,
        back=f"{_base(scope)}/dong-hang",
    )
    if done is not None:
        return done
    page = render_template(
        "standings_manage/tie.html",
        round=this_round,
        left=left_of(this_round),
        base=_base(scope),
        tie=tie,
        form=form,
        takes_two=takes_two(scope.contest_id),
    )
    return form_page(form, page)


@blueprint.route(f"{PATH}/boc-tham/<int:decision_id>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def hold_draw(decision_id: int) -> Response | tuple[str, int]:
    decision, form = decisions.get_draw(decision_id), DrawForm()
    payload = tie_acts.drawing(
        decision_id=decision_id, seed=form.seed.data or "", evidence=form.evidence.data or ""
    )
    done = ask(
        form,
        contest_id=decision.contest_id,
        kind=tie_acts.DRAW,
        payload=lambda: payload,
        back=f"{PUBLIC_PATH}/{decision_id}",
    )
    if done is not None:
        return done
    page = render_template(
        "standings_manage/draw.html",
        decision=decision,
        form=form,
        now=clock.now(),
        takes_two=takes_two(decision.contest_id),
    )
    return form_page(form, page)


@blueprint.get(PUBLIC_PATH)
@public
@ready_made
def draw_list() -> str:
    """Every draw of the contest, announced or held."""
    contest = rounds.current_contest()
    return render_template(
        "standings/draws.html", contest=contest, draws=drawing.public_draws(contest.id), now=clock.now()
    )


@blueprint.get(f"{PUBLIC_PATH}/<int:decision_id>")
@public
@ready_made
def draw_page(decision_id: int) -> str:
    """One draw: its list, the list's code, the source of the seed, the result, and how to recompute it."""
    return render_template(
        "standings/draw.html", draw=drawing.public_draw(decisions.get_draw(decision_id)), now=clock.now()
    )


@blueprint.get(f"{PUBLIC_PATH}/<int:decision_id>/du-lieu.json")
@public
def draw_data(decision_id: int) -> Response:
    """The same for programs: everything that recomputing takes."""
    return jsonify(drawing.data_of(decisions.get_draw(decision_id)))
