"""Tables of the question bank; private to this slice."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base


class ItemRow(Base):
    """A question through its life; its content stands in versions."""

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'review', 'approved', 'retired')", name="known_status"),
        CheckConstraint("pool IN ('open', 'contest')", name="known_pool"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    pool: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10), index=True)
    version_id: Mapped[int | None]  # the newest version; None only while the first is being written
    author_id: Mapped[int | None]
    approver_id: Mapped[int | None]
    changed_at: Mapped[datetime]


class ItemVersionRow(Base):
    """The content of a question at one time; never changed."""

    __tablename__ = "item_version"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        UniqueConstraint("item_id", "fingerprint"),
        CheckConstraint("key >= 0", name="has_a_key"),
        CheckConstraint("level IN ('recall', 'understand', 'apply')", name="known_level"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int] = mapped_column(Integer)
    topic: Mapped[str] = mapped_column(String(60), index=True)
    level: Mapped[str] = mapped_column(String(12))
    stem: Mapped[str] = mapped_column(Text)
    choices: Mapped[list[str]] = mapped_column(JSON)
    key: Mapped[int] = mapped_column(Integer)
    explanation: Mapped[str] = mapped_column(Text)
    citation: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    tags: Mapped[list[str]] = mapped_column(JSON)
    facts: Mapped[list[str]] = mapped_column(JSON)
    pin_last: Mapped[bool]
    replaced_by: Mapped[str] = mapped_column(Text)
    search: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]
