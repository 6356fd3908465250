"""certificates of the whole contest

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op


revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WHOLE = "round_id IS NULL"
OF_ONE_PUBLICATION = "(publication_id IS NULL) <> (overall_publication_id IS NULL)"
ROUND_WITH_PUBLICATION = "(round_id IS NULL) = (publication_id IS NULL)"


def upgrade():
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.alter_column("round_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("publication_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("overall_publication_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_certificate_overall_publication_id_overall_publication"),
            "overall_publication",
            ["overall_publication_id"],
            ["id"],
        )
        batch_op.create_check_constraint(op.f("ck_certificate_of_one_publication"), OF_ONE_PUBLICATION)
        batch_op.create_check_constraint(
            op.f("ck_certificate_round_with_publication"), ROUND_WITH_PUBLICATION
        )
    _refuse_changes()
    op.create_index(op.f("ix_certificate_overall_publication_id"), "certificate", ["overall_publication_id"])
    op.create_index(
        "uq_certificate_whole",
        "certificate",
        ["contest_id", "entry_id", "serial"],
        unique=True,
        sqlite_where=sa.text(WHOLE),
        postgresql_where=sa.text(WHOLE),
    )


def downgrade():
    op.drop_index("uq_certificate_whole", "certificate")
    op.drop_index(op.f("ix_certificate_overall_publication_id"), "certificate")
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.drop_constraint(op.f("ck_certificate_of_one_publication"), type_="check")
        batch_op.drop_constraint(op.f("ck_certificate_round_with_publication"), type_="check")
        batch_op.drop_constraint(
            op.f("fk_certificate_overall_publication_id_overall_publication"), type_="foreignkey"
        )
        batch_op.drop_column("overall_publication_id")
        batch_op.alter_column("publication_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("round_id", existing_type=sa.Integer(), nullable=False)
    _refuse_changes()


def _refuse_changes():
    """On SQLite the table was made anew, and its triggers went with the old one."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER certificate_no_{deed.lower()} BEFORE {deed} ON certificate "
                "BEGIN SELECT RAISE(ABORT, 'certificate is insert-only'); END"
            )
