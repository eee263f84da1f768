"""Working copies of the editor, texts that gave way, and everybody whose words a version holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.db import Json
from app.core.guards import append_only, drop_guards, refuse

revision = "0012_editor"
down_revision = "0011_citations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "working_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("tree", sa.Text(), nullable=False),
        sa.Column("writers", Json, nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("base_version >= 1 AND revision >= 1", name=op.f("ck_working_copy_number")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_working_copy_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_copy")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_working_copy_letter_id")),
    )
    op.create_table(
        "kept_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.String(length=64), nullable=False),
        sa.Column("yours", sa.Text(), nullable=False),
        sa.Column("theirs", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("other_author", sa.String(length=200), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=200), nullable=True),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name=op.f("ck_kept_text_settled")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_kept_text_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_text")),
    )
    op.create_index("ix_kept_text_letter", "kept_text", ["letter_id", "settled_at"], unique=False)
    op.create_table(
        "version_writer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["letter_version.id"], name=op.f("fk_version_writer_version_id_letter_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_writer")),
        sa.UniqueConstraint(
            "version_id", "author_id", "author", name=op.f("uq_version_writer_version_id_author_id_author")
        ),
    )
    append_only(op, "version_writer")
    refuse(op, "kept_text", "delete", "texts that gave way are settled, never deleted")
    refuse(op, "kept_text", "update", "a settled text stays as it was", "OLD.settled_at IS NOT NULL")


def downgrade() -> None:
    drop_guards(op, "kept_text", "delete", "update")
    drop_guards(op, "version_writer")
    op.drop_table("version_writer")
    op.drop_index("ix_kept_text_letter", table_name="kept_text")
    op.drop_table("kept_text")
    op.drop_table("working_copy")
