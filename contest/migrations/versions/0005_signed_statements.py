"""signed statements and the keys they were signed with

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from contest.platform.database import UTCDateTime


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("signing_key", "signed_statement")


def upgrade():
    op.create_table(
        "signing_key",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("first_used_at", UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("public_key", name=op.f("uq_signing_key_public_key")),
    )
    op.create_table(
        "signed_statement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["signing_key.id"], name=op.f("fk_signed_statement_key_id_signing_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_statement")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_signed_statement_kind_subject")),
    )
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
    op.drop_table("signed_statement")
    op.drop_table("signing_key")
