"""Use cases of accounts: register, sign in and out, change the password, roles, second factor."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from contest.accounts import (
    card_reads,
    cards,
    guests,
    own_data,
    passwords,
    phones,
    pins,
    registering,
    second_factor,
)
from contest.accounts.errors import (
    AccountUnknown,
    CardHolder,
    CodeRefused,
    LastOrganiser,
    OldPasswordWrong,
    OwnAccount,
    PhoneMalformed,
    SignInRefused,
)
from contest.accounts.models import AccountRow, RoleGrantRow, SignInRow
from contest.accounts.tokens import token_hash
from contest.platform import throttle
from contest.platform.audit import log as audit
from contest.platform.database import run, transaction, write
from contest.platform.viewer import Role

# P7: wrong passwords for one number from one address, and from one address for any numbers. A whole
# office shares an address, so the second limit is wide; neither can shut a person out elsewhere.
TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS = 10, 300
TRIES_WINDOW = timedelta(minutes=15)

CONSENT_VERSION = registering.CONSENT_VERSION
NewPerson = registering.NewPerson
prepare = registering.prepare
prepare_with_card = registering.prepare_with_card
prepare_without_card = registering.prepare_without_card
with_new_card = registering.with_new_card
sealed = registering.sealed
unsealed = registering.unsealed
register = registering.register
create = registering.create
checked_name = registering.checked_name
canonical_phone = phones.canonical
check_strength = passwords.check_strength
correct = own_data.correct
anonymise = own_data.anonymise
check_pin = pins.checked
MOST_CARDS = cards.MOST_CARDS
NewBatch = cards.NewBatch
make_card_batch = cards.make_batch
revoke_card_batch = cards.revoke_batch
revoke_card = cards.revoke_card
renew_card = cards.renew_card
PrintedCard = cards.PrintedCard
card_holder = cards.holder_of
GuestLimits = guests.GuestLimits
OpenedGuest = guests.Opened
open_guest = guests.open_session
end_guest = guests.end_session
end_own_guest = guests.end_own
return_to_desk = guests.return_to_desk


def canonical_number(text: str) -> str:
    """The one form of a telephone number, or a card's; raises PhoneMalformed, CardNumberUnknown."""
    return card_reads.find_serial(text) if card_reads.looks_like_serial(text) else phones.canonical(text)


# What everybody does before an opening is run without the ORM.
_BY_PHONE = select(AccountRow.id, AccountRow.password_hash, AccountRow.status).where(
    AccountRow.phone == bindparam("phone"),
    AccountRow.card.is_(None),  # who has a card signs in with it, and never with number and PIN
)
_ROLES = select(RoleGrantRow.role).where(
    RoleGrantRow.account_id == bindparam("account_id"), RoleGrantRow.revoked_at.is_(None)
)
_OPEN = insert(SignInRow).values(
    {
        name: bindparam(name)
        for name in (
            "token_hash",
            "account_id",
            "began_at",
            "expires_at",
            "second_factor_at",
            "shared_device",
        )
    }
)


def sign_in(
    *,
    phone: str,
    password: str,
    address: str,
    shared_device: bool,
    lasts: timedelta,
    now: datetime,
    asks_second_factor: bool = True,
) -> str:
    """Check the password and open a sign-in. Answers its new token; raises SignInRefused or TooManyTries."""
    try:
        number = phones.canonical(phone)
    except PhoneMalformed:
        raise SignInRefused from None
    here, everywhere = f"sign-in:{number}:{address}", f"sign-in:{address}"
    throttle.check(key=here, limit=TRIES_PER_ACCOUNT, per=TRIES_WINDOW, now=now)
    throttle.check(key=everywhere, limit=TRIES_PER_ADDRESS, per=TRIES_WINDOW, now=now)
    account = run(_BY_PHONE, {"phone": number}).one_or_none()
    stored = account.password_hash if account is not None and account.status == "active" else None
    if not passwords.matches(stored, password) or account is None or stored is None:
        throttle.count(key=here, per=TRIES_WINDOW, now=now)
        throttle.count(key=everywhere, per=TRIES_WINDOW, now=now)
        raise SignInRefused
    if passwords.is_outdated(stored):
        _store_password(account.id, password)
    return open_sign_in(
        account_id=account.id,
        shared_device=shared_device,
        lasts=lasts,
        now=now,
        asks_second_factor=asks_second_factor,
    )


def sign_in_with_card(
    *, card: str, pin: str, address: str, shared_device: bool, lasts: timedelta, now: datetime
) -> str:
    """Check code and PIN and open a sign-in. Answers its new token.

    Raises CardMistyped, CardSignInRefused, TooManyTries.
    """
    account_id = cards.holder_of(code=card, pin=pin, address=address, now=now)
    return open_sign_in(account_id=account_id, shared_device=shared_device, lasts=lasts, now=now)


