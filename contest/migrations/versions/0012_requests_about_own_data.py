"""requests about own data

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op
from contest.platform.database import UTCDateTime


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OPEN = "state IN ('received', 'accepted')"


def upgrade():
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("received_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("done_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('correction', 'withdrawal')", name=op.f("ck_data_request_known_kind")),
        sa.CheckConstraint(
            "state IN ('received', 'accepted', 'refused', 'done')", name=op.f("ck_data_request_known_state")
        ),
        sa.CheckConstraint(
            "(state = 'received') = (answered_at IS NULL)",
            name=op.f("ck_data_request_answered_once_decided"),
        ),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_data_request_done_has_its_time")
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR answer <> ''", name=op.f("ck_data_request_refused_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_data_request_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    op.create_index(op.f("ix_data_request_account_id"), "data_request", ["account_id"])
    op.create_index(
        "uq_data_request_open",
        "data_request",
        ["account_id", "kind"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )


def downgrade():
    op.drop_table("data_request")
