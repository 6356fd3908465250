"""Tables of accounts, roles, consent and sign-ins; private to this slice."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base


class AccountRow(Base):
    """A person who can sign in; the phone number is canonical (E.164) and unique."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'disabled')", name="known_status"),
        CheckConstraint("name <> ''", name="has_a_name"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(String(20), unique=True)
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
        CheckConstraint("role IN ('organiser', 'editor', 'unit_officer', 'auditor')", name="known_role"),
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
