"""Tables of the question bank; private to this slice."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
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


class ItemAuthorRow(Base):
    """Somebody who wrote on a question since it was last approved, and so does not approve it."""

    __tablename__ = "item_author"
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True)


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
    # None for versions from before there were pictures, recordings and other languages.
    media: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    variants: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    search: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]


class ItemCorrectionRow(Base):
    """A question version found wrong after it was asked: struck out, or another key; insert-only."""

    __tablename__ = "item_correction"
    __table_args__ = (
        CheckConstraint("way IN ('struck', 'key')", name="known_way"),
        CheckConstraint("(way = 'key') = (key IS NOT NULL)", name="key_for_a_new_key"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    contest_id: Mapped[int] = mapped_column(Integer, index=True)
    way: Mapped[str] = mapped_column(String(10))
    key: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    notice: Mapped[str] = mapped_column(Text)  # what everybody reads; tells no key of a question still asked
    proposed_by: Mapped[int | None]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime]


class ItemCorrectionRoundRow(Base):
    """A round in which a correction counts; insert-only."""

    __tablename__ = "item_correction_round"
    correction_id: Mapped[int] = mapped_column(ForeignKey("item_correction.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(Integer, primary_key=True, index=True)


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


class ItemWordRow(Base):
    """A folded word of the newest version of a question, or of its code: the index that searches use."""

    __tablename__ = "item_word"
    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True, index=True)


class ItemStatisticsRow(Base):
    """How a version of a question fared in one round; written by the slice that analyses attempts."""

    __tablename__ = "item_statistics"
    __table_args__ = (CheckConstraint("0 <= right_answers AND right_answers <= papers", name="counted"),)
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    papers: Mapped[int] = mapped_column(Integer)
    right_answers: Mapped[int] = mapped_column(Integer)
    remarks: Mapped[list[str]] = mapped_column(JSON)
    needs_look: Mapped[bool]
    recorded_at: Mapped[datetime]


class ItemCommentRow(Base):
    """What somebody says about a question; settled once somebody says so."""

    __tablename__ = "item_comment"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled_by_somebody"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_by: Mapped[int]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None]


class MediaFileRow(Base):
    """A picture or recording under the digest of its content; never changed."""

    __tablename__ = "media_file"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mimetype: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    stored_at: Mapped[datetime]
    stored_by: Mapped[int | None]
