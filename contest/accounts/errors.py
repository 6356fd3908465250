"""Refusals of the accounts slice."""

from contest.platform.errors import Conflict, Forbidden, Invalid, NotFound, TooMany


class PhoneMalformed(Invalid):
    """Not a Vietnamese mobile number in any usual spelling."""

    code = "sdt.sai"
    field = "phone"


class PhoneTaken(Invalid):
    """Somebody registered this number already."""

    code = "sdt.trung"
    field = "phone"


class NameMissing(Invalid):
    """A name is needed."""

    code = "ten.trong"
    field = "name"


class NameMalformed(Invalid):
    """A name holds letters and spaces alone."""

    code = "ten.sai"
    field = "name"


class PasswordShort(Invalid):
    """Fewer than eight characters."""

    code = "mk.ngan"
    field = "password"


class PasswordLong(Invalid):
    """More than 128 characters: hashing it would cost too much."""

    code = "mk.dai"
    field = "password"


class PasswordCommon(Invalid):
    """On the list of passwords that are tried first, or the person's own number or name."""

    code = "mk.de_doan"
    field = "password"


class ConsentMissing(Invalid):
    """Without consent nothing is stored."""

    code = "dongy.trong"
    field = "consent"


class SignInRefused(Invalid):
    """Number or password is wrong; which of them is not said."""

    code = "dn.sai"
    field = "phone"


class OldPasswordWrong(Invalid):
    """The present password is asked again before it is changed."""

    code = "mk.cu_sai"
    field = "old_password"


class CodeRefused(Invalid):
    """The six digits are wrong, late or used."""

    code = "ma.sai"
    field = "code"


class AccountUnknown(NotFound):
    """No account under this id."""


class NoStaffRole(Forbidden):
    """The account holds no staff role."""


class LastOrganiser(Conflict):
    """Without an organiser nobody could give anybody a role again."""

    code = "tk.btc_cuoi"


class OwnAccount(Conflict):
    """Nobody shuts the own account, or gives up the role with which one runs the contest: another does."""

    code = "tk.chinh_minh"


class OfficeMissing(Invalid):
    """A unit officer looks after a unit of the present contest's list."""

    code = "tk.chon_don_vi"
    field = "unit"


class StaffAccount(Conflict):
    """Who holds a staff role is named in what was decided; the roles go first."""

    code = "tk.con_vai_tro"


class CardMistyped(Invalid):
    """No code of a card has these signs."""

    code = "the.sai_ma"
    field = "card"


class CardRefused(Invalid):
    """Nobody made this card, it was revoked, or its time to register is over; which of them is not said."""

    code = "the.khong_dung"
    field = "card"


class CardNumberUnknown(Invalid):
    """Nobody made a card of this number."""

    code = "the.so_khong_co"
    field = "phone"


class CardUsed(Invalid):
    """Somebody registered with this card already: one card, one person."""

    code = "the.da_dung"
    field = "card"


class CardSignInRefused(Invalid):
    """Code or PIN is wrong; which of them is not said."""

    code = "the.dn_sai"
    field = "card"


class CardHolder(Conflict):
    """Who signs in with a card and a PIN holds no role of the staff (P5)."""

    code = "the.vai_tro"


class PinMalformed(Invalid):
    """A PIN is six digits."""

    code = "pin.sai"
    field = "password"


class PinEasy(Invalid):
    """A PIN that is tried first."""

    code = "pin.de_doan"
    field = "password"


class BirthYearWrong(Invalid):
    """No living person was born in this year."""

    code = "namsinh.sai"
    field = "birth_year"


class CardCountWrong(Invalid):
    """A batch has at least one card and at most as many as one reads through."""

    code = "the.so_luong"
    field = "size"


class CardDayWrong(Invalid):
    """The last day to register lies ahead, and not years away."""

    code = "the.han"
    field = "last_day"


class BatchMade(Conflict):
    """These cards were printed by the first click; codes are shown once."""

    code = "the.da_in"


class CardUnknown(NotFound):
    """No such card or batch, or not for this person."""

    code = "the.khong_co"


class TooManyGuests(TooMany):
    """A helper has helped as many people as one may in an hour or a day."""

    code = "ban.qua_nhieu"


class GuestRunning(Conflict):
    """One helper helps one person at a time."""

    code = "ban.dang_ho"


class CitizenBusy(Conflict):
    """This person sits at another helper's desk."""

    code = "ban.dang_ngoi"


class GuestIsStaff(Conflict):
    """Who holds a role of the staff takes part alone."""

    code = "ban.can_bo"


class WayBackRefused(Invalid):
    """Not the helper's password."""

    code = "ban.mat_khau"
    field = "password"


class WayBackOver(Conflict):
    """The way back was gone already, or the helper's sign-in has run out."""

    code = "ban.het_phien"
