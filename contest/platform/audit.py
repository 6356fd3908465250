"""The append-only, hash-chained log of what changed an outcome (R1)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import g, has_request_context
from sqlalchemy import JSON, Integer, String, Text, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base, BigId, read, transaction

GENESIS = "0" * 64


class AuditEvent(Base):
    """One deed; a trigger of the database refuses to change or delete it."""

    __tablename__ = "audit_event"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(80), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    facts: Mapped[dict[str, object]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(String(40))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The one row that writers of the chain queue for."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    entries: Mapped[int] = mapped_column(Integer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A deed as shown in the log page."""

    id: int
    at: datetime
    actor_id: int | None
    action: str
    subject: str
    facts: Mapping[str, object]
    reason: str


def record(
    *,
    action: str,
    subject: str,
    by: int | None,
    now: datetime,
    facts: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """Write a deed ("rounds:round:publish") in the transaction of the use case itself."""
    with transaction() as session:
        head = session.execute(
            select(AuditHead.hash, AuditHead.entries).where(AuditHead.id == 1).with_for_update()
        ).one_or_none()
        if head is None:
            session.add(AuditHead(id=1, hash=GENESIS, entries=0))
            session.flush()
        previous, entries = (head.hash, head.entries) if head else (GENESIS, 0)
        event = AuditEvent(
            at=now,
            actor_id=by,
            action=action,
            subject=subject,
            facts=dict(facts or {}),
            reason=reason,
            request_id=g.get("request_id", "") if has_request_context() else "",
            previous_hash=previous,
            hash="",
        )
        event.hash = _digest(event)
        session.add(event)
        session.execute(
            update(AuditHead).where(AuditHead.id == 1).values(hash=event.hash, entries=entries + 1)
        )
        session.flush()


def first_bad_entry() -> int | None:
    """Recompute the chain; the id of the first entry that does not fit, None when all fit."""
    previous = GENESIS
    entries = 0
    last_id = 0
    for event in read().execute(select(AuditEvent).order_by(AuditEvent.id)).scalars():
        if event.previous_hash != previous or event.hash != _digest(event):
            return event.id
        previous, last_id = event.hash, event.id
        entries += 1
    head = read().get(AuditHead, 1)
    if (head is not None and (head.hash, head.entries) != (previous, entries)) or (head is None and entries):
        return last_id + 1  # the end was cut off
    return None


def latest(*, limit: int, before_id: int | None = None, action: str = "") -> tuple[Entry, ...]:
    """The newest entries first, paged by id."""
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(AuditEvent.id < before_id)
    if action:
        query = query.where(AuditEvent.action.startswith(action, autoescape=True))
    return tuple(
        Entry(
            id=row.id,
            at=row.at,
            actor_id=row.actor_id,
            action=row.action,
            subject=row.subject,
            facts=row.facts,
            reason=row.reason,
        )
        for row in read().execute(query).scalars()
    )


def count() -> int:
    """How many deeds the log holds."""
    return read().execute(select(func.count(AuditEvent.id))).scalar_one()


def _digest(event: AuditEvent) -> str:
    content = {
        "at": event.at.isoformat(),
        "actor_id": event.actor_id,
        "action": event.action,
        "subject": event.subject,
        "facts": event.facts,
        "reason": event.reason,
        "request_id": event.request_id,
        "previous_hash": event.previous_hash,
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
