"""remember which questions came with which file

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from contest.platform.database import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "item_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("pool", sa.String(length=10), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("imported_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=False),
        sa.Column("undone_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("imported > 0 AND left_out >= 0", name=op.f("ck_item_file_took_something")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_item_file_undone_by_somebody")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_file")),
    )
    with op.batch_alter_table("item_file", schema=None) as batch_op:
        batch_op.create_index(
            "uq_item_file_in_force",
            ["sha256"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
    op.create_table(
        "item_file_item",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["item_file.id"], name=op.f("fk_item_file_item_file_id_item_file")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_file_item_item_id_item")),
        sa.PrimaryKeyConstraint("file_id", "item_id", name=op.f("pk_item_file_item")),
    )


def downgrade():
    op.drop_table("item_file_item")
    with op.batch_alter_table("item_file", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_item_file_in_force",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
    op.drop_table("item_file")
