"""words to find certificates by

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SEARCHED = 600
SIGNS = {
    "a": "àáảãạăằắẳẵặâầấẩẫậ",
    "d": "đ",
    "e": "èéẻẽẹêềếểễệ",
    "i": "ìíỉĩị",
    "o": "òóỏõọôồốổỗộơờớởỡợ",
    "u": "ùúủũụưừứửữự",
    "y": "ỳýỷỹỵ",
}
PLAIN = str.maketrans({sign: plain for plain, signs in SIGNS.items() for sign in signs})


def upgrade():
    # Plain ADD COLUMN: a batch would rebuild the table and lose its checks and triggers on SQLite.
    op.add_column(
        "certificate",
        sa.Column("search", sa.String(length=SEARCHED), nullable=False, server_default=sa.text("''")),
    )
    _allow_changes()
    _fill_words()
    _refuse_changes()
    op.create_index("ix_certificate_search", "certificate", ["contest_id", "id", "search"])


def downgrade():
    op.drop_index("ix_certificate_search", table_name="certificate")
    op.drop_column("certificate", "search")


def _fill_words():
    """Each word behind a space; names and units as stored are in one form of their letters already."""
    connection = op.get_bind()
    known = connection.execute(sa.text("SELECT id, name, unit_name, code FROM certificate")).all()
    rows = [
        {"id": row_id, "search": " ".join(("", *texts)).lower().translate(PLAIN)[:SEARCHED]}
        for row_id, *texts in known
    ]
    if rows:
        connection.execute(sa.text("UPDATE certificate SET search = :search WHERE id = :id"), rows)


def _allow_changes():
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER certificate_no_update")
    else:
        op.execute("ALTER TABLE certificate DISABLE TRIGGER certificate_insert_only")


def _refuse_changes():
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER certificate_no_update BEFORE UPDATE ON certificate "
            "BEGIN SELECT RAISE(ABORT, 'certificate is insert-only'); END"
        )
    else:
        op.execute("ALTER TABLE certificate ENABLE TRIGGER certificate_insert_only")
