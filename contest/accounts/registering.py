"""Registering: what the first page asked is carried, sealed, to the second; only then is anything stored."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts import card_codes, cards, passwords, phones, pins
from contest.accounts.errors import (
    BirthYearWrong,
    CardUsed,
    ConsentMissing,
    NameMalformed,
    NameMissing,
    PhoneTaken,
)
from contest.accounts.models import AccountRow, ConsentRow
from contest.platform import throttle
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean, fold, name_sort_key
from contest.platform.upsert import insert

# 6 MB that whoever signs in and takes part does not need: loaded by those who register.
if TYPE_CHECKING:
    from cryptography.fernet import Fernet

CONSENT_PURPOSE = "to-chuc-thi-va-trao-giai"
CONSENT_VERSION = "2024-01"
CARD_CONSENT_VERSION = "2024-01-the"  # of people without a number: name, year of birth, unit
NAME_SIGNS = frozenset(" '.-")
LONGEST_NAME = 60
# P7: wide, because a whole office or village registers from one address in the same hour.
REGISTRATIONS_PER_ADDRESS = 600
REGISTRATIONS_WINDOW = timedelta(hours=1)
# How long somebody may look for a unit on the second page.
CARRIED_FOR = timedelta(hours=1)
# The same registration sent again within this time is a second click, not a second person.
SECOND_CLICK = timedelta(minutes=2)
OLDEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A checked person who is not stored yet; the phone number is canonical, the password a hash.

    Somebody without a number has a card: its public number, and the hash of its code.
    """

    name: str
    phone: str | None
    password_hash: str | None
    card: str | None = None
    code_hash: str | None = None
    birth_year: int | None = None

    @property
    def contact(self) -> str:
        """What they are known by: the phone number, or the number of the card."""
        return self.phone or self.card or ""


def prepare(*, name: str, phone: str, password: str, address: str, now: datetime) -> NewPerson:
    """Check what the first page asks and hash the password.

    Raises NameMissing, NameMalformed, PhoneMalformed, PhoneTaken, PasswordShort,
    PasswordLong, PasswordCommon, TooManyTries.
    """
    key = f"register:{address}"
    throttle.check(key=key, limit=REGISTRATIONS_PER_ADDRESS, per=REGISTRATIONS_WINDOW, now=now)
    cleaned, number = checked_name(name), phones.canonical(phone)
    _check_password(password, cleaned, number)
    throttle.count(key=key, per=REGISTRATIONS_WINDOW, now=now)
    with transaction() as session:
        if session.execute(select(AccountRow.id).where(AccountRow.phone == number)).scalar() is not None:
            raise PhoneTaken
    return NewPerson(name=cleaned, phone=number, password_hash=passwords.hashed(password))


def prepare_with_card(
    *, card: str, name: str, birth_year: int | None, pin: str, address: str, now: datetime
) -> NewPerson:
    """Check what somebody without a number is asked, and hash the PIN.

    Raises CardMistyped, CardRefused, CardUsed, NameMissing, NameMalformed, BirthYearWrong, PinMalformed,
    PinEasy, TooManyTries.
    """
    key = f"register:{address}"
    throttle.check(key=key, limit=REGISTRATIONS_PER_ADDRESS, per=REGISTRATIONS_WINDOW, now=now)
    cleaned, year = checked_name(name), _checked_year(birth_year, now)
    chosen = pins.checked(pin, birth_year=year)
    found = cards.look_at(code=card, address=address, now=now)
    throttle.count(key=key, per=REGISTRATIONS_WINDOW, now=now)
    return NewPerson(
        name=cleaned,
        phone=None,
        password_hash=passwords.hashed(chosen),
        card=found.serial,
        code_hash=found.code_hash,
        birth_year=year,
    )


def prepare_without_card(
    *, name: str, birth_year: int | None, pin: str, address: str, now: datetime
) -> NewPerson:
    """The same at a helper's desk for somebody who has no card yet: one is made when they are stored."""
    key = f"register:{address}"
    throttle.check(key=key, limit=REGISTRATIONS_PER_ADDRESS, per=REGISTRATIONS_WINDOW, now=now)
    cleaned, year = checked_name(name), _checked_year(birth_year, now)
    chosen = pins.checked(pin, birth_year=year)
    throttle.count(key=key, per=REGISTRATIONS_WINDOW, now=now)
    return NewPerson(name=cleaned, phone=None, password_hash=passwords.hashed(chosen), birth_year=year)


