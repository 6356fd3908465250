"""The organisers' one path for a round: close and lock, look through, publish, export."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.accounts import queries as accounts
from contest.attempts import queries as attempts
from contest.attempts import services as attempt_services
from contest.platform import clock, lists
from contest.platform.access import requires
from contest.platform.fields import ConfirmForm, form_page, performed
from contest.platform.language.vietnamese import fold
from contest.platform.two_persons.acts import takes_two
from contest.platform.two_persons.asking import ask
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.rounds.queries import Round, RoundState
from contest.rules import participation
from contest.rules.awards import explain_skip
from contest.rules.ranking import explain
from contest.rules.windows import RoundPhase
from contest.standings import queries
from contest.standings.errors import RoundNotLocked
from contest.standings.manage_forms import PublishForm
from contest.standings.overall import queries as overall_queries
from contest.standings.path import NOTHING_LEFT, Left, left_in
from contest.standings.proposing import prizes_in_words
from contest.standings.publishing import acts, correction_views
from contest.standings.publishing import preview as previews
from contest.standings.publishing.preview import Preview
from contest.standings.ranking.computing import PersonStanding
from contest.standings.ranking.units import AGENCY, DISTRICT, unit_prize_names

blueprint = Blueprint("standings_manage", __name__)
blueprint.register_blueprint(correction_views.blueprint)
blueprint.record_once(lambda state: acts.install(state.app))
PATH = "/quan-tri/xep-hang"
UNIT_BOARDS = {"don-vi": AGENCY, "dia-ban": DISTRICT}


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def round_list() -> str:
    contest, now = rounds.find_current_contest(), clock.now()
    found = previews.rounds_with_publications(contest.id) if contest else ()
    return render_template(
        "standings_manage/rounds.html",
        rows=[(one, publication, one.phase(now)) for one, publication in found],
        has_overall=contest is not None and queries.has_overall(contest.id),
        whole=overall_queries.find(contest.id) if contest else None,
        waits_for=sum(publication is None for _round, publication in found),
    )


@blueprint.get(f"{PATH}/<int:round_id>")
@requires(Role.ORGANISER, Role.AUDITOR)
def round_page(round_id: int) -> str:
    this_round = rounds.get_round(round_id)
    preview = previews.preview_of(this_round) if this_round.state is RoundState.LOCKED else None
    left = NOTHING_LEFT if preview is None else left_in(round_id, preview.computed.standings)
    publications = [one for one in queries.publications_of(this_round.contest_id) if one.round_id == round_id]
    return render_template(
        "standings_manage/round.html",
        round=this_round,
        left=left,
        step=_step(this_round, left),
        **_close_facts(this_round),
        publications=publications,
        changes=previews.unpublished_changes(preview) if preview else None,
        names=accounts.people({one.published_by for one in publications if one.published_by is not None}),
    )


def _step(this_round: Round, left: Left) -> int:
    """Which of the five steps is to be done next."""
    if this_round.state is not RoundState.LOCKED:
        return 1
    if queries.find_publication(this_round.id) is not None:
        return 5
    return 2 if left.blocking else 3 if left.ties else 4


def _close_facts(this_round: Round) -> dict[str, object]:
    finished = attempts.finished_by_counts(this_round.id)
    phase = this_round.phase(clock.now())
    return {
        "phase": phase,
        "is_closed": phase is RoundPhase.CLOSED,
        "running": attempts.open_count(this_round.id),
        "by_participant": finished.get("participant", 0),
        "by_timeout": finished.get("timeout", 0),
    }


@blueprint.route(f"{PATH}/<int:round_id>/khoa", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def lock_round(round_id: int) -> Response | tuple[str, int]:
    this_round, form = rounds.get_round(round_id), ConfirmForm()
    close = partial(attempt_services.close_round, round_id=round_id, by=viewer().account_id, now=clock.now())
    if performed(form, close):
        flash(f"Đã khóa {this_round.name}.", "done")
        return redirect(f"{PATH}/{round_id}", 303)
    page = render_template(
        "standings_manage/lock.html", form=form, round=this_round, step=1, **_close_facts(this_round)
    )
    return form_page(form, page)


def _locked(round_id: int) -> Round:
    this_round = rounds.get_round(round_id)
    if this_round.state is not RoundState.LOCKED:
        raise RoundNotLocked(round=this_round.name)
    return this_round


@blueprint.get(f"{PATH}/<int:round_id>/xem")
@requires(Role.ORGANISER, Role.AUDITOR)
def review_round(round_id: int) -> str:
    this_round = _locked(round_id)
    preview = previews.preview_of(this_round)
    left = left_in(round_id, preview.computed.standings)
    divisions = {one.code: one for one in preview.computed.rules.divisions}
    board = request.args.get("bang", "")
    facts = {
        "round": this_round,
        "step": max(3, _step(this_round, left)),
        "left": left,
        "preview": preview,
        "divisions": divisions,
        "address": f"{PATH}/{round_id}/xem",
    }
    if board in UNIT_BOARDS:
        places = [one for one in preview.computed.standings.units if one.board == UNIT_BOARDS[board]]
        return render_template(
            "standings_manage/review_units.html",
            **facts,
            board=board,
            page=lists.cut(places, lists.asked_page()),
            prizes=unit_prize_names(preview.computed.rules),
            explain_unit=partial(participation.explain, rule=preview.computed.rules.collective),
        )
    division = board if board in divisions else next(iter(divisions))
    text = request.args.get("tim", "")
    found = _persons(preview, division, text)
    return render_template(
        "standings_manage/review.html",
        **facts,
        board=division,
        text=text,
        page=lists.cut(found, lists.asked_page()),
        awards=preview.computed.standings.awards.get(division),
        prizes={prize.code: prize.name for prize in divisions[division].prizes},
        explain=explain,
        explain_skip=explain_skip,
        prizes_in_words=prizes_in_words,
    )


def _persons(preview: Preview, division: str, text: str) -> list[PersonStanding]:
    computed = preview.computed
    return [
        person
        for person in computed.standings.persons.get(division, ())
        if fold(text)
        in fold(
            f"{computed.names[person.counted.facts.entry_id]} {computed.unit_title(person.counted.facts)}"
        )
    ]


@blueprint.route(f"{PATH}/<int:round_id>/cong-bo", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def publish_round(round_id: int) -> Response | tuple[str, int]:
    this_round, form = _locked(round_id), PublishForm()
    done = ask(
        form,
        contest_id=this_round.contest_id,
        kind=acts.PUBLISH,
        payload=lambda: acts.publishing(round_id=round_id, over=form.over.data or ""),
        back=f"{PATH}/{round_id}",
    )
    if done is not None:
        return done
    preview = previews.preview_of(this_round)
    left = left_in(round_id, preview.computed.standings)
    page = render_template(
        "standings_manage/publish.html",
        form=form,
        round=this_round,
        step=max(4, _step(this_round, left)),
        left=left,
        preview=preview,
        changes=previews.changes_since(preview),
        takes_two=takes_two(this_round.contest_id),
        waiting=acts.waiting_of(round_id, now=clock.now()),
    )
    return form_page(form, page)
