"""Signed checkpoints of the log, kept in the database and in a file outside it (R2).

Whoever holds the database can rewrite the whole chain; an anchor that left the database before
cannot be rewritten with it.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from contest.platform.audit import log as audit
from contest.platform.audit import signing
from contest.platform.audit.signing import Statement
from contest.platform.configuration import settings
from contest.platform.database import read, transaction

CHECKPOINT = "checkpoint"
ENTRIES, HEAD = "entries", "head"
PENDING = "contest_anchors"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """So many entries there were, and this was the hash of the last."""

    entries: int
    head: str
    statement: Statement


def attest(*, kind: str, subject: str, facts: Mapping[str, object], now: datetime) -> Statement:
    """Sign facts together with the state of the log; the line leaves the database when it is stored."""
    with transaction() as session:
        signing.prepare(now=now)
        entries, head = audit.state(hold=True)
        statement = signing.sign(
            kind=kind, subject=subject, facts={**facts, ENTRIES: entries, HEAD: head}, now=now
        )
        session.info.setdefault(PENDING, []).append(statement.line())
        return statement


def checkpoint(*, now: datetime, occasion: str = "") -> Statement | None:
    """Sign the state of the log; None where nothing was written since it was signed last."""
    with transaction():
        signing.prepare(now=now)
        entries, _head = audit.state(hold=True)
        if signing.find_statement(CHECKPOINT, str(entries)) is not None:
            return None
        return attest(kind=CHECKPOINT, subject=str(entries), facts={"occasion": occasion}, now=now)


def anchors(lines: Iterable[Statement]) -> tuple[Anchor, ...]:
    """Those statements that say how the log stood, in its order."""
    found = [
        Anchor(entries=facts[ENTRIES], head=facts[HEAD], statement=one)
        for one in lines
        if HEAD in (facts := one.facts)
    ]
    return tuple(sorted(found, key=lambda one: one.entries))


def outside() -> tuple[Statement, ...]:
    """What the file outside the database holds. Raises ValueError for a line that is no statement."""
    path = settings().resolved_anchor_file
    if not path.exists():
        return ()
    return tuple(signing.statement_from(line) for line in path.read_text(encoding="utf-8").splitlines())


def export_missing() -> int:
    """Add to the file what it lacks, for example after its disk was full; answers how many lines."""
    path = settings().resolved_anchor_file
    there = set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()
    lines = [line for one in signing.statements() if (line := one.line()) not in there]
    _append(lines)
    return len(lines)


def newest() -> Statement | None:
    """The newest checkpoint."""
    row = read().execute(
        select(signing.StatementRow.subject)
        .where(signing.StatementRow.kind == CHECKPOINT)
        .order_by(signing.StatementRow.id.desc())
        .limit(1)
    )
    subject = row.scalar()
    return None if subject is None else signing.find_statement(CHECKPOINT, subject)


def _append(lines: Iterable[str]) -> None:
    path = settings().resolved_anchor_file
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


@event.listens_for(Session, "after_commit")
def _leave(session: Session) -> None:
    """Only what was really stored leaves the database; a full disk must not undo a publication."""
    lines = session.info.pop(PENDING, None)
    if lines:
        try:
            _append(lines)
        except OSError as error:
            log.error("anchor_not_written", error=str(error))  # noqa: TRY400 - the next checkpoint makes it good


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(PENDING, None)
