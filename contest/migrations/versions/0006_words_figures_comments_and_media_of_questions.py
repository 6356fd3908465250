"""words to search by, figures, comments and media of questions

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from contest.platform.database import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LONGEST_WORD = 40


def upgrade():
    # Plain ADD COLUMN: a batch would rebuild the table and lose its insert-only triggers.
    op.add_column("item_version", sa.Column("media", sa.JSON(), nullable=True))
    op.add_column("item_version", sa.Column("variants", sa.JSON(), nullable=True))
    op.create_table(
        "item_word",
        sa.Column("word", sa.String(length=LONGEST_WORD), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_word_item_id_item")),
        sa.PrimaryKeyConstraint("word", "item_id", name=op.f("pk_item_word")),
    )
    op.create_index(op.f("ix_item_word_item_id"), "item_word", ["item_id"])
    op.create_table(
        "item_statistics",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("right_answers", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("needs_look", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "0 <= right_answers AND right_answers <= papers", name=op.f("ck_item_statistics_counted")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_version.id"], name=op.f("fk_item_statistics_version_id_item_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "round_id", name=op.f("pk_item_statistics")),
    )
    op.create_table(
        "item_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("settled_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by IS NULL)", name=op.f("ck_item_comment_settled_by_somebody")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_comment_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_comment")),
    )
    op.create_index(op.f("ix_item_comment_item_id"), "item_comment", ["item_id"])
    op.create_table(
        "media_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mimetype", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("stored_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_media_file")),
    )
    _refuse_changes()
    _fill_words()


def _refuse_changes():
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER media_file_no_{deed.lower()} BEFORE {deed} ON media_file "
                "BEGIN SELECT RAISE(ABORT, 'media_file is insert-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER media_file_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON media_file "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _fill_words():
    """The folded texts of the newest versions and their codes, word by word."""
    connection = op.get_bind()
    known = connection.execute(
        sa.text("SELECT i.id, i.code, v.search FROM item i JOIN item_version v ON v.id = i.version_id")
    )
    rows = [
        {"word": word, "item_id": item_id}
        for item_id, code, search in known
        for word in {part[:LONGEST_WORD] for part in _plain(f"{code.lower()} {search}").split()}
    ]
    if rows:
        connection.execute(sa.text("INSERT INTO item_word (word, item_id) VALUES (:word, :item_id)"), rows)


def _plain(text):
    return "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in text)


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("update", "delete"):
            op.execute(f"DROP TRIGGER media_file_no_{deed}")
    else:
        op.execute("DROP TRIGGER media_file_insert_only ON media_file")
    op.drop_table("media_file")
    op.drop_index(op.f("ix_item_comment_item_id"), table_name="item_comment")
    op.drop_table("item_comment")
    op.drop_table("item_statistics")
    op.drop_index(op.f("ix_item_word_item_id"), table_name="item_word")
    op.drop_table("item_word")
    op.drop_column("item_version", "variants")
    op.drop_column("item_version", "media")
