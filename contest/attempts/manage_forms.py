"""Forms of the organisers' pages of outages and single attempts."""

from datetime import datetime

from wtforms import HiddenField
from wtforms.validators import Length, NumberRange, ValidationError

from contest.platform.fields import InstantField, ReasonForm, WholeField, instant_text, required
from contest.platform.forms import BaseForm, TextField

LONGEST_CODE = 60
MOST_MINUTES = 600


class Span:
    """From when to when an outage lasted, and whom it hit."""

    began_at = InstantField("Sự cố bắt đầu lúc", validators=[required()])
    ended_at = InstantField("Sự cố kết thúc lúc", validators=[required()])
    unit = TextField("Mã đơn vị", validators=[Length(max=LONGEST_CODE)])


class PreviewForm(Span, BaseForm):
    """Ask whom an outage hit; changes nothing, so it is sent by GET and needs no token."""

    class Meta(BaseForm.Meta):
        """Without a token."""

        csrf = False


class MakeGoodForm(Span, ReasonForm):
    """Make the outage good that was looked at."""

    @classmethod
    def after(cls, seen: PreviewForm) -> "MakeGoodForm":
        """The form that confirms what a preview shows."""
        return cls(
            formdata=None, began_at=seen.began_at.data, ended_at=seen.ended_at.data, unit=seen.unit.data
        )

    @property
    def hidden(self) -> dict[str, str]:
        """The outage as the confirming form carries it along."""
        return {
            "began_at": instant_text(self.began_at.data),
            "ended_at": instant_text(self.ended_at.data),
            "unit": self.unit.data or "",
        }


class ExtendForm(ReasonForm):
    """Minutes for one attempt, counted from the deadline that the page showed."""

    minutes = WholeField(
        "Thêm bao nhiêu phút",
        validators=[required(), NumberRange(min=1, max=MOST_MINUTES)],
    )
    deadline_at = HiddenField(validators=[required()])

    @property
    def seen_deadline(self) -> datetime:
        """The deadline that the page showed."""
        return datetime.fromisoformat(self.deadline_at.data)

    def validate_deadline_at(self, field: HiddenField) -> None:
        """The page wrote it, so anything but an aware instant is somebody's play."""
        try:
            is_aware = datetime.fromisoformat(field.data).tzinfo is not None
        except ValueError:
            is_aware = False
        if not is_aware:
            raise ValidationError("Hạn nộp gửi lên không đúng dạng. Anh/chị tải lại trang.")


class FindForm(BaseForm):
    """A receipt code that somebody complains about."""

    class Meta(BaseForm.Meta):
        """Without a token: looking changes nothing."""

        csrf = False

    ma = TextField("Mã biên nhận", validators=[required(), Length(max=LONGEST_CODE)])
