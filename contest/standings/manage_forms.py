"""Forms of the organisers' path from the close of a round to its published standings."""

from wtforms.validators import Length

from contest.platform.fields import LONGEST_REASON
from contest.platform.forms import BaseForm, TextField


class PublishForm(BaseForm):
    """Publish, with a reason where it corrects what was published, and one to go on over open signs."""

    reason = TextField("Lý do", validators=[Length(max=LONGEST_REASON)])
    over = TextField("Vì sao vẫn công bố khi còn dấu hiệu", validators=[Length(max=LONGEST_REASON)])
