"""Reads of accounts; other slices ask here for names and phone numbers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, bindparam, func, or_, select

from contest.accounts import card_reads, guest_reads, second_factor, tokens
from contest.accounts.errors import AccountUnknown
from contest.accounts.models import AccountRow, ConsentRow, RoleGrantRow, SignInRow
from contest.platform import clock
from contest.platform.among import numbers, select_among
from contest.platform.database import read, run
from contest.platform.language.vietnamese import fold
from contest.platform.language.vietnamese_numbers import CARD
from contest.platform.viewer import HELPERS, Role, Viewer

token_hash = tokens.token_hash
CardBatch = card_reads.CardBatch
CardState = card_reads.CardState
FreshCard = card_reads.FreshCard
StoredCard = card_reads.StoredCard
card_batches_below = card_reads.batches_below
get_card_batch = card_reads.get_batch
cards_of = card_reads.cards_of
get_card = card_reads.get_card
fresh_card = card_reads.fresh_card
Guest = guest_reads.Guest
find_guest = guest_reads.find_guest
guest_of_way_back = guest_reads.guest_of_way_back
guests_of = guest_reads.guests_of
# What a person is known by: the canonical phone number, or else the number of their card.
CONTACT = func.coalesce(AccountRow.phone, AccountRow.card).label("phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person as other slices may know them; in place of a phone number stands that of the card."""

    id: int
    name: str
    phone: str
    card: str | None
    birth_year: int | None
    is_active: bool
    created_at: datetime
    roles: frozenset[Role]


# One raw read a request: sign-in, account and roles together, built once.
_VIEWER = (
    select(
        AccountRow.id,
        AccountRow.name,
        SignInRow.second_factor_at,
        SignInRow.shared_device,
        SignInRow.guest_id,
        RoleGrantRow.role,
        RoleGrantRow.unit_id,
    )
    .join(SignInRow, SignInRow.account_id == AccountRow.id)
    .join(
        RoleGrantRow,
        (RoleGrantRow.account_id == AccountRow.id) & RoleGrantRow.revoked_at.is_(None),
        isouter=True,
    )
    .where(
        SignInRow.token_hash == bindparam("token"),
        SignInRow.ended_at.is_(None),
        SignInRow.expires_at > bindparam("now"),
        AccountRow.status == "active",
    )
)


def find_viewer(token: str) -> Viewer | None:
    """The viewer behind a sign-in token that is still good; asked at each request (P4)."""
    rows = run(_VIEWER, {"token": token_hash(token), "now": clock.now()}).all()
    if not rows:
        return None
    first = rows[0]
    return Viewer(
        account_id=first.id,
        name=first.name,
        roles=frozenset(Role(row.role) for row in rows if row.role),
        unit_ids=frozenset(row.unit_id for row in rows if row.role == Role.UNIT_OFFICER and row.unit_id),
        desk_unit_ids=frozenset(row.unit_id for row in rows if row.role in HELPERS and row.unit_id),
        sign_in_token=token,
        second_factor_passed=first.second_factor_at is not None,
        shared_device=first.shared_device,
        guest_id=first.guest_id or 0,
    )


def get_account(account_id: int) -> Account:
    """One account; raises AccountUnknown."""
    row = read().get(AccountRow, account_id)
    if row is None:
        raise AccountUnknown
    return _account(row, roles_of([account_id]).get(account_id, frozenset()))


def find_id_by_number(number: str) -> int | None:
    """The account that registered a canonical telephone number, or the card of this number."""
    return ids_by_number({number}).get(number)


def ids_by_number(known: Collection[str]) -> Mapping[str, int]:
    """The account of each canonical telephone number, and of each card's number, that somebody registered."""
    rows = read().execute(
        select(AccountRow.id, AccountRow.phone, AccountRow.card).where(
            or_(AccountRow.phone.in_(known), AccountRow.card.in_(known))
        )
    )
    return {number: row.id for row in rows for number in (row.phone, row.card) if number in known}


def without_phone(account_ids: Collection[int]) -> frozenset[int]:
    """Which of these people have no number, only a card."""
    rows = run(_NUMBERS, {"wanted": numbers(account_ids)})
    return frozenset(row.id for row in rows if row.phone is None)


_NUMBERS = select_among(AccountRow.id, AccountRow.phone)


def numbers_of(account_id: int) -> frozenset[str]:
    """The telephone number and the number of the card that an account has; raises AccountUnknown."""
    query = select(AccountRow.phone, AccountRow.card).where(AccountRow.id == account_id)
    row = read().execute(query).one_or_none()
    if row is None:
        raise AccountUnknown
    return frozenset(number for number in row if number is not None)


def people(account_ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """(name, phone or card) by account id, for exports and lists; in slices that every database takes."""
    wanted = list(account_ids)
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(wanted), 10_000):
        part = wanted[start : start + 10_000]
        rows = read().execute(select(AccountRow.id, AccountRow.name, CONTACT).where(AccountRow.id.in_(part)))
        found.update({row.id: (row.name, row.phone) for row in rows})
    return found


_NAMES = select_among(AccountRow.id, AccountRow.name)


def names_of(account_ids: Collection[int]) -> Mapping[int, str]:
    """The name of each account, for standings of any length."""
    return dict(run(_NAMES, {"wanted": numbers(account_ids)}))


_PHONES = select_among(AccountRow.id, CONTACT)


def phones(account_ids: Collection[int]) -> Mapping[int, str]:
    """The phone number of each account, or that of its card, for exports of any length."""
    return dict(run(_PHONES, {"wanted": numbers(account_ids)}))


_YEARS = select_among(AccountRow.id, AccountRow.birth_year)


