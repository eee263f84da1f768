"""Templates of the organisation: wordings that are only ever added, their approvals, and the letters that pin them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.guards import append_only, drop_guards, refuse

revision = "0014_instruments"
down_revision = "0013_comments"
branch_labels = None
depends_on = None

KEPT = ("letter_template_revision", "letter_template_approval", "letter_template_use")
# A wording is in force only when somebody approved it.
UNAPPROVED = """NEW.approved_no IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM letter_template_approval AS given JOIN letter_template_revision AS said ON said.id = given.revision_id
    WHERE said.template_id = NEW.id AND said.number = NEW.approved_no)"""


def _guard() -> None:
    for table in KEPT:
        append_only(op, table)
        same = f"EXISTS (SELECT 1 FROM {table} AS there WHERE there.id = NEW.id)"
        if table == "letter_template_use":
            approved = (
                "SELECT 1 FROM letter_template_approval AS given WHERE given.revision_id = NEW.revision_id"
            )
            refuse(
                op,
                table,
                "insert",
                "letters begin with approved wordings",
                f"{same} OR NOT EXISTS ({approved})",
            )
        else:
            refuse(op, table, "insert", f"a row of {table} never takes the place of another", same)
    refuse(op, "letter_template", "delete", "templates are retired, never deleted")
    refuse(
        op, "letter_template", "update", "a template keeps its name in addresses and uses approved wordings",
        f"NEW.id <> OLD.id OR NEW.slug <> OLD.slug OR NEW.base <> OLD.base OR NEW.revision_no < OLD.revision_no"
        f" OR ({UNAPPROVED})",
    )  # fmt: skip
    refuse(
        op,
        "letter_template",
        "insert",
        "a template begins without an approved wording",
        "NEW.approved_no IS NOT NULL",
    )


def upgrade() -> None:
    op.create_table(
        "letter_template",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("base", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum("active", "retired", name="state", native_enum=False, create_constraint=True, length=15),
            nullable=False,
        ),
        sa.Column("revision_no", sa.Integer(), nullable=False),
        sa.Column("approved_no", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "approved_no >= 1 AND approved_no <= revision_no", name=op.f("ck_letter_template_approved_no")
        ),
        sa.CheckConstraint("revision_no >= 1", name=op.f("ck_letter_template_revision_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template")),
        sa.UniqueConstraint("slug", name=op.f("uq_letter_template_slug")),
    )
    op.create_table(
        "letter_template_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("use_when", sa.String(length=300), nullable=False),
        sa.Column("closing", sa.String(length=120), nullable=False),
        sa.Column(
            "citation_style",
            sa.Enum(
                "annex",
                "numbered",
                "staff",
                name="citation_style",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("saved_from", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.CheckConstraint("number >= 1 AND name <> ''", name=op.f("ck_letter_template_revision_number")),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["letter_template.id"],
            name=op.f("fk_letter_template_revision_template_id_letter_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template_revision")),
        sa.UniqueConstraint(
            "template_id", "number", name=op.f("uq_letter_template_revision_template_id_number")
        ),
    )
    op.create_table(
        "letter_template_approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("approver", sa.String(length=200), nullable=False),
        sa.Column("own_words", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["letter_template_revision.id"],
            name=op.f("fk_letter_template_approval_revision_id_letter_template_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template_approval")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_letter_template_approval_revision_id")),
    )
    op.create_table(
        "letter_template_use",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_letter_template_use_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["letter_template_revision.id"],
            name=op.f("fk_letter_template_use_revision_id_letter_template_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template_use")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_letter_template_use_letter_id")),
    )
    op.create_index(
        op.f("ix_letter_template_use_revision_id"), "letter_template_use", ["revision_id"], unique=False
    )
    _guard()


def downgrade() -> None:
    for table in (*KEPT, "letter_template"):
        drop_guards(op, table, "insert", "update", "delete")
    op.drop_index(op.f("ix_letter_template_use_revision_id"), table_name="letter_template_use")
    op.drop_table("letter_template_use")
    op.drop_table("letter_template_approval")
    op.drop_table("letter_template_revision")
    op.drop_table("letter_template")
