"""Tables of attempts and answers; private to this slice."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
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

_OPEN = text("state = 'open'")
_COUNTED = text("state = 'finished' AND struck_at IS NULL")


class AttemptRow(Base):
    """One sitting of one paper. The paper is stored as drawn; the deadline as computed at start (T2)."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("entry_id", "round_id", "number"),  # one start for each number (A1)
        Index(
            "uq_attempt_open", "entry_id", "round_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_attempt_round_state", "round_id", "state", "deadline_at"),
        # In the order of the boards: they count people by unit every few seconds from this alone.
        Index(
            "ix_attempt_counted",
            "unit_id",
            "division",
            "entry_id",
            "round_id",
            sqlite_where=_COUNTED,
            postgresql_where=_COUNTED,
        ),
        CheckConstraint("state IN ('open', 'finished')", name="known_state"),
        CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name="finished_has_time"),
        CheckConstraint("(state = 'finished') = (score IS NOT NULL)", name="finished_has_score"),
        CheckConstraint("time_used_ms IS NULL OR time_used_ms >= 0", name="time_not_negative"),
        CheckConstraint("started_at <= deadline_at", name="deadline_after_start"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    account_id: Mapped[int] = mapped_column(Integer)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    rule_set_id: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(SmallInteger)
    division: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int] = mapped_column(Integer)
    unit_path: Mapped[str] = mapped_column(String(250))
    state: Mapped[str] = mapped_column(String(10))
    device: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    grace_ms: Mapped[int] = mapped_column(Integer)
    paper: Mapped[list[list[object]]] = mapped_column(JSON)  # [[item version id, [choice order]], ...]
    questions: Mapped[int] = mapped_column(SmallInteger)
    finished_at: Mapped[datetime | None]
    finished_by: Mapped[str | None] = mapped_column(String(12))  # participant or timeout
    score: Mapped[int | None] = mapped_column(SmallInteger)
    # Questions struck out that do not count; the server's default serves every start.
    left_out: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    time_used_ms: Mapped[int | None] = mapped_column(Integer)
    prediction: Mapped[int | None] = mapped_column(BigInteger)
    receipt: Mapped[str] = mapped_column(String(24), unique=True)  # made at start, shown at finish
    struck_at: Mapped[datetime | None]
    struck_reason: Mapped[str | None] = mapped_column(Text)


class ResponseRow(Base):
    """The newest answer of one slot: the original choice index, or the number of the prediction slot (A2)."""

    __tablename__ = "response"
    __table_args__ = (CheckConstraint("seq >= 0", name="seq_not_negative"),)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)
    value: Mapped[int | None] = mapped_column(BigInteger)
    flagged: Mapped[bool]
    saved_at: Mapped[datetime]


class ScoreCorrectionRow(Base):
    """What an attempt scored before and after a question was corrected; insert-only: both stay readable."""

    __tablename__ = "score_correction"
    correction_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True, index=True)
    old_score: Mapped[int] = mapped_column(SmallInteger)
    old_left_out: Mapped[int] = mapped_column(SmallInteger)
    new_score: Mapped[int] = mapped_column(SmallInteger)
    new_left_out: Mapped[int] = mapped_column(SmallInteger)


class LateResponseRow(Base):
    """An answer that arrived after deadline and grace: kept as evidence, never scored (T3)."""

    __tablename__ = "late_response"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    slot: Mapped[int] = mapped_column(SmallInteger)
    seq: Mapped[int] = mapped_column(Integer)
    value: Mapped[int | None] = mapped_column(BigInteger)
    arrived_at: Mapped[datetime]


class IncidentRow(Base):
    """An outage that organisers made good: when it was and why; insert-only."""

    __tablename__ = "incident"
    __table_args__ = (CheckConstraint("began_at < ended_at", name="began_before_it_ended"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    unit_path: Mapped[str] = mapped_column(String(250))  # of the subtree it hit; "/" for everyone
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None]


class RemedyRow(Base):
    """What one attempt got for an incident: a later deadline, or a further attempt; insert-only."""

    __tablename__ = "remedy"
    __table_args__ = (
        UniqueConstraint("incident_id", "attempt_id"),
        CheckConstraint("(new_deadline_at IS NULL) = gives_attempt", name="one_remedy"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    entry_id: Mapped[int] = mapped_column(Integer, index=True)
    round_id: Mapped[int] = mapped_column(Integer)
    old_deadline_at: Mapped[datetime]
    new_deadline_at: Mapped[datetime | None]
    gives_attempt: Mapped[bool]


class AssistanceRow(Base):
    """An attempt that was taken at a helper's desk: who helped, where, since when; insert-only."""

    __tablename__ = "assistance"
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    guest_id: Mapped[int] = mapped_column(Integer)
    helper_id: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