def with_new_card(person: NewPerson, *, serial: str, code: str) -> NewPerson:
    """The person with a card that was made for them just now."""
    code_hash = card_codes.code_hash(card_codes.canonical(code))
    return replace(person, card=serial, code_hash=code_hash)


def _checked_year(year: int | None, now: datetime) -> int | None:
    if year is not None and not now.year - OLDEST <= year < now.year:
        raise BirthYearWrong
    return year


def sealed(person: NewPerson, *, now: datetime) -> str:
    """The person encrypted and signed, to be carried in a form field (never the password itself)."""
    return _box().encrypt_at_time(json.dumps(asdict(person)).encode(), int(now.timestamp())).decode()


def unsealed(text: str, *, now: datetime) -> NewPerson | None:
    """The person behind a sealed text; None when it is too old or not ours."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see above

    try:
        content = _box().decrypt_at_time(
            text.encode(), ttl=int(CARRIED_FOR.total_seconds()), current_time=int(now.timestamp())
        )
    except InvalidToken:
        return None
    return NewPerson(**json.loads(content))


def register(
    *, name: str, phone: str, password: str | None, consent: bool, now: datetime, by: int | None = None
) -> int:
    """Create an account at once. Without a password it cannot sign in by password. Answers its id."""
    cleaned, number = checked_name(name), phones.canonical(phone)
    if not consent:
        raise ConsentMissing
    if password is not None:
        _check_password(password, cleaned, number)
    password_hash = None if password is None else passwords.hashed(password)
    person = NewPerson(name=cleaned, phone=number, password_hash=password_hash)
    return create(person=person, consent=consent, now=now, by=by)


def create(*, person: NewPerson, consent: bool, now: datetime, by: int | None = None) -> int:
    """Store a prepared person; a second click answers the first account. Answers its id.

    Raises ConsentMissing, PhoneTaken; for a card CardUsed and CardRefused.
    """
    if not consent:
        raise ConsentMissing
    with transaction() as session:
        account_id: int | None = session.execute(
            insert(AccountRow)
            .values(
                phone=person.phone,
                card=person.card,
                birth_year=person.birth_year,
                name=person.name,
                sort_key=name_sort_key(person.name),
                search=fold(person.name),
                password_hash=person.password_hash,
                status="active",
                created_at=now,
            )
            .on_conflict_do_nothing(index_elements=["phone" if person.card is None else "card"])
            .returning(AccountRow.id)
        ).scalar()
        if account_id is None:
            return _same_registration(session, person, now)
        if person.code_hash is not None:
            cards.claim(code_hash=person.code_hash, account_id=account_id, now=now)
        version = CONSENT_VERSION if person.card is None else CARD_CONSENT_VERSION
        session.add(
            ConsentRow(account_id=account_id, purpose=CONSENT_PURPOSE, text_version=version, given_at=now)
        )
        if by is not None:
            audit.record(action="accounts:account:create", subject=str(account_id), by=by, now=now)
        return account_id


def _same_registration(session: Session, person: NewPerson, now: datetime) -> int:
    # Salted hashes are equal only when they came from the same first page.
    account_id = None
    if person.password_hash is not None:
        account_id = session.execute(
            select(AccountRow.id).where(
                AccountRow.phone == person.phone if person.card is None else AccountRow.card == person.card,
                AccountRow.password_hash == person.password_hash,
                AccountRow.created_at > now - SECOND_CLICK,
            )
        ).scalar()
    if account_id is None:
        raise PhoneTaken if person.card is None else CardUsed
    return account_id


def checked_name(name: str) -> str:
    """A person's name in NFC with single spaces; raises NameMissing or NameMalformed."""
    cleaned = clean(name)
    if not cleaned:
        raise NameMissing
    if len(cleaned) > LONGEST_NAME or not all(sign.isalpha() or sign in NAME_SIGNS for sign in cleaned):
        raise NameMalformed
    return cleaned


def _check_password(password: str, name: str, number: str) -> None:
    passwords.check_strength(password, about=(number, number.replace("+84", "0"), name))


def _box() -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 - see above

    secret: str = current_app.config["SECRET_KEY"]
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"registration:{secret}".encode()).digest()))
