"""Tables of published standings; private to this slice, insert-only."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base


class PublicationRow(Base):
    """One publication of one round; a correction is a new version."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("round_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    version: Mapped[int] = mapped_column(Integer)
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    actual_numbers: Mapped[dict[str, int]] = mapped_column(JSON)  # division -> counted number
    snapshot: Mapped[str] = mapped_column(Text)  # canonical JSON: what the digest is of
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by: Mapped[int | None]


class PublishedPersonRow(Base):
    """One person's place, with all criteria and the key that decided it."""

    __tablename__ = "published_person"
    __table_args__ = (UniqueConstraint("publication_id", "entry_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    division: Mapped[str] = mapped_column(String(40))
    place: Mapped[int] = mapped_column(Integer)
    shared: Mapped[bool]
    entry_id: Mapped[int] = mapped_column(Integer)
    attempt_id: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[int] = mapped_column(Integer)
    unit_name: Mapped[str] = mapped_column(String(250))
    place_name: Mapped[str] = mapped_column(String(250))
    score: Mapped[int] = mapped_column(Integer)
    questions: Mapped[int] = mapped_column(Integer)
    prediction: Mapped[int | None] = mapped_column(BigInteger)
    prediction_error: Mapped[int | None] = mapped_column(BigInteger)
    time_used_ms: Mapped[int] = mapped_column(Integer)
    submitted_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer)
    registered_at: Mapped[datetime]
    receipt: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(Text)
    prize: Mapped[str] = mapped_column(String(80))  # empty: none
    amount_vnd: Mapped[int] = mapped_column(BigInteger)


class PublishedUnitRow(Base):
    """One unit's place on the agencies' or districts' board."""

    __tablename__ = "published_unit"
    __table_args__ = (UniqueConstraint("publication_id", "board", "unit_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    board: Mapped[str] = mapped_column(String(12))
    group_code: Mapped[str] = mapped_column(String(40))  # units of one group compete with each other
    group_name: Mapped[str] = mapped_column(String(120))
    place: Mapped[int | None] = mapped_column(
        Integer
    )  # within the group; None: not ranked, the reason says why
    shared: Mapped[bool]
    unit_id: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(250))
    kind: Mapped[str] = mapped_column(String(30))
    parent_name: Mapped[str] = mapped_column(String(250))
    headcount: Mapped[int | None] = mapped_column(Integer)
    people: Mapped[int] = mapped_column(Integer)
    citizens: Mapped[int] = mapped_column(Integer)  # entered for places below it; in no headcount
    attempts: Mapped[int] = mapped_column(Integer)
    score_sum: Mapped[int] = mapped_column(BigInteger)
    scored: Mapped[int] = mapped_column(Integer)
    all_correct: Mapped[int] = mapped_column(Integer)
    rate: Mapped[str] = mapped_column(String(40))  # exact, "3/4"; empty: no headcount
    max_score: Mapped[int] = mapped_column(Integer)
    average: Mapped[str] = mapped_column(String(40))  # exact, share of the greatest score
    points: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    prize: Mapped[str] = mapped_column(String(80))
    amount_vnd: Mapped[int] = mapped_column(BigInteger)
