"""Forms of certificates."""

from wtforms import RadioField
from wtforms.validators import Length

from contest.commendations.certificates.acts import Wanted
from contest.platform.fields import LONGEST_REASON, DayField, choices, required
from contest.platform.forms import BaseForm, TextField


class IssueForm(BaseForm):
    """Certificates of a round, by a decision."""

    wanted = RadioField(
        "Cấp cho",
        choices=choices(
            {
                Wanted.ALL: "Mọi người được xếp hạng trong bản công bố mới nhất",
                Wanted.WINNERS: "Chỉ những người đạt giải",
            }
        ),
        default=Wanted.ALL,
        validate_choice=True,
    )
    decision_number = TextField("Số quyết định công nhận kết quả", validators=[required(), Length(max=60)])
    decided_on = DayField("Ngày quyết định", validators=[required()])
    reason = TextField("Lý do", validators=[Length(max=LONGEST_REASON)])


class CodeForm(BaseForm):
    """A certificate's code, from paper."""

    class Meta(BaseForm.Meta):
        """Looking a code up changes nothing, so the address may be sent to others."""

        csrf = False

    ma = TextField("Số giấy chứng nhận", validators=[Length(max=60)])
