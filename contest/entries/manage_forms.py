"""Forms of the organisers' pages of participants and exclusions."""

from wtforms.validators import Length

from contest.platform.fields import ReasonForm, required
from contest.platform.forms import TextField


class MoveForm(ReasonForm):
    """The unit a person is moved to."""

    unit = TextField("Mã đơn vị mới", validators=[required(), Length(max=60)])


class ExclusionForm(ReasonForm):
    """Somebody who may not enter or rank."""

    name = TextField("Họ và tên", validators=[required(), Length(max=120)])
    phone = TextField("Số điện thoại hoặc số thẻ dự thi", validators=[required(), Length(max=30)])
