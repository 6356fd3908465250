"""Tables of published standings; private to this slice, insert-only."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
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


class UnitPlaceColumns:
    """What is published of a unit, in a round and over the whole contest."""

    id: Mapped[int] = mapped_column(primary_key=True)
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


class PublishedUnitRow(UnitPlaceColumns, Base):
    """One unit's place on the agencies' or districts' board."""

    __tablename__ = "published_unit"
    __table_args__ = (UniqueConstraint("publication_id", "board", "unit_id"),)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))


class TieDecisionRow(Base):
    """How a tie at a prize is settled: the list is fixed and published before any seed exists (R7)."""

    __tablename__ = "tie_decision"
    __table_args__ = (
        UniqueConstraint("contest_id", "scope", "board", "fingerprint"),  # one draw for one list
        CheckConstraint("method IN ('equal_prizes', 'lottery')", name="known_method"),
        CheckConstraint("(method = 'lottery') = (seed_due_at IS NOT NULL)", name="lottery_has_seed_time"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    scope: Mapped[str] = mapped_column(String(20))  # "dot-3" (the round's id) or "toan-cuoc"
    board: Mapped[str] = mapped_column(String(120))  # a division, or "don-vi:" and a group of units
    place: Mapped[int] = mapped_column(Integer)
    members: Mapped[list[str]] = mapped_column(JSON)  # receipts of persons, codes of units
    fingerprint: Mapped[str] = mapped_column(String(64))
    method: Mapped[str] = mapped_column(String(12))
    seed_source: Mapped[str] = mapped_column(Text)
    seed_due_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None]


class DrawRow(Base):
    """The seed that a public source yielded afterwards, and the order that follows from it."""

    __tablename__ = "draw"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("tie_decision.id"), unique=True)
    seed: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    outcome: Mapped[list[str]] = mapped_column(JSON)
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[int | None]


class ReviewDecisionRow(Base):
    """What was decided about a sign that an attempt needs a look; the newest row counts."""

    __tablename__ = "review_decision"
    __table_args__ = (
        CheckConstraint("decision IN ('keep', 'strike', 'reinstate', 'explain')", name="known_decision"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    signal: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64))  # of the attempts that the sign is about
    attempt_id: Mapped[int | None]  # of a struck or reinstated attempt
    decision: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None]


class ReviewOpeningRow(Base):
    """An attempt that an organiser wants looked at; once for each."""

    __tablename__ = "review_opening"
    __table_args__ = (UniqueConstraint("attempt_id"), CheckConstraint("reason <> ''", name="has_reason"))
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None]


class RosterFreezeRow(Base):
    """Headcounts recorded up to ``as_of`` are those of a contest; without a row, up to its first opening."""

    __tablename__ = "roster_freeze"
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    as_of: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[int | None]


class OverallPublicationRow(Base):
    """One publication of the results of a whole contest; a correction is a new version."""

    __tablename__ = "overall_publication"
    __table_args__ = (UniqueConstraint("contest_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    version: Mapped[int] = mapped_column(Integer)
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    rounds: Mapped[list[list[object]]] = mapped_column(JSON)  # [number, version, digest] of each round
    snapshot: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by: Mapped[int | None]


class OverallPersonRow(Base):
    """One person's place over the whole contest, with the rounds that made it."""

    __tablename__ = "overall_person"
    __table_args__ = (UniqueConstraint("publication_id", "entry_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("overall_publication.id"))
    division: Mapped[str] = mapped_column(String(40))
    place: Mapped[int] = mapped_column(Integer)
    shared: Mapped[bool]
    entry_id: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[int] = mapped_column(Integer)
    unit_name: Mapped[str] = mapped_column(String(250))
    place_name: Mapped[str] = mapped_column(String(250))
    rounds_taken: Mapped[int] = mapped_column(Integer)
    by_round: Mapped[list[list[int]]] = mapped_column(JSON)  # [number, score, 1 where it counts]
    score: Mapped[int] = mapped_column(Integer)
    questions: Mapped[int] = mapped_column(Integer)
    prediction_error: Mapped[int | None] = mapped_column(BigInteger)
    time_used_ms: Mapped[int] = mapped_column(BigInteger)
    submitted_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer)
    registered_at: Mapped[datetime]
    receipt: Mapped[str] = mapped_column(String(24))  # of the newest round taken
    reason: Mapped[str] = mapped_column(Text)
    prize: Mapped[str] = mapped_column(String(80))
    amount_vnd: Mapped[int] = mapped_column(BigInteger)


class OverallUnitRow(UnitPlaceColumns, Base):
    """One unit's place over the whole contest."""

    __tablename__ = "overall_unit"
    __table_args__ = (UniqueConstraint("publication_id", "board", "unit_id"),)
    publication_id: Mapped[int] = mapped_column(ForeignKey("overall_publication.id"))


class BoardDayRow(Base):
    """The places of a live board when a day began, as everybody saw them; never changed."""

    __tablename__ = "board_day"
    __table_args__ = (UniqueConstraint("contest_id", "board", "round_number", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    board: Mapped[str] = mapped_column(String(20))
    round_number: Mapped[int] = mapped_column(Integer)  # 0: over the whole contest
    day: Mapped[date]  # in Viet Nam
    places: Mapped[dict[str, int]] = mapped_column(JSON)  # unit id -> place
    kept_at: Mapped[datetime]
