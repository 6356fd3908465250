"""Use cases of code cards: make a batch, revoke cards, claim one for a person, check code and PIN."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import bindparam, exists, insert, select, update

from contest.accounts import card_codes, passwords
from contest.accounts.card_reads import FreshCard, fresh_card, get_card, serial_of
from contest.accounts.errors import (
    BatchMade,
    CardCountWrong,
    CardDayWrong,
    CardRefused,
    CardSignInRefused,
    CardUnknown,
    CardUsed,
)
from contest.accounts.models import AccountRow, CardBatchRow, CardRow, SignInRow
from contest.platform import throttle
from contest.platform.audit import log as audit
from contest.platform.database import run, transaction
from contest.platform.upsert import insert as upsert

MOST_CARDS = 400
LONGEST_DAYS = 400
# P7: codes that nobody made, from one address; wide, because a whole hall may share one.
WRONG_PER_ADDRESS, WRONG_WINDOW = 300, timedelta(minutes=15)
# Wrong PINs for one card from anywhere: who has the code but not the PIN gets nowhere in a contest's weeks,
# and nobody without the code can use the tries up.
WRONG_PER_CARD, WRONG_PER_CARD_A_DAY, DAY = 10, 30, timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCard:
    """A new card with its code in the clear, for the printer alone."""

    serial: str
    code: str  # in groups, as people read it


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A batch as it is made: the only moment when its codes are known."""

    id: int
    cards: tuple[PrintedCard, ...]


def make_batch(
    *,
    unit_id: int,
    unit_path: str,
    size: int,
    expires_at: datetime,
    click: str,
    by: int | None,
    rng: Random,
    now: datetime,
) -> NewBatch:
    """Make cards for a unit; ``click`` names the form, so that a second click makes no second batch.

    Raises CardCountWrong, CardDayWrong, BatchMade.
    """
    if not 1 <= size <= MOST_CARDS:
        raise CardCountWrong(most=MOST_CARDS)
    if not now < expires_at <= now + timedelta(days=LONGEST_DAYS):
        raise CardDayWrong(days=LONGEST_DAYS)
    codes = [card_codes.new_code(rng) for _number in range(size)]
    with transaction() as session:
        batch_id = session.execute(
            upsert(CardBatchRow)
            .values(
                unit_id=unit_id,
                unit_path=unit_path,
                size=size,
                made_at=now,
                made_by=by,
                expires_at=expires_at,
                click=click,
            )
            .on_conflict_do_nothing(index_elements=["click"])
            .returning(CardBatchRow.id)
        ).scalar()
        if batch_id is None:
            made = select(CardBatchRow.id).where(CardBatchRow.click == click)
            raise BatchMade(batch=session.execute(made).scalar_one())
        session.execute(
            insert(CardRow),
            [
                {"batch_id": batch_id, "number": number, "code_hash": card_codes.code_hash(code)}
                for number, code in enumerate(codes, start=1)
            ],
        )
        audit.record(
            action="accounts:cards:make",
            subject=f"lo-{batch_id}",
            by=by,
            now=now,
            facts={"unit_id": unit_id, "size": size, "expires_at": expires_at.isoformat()},
        )
    printed = tuple(
        PrintedCard(serial=serial_of(batch_id, number), code=card_codes.shown(code))
        for number, code in enumerate(codes, start=1)
    )
    return NewBatch(id=batch_id, cards=printed)


def revoke_batch(*, batch_id: int, by: int | None, reason: str, now: datetime) -> int:
    """Revoke the cards of a batch that nobody has used. Answers how many; twice is the same."""
    with transaction() as session:
        revoked = session.execute(
            update(CardRow)
            .where(CardRow.batch_id == batch_id, CardRow.used_at.is_(None), CardRow.revoked_at.is_(None))
            .values(revoked_at=now, revoked_by=by, revoked_reason=reason)
            .returning(CardRow.id)
        ).all()
        if revoked:
            audit.record(
                action="accounts:cards:revoke",
                subject=f"lo-{batch_id}",
                by=by,
                now=now,
                reason=reason,
                facts={"cards": len(revoked)},
            )
        return len(revoked)


