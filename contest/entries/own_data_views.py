"""Pages of one's own data: all that is stored, the same as a file, and what may be asked for."""

import json
from functools import partial

from flask import Blueprint, Response, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import Length

from contest.entries import data_requests, own_data
from contest.entries.data_requests import Kind
from contest.platform import clock
from contest.platform.access import signed_in
from contest.platform.fields import form_page, performed, required
from contest.platform.forms import BaseForm
from contest.platform.viewer import viewer

blueprint = Blueprint("own_data", __name__)
PATH = "/toi/ho-so"
LONGEST_TEXT = 2000


class CorrectionForm(BaseForm):
    """What is wrong, and how it should be."""

    content = TextAreaField("Chỗ nào sai, sửa lại thế nào", validators=[required(), Length(max=LONGEST_TEXT)])


class WithdrawalForm(BaseForm):
    """Nobody has to say why."""

    content = TextAreaField("Lời nhắn cho Ban Tổ chức", validators=[Length(max=LONGEST_TEXT)])


@blueprint.get(f"{PATH}/du-lieu")
@signed_in
def everything() -> str:
    """All that is stored about the viewer, in words."""
    return render_template("entries/own_data.html", data=own_data.of(viewer().account_id, now=clock.now()))


@blueprint.get(f"{PATH}/du-lieu.json")
@signed_in
def everything_as_json() -> Response:
    """The same as a file; never kept by anything on the way (C6)."""
    data = own_data.of(viewer().account_id, now=clock.now())
    return Response(
        json.dumps(data.as_json(), ensure_ascii=False, indent=2),
        mimetype="application/json",
        headers={
            "Cache-Control": "no-store",
            "Vary": "Cookie",
            "Content-Disposition": "attachment; filename=du-lieu-cua-toi.json",
        },
    )


@blueprint.route(f"{PATH}/yeu-cau-sua", methods=["GET", "POST"])
@signed_in
def ask_for_correction() -> ResponseReturnValue:
    """Tell the organisers what is wrong."""
    return _asked(Kind.CORRECTION, CorrectionForm(), "entries/ask_correction.html")


@blueprint.route(f"{PATH}/rut-dong-y", methods=["GET", "POST"])
@signed_in
def ask_for_withdrawal() -> ResponseReturnValue:
    """Take the consent back; the page says first what that means."""
    return _asked(Kind.WITHDRAWAL, WithdrawalForm(), "entries/ask_withdrawal.html")


def _asked(kind: Kind, form: BaseForm, template: str) -> ResponseReturnValue:
    now, account_id = clock.now(), viewer().account_id
    use_case = partial(
        data_requests.ask, account_id=account_id, kind=kind, content=form.content.data or "", now=now
    )
    if performed(form, use_case):
        flash("Ban Tổ chức đã nhận yêu cầu của anh/chị.", "done")
        return redirect(f"{PATH}#yeu-cau", 303)
    page = render_template(template, form=form, extent=own_data.extent_of(account_id, now=now))
    return form_page(form, page)
