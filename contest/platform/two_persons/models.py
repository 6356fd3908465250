"""The table of what takes two persons, private to the platform's proposals."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base

_WAITING = text("state = 'waiting'")


class State(StrEnum):
    """What became of a proposal."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The state on screen."""
        return {
            State.WAITING: "Chờ duyệt",
            State.APPROVED: "Đã duyệt, đã thực hiện",
            State.REFUSED: "Không duyệt",
            State.WITHDRAWN: "Đã rút",
            State.EXPIRED: "Quá hạn",
        }[self]


class ProposalRow(Base):
    """An act put forward, and what became of it; the database itself refuses one person for two."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'approved', 'refused', 'withdrawn', 'expired')", name="known_state"
        ),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint(
            "state NOT IN ('approved', 'refused') OR (decided_by IS NOT NULL AND decided_by <> proposed_by)",
            name="two_persons",
        ),
        Index("uq_proposal_waiting", "key", unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    payload: Mapped[str] = mapped_column(Text)  # canonical JSON
    key: Mapped[str] = mapped_column(String(64))  # of kind and payload: the same act waits once
    reason: Mapped[str] = mapped_column(Text)
    # In sentences, as put forward, and then as approved.
    effect: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    proposed_by: Mapped[int]
    proposed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(Text)  # what the second person says
    outcome: Mapped[str] = mapped_column(Text)  # what was done, in words
