"""Who is looking: a small frozen value, never a table row."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from flask import has_request_context
from flask_login import LoginManager

from contest.platform.here import the_g, the_session

if TYPE_CHECKING:
    from flask import Flask

FOUND = "_login_user"  # where Flask-Login keeps who was found


class Role(StrEnum):
    """What a staff account may do; participants hold none of these."""

    ORGANISER = "organiser"
    EDITOR = "editor"
    UNIT_OFFICER = "unit_officer"
    AUDITOR = "auditor"
    HELPER = "helper"

    @property
    def label(self) -> str:
        """The role's name on screen."""
        return {
            Role.ORGANISER: "Ban Tổ chức",
            Role.EDITOR: "Biên tập câu hỏi",
            Role.UNIT_OFFICER: "Đầu mối đơn vị",
            Role.AUDITOR: "Giám sát",
            Role.HELPER: "Người hỗ trợ dự thi",
        }[self]


# Who may stand at a helper's desk.
HELPERS = frozenset({Role.HELPER, Role.UNIT_OFFICER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """The person behind a request; account_id 0 is nobody in particular."""

    account_id: int = 0
    name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    unit_ids: frozenset[int] = field(default_factory=frozenset)  # subtrees of a unit officer
    desk_unit_ids: frozenset[int] = field(default_factory=frozenset)  # where a helper's desk stands
    sign_in_token: str = ""
    second_factor_passed: bool = False
    shared_device: bool = False
    guest_id: int = 0  # the guest session at a helper's desk; 0: at a device of one's own

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody is signed in (Flask-Login's name follows)."""
        return self.account_id > 0

    @property
    def is_authenticated(self) -> bool:
        """The same in Flask-Login's words."""
        return self.is_signed_in

    @property
    def is_active(self) -> bool:
        """Inactive accounts are never loaded, so a viewer is always active."""
        return self.is_signed_in

    @property
    def is_anonymous(self) -> bool:
        """The opposite of signed in."""
        return not self.is_signed_in

    @property
    def is_guest(self) -> bool:
        """Whether this person sits at a helper's device."""
        return self.guest_id > 0

    @property
    def is_staff(self) -> bool:
        """Whether any staff role is held."""
        return bool(self.roles)

    def has_role(self, *wanted: Role | str) -> bool:
        """Whether one of the wanted roles is held."""
        return any(Role(role) in self.roles for role in wanted)

    def get_id(self) -> str:
        """The token that finds this sign-in again; not the account, so that it can be revoked."""
        return self.sign_in_token


NOBODY = Viewer()


class SignIns(LoginManager):  # type: ignore[misc] # Flask-Login ships no types
    """Flask-Login with sign-ins alone: no second cookie that remembers, nothing bound to an address.

    Phones change their address between two masts, and binding a sign-in to it would log people out.
    """

    session_protection = None

    def init_app(self, app: "Flask", add_context_processor: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 - its signature
        """Serve an app. Templates get the viewer from us, and there is no cookie to be kept up to date."""
        app.login_manager = self  # type: ignore[attr-defined] # where Flask-Login looks for it

    def _load_user(self) -> None:
        token = the_session().get("_user_id")
        found = None if token is None else self._user_callback(token)
        self._update_request_context_with_user(found or NOBODY)


login_manager = SignIns()
login_manager.anonymous_user = lambda: NOBODY  # who has just signed out is looking still
# No digest of address and browser is made at each request and carried in each cookie.
login_manager._session_identifier_generator = str  # noqa: SLF001 - Flask-Login has no other way


def install(app: "Flask") -> None:
    """Let Flask-Login keep the sign-in; the accounts slice registers how a viewer is found."""
    login_manager.init_app(app)


def viewer() -> Viewer:
    """The viewer of this request."""
    own = the_g()
    if FOUND not in own and has_request_context():
        login_manager._load_user()  # noqa: SLF001 - what Flask-Login's proxy does, which is asked a dozen times a click
    return cast("Viewer", own.get(FOUND, NOBODY))
