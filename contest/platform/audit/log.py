"""The append-only, hash-chained log of what changed an outcome (R1)."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, String, Text, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base, BigId, read, transaction
from contest.platform.identity import request_id

GENESIS = "0" * 64
LINKS_AT_A_TIME = 1000
CONTENT = ("at", "actor_id", "action", "subject", "facts", "reason", "request_id", "previous_hash")


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
            request_id=request_id(),
            previous_hash=previous,
            hash="",
        )
        event.hash = _hash(_content(event))
        session.add(event)
        session.execute(
            update(AuditHead).where(AuditHead.id == 1).values(hash=event.hash, entries=entries + 1)
        )
        session.flush()


def state(*, hold: bool = False) -> tuple[int, str]:
    """How many entries there are and the hash of the last; hold: nobody writes until the transaction ends."""
    query = select(AuditHead.entries, AuditHead.hash).where(AuditHead.id == 1)
    head = read().execute(query.with_for_update() if hold else query).one_or_none()
    return (0, GENESIS) if head is None else (head.entries, head.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry with its place in the chain: the hashes it states, and the hash of what it says."""

    id: int
    content: Mapping[str, object]
    hash: str
    computed_hash: str

    @property
    def previous_hash(self) -> str:
        """The hash of the entry before, as this one states it."""
        return str(self.content["previous_hash"])


def links() -> Iterator[Link]:
    """The whole chain in the order it was written, so many entries at a time."""
    query = select(*(getattr(AuditEvent, name) for name in ("id", "hash", *CONTENT)))
    last = 0
    while (
        rows := read()
        .execute(query.where(AuditEvent.id > last).order_by(AuditEvent.id).limit(LINKS_AT_A_TIME))
        .all()
    ):
        for row in rows:
            content = _content(row)
            yield Link(id=row.id, content=content, hash=row.hash, computed_hash=_hash(content))
        last = rows[-1].id


def export_lines() -> Iterator[str]:
    """The chain as lines of JSON, the last of which says how many there are and the hash of the last."""
    for link in links():
        yield canonical({**link.content, "id": link.id, "hash": link.hash})
    entries, head = state()
    yield canonical({"entries": entries, "head": head})


def id_of(entry_hash: str) -> int | None:
    """The id of the entry that states this hash as its own."""
    return read().execute(select(AuditEvent.id).where(AuditEvent.hash == entry_hash)).scalar_one_or_none()


def id_after(entry_id: int) -> int | None:
    """The id of the entry written next."""
    return read().execute(select(func.min(AuditEvent.id)).where(AuditEvent.id > entry_id)).scalar_one()


def latest(*, limit: int, before_id: int | None = None, action: str = "") -> tuple[Entry, ...]:
    """The newest entries first, paged by id."""
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(AuditEvent.id < before_id)
    if action:
        query = query.where(AuditEvent.action.startswith(action, autoescape=True))
    return tuple(entry_of(row) for row in read().execute(query).scalars())


def find_newest(*, action: str, subject: str) -> Entry | None:
    """The newest entry of an action about a subject."""
    query = select(AuditEvent).where(AuditEvent.action == action, AuditEvent.subject == subject)
    row = read().execute(query.order_by(AuditEvent.id.desc()).limit(1)).scalar_one_or_none()
    return None if row is None else entry_of(row)


def entry_of(row: AuditEvent) -> Entry:
    """A stored row as the value that leaves the log."""
    return Entry(
        id=row.id,
        at=row.at,
        actor_id=row.actor_id,
        action=row.action,
        subject=row.subject,
        facts=row.facts,
        reason=row.reason,
    )


def count() -> int:
    """How many deeds the log holds."""
    return read().execute(select(func.count(AuditEvent.id))).scalar_one()


def canonical(data: Mapping[str, object]) -> str:
    """The one way of writing data down that hashes and signatures are of."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _content(row: Any) -> dict[str, object]:
    """What the hash of an entry is of."""
    return {name: getattr(row, name) for name in CONTENT} | {"at": row.at.isoformat()}


def _hash(content: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()
