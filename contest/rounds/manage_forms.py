"""Forms of the organisers' pages of contests and rounds."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_wtf.file import FileField
from wtforms import FieldList, Form, FormField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import Length, Regexp, ValidationError

from contest.bank.queries import Pool
from contest.platform.fields import (
    DayField,
    InstantField,
    ReasonForm,
    UploadForm,
    WholeField,
    choices,
    reason_field,
    required,
)
from contest.platform.forms import BaseForm, TextField
from contest.platform.seen import SeenForm
from contest.rounds.services import ContestTexts
from contest.rules.windows import Interval, check_intervals

MOST_WEEKS, MOST_DAYS = 52, 365
BLANK_ROWS = 2
TEMPLATES = {
    "mac-dinh": "Mẫu cuộc thi cải cách hành chính: 20 phút, 3 lượt, câu dự đoán, hai nhóm đối tượng",
    "hien-tai": "Nhân bản thể lệ của cuộc thi đang chạy",
}


class Part(Form):  # type: ignore[misc] # WTForms ships no types
    """A piece of a form; the whole carries the anti-forgery token."""

    class Meta(BaseForm.Meta):
        """Vietnamese sentences without a token of its own."""

        csrf = False


class TextsForm(SeenForm):
    """What a contest says of itself."""

    title = TextField("Tên cuộc thi", validators=[required(), Length(max=250)])
    organiser = TextField("Đơn vị tổ chức", validators=[required(), Length(max=200)])
    legal_basis = TextField("Văn bản căn cứ", validators=[required(), Length(max=1000)])
    hotline = TextField("Số hỗ trợ", validators=[required(), Length(max=40)])

    def texts(self) -> ContestTexts:
        """What was typed."""
        return ContestTexts(
            title=self.title.data,
            organiser=self.organiser.data,
            legal_basis=self.legal_basis.data,
            hotline=self.hotline.data,
        )


class NewContestForm(TextsForm):
    """A contest to be set up."""

    template = RadioField("Thể lệ bắt đầu từ", choices=choices(TEMPLATES), default="mac-dinh")
    unit_list = SelectField("Danh sách đơn vị", validate_choice=True)
    receipt_prefix = TextField(
        "Chữ đầu của mã biên nhận",
        validators=[
            required(),
            Regexp(r"^[A-Z0-9]{2,8}$", message="Từ 2 đến 8 chữ in hoa không dấu hoặc chữ số, ví dụ HG24."),
        ],
    )


class IntervalForm(Part):
    """One stretch of time; an empty row is no stretch."""

    opens_at = InstantField("Mở lúc")
    closes_at = InstantField("Đóng lúc")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in the row."""
        return not any(str(value).strip() for field in self for value in field.raw_data or [field.data or ""])


class TimesForm(SeenForm, ReasonForm):
    """A round's name and its stretches of time; blank rows are there to be filled in."""

    name = TextField("Tên đợt thi", validators=[required(), Length(max=80)])
    intervals = FieldList(FormField(IntervalForm))
    results_due_on = DayField("Kết quả công bố chậm nhất ngày")
    reason = TextField("Lý do", validators=[Length(max=1000)])

    def add_blank_rows(self) -> None:
        """Leave room for more stretches, typed without scripts."""
        for _row in range(BLANK_ROWS - len(self.intervals) + len(self.filled())):
            self.intervals.append_entry()

    def filled(self) -> list[IntervalForm]:
        """The rows in which something was typed."""
        return [entry.form for entry in self.intervals if not entry.form.is_empty]

    def chosen(self) -> tuple[Interval, ...]:
        """The stretches of time; only rows with both ends."""
        return tuple(
            Interval(opens_at=row.opens_at.data, closes_at=row.closes_at.data)
            for row in self.filled()
            if row.opens_at.data and row.closes_at.data
        )

    def validate_intervals(self, _field: FieldList) -> None:
        """Both ends of each row, and rows that follow each other; said at the field."""
        rows = self.filled()
        if not rows:
            raise ValidationError("Đợt thi chưa có khoảng thời gian mở nào.")
        halves = [one for row in rows for one in (row.opens_at, row.closes_at) if one.data is None]
        for half in halves:
            half.errors = half.errors or ["Mục này chưa được điền."]
        if halves:
            return
        for problem in check_intervals(self.chosen()):
            _at(rows, problem.path).errors = [problem.sentence]

    def validate(self, extra_validators: Any = None) -> bool:
        """Rows are judged together, so their own fields may hold the complaint."""
        return bool(super().validate(extra_validators)) and not self.problems

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(field id, message) pairs, those of the rows too."""
        own = [(field.id, str(one)) for field in self for one in field.errors if isinstance(one, str)]
        return own + [(field.id, str(one)) for row in self.filled() for field in row for one in field.errors]


def _at(rows: Sequence[IntervalForm], path: str) -> Any:
    """The field of a path ("intervals[1].opens_at")."""
    index, name = path.removeprefix("intervals[").split("].")
    return rows[int(index)][name]


class WeeksForm(BaseForm):
    """Weekly rounds in a row: the first one's times and how many there are."""

    opens_at = InstantField("Đợt đầu mở lúc", validators=[required()])
    closes_at = InstantField("Đợt đầu đóng lúc", validators=[required()])
    number = WholeField("Số đợt", validators=[required()])
    results_days = WholeField("Công bố kết quả sau khi đóng chậm nhất (ngày)")

    def validate_number(self, field: WholeField) -> None:
        """At least one, at most a year."""
        if field.data is not None and not 1 <= field.data <= MOST_WEEKS:
            raise ValidationError(f"Nhập số từ 1 đến {MOST_WEEKS}.")

    def validate_results_days(self, field: WholeField) -> None:
        """Within a year, as every round of it."""
        if field.data is not None and field.data > MOST_DAYS:
            raise ValidationError(f"Nhập số từ 0 đến {MOST_DAYS}.")

    def validate_closes_at(self, field: InstantField) -> None:
        """A week holds one round: it closes after it opens and before the next opens."""
        if field.data is None or self.opens_at.data is None:
            return
        first = Interval(opens_at=self.opens_at.data, closes_at=field.data)
        for problem in check_intervals((first,)):
            raise ValidationError(problem.sentence)
        if (field.data - self.opens_at.data).days >= 7:  # noqa: PLR2004 - a week
            raise ValidationError("Mỗi đợt dài nhất 7 ngày thì các đợt mới nối tiếp nhau từng tuần.")

    def first(self) -> Interval:
        """The first round's times."""
        return Interval(opens_at=self.opens_at.data, closes_at=self.closes_at.data)

    def results_within(self) -> timedelta | None:
        """How long after a round its results are announced at the latest; None where nothing is said."""
        days: int | None = self.results_days.data
        return None if days is None else timedelta(days=days)


class PoolsForm(BaseForm):
    """From which banks papers are drawn."""

    pools = SelectMultipleField(
        "Rút câu hỏi từ", choices=choices({pool.value: pool.label for pool in Pool}), coerce=str
    )

    def validate_pools(self, field: SelectMultipleField) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError("Chọn ít nhất một ngân hàng.")

    def chosen(self) -> tuple[Pool, ...]:
        """The banks that are ticked."""
        return tuple(Pool(one) for one in self.pools.data or ())


class WithdrawForm(ReasonForm):
    """A round goes back to being a draft."""

    reason = reason_field()


class SignedRulesForm(UploadForm):
    """The scan of the signed rules."""

    file = FileField("Bản ký đã quét (.pdf)")
