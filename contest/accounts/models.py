"""Tables of accounts, roles, consent, sign-ins, cards and guest sessions; private to this slice."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base


class AccountRow(Base):
    """A person who can sign in; the phone number is canonical (E.164) and unique, so is the card's number.

    Who has a card signs in with its code; a phone number they may get later is for calling them.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'disabled')", name="known_status"),
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint("phone IS NOT NULL OR card IS NOT NULL", name="phone_or_card"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str | None] = mapped_column(String(20), unique=True)
    card: Mapped[str | None] = mapped_column(String(20), unique=True)  # the-12-034: batch and number
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)  # of people without a number, if they say
    name: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(String(300))
    search: Mapped[str] = mapped_column(String(120), index=True)
    password_hash: Mapped[str | None] = mapped_column(Text)  # None: signs in by other means or not at all
    status: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    second_factor_key: Mapped[str | None] = mapped_column(Text)  # encrypted
    second_factor_confirmed_at: Mapped[datetime | None]
    second_factor_step: Mapped[int | None]  # the last used time step: a code works once


class RoleGrantRow(Base):
    """A staff role, for all or for one unit's subtree."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "role IN ('organiser', 'editor', 'unit_officer', 'auditor', 'helper')", name="known_role"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None]
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None]
    revoked_at: Mapped[datetime | None]


class ConsentRow(Base):
    """What a person agreed to: the purpose and the version of the text (D2)."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    text_version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class SignInRow(Base):
    """One sign-in on one device; ends by itself, by sign-out, or when the account changes (P4)."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_account_open", "account_id", "ended_at"),)
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    began_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    second_factor_at: Mapped[datetime | None]
    shared_device: Mapped[bool]
    guest_id: Mapped[int | None] = mapped_column(Integer)  # of the guest session at a helper's desk


class CardBatchRow(Base):
    """Cards made at once for a unit; insert-only."""

    __tablename__ = "card_batch"
    __table_args__ = (CheckConstraint("size > 0", name="not_empty"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_path: Mapped[str] = mapped_column(String(250))
    size: Mapped[int] = mapped_column(SmallInteger)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]
    expires_at: Mapped[datetime]  # until then a card registers somebody
    click: Mapped[str] = mapped_column(
        String(64), unique=True
    )  # of the form: a second click makes no second batch


class CardRow(Base):
    """One card: of its code only the hash is kept. New, then somebody's, or revoked."""

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("batch_id", "number"),
        CheckConstraint("(account_id IS NULL) = (used_at IS NULL)", name="used_has_time"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_reason IS NULL)", name="revoked_has_reason"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("card_batch.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), unique=True)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None]
    revoked_reason: Mapped[str | None] = mapped_column(Text)


_RUNNING = text("ended_at IS NULL")


class GuestSessionRow(Base):
    """A citizen sits at a helper's device: who helped, where, when. One at a time for helper and citizen."""

    __tablename__ = "guest_session"
    __table_args__ = (
        Index(
            "uq_guest_session_helper",
            "helper_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index(
            "uq_guest_session_citizen",
            "account_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_guest_session_helper_began", "helper_id", "began_at"),
        CheckConstraint("helper_id <> account_id", name="two_people"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))  # where the desk stands
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    began_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    return_hash: Mapped[str] = mapped_column(
        String(64), unique=True
    )  # of what the device keeps for the way back
    # What the helper's own sign-in was worth when it made way: the way back is worth no more.
    helper_until: Mapped[datetime]
    helper_second_factor_at: Mapped[datetime | None]
