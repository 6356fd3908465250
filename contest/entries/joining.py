"""Joining the current contest: a new person in one step with the account, a known one by choosing again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from contest.accounts import services as accounts
from contest.entries import queries, services
from contest.entries.errors import ContestOver
from contest.platform.database import transaction
from contest.units.queries import Unit

# A card made at the desk is used in the same breath.
CARD_OF_THE_DESK = timedelta(days=1)


def register(
    *,
    contest_id: int,
    person: accounts.NewPerson,
    consent: bool,
    division: str,
    unit_code: str,
    wants_extra_time: bool,
    lasts: timedelta,
    now: datetime,
    staff_category: str | None = None,
) -> str:
    """Store account, consent and entry together, and sign the person in. Answers the sign-in's token.

    Raises ContestOver, ConsentMissing, PhoneTaken, DivisionUnknown, UnitMissing,
    PlaceMissing, PersonExcluded; then nothing at all is stored.
    """
    with transaction():
        account_id = accounts.create(person=person, consent=consent, now=now)
        join(
            contest_id=contest_id,
            account_id=account_id,
            division=division,
            unit_code=unit_code,
            wants_extra_time=wants_extra_time,
            staff_category=staff_category,
            now=now,
        )
        return accounts.open_sign_in(account_id=account_id, shared_device=False, lasts=lasts, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Helping:
    """Who helps: the helper's account and sign-in, where the desk stands, how many may sit there."""

    helper_id: int
    helper_token: str
    unit: Unit
    limits: accounts.GuestLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredGuest:
    """Somebody who registered at the desk and sits there now; ``code`` is that of a card made for them."""

    opened: accounts.OpenedGuest
    code: str


def register_guest(
    *,
    contest_id: int,
    person: accounts.NewPerson,
    consent: bool,
    division: str,
    unit_code: str,
    wants_extra_time: bool,
    staff_category: str | None,
    helping: Helping,
    click: str,
    rng: Random,
    now: datetime,
) -> RegisteredGuest:
    """Store a citizen without a number at a helper's desk, with a new card if they have none, and seat them.

    Raises as `register` and `accounts.open_guest` do; then nothing at all is stored.
    """
    code = ""
    with transaction():
        if person.card is None:
            made = accounts.make_card_batch(
                unit_id=helping.unit.id,
                unit_path=helping.unit.path,
                size=1,
                expires_at=now + CARD_OF_THE_DESK,
                click=click,
                by=helping.helper_id,
                rng=rng,
                now=now,
            )
            code = made.cards[0].code
            person = accounts.with_new_card(person, serial=made.cards[0].serial, code=code)
        account_id = accounts.create(person=person, consent=consent, now=now)
        join(
            contest_id=contest_id,
            account_id=account_id,
            division=division,
            unit_code=unit_code,
            wants_extra_time=wants_extra_time,
            staff_category=staff_category,
            now=now,
        )
        opened = seat(account_id=account_id, helping=helping, now=now)
    return RegisteredGuest(opened=opened, code=code)


def seat(*, account_id: int, helping: Helping, now: datetime) -> accounts.OpenedGuest:
    """Let somebody whose identity was just proved sit at the desk; raises as `accounts.open_guest` does."""
    return accounts.open_guest(
        helper_id=helping.helper_id,
        helper_token=helping.helper_token,
        unit_id=helping.unit.id,
        account_id=account_id,
        limits=helping.limits,
        now=now,
    )


def seat_by_card(
    *, card: str, pin: str, address: str, helping: Helping, now: datetime
) -> accounts.OpenedGuest:
    """The same for the holder of a card; raises CardMistyped, CardSignInRefused, TooManyTries besides."""
    account_id = accounts.card_holder(code=card, pin=pin, address=address, now=now)
    return seat(account_id=account_id, helping=helping, now=now)


def join(
    *,
    contest_id: int,
    account_id: int,
    division: str,
    unit_code: str,
    wants_extra_time: bool,
    now: datetime,
    staff_category: str | None = None,
) -> int:
    """Enter a person who has an account. Answers the entry's id; raises as `register` does."""
    if queries.is_over(contest_id, now=now):
        raise ContestOver
    return services.enter(
        contest_id=contest_id,
        account_id=account_id,
        division=division,
        unit_code=unit_code,
        wants_extra_time=wants_extra_time,
        staff_category=staff_category,
        now=now,
    )
