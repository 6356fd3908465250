"""scans of the signed rules

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op
from contest.platform.database import UTCDateTime


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "signed_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_set_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", UTCDateTime(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_set.id"], name=op.f("fk_signed_rules_rule_set_id_rule_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_rules")),
    )
    op.create_index(op.f("ix_signed_rules_rule_set_id"), "signed_rules", ["rule_set_id"])


def downgrade():
    op.drop_index(op.f("ix_signed_rules_rule_set_id"), table_name="signed_rules")
    op.drop_table("signed_rules")
