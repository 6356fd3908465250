"""What waits for a second person: the list, one proposal with its effect as of now, and the decision."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import Length

from contest.accounts import queries as accounts
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.fields import LONGEST_REASON, ReasonForm, form_page, performed, required
from contest.platform.forms import BaseForm, TextField
from contest.platform.two_persons import acts, proposals
from contest.platform.two_persons.proposals import PATH, Proposal
from contest.platform.viewer import Role, viewer

blueprint = Blueprint("approvals", __name__)
SHOWN = 100


class ApproveForm(BaseForm):
    """Approve the effect that was seen, with a remark or without."""

    effect = HiddenField(validators=[required()])
    remark = TextField("Ý kiến", validators=[Length(max=LONGEST_REASON)])


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def proposal_list() -> str:
    found = proposals.newest(limit=SHOWN, now=clock.now())
    return render_template("insight/approvals.html", found=found, names=_names(*found))


@blueprint.route(f"{PATH}/<int:proposal_id>", methods=["GET", "POST"])
@requires(Role.ORGANISER, Role.AUDITOR)
def proposal_page(proposal_id: int) -> ResponseReturnValue:
    """A proposal; the POST approves it and does it."""
    form, person = ApproveForm(), viewer()
    done = form.validate_on_submit() and form.perform(
        lambda: proposals.approve(
            proposal_id=proposal_id,
            seen=form.effect.data,
            remark=form.remark.data or "",
            by=person.account_id,
            roles=person.roles,
            now=clock.now(),
        )
    )
    if done:
        flash(done, "done")
        return redirect(f"{PATH}/{proposal_id}", 303)
    proposal = proposals.get(proposal_id, now=clock.now())
    page = render_template(
        "insight/approval.html",
        proposal=proposal,
        form=form,
        outlook=proposals.outlook(proposal, now=clock.now()),
        address=acts.act_of(proposal.kind).address(proposal.payload),
        may_decide=bool(acts.act_of(proposal.kind).roles & person.roles),
        names=_names(proposal),
    )
    return form_page(form, page)


@blueprint.route(f"{PATH}/<int:proposal_id>/<any('khong-duyet', 'rut'):way>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def turn_down(proposal_id: int, way: str) -> ResponseReturnValue:
    """Refuse somebody else's proposal, or take one's own back."""
    form, person = ReasonForm(), viewer()
    turn = partial(proposals.refuse, roles=person.roles) if way == "khong-duyet" else proposals.withdraw
    if performed(
        form,
        lambda: turn(proposal_id=proposal_id, by=person.account_id, reason=form.reason.data, now=clock.now()),
    ):
        flash("Đề nghị không được duyệt." if way == "khong-duyet" else "Đã rút đề nghị.", "done")
        return redirect(f"{PATH}/{proposal_id}", 303)
    proposal = proposals.get(proposal_id, now=clock.now())
    return form_page(form, render_template("insight/turn_down.html", proposal=proposal, form=form, way=way))


def _names(*found: Proposal) -> dict[int, str]:
    ids = {one.proposed_by for one in found} | {one.decided_by for one in found if one.decided_by}
    return {account_id: name for account_id, (name, _phone) in accounts.people(ids).items()}
