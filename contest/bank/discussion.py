"""What was said and done about a question: comments, versions, and the steps of its life out of the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from contest.bank.contents import content_of
from contest.bank.models import ItemCommentRow, ItemRow, ItemVersionRow
from contest.bank.queries import Status
from contest.platform.audit.log import AuditEvent
from contest.platform.database import read
from questions.item import Item

ACTIONS = "bank:item:"
STEPS = {
    "save": "Lưu phiên bản mới",
    Status.REVIEW: "Gửi duyệt",
    Status.APPROVED: "Duyệt",
    Status.DRAFT: "Trả lại người soạn",
    Status.RETIRED: "Ngừng dùng",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody said about a version of a question; settled once somebody said so."""

    id: int
    version: int
    text: str
    written_at: datetime
    written_by: int
    settled_at: datetime | None
    settled_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One deed in the life of a question, as the log tells it."""

    at: datetime
    by: int | None
    words: str
    reason: str


def comments_of(item_id: int) -> tuple[Comment, ...]:
    """The comments on a question, newest first."""
    rows = read().execute(
        select(ItemCommentRow).where(ItemCommentRow.item_id == item_id).order_by(ItemCommentRow.id.desc())
    )
    return tuple(
        Comment(
            id=row.id,
            version=row.version,
            text=row.text,
            written_at=row.written_at,
            written_by=row.written_by,
            settled_at=row.settled_at,
            settled_by=row.settled_by,
        )
        for row in rows.scalars()
    )


def steps_of(code: str) -> Sequence[Step]:
    """Who did what with a question and why, newest first."""
    rows = read().execute(
        select(AuditEvent)
        .where(AuditEvent.subject == code, AuditEvent.action.startswith(ACTIONS, autoescape=True))
        .order_by(AuditEvent.id.desc())
    )
    return [
        Step(at=row.at, by=row.actor_id, words=words, reason=row.reason)
        for row in rows.scalars()
        if (words := STEPS.get(row.action.removeprefix(ACTIONS), ""))
    ]


def history_of(item_id: int) -> tuple[tuple[int, datetime, int | None, Item], ...]:
    """(number, created at, created by, content) of all versions, newest first."""
    rows = read().execute(
        select(ItemVersionRow, ItemRow.code)
        .join(ItemRow, ItemRow.id == ItemVersionRow.item_id)
        .where(ItemVersionRow.item_id == item_id)
        .order_by(ItemVersionRow.number.desc())
    )
    return tuple(
        (row[0].number, row[0].created_at, row[0].created_by, content_of(row[1], row[0])) for row in rows
    )
