"""ties, draws, reviews, winners, complaints and the results of the whole contest

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from contest.platform.database import UTCDateTime


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    "tie_decision",
    "draw",
    "review_decision",
    "roster_freeze",
    "overall_publication",
    "overall_person",
    "overall_unit",
    "winner_state",
    "complaint",
    "complaint_step",
)


def upgrade():
    op.create_table(
        "roster_freeze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("as_of", UTCDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("frozen_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_roster_freeze_contest_id_contest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_freeze")),
    )
    op.create_index(op.f("ix_roster_freeze_contest_id"), "roster_freeze", ["contest_id"], unique=False)
    op.create_table(
        "tie_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("board", sa.String(length=120), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("seed_source", sa.Text(), nullable=False),
        sa.Column("seed_due_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(method = 'lottery') = (seed_due_at IS NOT NULL)",
            name=op.f("ck_tie_decision_lottery_has_seed_time"),
        ),
        sa.CheckConstraint(
            "method IN ('equal_prizes', 'lottery')", name=op.f("ck_tie_decision_known_method")
        ),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_tie_decision_contest_id_contest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie_decision")),
        sa.UniqueConstraint(
            "contest_id",
            "scope",
            "board",
            "fingerprint",
            name=op.f("uq_tie_decision_contest_id_scope_board_fingerprint"),
        ),
    )
    op.create_table(
        "winner_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("prize", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'rejected' OR reason <> ''", name=op.f("ck_winner_state_rejected_has_reason")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'contacted', 'confirmed', 'rejected')",
            name=op.f("ck_winner_state_known_state"),
        ),
        sa.CheckConstraint(
            "(entry_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_winner_state_person_or_unit")
        ),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_winner_state_contest_id_contest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_winner_state")),
    )
    op.create_index("ix_winner_state_contest_scope", "winner_state", ["contest_id", "scope"], unique=False)
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("drawn_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["tie_decision.id"], name=op.f("fk_draw_decision_id_tie_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_draw_decision_id")),
    )
    op.create_table(
        "overall_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule_set_id", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.JSON(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_overall_publication_contest_id_contest")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_set.id"], name=op.f("fk_overall_publication_rule_set_id_rule_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overall_publication")),
        sa.UniqueConstraint("contest_id", "version", name=op.f("uq_overall_publication_contest_id_version")),
    )
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("attempt_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("received_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("due_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("registered_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_complaint_contest_id_contest")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_complaint_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_index(op.f("ix_complaint_contest_id"), "complaint", ["contest_id"], unique=False)
    op.create_table(
        "overall_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("division", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=250), nullable=False),
        sa.Column("place_name", sa.String(length=250), nullable=False),
        sa.Column("rounds_taken", sa.Integer(), nullable=False),
        sa.Column("by_round", sa.JSON(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("prediction_error", sa.BigInteger(), nullable=True),
        sa.Column("time_used_ms", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("registered_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("prize", sa.String(length=80), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["overall_publication.id"],
            name=op.f("fk_overall_person_publication_id_overall_publication"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overall_person")),
        sa.UniqueConstraint(
            "publication_id", "entry_id", name=op.f("uq_overall_person_publication_id_entry_id")
        ),
    )
    op.create_table(
        "overall_unit",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board", sa.String(length=12), nullable=False),
        sa.Column("group_code", sa.String(length=40), nullable=False),
        sa.Column("group_name", sa.String(length=120), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("parent_name", sa.String(length=250), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("citizens", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("score_sum", sa.BigInteger(), nullable=False),
        sa.Column("scored", sa.Integer(), nullable=False),
        sa.Column("all_correct", sa.Integer(), nullable=False),
        sa.Column("rate", sa.String(length=40), nullable=False),
        sa.Column("max_score", sa.Integer(), nullable=False),
        sa.Column("average", sa.String(length=40), nullable=False),
        sa.Column("points", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("prize", sa.String(length=80), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["overall_publication.id"],
            name=op.f("fk_overall_unit_publication_id_overall_publication"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overall_unit")),
        sa.UniqueConstraint(
            "publication_id", "board", "unit_id", name=op.f("uq_overall_unit_publication_id_board_unit_id")
        ),
    )
    op.create_table(
        "review_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("signal", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('keep', 'strike', 'reinstate', 'explain')",
            name=op.f("ck_review_decision_known_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_review_decision_contest_id_contest")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_review_decision_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_decision")),
    )
    op.create_index(op.f("ix_review_decision_round_id"), "review_decision", ["round_id"], unique=False)
    op.create_table(
        "complaint_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("decided_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('examining', 'answered', 'not_considered')", name=op.f("ck_complaint_step_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_step_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_step")),
    )
    op.create_index(op.f("ix_complaint_step_complaint_id"), "complaint_step", ["complaint_id"], unique=False)
    op.add_column("entry", sa.Column("staff_category", sa.String(length=40), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
                )
        return
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade():
    op.drop_column("entry", "staff_category")
    op.drop_index(op.f("ix_complaint_step_complaint_id"), table_name="complaint_step")
    op.drop_table("complaint_step")
    op.drop_index(op.f("ix_review_decision_round_id"), table_name="review_decision")
    op.drop_table("review_decision")
    op.drop_table("overall_unit")
    op.drop_table("overall_person")
    op.drop_index(op.f("ix_complaint_contest_id"), table_name="complaint")
    op.drop_table("complaint")
    op.drop_table("overall_publication")
    op.drop_table("draw")
    op.drop_index("ix_winner_state_contest_scope", table_name="winner_state")
    op.drop_table("winner_state")
    op.drop_table("tie_decision")
    op.drop_index(op.f("ix_roster_freeze_contest_id"), table_name="roster_freeze")
    op.drop_table("roster_freeze")
