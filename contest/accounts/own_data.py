"""What happens to an account at its person's own wish: put right, or left without who it was (D3)."""

from datetime import datetime

from sqlalchemy import delete, select, update

from contest.accounts import phones, registering
from contest.accounts.errors import AccountUnknown, PhoneTaken, StaffAccount
from contest.accounts.models import AccountRow, ConsentRow, RoleGrantRow, SignInRow
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean, fold, name_sort_key
from contest.platform.language.vietnamese_numbers import NUMBERLESS, phone_vi

NAMELESS = "Ẩn danh"


def correct(*, account_id: int, name: str, phone: str, by: int, reason: str, now: datetime) -> None:
    """Put name and number right; what is right already stays, and so does a card in place of a number.

    The log says which of the two changed, not from what to what: it is kept longer than the data.
    Raises AccountUnknown, NameMissing, NameMalformed, PhoneMalformed, PhoneTaken.
    """
    cleaned = registering.checked_name(name)
    with transaction() as session:
        row = session.get(AccountRow, account_id)
        if row is None:
            raise AccountUnknown
        has_none = row.phone is None and clean(phone) == clean(phone_vi(row.card or ""))
        number = None if has_none else phones.canonical(phone)
        changed = [
            label
            for label, old, new in (("name", row.name, cleaned), ("phone", row.phone, number))
            if old != new
        ]
        if not changed:
            return
        if (
            "phone" in changed
            and session.execute(select(AccountRow.id).where(AccountRow.phone == number)).first()
        ):
            raise PhoneTaken
        row.name, row.sort_key, row.search = cleaned, name_sort_key(cleaned), fold(cleaned)
        row.phone = number
        audit.record(
            action="accounts:account:correct",
            subject=str(account_id),
            by=by,
            now=now,
            reason=reason,
            facts={"changed": changed},
        )


def anonymise(*, account_id: int, by: int, reason: str, now: datetime) -> None:
    """Take name, number, password and sign-ins away for good; the id stays, so everything counted stays.

    Twice is the same. Raises AccountUnknown, and StaffAccount while the account holds a role.
    """
    with transaction() as session:
        row = session.get(AccountRow, account_id)
        if row is None:
            raise AccountUnknown
        if row.phone == f"{NUMBERLESS}{account_id}":
            return
        held = select(RoleGrantRow.id).where(
            RoleGrantRow.account_id == account_id, RoleGrantRow.revoked_at.is_(None)
        )
        if session.execute(held).first() is not None:
            raise StaffAccount
        row.name, row.sort_key, row.search = NAMELESS, name_sort_key(NAMELESS), fold(NAMELESS)
        row.phone = f"{NUMBERLESS}{account_id}"
        row.card = row.birth_year = None
        row.password_hash = row.second_factor_key = None
        row.status = "disabled"
        session.execute(delete(SignInRow).where(SignInRow.account_id == account_id))
        session.execute(
            update(ConsentRow)
            .where(ConsentRow.account_id == account_id, ConsentRow.withdrawn_at.is_(None))
            .values(withdrawn_at=now)
        )
        audit.record(
            action="accounts:account:anonymise", subject=str(account_id), by=by, now=now, reason=reason
        )
