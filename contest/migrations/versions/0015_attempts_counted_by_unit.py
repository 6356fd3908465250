"""attempts are counted by unit from an index

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COUNTED = sa.text("state = 'finished' AND struck_at IS NULL")


def upgrade():
    op.create_index(
        "ix_attempt_counted",
        "attempt",
        ["unit_id", "division", "entry_id", "round_id"],
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )


def downgrade():
    op.drop_index("ix_attempt_counted", table_name="attempt", sqlite_where=COUNTED, postgresql_where=COUNTED)
