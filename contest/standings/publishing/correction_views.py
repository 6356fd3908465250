"""The organisers' page of a question that turned out to be wrong, and the public page of corrections."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from contest.bank import queries as bank
from contest.platform import clock
from contest.platform.access import public, requires
from contest.platform.errors import NotFound
from contest.platform.fields import LONGEST_REASON, ReasonForm, form_page, required
from contest.platform.serving.ready_pages import ready_made
from contest.platform.two_persons import proposals
from contest.platform.two_persons.acts import takes_two
from contest.platform.two_persons.asking import ask
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rules.corrections import Correction, Way
from contest.standings.publishing import acts, corrections

blueprint = Blueprint("corrections", __name__)
PATH = "/quan-tri/dinh-chinh"
LETTERS = "ABCDEFGH"
STRIKE = "huy"


class CorrectionForm(ReasonForm):
    """Put the correction forward that was looked at, with what everybody will read."""

    way = HiddenField(validators=[required()])
    notice = TextAreaField("Thông báo đính chính", validators=[required(), Length(max=LONGEST_REASON)])


@blueprint.get(f"{PATH}/<int:version_id>")
@blueprint.post(f"{PATH}/<int:version_id>/de-nghi")
@requires(Role.ORGANISER)
def correction_page(version_id: int) -> ResponseReturnValue:
    """Choose how to correct, see whom it touches, put it forward."""
    contest, now = rounds.current_contest(), clock.now()
    item = bank.explained_items([version_id]).get(version_id)
    if item is None:
        raise NotFound
    form = CorrectionForm()
    asked = corrections.rounds_asking(contest_id=contest.id, version_id=version_id)
    chosen = _chosen(form.way.data or request.args.get("cach", ""), version_id, len(item.choices))
    done = (
        None
        if chosen is None
        else ask(
            form,
            contest_id=contest.id,
            kind=acts.CORRECT,
            payload=lambda: acts.correcting(
                contest_id=contest.id, correction=chosen, notice=form.notice.data
            ),
            back=f"{PATH}/{version_id}",
        )
    )
    if done is not None:
        return done
    waiting = _waiting(version_id)
    looked_at = chosen or (acts.correction_of(waiting[0].payload) if waiting else None)
    if chosen is not None and asked and not form.is_submitted():
        form.notice.data = corrections.draft_notice(
            code=item.code,
            correction=chosen,
            asked=asked,
            rule=rounds.rule_set(asked[0].rule_set_id).struck,
        )
    page = render_template(
        "standings_manage/correction.html",
        version_id=version_id,
        item=item,
        letters=LETTERS,
        asked=asked,
        in_force=corrections.in_force(contest_id=contest.id, version_id=version_id),
        chosen=chosen,
        looked_at=looked_at,
        planned=corrections.dry_run(contest_id=contest.id, correction=looked_at, now=now)
        if looked_at and asked
        else None,
        waiting=waiting,
        form=form,
        takes_two=takes_two(contest.id),
    )
    return form_page(form, page)


def _chosen(way: str, version_id: int, choices: int) -> Correction | None:
    """The correction that an address or form names: "huy", or the letter of the right choice."""
    if way == STRIKE:
        return Correction(version_id=version_id, way=Way.STRUCK)
    key = LETTERS[:choices].find(way) if len(way) == 1 else -1
    return Correction(version_id=version_id, way=Way.KEY, key=key) if key >= 0 else None


def _waiting(version_id: int) -> Sequence[proposals.Proposal]:
    return [
        one
        for one in proposals.waiting_of(acts.CORRECT, now=clock.now())
        if one.payload["version_id"] == version_id
    ]


@blueprint.get("/dinh-chinh")
@public
@ready_made
def corrections_page() -> str:
    """What was corrected; a question is quoted once every round that asked it is over."""
    contest = rounds.current_contest()
    by_id = {one.id: one for one in rounds.rounds_of(contest.id)}
    known = [
        (one, [by_id[round_id] for round_id in one.round_ids])
        for one in bank.corrections_of_contest(contest.id)
    ]
    # Locked, not only closed: until then somebody may still be answering.
    quoted = {one.version_id for one, asked in known if all(each.locked_at is not None for each in asked)}
    return render_template(
        "standings/corrections.html",
        contest=contest,
        known=known,
        items=bank.explained_items(quoted),
    )
