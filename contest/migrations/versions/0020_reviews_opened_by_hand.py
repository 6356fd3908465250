"""reviews opened by hand

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from contest.platform.database import UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "review_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_review_opening_has_reason")),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_review_opening_contest_id_contest")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_review_opening_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_opening")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_review_opening_attempt_id")),
    )
    op.create_index(op.f("ix_review_opening_round_id"), "review_opening", ["round_id"])
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER review_opening_no_{deed.lower()} BEFORE {deed} ON review_opening "
                "BEGIN SELECT RAISE(ABORT, 'review_opening is insert-only'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER review_opening_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_opening "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade():
    op.drop_index(op.f("ix_review_opening_round_id"), table_name="review_opening")
    op.drop_table("review_opening")
