"""Organisers' register of requests about own data: answer in time, put right, take away who somebody was."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length

from contest.accounts import queries as accounts
from contest.entries import data_requests, own_data, queries
from contest.entries.data_requests import ANSWERS, DataRequest, Kind, State
from contest.entries.errors import DataRequestUnknown
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.fields import ReasonForm, choices, form_page, performed, required
from contest.platform.forms import BaseForm, TextField
from contest.platform.language.vietnamese_numbers import phone_vi
from contest.platform.viewer import Role, viewer

blueprint = Blueprint("data_requests", __name__)
PATH = "/quan-tri/yeu-cau-du-lieu"
LONGEST_TEXT = 2000
CLOSED_SHOWN = 500


class AnswerForm(BaseForm):
    """What the person is told."""

    state = RadioField("Trả lời", choices=choices({one.value: one.label for one in ANSWERS}))
    text = TextAreaField("Nội dung trả lời, lý do", validators=[Length(max=LONGEST_TEXT)])


class PersonForm(ReasonForm):
    """Name and number as they should be."""

    name = TextField("Họ và tên", validators=[required(), Length(max=120)])
    phone = TextField("Số điện thoại", validators=[required(), Length(max=30)])


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def register_page() -> str:
    found = data_requests.register(limit=CLOSED_SHOWN)
    return render_template(
        "entries_manage/data_requests.html",
        requests=found,
        people=accounts.people({one.account_id for one in found}),
        now=clock.now(),
    )


@blueprint.get(f"{PATH}/<int:request_id>")
@requires(Role.ORGANISER, Role.AUDITOR)
def request_page(request_id: int) -> str:
    return _page(request_id, AnswerForm())


def _page(request_id: int, form: AnswerForm) -> str:
    one = data_requests.get_request(request_id)
    return render_template(
        "entries_manage/data_request.html",
        one=one,
        account=accounts.get_account(one.account_id),
        entry_ids=queries.entry_ids_of(one.account_id),
        names=accounts.people({by for by in (one.answered_by, one.done_by) if by is not None}),
        form=form,
        now=clock.now(),
        here=f"{PATH}/{request_id}",
    )


@blueprint.post(f"{PATH}/<int:request_id>")
@requires(Role.ORGANISER)
def answer(request_id: int) -> Response | tuple[str, int]:
    form = AnswerForm()
    use_case = partial(
        data_requests.answer,
        request_id=request_id,
        state=State.REFUSED if form.state.data == State.REFUSED else State.ACCEPTED,
        text=form.text.data or "",
        by=viewer().account_id,
        now=clock.now(),
    )
    if performed(form, use_case):
        flash("Đã trả lời. Người yêu cầu đọc được ở trang Hồ sơ của mình.", "done")
        return redirect(f"{PATH}/{request_id}", 303)
    return form_page(form, _page(request_id, form))


def _open(request_id: int, kind: Kind) -> DataRequest:
    """The request that an act's page is about; there is no such page for the other kind."""
    one = data_requests.get_request(request_id)
    if one.kind is not kind:
        raise DataRequestUnknown
    return one


@blueprint.route(f"{PATH}/<int:request_id>/sua", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def correct(request_id: int) -> Response | tuple[str, int]:
    one = _open(request_id, Kind.CORRECTION)
    account = accounts.get_account(one.account_id)
    form = PersonForm(data={"name": account.name, "phone": phone_vi(account.phone)})
    use_case = partial(
        data_requests.correct,
        request_id=request_id,
        name=form.name.data or "",
        phone=form.phone.data or "",
        reason=form.reason.data,
        by=viewer().account_id,
        now=clock.now(),
    )
    if performed(form, use_case):
        flash("Đã sửa thông tin.", "done")
        return redirect(f"{PATH}/{request_id}", 303)
    page = render_template(
        "entries_manage/data_correct.html",
        form=form,
        one=one,
        account=account,
        entry_ids=queries.entry_ids_of(one.account_id),
        here=f"{PATH}/{request_id}",
    )
    return form_page(form, page)


@blueprint.route(f"{PATH}/<int:request_id>/an-danh", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def withdraw(request_id: int) -> Response | tuple[str, int]:
    one, form, now = _open(request_id, Kind.WITHDRAWAL), ReasonForm(), clock.now()
    use_case = partial(
        data_requests.withdraw,
        request_id=request_id,
        reason=form.reason.data,
        by=viewer().account_id,
        now=now,
    )
    if performed(form, use_case):
        flash("Đã ẩn danh tài khoản.", "done")
        return redirect(f"{PATH}/{request_id}", 303)
    page = render_template(
        "entries_manage/data_withdraw.html",
        form=form,
        account=accounts.get_account(one.account_id),
        extent=own_data.extent_of(one.account_id, now=now),
        here=f"{PATH}/{request_id}",
    )
    return form_page(form, page)
