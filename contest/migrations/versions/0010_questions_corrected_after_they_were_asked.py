"""questions corrected after they were asked

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from contest.platform.database import UTCDateTime


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("item_correction", "item_correction_round", "score_correction")


def upgrade():
    op.create_table(
        "item_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("key", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("way IN ('struck', 'key')", name=op.f("ck_item_correction_known_way")),
        sa.CheckConstraint(
            "(way = 'key') = (key IS NOT NULL)", name=op.f("ck_item_correction_key_for_a_new_key")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_version.id"], name=op.f("fk_item_correction_version_id_item_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_correction")),
    )
    op.create_table(
        "item_correction_round",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["item_correction.id"],
            name=op.f("fk_item_correction_round_correction_id_item_correction"),
        ),
        sa.PrimaryKeyConstraint("correction_id", "round_id", name=op.f("pk_item_correction_round")),
    )
    op.create_table(
        "score_correction",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("old_score", sa.SmallInteger(), nullable=False),
        sa.Column("old_left_out", sa.SmallInteger(), nullable=False),
        sa.Column("new_score", sa.SmallInteger(), nullable=False),
        sa.Column("new_left_out", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_score_correction_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("correction_id", "attempt_id", name=op.f("pk_score_correction")),
    )
    op.create_index(op.f("ix_item_correction_contest_id"), "item_correction", ["contest_id"])
    op.create_index(op.f("ix_item_correction_round_round_id"), "item_correction_round", ["round_id"])
    op.create_index(op.f("ix_score_correction_attempt_id"), "score_correction", ["attempt_id"])
    # A constant default, so that no row is rewritten while a contest runs.
    op.add_column("attempt", sa.Column("left_out", sa.SmallInteger(), nullable=False, server_default="0"))
    for table in TABLES:
        if op.get_bind().dialect.name == "sqlite":
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def downgrade():
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_column("left_out")
    for table in reversed(TABLES):
        op.drop_table(table)
