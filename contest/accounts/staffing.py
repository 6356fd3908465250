"""Use cases of staff accounts: make one with a password to be read out once, give it a role."""

from datetime import datetime

from contest.accounts import registering, services
from contest.accounts.errors import OfficeMissing
from contest.platform.viewer import HELPERS, Role
from contest.units import queries as units


def create_staff(*, name: str, phone: str, by: int, now: datetime) -> tuple[int, str]:
    """An account for somebody of the staff, without a role yet. Answers its id and the password.

    Raises NameMissing, NameMalformed, PhoneMalformed, PhoneTaken.
    """
    password = services.new_password()
    account_id = registering.register(name=name, phone=phone, password=password, consent=True, now=now, by=by)
    return account_id, password


def assign(*, account_id: int, role: Role, unit_code: str, by: int, now: datetime) -> None:
    """Give a role; a unit officer and a helper get it for a unit of the present contest's list.

    Raises OfficeMissing.
    """
    unit_id = _unit_id(unit_code) if role in HELPERS else None
    services.grant_role(account_id=account_id, role=role, unit_id=unit_id, by=by, now=now)


def _unit_id(code: str) -> int:
    for list_id in units.list_in_use.ask():
        unit = None if list_id is None else units.find_unit(list_id=list_id, code=code.strip())
        if unit is not None and unit.closes_on is None:
            return unit.id
    raise OfficeMissing
