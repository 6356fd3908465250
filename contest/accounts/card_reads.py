"""Reads of code cards: the batches of a unit's subtree, their cards, and what stands behind a typed code."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, func, select

from contest.accounts import card_codes
from contest.accounts.errors import CardNumberUnknown, CardRefused, CardUnknown, CardUsed
from contest.accounts.models import CardBatchRow, CardRow
from contest.platform.database import read, run
from contest.platform.language.vietnamese import fold
from contest.platform.language.vietnamese_numbers import CARD


class CardState(StrEnum):
    """What has become of a card."""

    NEW = "new"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The state on screen."""
        return {
            CardState.NEW: "Mới",
            CardState.USED: "Đã dùng",
            CardState.REVOKED: "Đã thu hồi",
            CardState.EXPIRED: "Hết hạn",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardBatch:
    """Cards made at once for a unit, and how many of them are used or revoked."""

    id: int
    unit_id: int
    unit_path: str
    size: int
    made_at: datetime
    made_by: int | None
    expires_at: datetime
    used: int
    revoked: int  # those that nobody had used

    def left(self, now: datetime) -> int:
        """How many can still register somebody."""
        return self.size - self.used - self.revoked if now < self.expires_at else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCard:
    """One card as its makers see it: never its code."""

    id: int
    serial: str  # the-12-034
    state: CardState
    account_id: int | None
    used_at: datetime | None
    revoked_at: datetime | None
    revoked_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshCard:
    """A card that can register somebody now."""

    serial: str
    code_hash: str
    unit_id: int


def serial_of(batch_id: int, number: int) -> str:
    """The public number of a card, by which its makers find it again."""
    return f"{CARD}{batch_id}-{number:03}"


# A card's number as people write it: thẻ 12-034, the-12-34, 12-34. No telephone number reads like that.
_SERIAL = re.compile(r"(?:the[ -]?)?([1-9]\d{0,5})-(\d{1,3})")


def looks_like_serial(text: str) -> bool:
    """Whether a typed number is a card's and no telephone's."""
    return _SERIAL.fullmatch(fold(text)) is not None


def find_serial(text: str) -> str:
    """The number of a card in its one form, as typed by people; raises CardNumberUnknown."""
    typed = _SERIAL.fullmatch(fold(text))
    if typed is None:
        raise CardNumberUnknown
    batch_id, number = (int(digits) for digits in typed.groups())
    query = select(CardRow.id).where(CardRow.batch_id == batch_id, CardRow.number == number)
    if read().execute(query).scalar() is None:
        raise CardNumberUnknown
    return serial_of(batch_id, number)


def batches_below(path: str) -> tuple[CardBatch, ...]:
    """The batches for a unit and everything below it, the newest first."""
    wanted = CardBatchRow.unit_path.startswith(path, autoescape=True)
    rows = read().execute(_COUNTED.where(wanted).order_by(CardBatchRow.id.desc()))
    return tuple(CardBatch(**row._mapping) for row in rows)  # noqa: SLF001 - SQLAlchemy's own name for it


def get_batch(batch_id: int) -> CardBatch:
    """One batch; raises CardUnknown."""
    row = read().execute(_COUNTED.where(CardBatchRow.id == batch_id)).one_or_none()
    if row is None:
        raise CardUnknown
    return CardBatch(**row._mapping)  # noqa: SLF001 - as above


_COUNTED = (
    select(
        CardBatchRow.id,
        CardBatchRow.unit_id,
        CardBatchRow.unit_path,
        CardBatchRow.size,
        CardBatchRow.made_at,
        CardBatchRow.made_by,
        CardBatchRow.expires_at,
        func.count(CardRow.used_at).label("used"),
        func.count(CardRow.id)
        .filter(CardRow.revoked_at.is_not(None), CardRow.used_at.is_(None))
        .label("revoked"),
    )
    .join(CardRow, CardRow.batch_id == CardBatchRow.id)
    .group_by(CardBatchRow.id)
)


def cards_of(batch_id: int, *, now: datetime) -> tuple[StoredCard, ...]:
    """The cards of a batch in the order they were printed."""
    rows = read().execute(
        select(CardRow, CardBatchRow.expires_at)
        .join(CardBatchRow, CardBatchRow.id == CardRow.batch_id)
        .where(CardRow.batch_id == batch_id)
        .order_by(CardRow.number)
    )
    return tuple(_stored(row, expires_at, now) for row, expires_at in rows)


def get_card(card_id: int, *, now: datetime) -> tuple[StoredCard, CardBatch]:
    """One card with its batch; raises CardUnknown."""
    row = read().get(CardRow, card_id)
    if row is None:
        raise CardUnknown
    batch = get_batch(row.batch_id)
    return _stored(row, batch.expires_at, now), batch


def _stored(row: CardRow, expires_at: datetime, now: datetime) -> StoredCard:
    state = CardState.NEW if now < expires_at else CardState.EXPIRED
    if row.used_at is not None:
        state = CardState.USED
    if row.revoked_at is not None:
        state = CardState.REVOKED
    return StoredCard(
        id=row.id,
        serial=serial_of(row.batch_id, row.number),
        state=state,
        account_id=row.account_id,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
        revoked_reason=row.revoked_reason,
    )


_BY_CODE = (
    select(
        CardRow.batch_id,
        CardRow.number,
        CardRow.used_at,
        CardRow.revoked_at,
        CardBatchRow.expires_at,
        CardBatchRow.unit_id,
    )
    .join(CardBatchRow, CardBatchRow.id == CardRow.batch_id)
    .where(CardRow.code_hash == bindparam("code_hash"))
)


def fresh_card(code: str, *, now: datetime) -> FreshCard:
    """The card of a typed code, to register somebody; raises CardMistyped, CardRefused, CardUsed."""
    code_hash = card_codes.code_hash(card_codes.canonical(code))
    row = run(_BY_CODE, {"code_hash": code_hash}).one_or_none()
    if row is None or row.revoked_at is not None:
        raise CardRefused
    if row.used_at is not None:
        raise CardUsed
    if now >= row.expires_at:
        raise CardRefused
    return FreshCard(serial=serial_of(row.batch_id, row.number), code_hash=code_hash, unit_id=row.unit_id)
