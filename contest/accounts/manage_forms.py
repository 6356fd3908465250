"""Forms of the organisers' pages of staff accounts."""

from wtforms import SelectField
from wtforms.validators import Length

from contest.platform.fields import choices, required
from contest.platform.forms import BaseForm, TextField
from contest.platform.viewer import Role


class NewStaffForm(BaseForm):
    """Somebody of the staff who has no account yet."""

    name = TextField("Họ và tên", validators=[required(), Length(max=60)])
    phone = TextField("Số điện thoại", validators=[required(), Length(max=30)])


class RoleForm(BaseForm):
    """A role to give; the unit is that of a unit officer."""

    role = SelectField("Vai trò", choices=choices({role.value: role.label for role in Role}))
    unit = TextField("Mã đơn vị phụ trách", validators=[Length(max=60)])
