"""signatories: the tables of this room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_signatories"
down_revision = "0003_demands"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "letterhead",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("fax", sa.String(length=40), nullable=False),
        sa.Column("web", sa.String(length=200), nullable=False),
        sa.Column("crest_sha256", sa.String(length=64), nullable=True),
        sa.Column(
            "style",
            sa.Enum(
                "classic",
                "modern",
                "band",
                name="style",
                native_enum=False,
                create_constraint=True,
                length=15,
            ),
            nullable=False,
        ),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_letterhead_name")),
        sa.CheckConstraint("length(accent) = 7", name=op.f("ck_letterhead_accent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letterhead")),
    )
    op.create_index("ix_letterhead_active_name", "letterhead", ["active", "name"], unique=False)
    op.create_table(
        "signatory",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("formal_name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "own_officeholder",
                "partner",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("image_sha256", sa.String(length=64), nullable=True),
        sa.Column("image_authority", sa.String(length=300), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "image_sha256 IS NULL OR image_authority <> ''", name=op.f("ck_signatory_image_authority")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_signatory_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
    )
    op.create_index("ix_signatory_active_name", "signatory", ["active", "name"], unique=False)


def downgrade() -> None:
    op.drop_table("signatory")
    op.drop_table("letterhead")
