"""code cards, people without a phone number, helpers and guest sessions

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from contest.platform.database import UTCDateTime


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PHONE_OR_CARD = "phone IS NOT NULL OR card IS NOT NULL"
OLD_ROLES = "role IN ('organiser', 'editor', 'unit_officer', 'auditor')"
NEW_ROLES = "role IN ('organiser', 'editor', 'unit_officer', 'auditor', 'helper')"
RUNNING = "ended_at IS NULL"


def upgrade():
    with op.batch_alter_table("account") as batch_op:
        batch_op.alter_column("phone", existing_type=sa.String(length=20), nullable=True)
        batch_op.add_column(sa.Column("card", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("birth_year", sa.SmallInteger(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_account_card"), ["card"])
        batch_op.create_check_constraint(op.f("ck_account_phone_or_card"), PHONE_OR_CARD)
    _change_roles(NEW_ROLES)
    op.add_column("sign_in", sa.Column("guest_id", sa.Integer(), nullable=True))
    _create_cards()
    _create_guest_sessions()


def _create_cards():
    op.create_table(
        "card_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_path", sa.String(length=250), nullable=False),
        sa.Column("size", sa.SmallInteger(), nullable=False),
        sa.Column("made_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("click", sa.String(length=64), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_card_batch_not_empty")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_card_batch_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_batch")),
        sa.UniqueConstraint("click", name=op.f("uq_card_batch_click")),
    )
    op.create_index(op.f("ix_card_batch_unit_id"), "card_batch", ["unit_id"])
    op.create_table(
        "card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("used_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(account_id IS NULL) = (used_at IS NULL)", name=op.f("ck_card_used_has_time")),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_reason IS NULL)", name=op.f("ck_card_revoked_has_reason")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["card_batch.id"], name=op.f("fk_card_batch_id_card_batch")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_card_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_card_batch_id_number")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_card_code_hash")),
        sa.UniqueConstraint("account_id", name=op.f("uq_card_account_id")),
    )


def _create_guest_sessions():
    op.create_table(
        "guest_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("began_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("return_hash", sa.String(length=64), nullable=False),
        sa.Column("helper_until", UTCDateTime(timezone=True), nullable=False),
        sa.Column("helper_second_factor_at", UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("helper_id <> account_id", name=op.f("ck_guest_session_two_people")),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["account.id"], name=op.f("fk_guest_session_helper_id_account")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_guest_session_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_guest_session_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_session")),
        sa.UniqueConstraint("return_hash", name=op.f("uq_guest_session_return_hash")),
    )
    for name, column in (
        ("uq_guest_session_helper", "helper_id"),
        ("uq_guest_session_citizen", "account_id"),
    ):
        op.create_index(
            name,
            "guest_session",
            [column],
            unique=True,
            sqlite_where=sa.text(RUNNING),
            postgresql_where=sa.text(RUNNING),
        )
    op.create_index("ix_guest_session_helper_began", "guest_session", ["helper_id", "began_at"])
    op.create_index(op.f("ix_guest_session_account_id"), "guest_session", ["account_id"])
    op.create_table(
        "assistance",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("guest_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_assistance_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_assistance")),
    )


def downgrade():
    for table in ("assistance", "guest_session", "card", "card_batch"):
        op.drop_table(table)
    op.drop_column("sign_in", "guest_id")
    op.execute("DELETE FROM role_grant WHERE role = 'helper'")
    _change_roles(OLD_ROLES)
    # Who had no number gets what stands for one: the people and their results stay, the way in is lost.
    op.execute("UPDATE account SET phone = 'xoa-the-' || id WHERE phone IS NULL")
    with op.batch_alter_table("account") as batch_op:
        batch_op.drop_constraint(op.f("uq_account_card"), type_="unique")
        batch_op.drop_constraint(op.f("ck_account_phone_or_card"), type_="check")
        batch_op.drop_column("card")
        batch_op.drop_column("birth_year")
        batch_op.alter_column("phone", existing_type=sa.String(length=20), nullable=False)


def _change_roles(rule):
    name = op.f("ck_role_grant_known_role")
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, rule)
