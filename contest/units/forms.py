"""Forms of the organisers' pages of units."""

from wtforms import HiddenField, SelectField
from wtforms.validators import Length

from contest.platform.fields import DayField, ReasonForm, WholeField, choices, required
from contest.platform.forms import BaseForm, TextField
from contest.platform.seen import SeenForm
from contest.units.workbooks import ADDABLE_KINDS, LONGEST_NAME, LONGEST_SOURCE

LONGEST_CODE = 60


class NewUnitForm(BaseForm):
    """A unit to be added."""

    name = TextField("Tên đơn vị", validators=[required(), Length(max=LONGEST_NAME)])
    code = TextField("Mã đơn vị", validators=[required(), Length(max=LONGEST_CODE)])
    kind = SelectField("Loại đơn vị", choices=choices(ADDABLE_KINDS))
    parent = TextField("Mã đơn vị cấp trên", validators=[required(), Length(max=LONGEST_CODE)])
    opens_on = DayField("Hoạt động từ ngày")


class RenameForm(SeenForm):
    """A new name."""

    name = TextField("Tên mới", validators=[required(), Length(max=LONGEST_NAME)])


class HeadcountForm(BaseForm):
    """How many people a unit has, as of when and said by whom."""

    people = WholeField("Tổng số CBCCVC", validators=[required()])
    leaders = WholeField("Trong đó: lãnh đạo cơ quan")
    heads = WholeField("Trong đó: lãnh đạo cấp phòng")
    one_stop = WholeField("Trong đó: công chức Bộ phận Một cửa")
    as_of = DayField("Tính đến ngày", validators=[required()])
    source = TextField("Nguồn số liệu", validators=[required(), Length(max=LONGEST_SOURCE)])

    def counts(self) -> dict[str, int]:
        """What was filled in, by category."""
        typed = {
            "cbccvc": self.people.data,
            "lanh-dao": self.leaders.data,
            "truong-phong": self.heads.data,
            "mot-cua": self.one_stop.data,
        }
        return {category: people for category, people in typed.items() if people is not None}


class CloseForm(ReasonForm):
    """The day from which a unit takes part no more."""

    on = DayField("Kết thúc từ ngày", validators=[required()])


class MergeForm(CloseForm):
    """Which unit takes another one in."""

    into = HiddenField("Đơn vị nhận", validators=[required()])
