"""Tables of the terms and templates of papers and of certificates; private to this slice, insert-only."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
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
from contest.platform.language.vietnamese import fold

SEARCHED = 600  # signs of a certificate that searches look at; names and units are shorter


def searched(texts: str) -> str:
    """What searches for a certificate compare: its folded words, each behind a space."""
    return f" {fold(texts)}"[:SEARCHED]


class DocumentTermsRow(Base):
    """What papers of a contest say besides its results; the newest row counts."""

    __tablename__ = "document_terms"
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
    saved_by: Mapped[int | None]


class DocumentTemplateRow(Base):
    """A Word file that replaces a template; the newest row counts, one without content goes back to ours."""

    __tablename__ = "document_template"
    __table_args__ = (Index("ix_document_template_contest_kind", "contest_id", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime]
    saved_by: Mapped[int | None]


class CertificateRow(Base):
    """A certificate as issued, whatever changes later; without a round it is of the whole contest."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("decision_number <> ''", name="has_decision"),
        CheckConstraint(
            "(publication_id IS NULL) <> (overall_publication_id IS NULL)", name="of_one_publication"
        ),
        CheckConstraint("(round_id IS NULL) = (publication_id IS NULL)", name="round_with_publication"),
        UniqueConstraint("round_id", "entry_id", "serial"),
        Index(
            "uq_certificate_whole",
            "contest_id",
            "entry_id",
            "serial",
            unique=True,
            sqlite_where=text("round_id IS NULL"),
            postgresql_where=text("round_id IS NULL"),
        ),
        # Holds what a search compares, so that words nobody's certificate has are not looked for in its rows.
        Index("ix_certificate_search", "contest_id", "id", "search"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30))
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    publication_id: Mapped[int | None] = mapped_column(ForeignKey("publication.id"), index=True)
    overall_publication_id: Mapped[int | None] = mapped_column(
        ForeignKey("overall_publication.id"), index=True
    )
    entry_id: Mapped[int] = mapped_column(Integer, index=True)
    serial: Mapped[int] = mapped_column(
        Integer
    )  # how many of this result were withdrawn from the person before
    name: Mapped[str] = mapped_column(String(120))
    unit_name: Mapped[str] = mapped_column(String(250))
    result: Mapped[str] = mapped_column(String(200))  # "18/20 câu đúng"
    prize: Mapped[str] = mapped_column(String(80))  # empty: none
    taken_on: Mapped[date] = mapped_column(Date)
    decision_number: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date] = mapped_column(Date)
    issued_at: Mapped[datetime]
    issued_by: Mapped[int | None]
    search: Mapped[str] = mapped_column(
        String(SEARCHED), server_default=text("''")
    )  # name, unit and code as `searched` writes them


class CertificateWithdrawalRow(Base):
    """Why and when a certificate stopped being valid; for good."""

    __tablename__ = "certificate_withdrawal"
    __table_args__ = (
        UniqueConstraint("certificate_id"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    reason: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime]
    withdrawn_by: Mapped[int | None]
