"""Tables of entries and exclusions; private to this slice."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base


class EntryRow(Base):
    """A person in a contest; keeps unit and division as of entering (A10)."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("contest_id", "account_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    division: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_path: Mapped[str] = mapped_column(String(250))
    entered_at: Mapped[datetime]
    wants_extra_time: Mapped[bool]
    extra_time_granted_at: Mapped[datetime | None]
    excluded_reason: Mapped[str | None] = mapped_column(Text)  # of the exclusion in force
    staff_category: Mapped[str | None] = mapped_column(
        String(40)
    )  # leader, one-stop staff ...; None: neither


class ExclusionRow(Base):
    """A phone number that may not enter or rank: organising committee, question authors."""

    __tablename__ = "exclusion"
    __table_args__ = (
        Index(
            "uq_exclusion_in_force",
            "contest_id",
            "phone",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    phone: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]
    lifted_at: Mapped[datetime | None]