def open_sign_in(
    *,
    account_id: int,
    shared_device: bool,
    lasts: timedelta,
    now: datetime,
    asks_second_factor: bool = True,
) -> str:
    """Open a sign-in for somebody whose identity was just proved. Answers its token.

    Where the second factor is asked (P5), staff without an authenticator get its key here,
    so that the page which shows it writes nothing; where it is not, it counts as passed.
    """
    token = secrets.token_urlsafe(32)
    row = {
        "token_hash": token_hash(token),
        "account_id": account_id,
        "began_at": now,
        "expires_at": now + lasts,
        "second_factor_at": None if asks_second_factor else now,
        "shared_device": shared_device,
    }
    if asks_second_factor and run(_ROLES, {"account_id": account_id}):
        with transaction() as session:
            _ensure_second_factor_key(session, account_id)
            run(_OPEN, row)
    else:
        write(_OPEN, row)
    return token


def _ensure_second_factor_key(session: Session, account_id: int) -> None:
    row = _account(session, account_id)
    if row.second_factor_key is None:
        row.second_factor_key = second_factor.sealed(second_factor.new_key())


def sign_out(*, token: str, now: datetime) -> None:
    """End one sign-in; ending it twice is the same."""
    with transaction() as session:
        session.execute(
            update(SignInRow)
            .where(SignInRow.token_hash == token_hash(token), SignInRow.ended_at.is_(None))
            .values(ended_at=now)
        )


def change_password(*, account_id: int, old: str, new: str, keep_token: str, now: datetime) -> int:
    """Set a new password and end all other sign-ins of the account (P4). Answers the account's id."""
    with transaction() as session:
        row = _account(session, account_id)
        stored, card, birth_year = row.password_hash, row.card, row.birth_year
        about = ((row.phone or "").replace("+84", "0"), row.phone or "", row.name)
    if not passwords.matches(stored, old):
        raise OldPasswordWrong
    if card is None:
        passwords.check_strength(new, about=about)
    else:
        new = pins.checked(new, birth_year=birth_year)
    password_hash = passwords.hashed(new)
    with transaction() as session:
        session.execute(
            update(AccountRow).where(AccountRow.id == account_id).values(password_hash=password_hash)
        )
        _end_sign_ins(session, account_id, now, keep_token=keep_token)
        audit.record(action="accounts:password:change", subject=str(account_id), by=account_id, now=now)
    return account_id


def new_password() -> str:
    """A random password that can be read out over the telephone."""
    return "-".join(secrets.token_hex(2) for _part in range(3))


def reset_password(*, account_id: int, by: int, reason: str, now: datetime) -> str:
    """An organiser gives a person a new, random password to be read out once, or a PIN. Answers it."""
    with transaction() as session:
        has_card = _account(session, account_id).card is not None
    password = pins.new_pin() if has_card else new_password()
    password_hash = passwords.hashed(password)
    with transaction() as session:
        session.execute(
            update(AccountRow).where(AccountRow.id == account_id).values(password_hash=password_hash)
        )
        _end_sign_ins(session, account_id, now)
        audit.record(action="accounts:password:reset", subject=str(account_id), by=by, now=now, reason=reason)
    return password


def disable(*, account_id: int, by: int, reason: str, now: datetime) -> None:
    """Keep somebody out from the next request on; raises LastOrganiser, OwnAccount."""
    with transaction() as session:
        row = _account(session, account_id)
        if row.status == "disabled":
            return
        _check_not_last_organiser(session, account_id)
        check_not_own(account_id, by=by)
        row.status = "disabled"
        _end_sign_ins(session, account_id, now)
        audit.record(
            action="accounts:account:disable", subject=str(account_id), by=by, now=now, reason=reason
        )


def enable(*, account_id: int, by: int, reason: str, now: datetime) -> None:
    """Let somebody in again; the old password still fits."""
    with transaction() as session:
        row = _account(session, account_id)
        if row.status == "active":
            return
        row.status = "active"
        audit.record(action="accounts:account:enable", subject=str(account_id), by=by, now=now, reason=reason)


def grant_role(*, account_id: int, role: Role, unit_id: int | None, by: int | None, now: datetime) -> None:
    """Give a staff role; giving it twice is the same. Ends open sign-ins, so that it acts at once.

    Raises CardHolder: code and PIN are no way in for the staff.
    """
    with transaction() as session:
        if _account(session, account_id).card is not None:
            raise CardHolder
        held = session.execute(
            select(RoleGrantRow.id).where(
                RoleGrantRow.account_id == account_id,
                RoleGrantRow.role == role,
                RoleGrantRow.unit_id.is_(None) if unit_id is None else RoleGrantRow.unit_id == unit_id,
                RoleGrantRow.revoked_at.is_(None),
            )
        ).scalar()
        if held is not None:
            return
        session.add(
            RoleGrantRow(account_id=account_id, role=role, unit_id=unit_id, granted_at=now, granted_by=by)
        )
        _end_sign_ins(session, account_id, now)
        audit.record(
            action="accounts:role:grant",
            subject=str(account_id),
            by=by,
            now=now,
            facts={"role": role, "unit_id": unit_id},
        )