def birth_years(account_ids: Collection[int]) -> Mapping[int, int]:
    """The year of birth of each account whose person told it."""
    years = run(_YEARS, {"wanted": numbers(account_ids)})
    return {row.id: row.birth_year for row in years if row.birth_year is not None}


def roles_of(account_ids: Collection[int]) -> Mapping[int, frozenset[Role]]:
    """The roles in force of each account that has any."""
    rows = read().execute(
        select(RoleGrantRow.account_id, RoleGrantRow.role).where(
            RoleGrantRow.account_id.in_(account_ids), RoleGrantRow.revoked_at.is_(None)
        )
    )
    roles: dict[int, set[Role]] = {}
    for row in rows:
        roles.setdefault(row.account_id, set()).add(Role(row.role))
    return {account_id: frozenset(held) for account_id, held in roles.items()}


def search(text: str, *, limit: int, staff_only: bool = False) -> tuple[Account, ...]:
    """Accounts by name without diacritics, or by the end of the phone number."""
    query = _matching(select(AccountRow), text).order_by(AccountRow.sort_key).limit(limit)
    if staff_only:
        staff = select(RoleGrantRow.account_id).where(RoleGrantRow.revoked_at.is_(None))
        query = query.where(AccountRow.id.in_(staff))
    rows = read().execute(query).scalars().all()
    roles = roles_of([row.id for row in rows])
    return tuple(_account(row, roles.get(row.id, frozenset())) for row in rows)


def ids_matching(text: str, *, limit: int) -> tuple[int, ...]:
    """The same as ids, by name."""
    query = _matching(select(AccountRow.id), text).order_by(AccountRow.sort_key, AccountRow.id).limit(limit)
    return tuple(read().execute(query).scalars())


def _matching(query: Select[Any], text: str) -> Select[Any]:
    digits = "".join(sign for sign in text if sign.isdigit())
    if digits:
        card = fold(text).removeprefix("the").strip().replace(" ", "-")
        by_number = AccountRow.phone.endswith(digits.removeprefix("0"), autoescape=True)
        return query.where(or_(by_number, AccountRow.card == f"{CARD}{card}"))
    for word in fold(text).split():
        query = query.where(AccountRow.search.contains(word, autoescape=True))
    return query


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role in force: of everything, or of one unit's subtree."""

    role: Role
    unit_id: int | None
    granted_at: datetime


def grants_of(account_id: int) -> tuple[Grant, ...]:
    """The roles in force of an account, oldest first."""
    rows = read().execute(
        select(RoleGrantRow)
        .where(RoleGrantRow.account_id == account_id, RoleGrantRow.revoked_at.is_(None))
        .order_by(RoleGrantRow.id)
    )
    return tuple(
        Grant(role=Role(row.role), unit_id=row.unit_id, granted_at=row.granted_at) for row in rows.scalars()
    )


def count() -> int:
    """How many accounts there are."""
    return read().execute(select(func.count(AccountRow.id))).scalar_one()


def withdrawn_account_ids() -> frozenset[int]:
    """Everybody whose consent was taken back, and who agreed to nothing since."""
    given = select(ConsentRow.account_id).where(ConsentRow.withdrawn_at.is_(None))
    query = select(ConsentRow.account_id).where(
        ConsentRow.withdrawn_at.is_not(None), ConsentRow.account_id.not_in(given)
    )
    return frozenset(read().execute(query.distinct()).scalars())


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person agreed to and when."""

    purpose: str
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None


def consents_of(account_id: int) -> tuple[Consent, ...]:
    """All consents of a person, newest first."""
    rows = (
        read()
        .execute(select(ConsentRow).where(ConsentRow.account_id == account_id).order_by(ConsentRow.id.desc()))
        .scalars()
    )
    return tuple(
        Consent(
            purpose=row.purpose,
            text_version=row.text_version,
            given_at=row.given_at,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """When somebody signed in on a device, and until when it holds or held."""

    began_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    shared_device: bool


def sign_ins_of(account_id: int) -> tuple[SignIn, ...]:
    """All sign-ins of a person that are kept, newest first."""
    rows = read().execute(
        select(SignInRow.began_at, SignInRow.expires_at, SignInRow.ended_at, SignInRow.shared_device)
        .where(SignInRow.account_id == account_id)
        .order_by(SignInRow.began_at.desc())
    )
    return tuple(
        SignIn(
            began_at=row.began_at,
            expires_at=row.expires_at,
            ended_at=row.ended_at,
            shared_device=row.shared_device,
        )
        for row in rows
    )


def has_second_factor(account_id: int) -> bool:
    """Whether the account has confirmed an authenticator."""
    return (
        read()
        .execute(select(AccountRow.second_factor_confirmed_at).where(AccountRow.id == account_id))
        .scalar()
        is not None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAuthenticator:
    """What an authenticator app has to be told, once: the key, and the same as a QR code."""

    key: str
    qr: Markup


def find_new_authenticator(account_id: int) -> NewAuthenticator | None:
    """The key that waits to be confirmed; None when it was confirmed, for then it is shown no more."""
    row = (
        read()
        .execute(
            select(AccountRow.phone, AccountRow.second_factor_key).where(
                AccountRow.id == account_id, AccountRow.second_factor_confirmed_at.is_(None)
            )
        )
        .one_or_none()
    )
    if row is None or row.second_factor_key is None:
        return None
    key = second_factor.opened(row.second_factor_key)
    return NewAuthenticator(key=key, qr=second_factor.qr_code(key, row.phone or ""))


def _account(row: AccountRow, roles: frozenset[Role]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        phone=row.phone or row.card or "",
        card=row.card,
        birth_year=row.birth_year,
        is_active=row.status == "active",
        created_at=row.created_at,
        roles=roles,
    )
