"""Organisers' register of complaints: what came, on which attempt, until when, what was answered."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import Length

from contest.accounts import queries as accounts
from contest.commendations import complaints, own_data
from contest.commendations.complaints import STEPS, ComplaintState
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.fields import InstantField, choices, form_page, performed, required
from contest.platform.forms import BaseForm, TextField
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.standings import services as standings_services

blueprint = Blueprint("complaints", __name__)
blueprint.record_once(lambda state: own_data.install(state.app))
blueprint.record_once(lambda state: complaints.install(state.app))
PATH = "/quan-tri/khieu-nai"
LONGEST_TEXT = 8000


class ComplaintForm(BaseForm):
    """A complaint as it came in."""

    round = SelectField("Đợt thi", coerce=int)
    receipt = TextField("Mã biên nhận của bài thi", validators=[Length(max=40)])
    name = TextField("Người khiếu nại", validators=[required(), Length(max=120)])
    contact = TextField("Điện thoại, địa chỉ", validators=[required(), Length(max=120)])
    received_at = InstantField("Nhận lúc", validators=[required()])
    content = TextAreaField("Nội dung", validators=[required(), Length(max=LONGEST_TEXT)])


class StepForm(BaseForm):
    """What is done about it."""

    state = RadioField("Việc", choices=choices({one.value: one.label for one in STEPS}))
    reply = TextAreaField("Nội dung trả lời, ghi chú", validators=[Length(max=LONGEST_TEXT)])


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def register_page() -> str:
    contest = rounds.find_current_contest()
    return render_template(
        "commendations/complaints.html",
        complaints=complaints.complaints_of(contest.id) if contest else (),
        names={one.id: one.name for one in rounds.rounds_of(contest.id)} if contest else {},
        now=clock.now(),
        closed=complaints.CLOSED,
    )


@blueprint.route(f"{PATH}/them", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def add() -> Response | tuple[str, int]:
    form, now = ComplaintForm(), clock.now()
    form.round.choices = [(one.id, one.name) for one in rounds.rounds_of(rounds.current_contest().id)]
    if not form.is_submitted():
        form.received_at.data = now
    use_case = partial(
        complaints.register,
        round_id=form.round.data,
        receipt=form.receipt.data or "",
        name=form.name.data or "",
        contact=form.contact.data or "",
        content=form.content.data or "",
        received_at=form.received_at.data or now,
        by=viewer().account_id,
        now=now,
    )
    if performed(form, use_case):
        flash("Đã ghi vào sổ khiếu nại.", "done")
        return redirect(PATH, 303)
    return form_page(form, render_template("commendations/complaint_new.html", form=form, address=PATH))


@blueprint.get(f"{PATH}/<int:complaint_id>")
@requires(Role.ORGANISER, Role.AUDITOR)
def complaint_page(complaint_id: int) -> str:
    return _page(complaint_id, StepForm())


def _page(complaint_id: int, form: StepForm) -> str:
    complaint = complaints.get_complaint(complaint_id)
    return render_template(
        "commendations/complaint.html",
        complaint=complaint,
        round=rounds.get_round(complaint.round_id),
        reviews=standings_services.reviews_of(
            round_id=complaint.round_id, attempt_code=complaint.attempt_code
        ),
        names=accounts.people({one.decided_by for one in complaint.steps if one.decided_by is not None}),
        form=form,
        now=clock.now(),
        address=f"{PATH}/{complaint_id}",
    )


@blueprint.post(f"{PATH}/<int:complaint_id>")
@requires(Role.ORGANISER)
def take_step(complaint_id: int) -> Response | tuple[str, int]:
    form = StepForm()
    chosen = form.state.data if form.state.data in set(STEPS) else ComplaintState.EXAMINING
    use_case = partial(
        complaints.take_step,
        complaint_id=complaint_id,
        state=ComplaintState(chosen),
        reply=form.reply.data or "",
        by=viewer().account_id,
        now=clock.now(),
    )
    if performed(form, use_case):
        flash("Đã ghi vào sổ khiếu nại.", "done")
        return redirect(f"{PATH}/{complaint_id}", 303)
    return form_page(form, _page(complaint_id, form))