def revoke_role(
    *, account_id: int, role: Role, unit_id: int | None = None, by: int, reason: str, now: datetime
) -> None:
    """Take a staff role away, of one unit for unit officers; acts at the next request.

    Raises LastOrganiser, and OwnAccount for one's own role of organiser. A role that is not held is no longer
    held: revoking twice is the same.
    """
    with transaction() as session:
        if role is Role.ORGANISER:
            _check_not_last_organiser(session, account_id)
            check_not_own(account_id, by=by)
        revoked = session.execute(
            update(RoleGrantRow)
            .where(
                RoleGrantRow.account_id == account_id,
                RoleGrantRow.role == role,
                RoleGrantRow.unit_id.is_(None) if unit_id is None else RoleGrantRow.unit_id == unit_id,
                RoleGrantRow.revoked_at.is_(None),
            )
            .values(revoked_at=now)
            .returning(RoleGrantRow.id)
        ).all()
        if not revoked:
            return
        _end_sign_ins(session, account_id, now)
        audit.record(
            action="accounts:role:revoke",
            subject=str(account_id),
            by=by,
            now=now,
            reason=reason,
            facts={"role": role, "unit_id": unit_id},
        )


def check_not_own(account_id: int, *, by: int) -> None:
    """Shutting an account and taking the role of organiser is for another person; raises OwnAccount."""
    if account_id == by:
        raise OwnAccount


def _check_not_last_organiser(session: Session, account_id: int) -> None:
    """Refuse when nobody else who can sign in is an organiser; the grants are locked against a race."""
    held = session.execute(
        select(RoleGrantRow.account_id, AccountRow.status)
        .join(AccountRow, AccountRow.id == RoleGrantRow.account_id)
        .where(RoleGrantRow.role == Role.ORGANISER, RoleGrantRow.revoked_at.is_(None))
        .with_for_update()
    ).all()
    organisers = {row.account_id for row in held if row.status == "active"}
    if organisers == {account_id}:
        raise LastOrganiser


def pass_second_factor(*, account_id: int, token: str, code: str, lasts: timedelta, now: datetime) -> str:
    """Check the six digits; a used step is refused. Answers a new token, the old sign-in ends (P4)."""
    key = f"second-factor:{account_id}"
    throttle.check(key=key, limit=TRIES_PER_ACCOUNT, per=TRIES_WINDOW, now=now)
    with transaction() as session:
        row = _account(session, account_id)
        step = None
        if row.second_factor_key is not None:
            step = second_factor.step_of(second_factor.opened(row.second_factor_key), code, now)
        is_fresh = step is not None and (row.second_factor_step is None or step > row.second_factor_step)
        if is_fresh:
            row.second_factor_step = step
            row.second_factor_confirmed_at = row.second_factor_confirmed_at or now
    if not is_fresh:
        throttle.count(key=key, per=TRIES_WINDOW, now=now)
        raise CodeRefused
    return renew_sign_in(account_id=account_id, token=token, lasts=lasts, now=now)


def renew_sign_in(*, account_id: int, token: str, lasts: timedelta, now: datetime) -> str:
    """Replace a sign-in by one that has passed the second factor. Answers the new token."""
    fresh = secrets.token_urlsafe(32)
    with transaction() as session:
        shared = session.execute(
            select(SignInRow.shared_device).where(SignInRow.token_hash == token_hash(token))
        ).scalar_one()
        session.execute(
            update(SignInRow).where(SignInRow.token_hash == token_hash(token)).values(ended_at=now)
        )
        session.add(
            SignInRow(
                token_hash=token_hash(fresh),
                account_id=account_id,
                began_at=now,
                expires_at=now + lasts,
                second_factor_at=now,
                shared_device=shared,
            )
        )
    return fresh


def _account(session: Session, account_id: int) -> AccountRow:
    row = session.get(AccountRow, account_id)
    if row is None:
        raise AccountUnknown
    return row


def _store_password(account_id: int, password: str) -> None:
    password_hash = passwords.hashed(password)
    with transaction() as session:
        session.execute(
            update(AccountRow).where(AccountRow.id == account_id).values(password_hash=password_hash)
        )


def _end_sign_ins(session: Session, account_id: int, now: datetime, keep_token: str = "") -> None:
    session.execute(
        update(SignInRow)
        .where(
            SignInRow.account_id == account_id,
            SignInRow.ended_at.is_(None),
            SignInRow.token_hash != token_hash(keep_token),
        )
        .values(ended_at=now)
    )
