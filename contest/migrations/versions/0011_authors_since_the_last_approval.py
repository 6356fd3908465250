"""authors of a question since it was last approved

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "item_author",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_author_item_id_item")),
        sa.PrimaryKeyConstraint("item_id", "account_id", name=op.f("pk_item_author")),
    )
    # Which versions came after the last approval was not kept: whoever wrote any of a waiting question counts.
    op.execute(
        "INSERT INTO item_author (item_id, account_id) "
        "SELECT item.id, item_version.created_by FROM item "
        "JOIN item_version ON item_version.item_id = item.id "
        "WHERE item.status IN ('draft', 'review') AND item_version.created_by IS NOT NULL "
        "UNION SELECT id, author_id FROM item "
        "WHERE status IN ('draft', 'review') AND author_id IS NOT NULL"
    )


def downgrade():
    op.drop_table("item_author")
