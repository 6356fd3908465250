"""All components in all states, for whoever builds pages; only a demonstration serves it."""

from datetime import timedelta

from flask import Blueprint, abort, render_template
from wtforms import BooleanField, FileField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from contest.platform import clock
from contest.platform.access import public
from contest.platform.configuration import settings
from contest.platform.forms import BaseForm, SearchField, TextField

blueprint = Blueprint("gallery", __name__)


class SampleForm(BaseForm):
    """One field of every kind."""

    name = TextField("Họ và tên")
    phone = StringField("Số điện thoại")
    password = PasswordField("Mật khẩu")
    reason = TextAreaField("Lý do")
    consent = BooleanField("Tôi đồng ý")
    division = RadioField(
        "Anh/chị là", choices=[SelectChoice("cbccvc", "Cán bộ"), SelectChoice("nguoi-dan", "Người dân")]
    )
    file = FileField("Tệp Excel")
    unit = StringField("Cơ quan, đơn vị")
    search = SearchField("Tìm đơn vị")


@blueprint.get("/thu-vien-giao-dien")
@public
def gallery() -> str:
    """The gallery, with errors at two of its fields."""
    if settings().environment != "demonstration":
        abort(404)
    form = SampleForm()
    form.name.errors = ["Nhập họ và tên như trên căn cước."]
    form.division.errors = ["Chọn tư cách dự thi."]
    return render_template("gallery.html", form=form, deadline=clock.now() + timedelta(minutes=14))
