"""Forms about code cards: registering with one, making a batch."""

from wtforms import HiddenField, PasswordField
from wtforms.validators import Length

from contest.entries.forms import LONGEST_TYPED
from contest.platform.fields import DayField, WholeField, required
from contest.platform.forms import BaseForm, TextField

LONGEST_CODE = 40


class CardPersonForm(BaseForm):
    """Page one for somebody without a phone number; what was typed is judged by the use case."""

    card = TextField("Mã dự thi", validators=[required(), Length(max=LONGEST_CODE)])
    name = TextField("Họ và tên", validators=[required(), Length(max=LONGEST_TYPED)])
    birth_year = WholeField("Năm sinh")
    password = PasswordField("Mã PIN (6 chữ số)", validators=[required(), Length(max=LONGEST_TYPED)])


class CardBatchForm(BaseForm):
    """Cards to be made for a unit; ``click`` names the form, so that a second click makes no second batch."""

    unit = TextField("Mã đơn vị", validators=[required(), Length(max=60)])
    size = WholeField("Số thẻ", validators=[required()])
    last_day = DayField("Đăng ký bằng thẻ đến hết ngày", validators=[required()])
    click = HiddenField(validators=[required(), Length(max=64)])
