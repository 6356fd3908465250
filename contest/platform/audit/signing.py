"""Signed statements (Ed25519): what was published, where the log stood, which key comes next (R2, R3)."""

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform import upsert
from contest.platform.audit import log as audit
from contest.platform.configuration import settings
from contest.platform.database import Base, BigId, read, transaction

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_ID_LETTERS = 16
# The bytes before the 32 of an Ed25519 key in a PEM file (RFC 8410).
PEM_PREFIX = bytes.fromhex("302a300506032b6570032100")
NEXT_KEY = "key"


class SigningKeyRow(Base):
    """A public key that was used here; rows stay when the key is replaced."""

    __tablename__ = "signing_key"
    id: Mapped[str] = mapped_column(String(KEY_ID_LETTERS), primary_key=True)
    public_key: Mapped[str] = mapped_column(String(64), unique=True)
    first_used_at: Mapped[datetime]


class StatementRow(Base):
    """One signed statement; insert-only."""

    __tablename__ = "signed_statement"
    __table_args__ = (UniqueConstraint("kind", "subject"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)  # canonical JSON: the bytes that are signed
    key_id: Mapped[str] = mapped_column(ForeignKey("signing_key.id"))
    signature: Mapped[str] = mapped_column(String(128))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A public key as shown to everybody."""

    id: str
    raw: str  # 64 hexadecimal digits
    first_used_at: datetime | None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key in groups of four, as read over the telephone."""
        digest = hashlib.sha256(bytes.fromhex(self.raw)).hexdigest()
        return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))

    @property
    def pem(self) -> str:
        """The key as a PEM file."""
        body = base64.b64encode(PEM_PREFIX + bytes.fromhex(self.raw)).decode()
        return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A signed statement with what is needed to check it."""

    kind: str
    subject: str
    text: str
    key_id: str
    public_key: str
    signature: str

    @property
    def facts(self) -> Mapping[str, Any]:
        """What it states."""
        facts: Mapping[str, Any] = json.loads(self.text)
        return facts

    @property
    def at(self) -> datetime:
        """When it was signed."""
        return datetime.fromisoformat(self.facts["at"])

    def line(self) -> str:
        """The statement as one line of JSON, which stands for itself outside the database."""
        return audit.canonical(
            {
                "statement": self.facts,
                "key": self.key_id,
                "public_key": self.public_key,
                "signature": self.signature,
            }
        )


def sign(*, kind: str, subject: str, facts: Mapping[str, object], now: datetime) -> Statement:
    """Sign facts with the key in use and keep the statement, in the transaction of the use case.

    One subject of a kind is signed once. The facts hold texts, whole numbers, lists and objects.
    """
    with transaction() as session:
        private = _key_in_use(now)
        text = audit.canonical({**facts, "kind": kind, "subject": subject, "at": now.isoformat()})
        raw = _raw(private)
        row = StatementRow(
            kind=kind,
            subject=subject,
            text=text,
            key_id=key_id_of(raw),
            signature=private.sign(text.encode()).hex(),
        )
        session.add(row)
        session.flush()
        return _statement(row, raw)


def prepare(*, now: datetime) -> None:
    """Make the key and enter it in the log, where that has not been done; before the log's head is read."""
    with transaction():
        _key_in_use(now)


def replace_key(*, now: datetime) -> tuple[PublicKey, PublicKey]:
    """Put a new key in the place of the one in use, which vouches for it; answers the old and the new.

    The old private key stays beside it under its id, to be taken away and destroyed.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - see below

    old_raw = _raw(_key_in_use(now))
    fresh = Ed25519PrivateKey.generate()
    raw = _raw(fresh)
    path = settings().resolved_signing_key
    with transaction():
        sign(kind=NEXT_KEY, subject=key_id_of(raw), facts={"public_key": raw}, now=now)
        _remember(raw, now)
    path.rename(path.with_name(f"{path.name}.{key_id_of(old_raw)}.old"))
    _store(path, fresh)
    return (
        PublicKey(id=key_id_of(old_raw), raw=old_raw, first_used_at=None),
        PublicKey(id=key_id_of(raw), raw=raw, first_used_at=now),
    )


def public_keys() -> tuple[PublicKey, ...]:
    """Every key that was used here, the newest first."""
    rows = read().execute(
        select(SigningKeyRow).order_by(SigningKeyRow.first_used_at.desc(), SigningKeyRow.id)
    )
    return tuple(
        PublicKey(id=row.id, raw=row.public_key, first_used_at=row.first_used_at) for row in rows.scalars()
    )


def find_statement(kind: str, subject: str) -> Statement | None:
    """What was signed about a subject."""
    found = _statements(StatementRow.kind == kind, StatementRow.subject == subject)
    return found[0] if found else None


def statements() -> tuple[Statement, ...]:
    """Everything that was signed, oldest first."""
    return _statements()


def is_genuine(statement: Statement) -> bool:
    """Whether the signature fits the text and the key fits its id."""
    # A megabyte that no participant's request needs: read only where something is signed or checked.
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(statement.public_key))
        key.verify(bytes.fromhex(statement.signature), statement.text.encode())
    except (InvalidSignature, ValueError):
        return False
    return key_id_of(statement.public_key) == statement.key_id


def statement_from(line: str) -> Statement:
    """Read what Statement.line() wrote. Raises ValueError for anything else."""
    try:
        data = json.loads(line)
        facts = data["statement"]
        return Statement(
            kind=facts["kind"],
            subject=facts["subject"],
            text=audit.canonical(facts),
            key_id=data["key"],
            public_key=data["public_key"],
            signature=data["signature"],
        )
    except (KeyError, TypeError) as missing:
        raise ValueError(f"no signed statement: {missing}") from None


def key_id_of(raw: str) -> str:
    """The short name of a public key: the beginning of its fingerprint."""
    return hashlib.sha256(bytes.fromhex(raw)).hexdigest()[:KEY_ID_LETTERS]


def _statements(*conditions: Any) -> tuple[Statement, ...]:
    query = (
        select(StatementRow, SigningKeyRow.public_key)
        .join(SigningKeyRow, SigningKeyRow.id == StatementRow.key_id)
        .where(*conditions)
        .order_by(StatementRow.id)
    )
    return tuple(_statement(row, public_key) for row, public_key in read().execute(query))


def _statement(row: StatementRow, public_key: str) -> Statement:
    return Statement(
        kind=row.kind,
        subject=row.subject,
        text=row.text,
        key_id=row.key_id,
        public_key=public_key,
        signature=row.signature,
    )


def _key_in_use(now: datetime) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - the same
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - the same

    path = settings().resolved_signing_key
    if not path.exists():
        _store(path, Ed25519PrivateKey.generate())
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("the signing key is no Ed25519 key")
    _remember(_raw(key), now)
    return key


def _remember(raw: str, now: datetime) -> None:
    with transaction() as session:
        is_new = session.execute(
            upsert.insert(SigningKeyRow)
            .values(id=key_id_of(raw), public_key=raw, first_used_at=now)
            .on_conflict_do_nothing()
            .returning(SigningKeyRow.id)
        ).scalar()
        if is_new:
            audit.record(action="platform:key:use", subject=is_new, by=None, now=now, facts={"key": raw})


def _store(path: Path, key: "Ed25519PrivateKey") -> None:
    """Write the key for its owner alone; where another process was faster, its key stays."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - the same
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    path.parent.mkdir(parents=True, exist_ok=True)
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle, draft = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def _raw(key: "Ed25519PrivateKey") -> str:
    return key.public_key().public_bytes_raw().hex()
