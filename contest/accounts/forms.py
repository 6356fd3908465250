"""Forms of accounts: sign-in by number and by card, second factor, change of password."""

from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from contest.accounts.passwords import LONGEST
from contest.platform.forms import BaseForm, TextField

LONGEST_PHONE = 30
LONGEST_PATH = 500
LONGEST_CODE = 40


class SignInForm(BaseForm):
    """Phone number and password."""

    phone = TextField("Số điện thoại", validators=[InputRequired(), Length(max=LONGEST_PHONE)])
    password = PasswordField("Mật khẩu", validators=[InputRequired(), Length(max=LONGEST)])
    shared_device = BooleanField("Máy dùng chung")
    tiep = HiddenField(validators=[Length(max=LONGEST_PATH)])


class CardSignInForm(BaseForm):
    """Code of a card and PIN."""

    card = TextField("Mã dự thi", validators=[InputRequired(), Length(max=LONGEST_CODE)])
    password = PasswordField("Mã PIN (6 chữ số)", validators=[InputRequired(), Length(max=LONGEST)])
    shared_device = BooleanField("Máy dùng chung")
    tiep = HiddenField(validators=[Length(max=LONGEST_PATH)])


class CodeForm(BaseForm):
    """The six digits of an authenticator."""

    code = StringField("Mã 6 chữ số", validators=[InputRequired(), Length(max=10)])
    tiep = HiddenField(validators=[Length(max=LONGEST_PATH)])


class PasswordForm(BaseForm):
    """A new password, typed twice; the present one first."""

    old_password = PasswordField("Mật khẩu hiện tại", validators=[InputRequired(), Length(max=LONGEST)])
    password = PasswordField("Mật khẩu mới", validators=[InputRequired(), Length(max=LONGEST)])
    again = PasswordField(
        "Nhập lại mật khẩu mới",
        validators=[InputRequired(), EqualTo("password", message="Hai lần nhập chưa giống nhau.")],
    )
