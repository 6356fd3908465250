"""two persons for final acts

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from contest.platform.database import UTCDateTime


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")


def upgrade():
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'refused', 'withdrawn', 'expired')",
            name=op.f("ck_proposal_known_state"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_proposal_decided_has_time")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'refused') OR (decided_by IS NOT NULL AND decided_by <> proposed_by)",
            name=op.f("ck_proposal_two_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_contest_id"), ["contest_id"], unique=False)
        batch_op.create_index(
            "uq_proposal_waiting", ["key"], unique=True, sqlite_where=WAITING, postgresql_where=WAITING
        )
    # The contests that are there ask for two persons from now on: R6 is on by default.
    with op.batch_alter_table("contest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("two_persons", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("contest", schema=None) as batch_op:
        batch_op.alter_column("two_persons", server_default=None)


def downgrade():
    with op.batch_alter_table("contest", schema=None) as batch_op:
        batch_op.drop_column("two_persons")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("uq_proposal_waiting")
        batch_op.drop_index(batch_op.f("ix_proposal_contest_id"))
    op.drop_table("proposal")
