"""Forms of the registration's two pages."""

from collections.abc import Callable, Sequence

from wtforms import BooleanField, Field, HiddenField, PasswordField, RadioField, SelectField
from wtforms.validators import Length, ValidationError

from contest.accounts import services as accounts
from contest.accounts.errors import ConsentMissing
from contest.entries.errors import DivisionUnknown, PlaceMissing, UnitMissing
from contest.platform.errors import DomainError
from contest.platform.fields import choices
from contest.platform.forms import BaseForm, SearchField, TextField
from contest.platform.messages import sentence
from contest.rules.terms import Division, DivisionKind, RuleSet

LONGEST_TYPED = 200
LONGEST_CARRIED = 4000
NO_CATEGORY = "Không thuộc diện nào dưới đây"


class PersonForm(BaseForm):
    """Page one: who registers. Every field is looked at, so that all mistakes are named at once."""

    name = TextField("Họ và tên", validators=[Length(max=LONGEST_TYPED)])
    phone = TextField("Số điện thoại", validators=[Length(max=LONGEST_TYPED)])
    password = PasswordField("Mật khẩu", validators=[Length(max=LONGEST_TYPED)])
    unit = HiddenField(validators=[Length(max=LONGEST_TYPED)])  # of the invitation that led here

    def validate_name(self, field: Field) -> None:
        """A name of letters and spaces."""
        _say(lambda: accounts.checked_name(field.data or ""))

    def validate_phone(self, field: Field) -> None:
        """A mobile number in any usual spelling."""
        _say(lambda: accounts.canonical_phone(field.data or ""))

    def validate_password(self, field: Field) -> None:
        """Long enough and not easily guessed."""
        _say(lambda: accounts.check_strength(field.data or "", about=()))


class RoleForm(BaseForm):
    """Page two: in which division and for which unit; what page one asked travels along, sealed."""

    carried = HiddenField(validators=[Length(max=LONGEST_CARRIED)])
    division = RadioField("Anh/chị là", validate_choice=False)
    search = SearchField("Tìm đơn vị", validators=[Length(max=LONGEST_TYPED)])
    unit = TextField("Cơ quan, đơn vị (người dân: xã, phường nơi ở)", validators=[Length(max=LONGEST_TYPED)])
    staff_category = SelectField("Vị trí công tác", choices=choices({"": NO_CATEGORY}), validate_choice=False)
    extra_time = BooleanField("Tôi cần thêm thời gian làm bài")
    consent = BooleanField(
        "Tôi đồng ý để Ban Tổ chức dùng họ tên, số điện thoại, đơn vị của tôi để tổ chức thi và trao giải."
    )
    divisions: Sequence[Division] = ()

    def offer(self, rules: RuleSet) -> None:
        """List the divisions of the rules, and the staff categories that must take part."""
        self.divisions = rules.divisions
        self.division.choices = [(division.code, division.name) for division in rules.divisions]
        compulsory = {one.category: one.name for one in rules.collective.quotas}
        self.staff_category.choices = choices({"": NO_CATEGORY, **compulsory})

    @property
    def asks_category(self) -> bool:
        """Whether the rules make some staff categories compulsory."""
        return len(self.staff_category.choices) > 1

    @property
    def chosen_category(self) -> str | None:
        """The category of an official that the rules know; None for everybody else."""
        known = [choice.value for choice in self.staff_category.choices if choice.value]
        is_staff = self.chosen is not None and self.chosen.kind is DivisionKind.STAFF
        return self.staff_category.data if is_staff and self.staff_category.data in known else None

    @property
    def notes(self) -> dict[str, str]:
        """What each division chooses next, by its code."""
        said = {
            DivisionKind.STAFF: "Chọn cơ quan, đơn vị nơi công tác",
            DivisionKind.CITIZEN: "Chọn xã, phường, thị trấn nơi ở",
        }
        return {division.code: said[division.kind] for division in self.divisions}

    @property
    def chosen(self) -> Division | None:
        """The division that is chosen, None before and for an unknown one."""
        return next((one for one in self.divisions if one.code == self.division.data), None)

    def validate_division(self, _field: Field) -> None:
        """One of those offered."""
        if self.chosen is None:
            raise ValidationError(sentence(DivisionUnknown.code, {}))

    def validate_unit(self, field: Field) -> None:
        """Something is chosen; whether it may be is the use case's affair."""
        if not field.data:
            is_citizen = self.chosen is not None and self.chosen.kind is DivisionKind.CITIZEN
            raise ValidationError(sentence((PlaceMissing if is_citizen else UnitMissing).code, {}))

    def validate_consent(self, field: Field) -> None:
        """Asked of new people only; the others gave it before."""
        if self.carried.data and not field.data:
            raise ValidationError(sentence(ConsentMissing.code, {}))


def _say(check: Callable[[], object]) -> None:
    try:
        check()
    except DomainError as refusal:
        raise ValidationError(sentence(refusal.code, refusal.facts)) from None
