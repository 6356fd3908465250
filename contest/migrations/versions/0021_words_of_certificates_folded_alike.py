"""words of certificates folded alike

What 0019 wrote kept every sign but those of Vietnamese (ü, ñ, ç …), and a search, which folds them all,
did not find them. Certificates issued since are not touched: their words are right already.

Revision ID: 0021
Revises: 0020
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SEARCHED = 600
BATCH = 100
# The rule by which the product folds when this is written.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
PRIVATE = re.compile("[\ue000-\uf8ff]")
SPACES = re.compile(r"\s+")
LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ"})


def upgrade():
    _allow_changes()
    last = 0
    while rows := _certificates_after(last):
        last = rows[-1].id
        _fold_again(rows)
    _refuse_changes()


def downgrade():
    """Nothing to take back: the words are those that the product has written all the time."""


def _certificates_after(last):
    query = sa.text(
        "SELECT id, name, unit_name, code, search FROM certificate WHERE id > :last ORDER BY id LIMIT :batch"
    )
    return op.get_bind().execute(query, {"last": last, "batch": BATCH}).all()


def _fold_again(rows):
    words = {row.id: f" {_folded(f'{row.name} {row.unit_name} {row.code}')}"[:SEARCHED] for row in rows}
    changed = [{"id": row.id, "search": words[row.id]} for row in rows if words[row.id] != row.search]
    if changed:
        op.get_bind().execute(sa.text("UPDATE certificate SET search = :search WHERE id = :id"), changed)


def _folded(text):
    mended = PRIVATE.sub("", CONTROLS.sub("", INVISIBLE.sub("", text))).translate(LOOKALIKES)
    one_line = SPACES.sub(" ", unicodedata.normalize("NFC", mended)).strip()
    decomposed = unicodedata.normalize("NFD", one_line.lower().replace("đ", "d"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


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
