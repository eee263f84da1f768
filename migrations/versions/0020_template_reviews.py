"""Wordings of templates that an approver returned to their author, with the reason; rows are only ever added."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.guards import append_only, drop_guards, refuse

revision = "0020_template_reviews"
down_revision = "0019_print_runs"
branch_labels = None
depends_on = None

TABLE = "letter_template_return"
APPROVAL = "letter_template_approval"
SAME = "EXISTS (SELECT 1 FROM {table} AS there WHERE there.id = NEW.id)"
DECIDED = "EXISTS (SELECT 1 FROM {table} AS made WHERE made.revision_id = NEW.revision_id)"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("approver", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_letter_template_return_reason")),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["letter_template_revision.id"],
            name=op.f("fk_letter_template_return_revision_id_letter_template_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template_return")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_letter_template_return_revision_id")),
    )
    append_only(op, TABLE)
    refuse(
        op, TABLE, "insert", "an approved wording is not returned",
        f"{SAME.format(table=TABLE)} OR {DECIDED.format(table=APPROVAL)}",
    )  # fmt: skip
    drop_guards(op, APPROVAL, "insert")
    refuse(
        op, APPROVAL, "insert", "a returned wording is followed by another, not approved",
        f"{SAME.format(table=APPROVAL)} OR {DECIDED.format(table=TABLE)}",
    )  # fmt: skip


def downgrade() -> None:
    drop_guards(op, APPROVAL, "insert")
    refuse(
        op, APPROVAL, "insert", f"a row of {APPROVAL} never takes the place of another",
        SAME.format(table=APPROVAL),
    )  # fmt: skip
    drop_guards(op, TABLE, "insert", "update", "delete")
    op.drop_table(TABLE)
