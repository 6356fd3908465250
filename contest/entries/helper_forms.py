"""Forms of a helper's desk: a citizen with a card, one without, the way back."""

from collections.abc import Sequence

from wtforms import PasswordField, SelectField
from wtforms.validators import Length

from contest.entries.card_forms import LONGEST_CODE
from contest.entries.forms import LONGEST_TYPED
from contest.platform.fields import WholeField, choices, required
from contest.platform.forms import BaseForm, TextField
from contest.units.queries import Unit


class _AtDesk(BaseForm):
    """Where the desk stands; one unit is chosen by itself."""

    desk = SelectField("Nơi đặt bàn hỗ trợ", choices=[])

    def offer(self, own: Sequence[Unit]) -> None:
        """The units that the helper may stand for."""
        self.desk.choices = choices({one.code: one.title for one in own})


class SeatForm(_AtDesk):
    """A citizen who has registered with a card; the PIN is typed by the citizen."""

    card = TextField("Mã dự thi", validators=[required(), Length(max=LONGEST_CODE)])
    password = PasswordField("Mã PIN (người dân tự gõ)", validators=[required(), Length(max=LONGEST_TYPED)])


class GuestPersonForm(_AtDesk):
    """A citizen who registers at the desk; without a card the system makes one."""

    card = TextField("Mã dự thi", validators=[Length(max=LONGEST_CODE)])
    name = TextField("Họ và tên", validators=[required(), Length(max=LONGEST_TYPED)])
    birth_year = WholeField("Năm sinh")
    password = PasswordField(
        "Mã PIN (6 chữ số, người dân tự gõ)", validators=[required(), Length(max=LONGEST_TYPED)]
    )


class ReturnForm(BaseForm):
    """The helper's own password, to come back to the desk."""

    password = PasswordField("Mật khẩu của người hỗ trợ", validators=[required(), Length(max=LONGEST_TYPED)])
