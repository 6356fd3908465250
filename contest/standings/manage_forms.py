"""Forms of the organisers' path from the close of a round to its published standings."""

from wtforms.validators import Length

from contest.platform.fields import LONGEST_REASON
from contest.platform.forms import BaseForm, TextField


class PublishForm(BaseForm):
    """Publish, with a reason where it corrects what was published; the use case knows when."""

    reason = TextField("Lý do", validators=[Length(max=LONGEST_REASON)])
