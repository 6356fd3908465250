"""the places of units when a day began

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from contest.platform.database import UTCDateTime


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "board_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("board", sa.String(length=20), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("kept_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_board_day_contest_id_contest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_day")),
        sa.UniqueConstraint(
            "contest_id",
            "board",
            "round_number",
            "day",
            name=op.f("uq_board_day_contest_id_board_round_number_day"),
        ),
    )


def downgrade():
    op.drop_table("board_day")
