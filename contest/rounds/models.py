"""Tables of contests, rounds and rule-set versions; private to this slice."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base


class ContestRow(Base):
    """One contest; tied to one unit list for ever."""

    __tablename__ = "contest"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(250))
    organiser: Mapped[str] = mapped_column(String(200))
    legal_basis: Mapped[str] = mapped_column(Text)
    hotline: Mapped[str] = mapped_column(String(40))
    receipt_prefix: Mapped[str] = mapped_column(String(8))
    unit_list_id: Mapped[int]
    two_persons: Mapped[bool]  # whether final acts take two (R6)
    created_at: Mapped[datetime]


class RuleSetRow(Base):
    """One version of the rules; never changed."""

    __tablename__ = "rule_set"
    __table_args__ = (UniqueConstraint("contest_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    number: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)  # canonical JSON; the digest is of this text
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]


class SignedRulesRow(Base):
    """The scan of a version's signed copy; never changed, the newest counts."""

    __tablename__ = "signed_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int | None]


class RoundRow(Base):
    """One round ("Tuần 3"). Draft until scheduled; locked by an organiser after it closed."""

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("contest_id", "number"),
        CheckConstraint("state IN ('draft', 'scheduled', 'locked')", name="known_state"),
        CheckConstraint("(state = 'locked') = (locked_at IS NOT NULL)", name="locked_has_time"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(80))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    state: Mapped[str] = mapped_column(String(10))
    scheduled_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    results_due_on: Mapped[date | None]  # the last day on which its results are to be announced


class RoundIntervalRow(Base):
    """One stretch of time in which a round is open: opens_at <= now < closes_at."""

    __tablename__ = "round_interval"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]


class RecordingRow(Base):
    """One of the site's key texts, spoken in a language; a new recording takes the place of the old one."""

    __tablename__ = "key_recording"
    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    ending: Mapped[str] = mapped_column(String(4))
    mimetype: Mapped[str] = mapped_column(String(20))
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int]


class RoundItemRow(Base):
    """A question version that a scheduled round may draw."""

    __tablename__ = "round_item"
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    item_version_id: Mapped[int] = mapped_column(Integer, primary_key=True)
