"""Tables of the question bank; private to this slice."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base

_IN_FORCE = text("undone_at IS NULL")


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


class ItemFileRow(Base):
    """A file of questions that was imported; the same content is imported once until it is undone (C4)."""

    __tablename__ = "item_file"
    __table_args__ = (
        Index(
            "uq_item_file_in_force",
            "sha256",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
        CheckConstraint("imported > 0 AND left_out >= 0", name="took_something"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_somebody"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    pool: Mapped[str] = mapped_column(String(10))
    imported: Mapped[int] = mapped_column(Integer)
    left_out: Mapped[int] = mapped_column(Integer)
    imported_at: Mapped[datetime]
    imported_by: Mapped[int]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None]


class ItemFileItemRow(Base):
    """A question that came with a file."""

    __tablename__ = "item_file_item"
    file_id: Mapped[int] = mapped_column(ForeignKey("item_file.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