def revoke_card(*, card_id: int, by: int | None, reason: str, now: datetime) -> None:
    """Revoke one card; who signed in with it is signed out everywhere. Raises CardUnknown."""
    card, batch = get_card(card_id, now=now)
    with transaction() as session:
        revoked = session.execute(
            update(CardRow)
            .where(CardRow.id == card_id, CardRow.revoked_at.is_(None))
            .values(revoked_at=now, revoked_by=by, revoked_reason=reason)
            .returning(CardRow.account_id)
        ).one_or_none()
        if revoked is None:
            return
        session.execute(
            update(SignInRow)
            .where(SignInRow.account_id == revoked.account_id, SignInRow.ended_at.is_(None))
            .values(ended_at=now)
        )
        audit.record(
            action="accounts:card:revoke",
            subject=card.serial,
            by=by,
            now=now,
            reason=reason,
            facts={"batch_id": batch.id, "account_id": revoked.account_id},
        )


def renew_card(*, card_id: int, by: int | None, reason: str, rng: Random, now: datetime) -> PrintedCard:
    """Give the holder of a lost card a new code under the same number; the old code is worth nothing.

    The PIN stays, so a new code alone lets nobody in. Raises CardUnknown, also for a card nobody has used.
    """
    card, _batch = get_card(card_id, now=now)
    code = card_codes.new_code(rng)
    with transaction() as session:
        renewed = session.execute(
            update(CardRow)
            .where(CardRow.id == card_id, CardRow.account_id.is_not(None))
            .values(
                code_hash=card_codes.code_hash(code), revoked_at=None, revoked_by=None, revoked_reason=None
            )
            .returning(CardRow.account_id)
        ).scalar()
        if renewed is None:
            raise CardUnknown
        session.execute(
            update(SignInRow)
            .where(SignInRow.account_id == renewed, SignInRow.ended_at.is_(None))
            .values(ended_at=now)
        )
        audit.record(
            action="accounts:card:renew",
            subject=card.serial,
            by=by,
            now=now,
            reason=reason,
            facts={"account_id": renewed},
        )
    return PrintedCard(serial=card.serial, code=card_codes.shown(code))


def look_at(*, code: str, address: str, now: datetime) -> FreshCard:
    """The card that a typed code registers with; codes that nobody made are counted for the address.

    Raises CardMistyped, CardRefused, CardUsed, TooManyTries.
    """
    key = f"card:{address}"
    throttle.check(key=key, limit=WRONG_PER_ADDRESS, per=WRONG_WINDOW, now=now)
    try:
        return fresh_card(code, now=now)
    except CardRefused:
        throttle.count(key=key, per=WRONG_WINDOW, now=now)
        raise


def claim(*, code_hash: str, account_id: int, now: datetime) -> None:
    """The card is this person's from now on, within the transaction of the registration.

    Raises CardUsed when somebody was quicker, CardRefused when it was revoked or ran out meanwhile.
    """
    with transaction() as session:
        in_time = exists().where(CardBatchRow.id == CardRow.batch_id, CardBatchRow.expires_at > now)
        claimed = session.execute(
            update(CardRow)
            .where(
                CardRow.code_hash == code_hash,
                CardRow.account_id.is_(None),
                CardRow.revoked_at.is_(None),
                in_time,
            )
            .values(account_id=account_id, used_at=now)
            .returning(CardRow.id)
        ).scalar()
        if claimed is None:
            used = select(CardRow.used_at).where(CardRow.code_hash == code_hash)
            raise CardRefused if session.execute(used).scalar() is None else CardUsed


_HOLDER = (
    select(AccountRow.id, AccountRow.password_hash, AccountRow.status, CardRow.revoked_at)
    .join(CardRow, CardRow.account_id == AccountRow.id)
    .where(CardRow.code_hash == bindparam("code_hash"))
)


def holder_of(*, code: str, pin: str, address: str, now: datetime) -> int:
    """The account whose card and PIN these are; raises CardMistyped, CardSignInRefused, TooManyTries."""
    code_hash = card_codes.code_hash(card_codes.canonical(code))
    here, card = f"card:{address}", f"card-pin:{code_hash}"
    throttle.check(key=here, limit=WRONG_PER_ADDRESS, per=WRONG_WINDOW, now=now)
    throttle.check(key=card, limit=WRONG_PER_CARD, per=WRONG_WINDOW, now=now)
    throttle.check(key=card, limit=WRONG_PER_CARD_A_DAY, per=DAY, now=now)
    row = run(_HOLDER, {"code_hash": code_hash}).one_or_none()
    is_good = row is not None and row.status == "active" and row.revoked_at is None
    stored = row.password_hash if row is not None and is_good else None
    if not passwords.matches(stored, pin) or row is None:
        throttle.count(key=here, per=WRONG_WINDOW, now=now)
        throttle.count(key=card, per=WRONG_WINDOW, now=now)
        throttle.count(key=card, per=DAY, now=now)
        raise CardSignInRefused
    account_id: int = row.id
    return account_id
