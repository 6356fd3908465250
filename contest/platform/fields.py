"""Form fields as Vietnamese offices fill them in: days, instants, whole numbers, a reason."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask_wtf.file import FileField
from wtforms import Field, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import TextInput

from contest.platform.clock import VIETNAM
from contest.platform.forms import BaseForm, TextField
from contest.platform.language.vietnamese import clean
from contest.platform.language.vietnamese_numbers import date_vi, local, number
from contest.platform.messages import sentence

WHOLE = re.compile(r"\d{1,12}|\d{1,3}(\.\d{3})+", re.ASCII)
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
INSTANT = re.compile(DAY.pattern + r"[ ,]+(\d{1,2})(?:[:hg](\d{2}))", re.ASCII)
LONGEST_REASON = 1000
LARGEST_FILE = 5 * 1024 * 1024
LONGEST_FILE_NAME = 120


def day_of(text: str) -> date | None:
    """18/11/2024 -> the day; None for anything that is no day of the calendar."""
    found = DAY.fullmatch(clean(text))
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def instant_of(text: str) -> datetime | None:
    """18/11/2024 07:00 in Viet Nam -> the instant in UTC; None for anything else."""
    found = INSTANT.fullmatch(clean(text))
    if found is None:
        return None
    day, month, year, hour, minute = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def instant_text(instant: datetime) -> str:
    """The instant as it is typed: 18/11/2024 07:00."""
    return local(instant).strftime("%d/%m/%Y %H:%M")


def whole_of(text: str) -> int | None:
    """1250 or 1.250 -> 1250; None for anything that is no whole number from 0 on."""
    typed = clean(text)
    return int(typed.replace(".", "")) if WHOLE.fullmatch(typed) else None


class _TypedField(Field):  # type: ignore[misc] # WTForms ships no types
    """A line of text that means a value; what was typed is shown again, right or wrong."""

    widget = TextInput()
    complaint = ""
    data: Any

    def _parsed(self, text: str) -> Any:
        raise NotImplementedError

    def _shown(self, value: Any) -> str:
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self._shown(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; nothing typed is None."""
        self.data = None
        if valuelist and clean(valuelist[0]):
            self.data = self._parsed(valuelist[0])
            if self.data is None:
                raise ValueError(self.complaint)


class DayField(_TypedField):
    """A day as 18/11/2024."""

    complaint = "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 18/11/2024."

    def _parsed(self, text: str) -> date | None:
        return day_of(text)

    def _shown(self, value: date) -> str:
        return date_vi(value)


class InstantField(_TypedField):
    """A day and time in Viet Nam as 18/11/2024 07:00; an aware UTC instant in Python."""

    complaint = "Nhập ngày giờ, ví dụ 18/11/2024 07:00."

    def _parsed(self, text: str) -> datetime | None:
        return instant_of(text)

    def _shown(self, value: datetime) -> str:
        return instant_text(value)


class WholeField(_TypedField):
    """A whole number from 0 on, with or without dots between thousands."""

    complaint = "Nhập một số nguyên từ 0 trở lên."

    def _parsed(self, text: str) -> int | None:
        return whole_of(text)

    def _shown(self, value: int) -> str:
        return number(value)


def choices(labels: Mapping[str, str]) -> list[SelectChoice]:
    """Answers to choose from, value -> words."""
    return [SelectChoice(value=value, label=label) for value, label in labels.items()]


def required() -> InputRequired:
    """A field that must be filled in."""
    return InputRequired("Mục này chưa được điền.")


def reason_field(label: str = "Lý do") -> StringField:
    """Why an act is done; goes to the log."""
    return TextField(
        label, validators=[InputRequired(sentence("lydo.trong", {})), Length(max=LONGEST_REASON)]
    )


class ReasonForm(BaseForm):
    """An act that is confirmed with its reason."""

    reason = reason_field()


class ConfirmForm(BaseForm):
    """An act that is confirmed; nothing else is asked."""


class UploadForm(BaseForm):
    """A workbook to be looked at before anything is stored."""

    file = FileField("Tệp Excel (.xlsx)")

    def validate_file(self, field: FileField) -> None:
        """A file that holds something and is not too large."""
        content = field.data.read() if field.data else b""
        if not content:
            raise ValidationError("Chọn tệp đã điền.")
        if len(content) > LARGEST_FILE:
            raise ValidationError(sentence("too_large", {"megabytes": LARGEST_FILE // 1024 // 1024}))
        self.content: bytes = content

    @property
    def file_name(self) -> str:
        """What the file is called on the sender's machine."""
        return clean(self.file.data.filename or "")[:LONGEST_FILE_NAME]


def performed(form: BaseForm, use_case: Callable[[], object]) -> bool:
    """Whether the form was sent, is sound, and its use case took it; otherwise the form is shown (again)."""
    if not form.validate_on_submit():
        return False
    form.perform(use_case)
    return not form.problems


def form_page(form: BaseForm, page: str) -> tuple[str, int]:
    """A page with a form: 422 when it came back with something to mend."""
    return page, 422 if form.problems else 200
