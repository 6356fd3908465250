"""Tables of entries, exclusions and requests about own data; private to this slice."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
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
    """Who may not enter or rank: organising committee, question authors.

    ``phone`` is the canonical telephone number, or the number of the card (the-12-034) of who has none.
    """

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


class DataRequestRow(Base):
    """What a person asks for about their own data (D3): a correction, or an end of its use."""

    __tablename__ = "data_request"
    __table_args__ = (
        CheckConstraint("kind IN ('correction', 'withdrawal')", name="known_kind"),
        CheckConstraint("state IN ('received', 'accepted', 'refused', 'done')", name="known_state"),
        CheckConstraint("(state = 'received') = (answered_at IS NULL)", name="answered_once_decided"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_its_time"),
        CheckConstraint("state <> 'refused' OR answer <> ''", name="refused_has_reason"),
        Index(
            "uq_data_request_open",
            "account_id",
            "kind",
            unique=True,
            sqlite_where=text("state IN ('received', 'accepted')"),
            postgresql_where=text("state IN ('received', 'accepted')"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    content: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None]
