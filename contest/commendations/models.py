"""Tables of winners and complaints; private to this slice, insert-only."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base


class WinnerStateRow(Base):
    """How far a winner was checked; the newest row counts, none means proposed."""

    __tablename__ = "winner_state"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'contacted', 'confirmed', 'rejected')", name="known_state"),
        CheckConstraint("(entry_id IS NULL) <> (unit_id IS NULL)", name="person_or_unit"),
        CheckConstraint("state <> 'rejected' OR reason <> ''", name="rejected_has_reason"),
        Index("ix_winner_state_contest_scope", "contest_id", "scope"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    scope: Mapped[str] = mapped_column(String(20))  # "dot-3" (the round's id) or "toan-cuoc"
    entry_id: Mapped[int | None]
    unit_id: Mapped[int | None]
    prize: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None]


class ComplaintRow(Base):
    """A complaint as it was received, tied to the attempt that it is about."""

    __tablename__ = "complaint"
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    attempt_code: Mapped[str] = mapped_column(String(20))  # empty: about no single attempt
    name: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    is_late: Mapped[bool]  # received after the time that the rules allow
    registered_at: Mapped[datetime]
    registered_by: Mapped[int | None]


class ComplaintStepRow(Base):
    """What was done about a complaint; the newest row says where it stands."""

    __tablename__ = "complaint_step"
    __table_args__ = (
        CheckConstraint("state IN ('examining', 'answered', 'not_considered')", name="known_state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    state: Mapped[str] = mapped_column(String(14))
    reply: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None]
