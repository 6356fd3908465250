"""Forms of papers, their terms and templates."""

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, Length, NumberRange, Optional, ValidationError

from contest.commendations.documents.dossier import Particulars
from contest.commendations.documents.terms import LABELS, DocumentTerms
from contest.platform.fields import (
    LARGEST_FILE,
    LONGEST_FILE_NAME,
    DayField,
    InstantField,
    WholeField,
    required,
)
from contest.platform.forms import BaseForm, TextField
from contest.platform.language.vietnamese import clean
from contest.platform.messages import sentence
from contest.platform.seen import SeenForm

LONGEST_LINE, LONGEST_LIST, LARGEST_NUMBER = 250, 4_000, 99_999
LISTS = frozenset({
    "committee_posts", "agency_posts", "bases", "merit_bases", "committee_recipients", "agency_recipients",
})  # fmt: skip
NUMBERS = frozenset({"base_salary_vnd", "merit_person_tenths", "merit_unit_tenths"})


class LinesField(TextAreaField):  # type: ignore[misc] # WTForms ships no types
    """Several lines, each cleaned to NFC with single spaces."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed, line by line."""
        super().process_formdata(
            ["\n".join(filter(None, map(clean, str(value).splitlines()))) for value in valuelist]
        )


class PaperForm(BaseForm):
    """What a paper is given when it is made; number and day may wait for the clerks."""

    number = WholeField("Số văn bản", validators=[Optional(), NumberRange(min=1, max=LARGEST_NUMBER)])
    day = DayField("Ngày ban hành")
    format = StringField(default="docx", validators=[AnyOf(["docx", "pdf", "xlsx"])])

    def particulars(self) -> Particulars:
        """The same as a value."""
        return Particulars(number=self.number.data, day=self.day.data)


class MinutesForm(PaperForm):
    """The same, and what only those know who met."""

    held_at = InstantField("Bắt đầu họp lúc", validators=[required()])
    ended_at = InstantField("Kết thúc họp lúc", validators=[required()])
    present = LinesField("Thành phần tham dự", validators=[required(), Length(max=LONGEST_LIST)])

    def particulars(self) -> Particulars:
        """The same as a value."""
        return Particulars(
            number=self.number.data,
            day=self.day.data,
            held_at=self.held_at.data,
            ended_at=self.ended_at.data,
            present=self.present.data or "",
        )


class _TermsForm(SeenForm):
    """The terms of papers; may be left empty until the paper that needs them."""

    def terms(self) -> DocumentTerms:
        """The same as a value."""
        return DocumentTerms(**{name: self[name].data for name in LABELS})


def _term_field(name: str) -> Any:
    if name in NUMBERS:
        return WholeField(LABELS[name], validators=[required()])
    if name in LISTS:
        return LinesField(LABELS[name], validators=[Length(max=LONGEST_LIST)])
    return TextField(LABELS[name], validators=[Length(max=LONGEST_LINE)])


TermsForm = type("TermsForm", (_TermsForm,), {name: _term_field(name) for name in LABELS})
# How the page groups the settings: (title, names).
TERM_GROUPS: Iterable[tuple[str, tuple[str, ...]]] = (
    ("Ban Tổ chức", tuple(name for name in LABELS if name.startswith("committee_"))),
    ("Cơ quan thường trực", tuple(name for name in LABELS if name.startswith("agency_"))),
    (
        "Nội dung văn bản",
        ("place", "bases", "merit_bases", "merit_addressee", "funding", "meeting_place"),
    ),
    ("Người ký biên bản, bảng kê", ("secretary", "preparer", "accountant")),
    ("Tiền thưởng kèm giấy khen", ("base_salary_vnd", "merit_person_tenths", "merit_unit_tenths")),
    ("Giấy chứng nhận", ("certificate_organiser", "certificate_posts")),
)


class TemplateForm(BaseForm):
    """A Word file that replaces a template."""

    file = FileField("Tệp mẫu Word (.docx)")
    content = b""

    def validate_file(self, field: FileField) -> None:
        """A file that holds something and is not too large."""
        content = field.data.read() if field.data else b""
        if not content:
            raise ValidationError("Chọn tệp mẫu.")
        if len(content) > LARGEST_FILE:
            raise ValidationError(sentence("too_large", {"megabytes": LARGEST_FILE // 1024 // 1024}))
        self.content = content

    @property
    def file_name(self) -> str:
        """What the file is called on the sender's machine."""
        return clean(self.file.data.filename or "")[:LONGEST_FILE_NAME]
