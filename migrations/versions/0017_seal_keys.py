"""Keys that sign letters, their private parts apart and encrypted, and which keys signed which letter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.core.guards import append_only, drop_guards, refuse

revision = "0017_seal_keys"
down_revision = "0018_paper"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
# What a certificate says, and who put it here, stays as it is; a retired key stays retired.
FIXED = (
    "id",
    "signatory_id",
    "name",
    "subject",
    "issuer",
    "serial",
    "fingerprint",
    "algorithm",
    "self_signed",
    "not_before",
    "not_after",
    "certificate",
    "created_at",
    "created_by",
)
SEALED = "EXISTS (SELECT 1 FROM letter WHERE letter.id = NEW.letter_id AND letter.state = 'sealed')"
TAKEN = (
    "EXISTS (SELECT 1 FROM letter_key AS there WHERE there.id = NEW.id"
    " OR (there.letter_id = NEW.letter_id AND there.position = NEW.position))"
)


def _guard() -> None:
    append_only(op, "letter_key")
    refuse(op, "letter_key", "insert", "keys are chosen at the seal, once", f"{SEALED} OR {TAKEN}")
    differs = "IS NOT" if op.get_bind().dialect.name == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in FIXED)
    refuse(
        op, "signing_key", "update", "a certificate stays as it is, and a retired one stays retired",
        f"{changed} OR OLD.state = 'retired'",
    )  # fmt: skip
    refuse(op, "signing_key", "delete", "certificates are retired, never deleted")
    same = "EXISTS (SELECT 1 FROM signing_key AS there WHERE there.id = NEW.id)"
    refuse(op, "signing_key", "insert", "a certificate never takes the place of another", same)


def upgrade() -> None:
    op.create_table(
        "seal_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "b", "t", "lt", "lta", name="level", native_enum=False, create_constraint=True, length=11
            ),
            nullable=False,
        ),
        sa.Column("authority", sa.String(length=300), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("level = 'b' OR authority <> ''", name=op.f("ck_seal_settings_authority")),
        sa.CheckConstraint("id = 1", name=op.f("ck_seal_settings_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_settings")),
    )
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signatory_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("active", "retired", name="state", native_enum=False, create_constraint=True, length=15),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("algorithm", sa.String(length=40), nullable=False),
        sa.Column("self_signed", sa.Boolean(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("chain", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(state = 'retired') = (retired_at IS NOT NULL)", name=op.f("ck_signing_key_retired")
        ),
        sa.CheckConstraint(
            "length(fingerprint) = 64 AND not_after > not_before", name=op.f("ck_signing_key_certificate")
        ),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["signatory.id"], name=op.f("fk_signing_key_signatory_id_signatory")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
    )
    op.create_index(op.f("ix_signing_key_fingerprint"), "signing_key", ["fingerprint"], unique=False)
    op.create_index(op.f("ix_signing_key_signatory_id"), "signing_key", ["signatory_id"], unique=False)
    op.create_index(
        "uq_signing_key_organisation",
        "signing_key",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'active' AND signatory_id IS NULL"),
        postgresql_where=sa.text("state = 'active' AND signatory_id IS NULL"),
    )
    op.create_index(
        "uq_signing_key_signatory",
        "signing_key",
        ["signatory_id"],
        unique=True,
        sqlite_where=sa.text("state = 'active' AND signatory_id IS NOT NULL"),
        postgresql_where=sa.text("state = 'active' AND signatory_id IS NOT NULL"),
    )
    op.create_table(
        "letter_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("signatory_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("self_signed", sa.Boolean(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "b", "t", "lt", "lta", name="level", native_enum=False, create_constraint=True, length=11
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_letter_key_position")),
        sa.ForeignKeyConstraint(
            ["key_id"], ["signing_key.id"], name=op.f("fk_letter_key_key_id_signing_key")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_key_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["signatory.id"], name=op.f("fk_letter_key_signatory_id_signatory")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_key")),
        sa.UniqueConstraint("letter_id", "position", name=op.f("uq_letter_key_letter_id_position")),
    )
    op.create_index(op.f("ix_letter_key_key_id"), "letter_key", ["key_id"], unique=False)
    op.create_table(
        "signing_key_secret",
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["signing_key.id"], name=op.f("fk_signing_key_secret_key_id_signing_key")
        ),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_signing_key_secret")),
    )
    _guard()


def downgrade() -> None:
    drop_guards(op, "letter_key", "insert", "update", "delete")
    drop_guards(op, "signing_key", "insert", "update", "delete")
    op.drop_table("signing_key_secret")
    op.drop_index(op.f("ix_letter_key_key_id"), table_name="letter_key")
    op.drop_table("letter_key")
    op.drop_index(
        "uq_signing_key_signatory",
        table_name="signing_key",
        sqlite_where=sa.text("state = 'active' AND signatory_id IS NOT NULL"),
        postgresql_where=sa.text("state = 'active' AND signatory_id IS NOT NULL"),
    )
    op.drop_index(
        "uq_signing_key_organisation",
        table_name="signing_key",
        sqlite_where=sa.text("state = 'active' AND signatory_id IS NULL"),
        postgresql_where=sa.text("state = 'active' AND signatory_id IS NULL"),
    )
    op.drop_index(op.f("ix_signing_key_signatory_id"), table_name="signing_key")
    op.drop_index(op.f("ix_signing_key_fingerprint"), table_name="signing_key")
    op.drop_table("signing_key")
    op.drop_table("seal_settings")
