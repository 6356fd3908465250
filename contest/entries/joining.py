"""Joining the current contest: a new person in one step with the account, a known one by choosing again."""

from datetime import datetime, timedelta

from contest.accounts import services as accounts
from contest.entries import queries, services
from contest.entries.errors import ContestOver
from contest.platform.database import transaction


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
