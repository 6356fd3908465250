"""The base of all forms: anti-forgery token, Vietnamese messages, refusals shown at their field."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, PasswordField, StringField
from wtforms.meta import DefaultMeta

from contest.platform.errors import DomainError
from contest.platform.language.vietnamese import CONTROLS, clean
from contest.platform.language.wording import known
from contest.platform.messages import sentence

T = TypeVar("T")
CONTROL_TYPED = "Mục này có ký tự điều khiển, không gõ được từ bàn phím. Anh/chị nhập lại."

# WTForms ships no Vietnamese; its source sentences are the keys.
VIETNAMESE = {
    "This field is required.": "Mục này chưa được điền.",
    "Not a valid choice.": "Lựa chọn này không có trong danh sách.",
    "Not a valid choice": "Lựa chọn này không có trong danh sách.",
    "Not a valid integer value.": "Nhập một số nguyên.",
    "Not a valid date value.": "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 18/11/2024.",
    "Not a valid datetime value.": "Nhập ngày giờ, ví dụ 18/11/2024 07:00.",
    "Invalid Choice: could not coerce.": "Lựa chọn này không có trong danh sách.",
    "Invalid email address.": "Địa chỉ thư điện tử chưa đúng.",
    "Number must be at least %(min)s.": "Số nhỏ nhất là %(min)s.",
    "Number must be at most %(max)s.": "Số lớn nhất là %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Nhập số từ %(min)s đến %(max)s.",
    "File does not have an approved extension: {extensions}": "Chỉ nhận tệp: {extensions}.",
    "File is too large.": "Tệp lớn quá.",
}
LENGTHS = {
    "Field must be at least": "Cần ít nhất %(min)d ký tự.",
    "Field cannot be longer": "Dài nhất là %(max)d ký tự.",
    "Field must be exactly": "Cần đúng %(max)d ký tự.",
    "Field must be between": "Cần từ %(min)d đến %(max)d ký tự.",
}


def _has_controls(value: object) -> bool:
    return isinstance(value, str) and CONTROLS.search(value) is not None


class _Translations:
    def gettext(self, string: str) -> str:
        return known(VIETNAMESE.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        for start, text in LENGTHS.items():
            if singular.startswith(start):
                return known(text)
        return known(VIETNAMESE.get(singular, singular if n == 1 else plural))


class BaseForm(FlaskForm):  # type: ignore[misc] # Flask-WTF ships no types
    """A form of this site."""

    class Meta(FlaskForm.Meta, DefaultMeta):  # type: ignore[misc] # the same
        """Vietnamese sentences."""

        def get_translations(self, _form: object) -> _Translations:
            """Answer our own sentences instead of WTForms' catalogues."""
            return _Translations()

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> object:
            """Leave out signs that no keyboard types and no page can show; passwords stay as typed."""
            sent = super().wrap_formdata(form, formdata)
            if not isinstance(sent, MultiDict) or not any(map(_has_controls, chain(*sent.listvalues()))):
                return sent
            kept = {name for name, field in form._fields.items() if isinstance(field, PasswordField)}
            return MultiDict(
                (name, CONTROLS.sub("", value) if _has_controls(value) and name not in kept else value)
                for name, value in sent.items(multi=True)
            )

    # Any, as in WTForms, so that `form.validate() and form.perform(...)` has the use case's type.
    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> Any:
        """Check every field; besides, text that is kept as typed (a password) holds no control characters."""
        is_sound = super().validate(extra_validators)
        for field in self:
            if isinstance(field.data, str) and CONTROLS.search(field.data):
                field.errors = [*field.errors, CONTROL_TYPED]
                is_sound = False
        return is_sound

    def perform(self, use_case: Callable[[], T]) -> T | None:
        """Run a use case; a refusal that names a field of this form becomes that field's message."""
        try:
            return use_case()
        except DomainError as refusal:
            field = self._fields.get(refusal.field or "")
            if field is None:
                raise
            field.errors = [*field.errors, sentence(refusal.code, refusal.facts)]
            return None

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(field id, message) pairs for the summary on top of the page."""
        return [(field.id, known(str(message))) for field in self for message in field.errors]


class TextField(StringField):  # type: ignore[misc] # WTForms ships no types
    """A line of text, cleaned to NFC with single spaces."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed; what is nothing but blanks was not filled in."""
        self.raw_data = [clean(value) for value in valuelist]
        super().process_formdata(self.raw_data)


class SearchField(TextField):
    """A line to search with; never an error."""


def first_error(field: Field) -> str:
    """The first message of a field, empty when it has none."""
    return str(field.errors[0]) if field.errors else ""
