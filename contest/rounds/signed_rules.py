"""The signed copy of a version of the rules: a scan that organisers upload and everybody may load."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from contest.platform.audit import log as audit
from contest.platform.database import read, transaction
from contest.rounds import queries
from contest.rounds.errors import NoSignedCopy, NotAPdf
from contest.rounds.models import SignedRulesRow

HEAD, TAIL, WITHIN = b"%PDF-", b"%%EOF", 1024
# A scan has pictures; what runs by itself when it is opened has no place in it.
ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCopy:
    """The newest scan of a version, without its content."""

    rule_set_id: int
    size: int  # bytes
    sha256: str
    uploaded_at: datetime

    @property
    def kilobytes(self) -> int:
        """The size as people are told before they load it."""
        return max(1, round(self.size / 1024))


def find_signed_copy(rule_set_id: int) -> SignedCopy | None:
    """The scan that counts for a version: the one uploaded last."""
    row = read().execute(
        select(
            SignedRulesRow.rule_set_id,
            func.length(SignedRulesRow.content).label("size"),
            SignedRulesRow.sha256,
            SignedRulesRow.uploaded_at,
        )
        .where(SignedRulesRow.rule_set_id == rule_set_id)
        .order_by(SignedRulesRow.id.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip
    return None if row is None else SignedCopy(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def content_of(rule_set_id: int) -> bytes:
    """The scan itself; raises NoSignedCopy."""
    content = (
        read()
        .execute(
            select(SignedRulesRow.content)
            .where(SignedRulesRow.rule_set_id == rule_set_id)
            .order_by(SignedRulesRow.id.desc())
            .limit(1)
        )
        .scalar()
    )
    if content is None:
        raise NoSignedCopy
    return content


def keep_signed_copy(*, contest_id: int, number: int, content: bytes, by: int | None, now: datetime) -> None:
    """Keep the scan of a version's signed copy beside older ones; the same file again changes nothing.

    Raises NotAPdf, ContestUnknown.
    """
    if not is_plain_pdf(content):
        raise NotAPdf
    digest = hashlib.sha256(content).hexdigest()
    with transaction() as session:
        version = queries.rule_set_version(contest_id, number)
        before = find_signed_copy(version.id)
        if before is not None and before.sha256 == digest:
            return
        session.add(
            SignedRulesRow(
                rule_set_id=version.id, content=content, sha256=digest, uploaded_at=now, uploaded_by=by
            )
        )
        audit.record(
            action="rounds:rules:signed_copy",
            subject=f"{contest_id}:{number}",
            by=by,
            now=now,
            facts={"sha256": digest, "size": len(content), "replaces": before.sha256 if before else ""},
        )


def is_plain_pdf(content: bytes) -> bool:
    """Whether a file is a PDF by its content, and nothing in it runs or hides another file."""
    return (
        content.startswith(HEAD) and TAIL in content[-WITHIN:] and not any(word in content for word in ACTIVE)
    )
