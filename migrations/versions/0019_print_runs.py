"""Print runs: dispatches put together to be printed, each in exactly one run; printings and their files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.guards import append_only, drop_guards, refuse

revision = "0019_print_runs"
down_revision = "0017_seal_keys"
branch_labels = None
depends_on = None

# Rows that are only ever added, and when a new one would take the place of an old one.
SAME = {
    "print_run_printing": "there.id = NEW.id OR (there.run_id = NEW.run_id AND there.number = NEW.number)",
    "print_run_file": "there.id = NEW.id OR (there.printing_id = NEW.printing_id AND there.kind = NEW.kind)",
}
KEPT = (
    "OLD.run_id <> NEW.run_id OR OLD.dispatch_id <> NEW.dispatch_id OR OLD.position <> NEW.position "
    "OR (NEW.held AND NOT OLD.held)"
)


def upgrade() -> None:
    _runs()
    _items()
    _printings()
    for table, same in SAME.items():
        append_only(op, table)
        taken = f"EXISTS (SELECT 1 FROM {table} AS there WHERE {same})"
        refuse(op, table, "insert", f"rows of {table} are only ever added", taken)
    for table in ("print_run", "print_run_item"):
        refuse(op, table, "delete", f"rows of {table} are kept")
    refuse(op, "print_run_item", "update", "an item stays in its run and is let go once", KEPT)


def _runs() -> None:
    op.create_table(
        "print_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("duplex", sa.Boolean(), nullable=False),
        sa.Column("separators", sa.Boolean(), nullable=False),
        sa.Column("envelopes", sa.Boolean(), nullable=False),
        sa.Column(
            "labels",
            sa.Enum("5160", "L7160", name="labels", native_enum=False, create_constraint=True, length=13),
            nullable=True,
        ),
        sa.Column("label_start", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.String(length=200), nullable=False),
        sa.Column("cancelled_reason", sa.String(length=300), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "number >= 1 AND items >= 1 AND label_start >= 1", name=op.f("ck_print_run_counts")
        ),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by = '') AND (cancelled_at IS NULL) = (cancelled_reason = '')",
            name=op.f("ck_print_run_cancelled"),
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_print_run_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_print_run_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run")),
        sa.UniqueConstraint("letter_id", "number", name=op.f("uq_print_run_letter_id_number")),
    )


def _items() -> None:
    op.create_table(
        "print_run_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("dispatch_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_print_run_item_position")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["print_run.id"], name=op.f("fk_print_run_item_run_id_print_run")
        ),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["dispatch.id"], name=op.f("fk_print_run_item_dispatch_id_dispatch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run_item")),
        sa.UniqueConstraint("run_id", "position", name=op.f("uq_print_run_item_run_id_position")),
        sa.UniqueConstraint("run_id", "dispatch_id", name=op.f("uq_print_run_item_run_id_dispatch_id")),
    )
    op.create_index(
        "uq_print_run_item_held",
        "print_run_item",
        ["dispatch_id"],
        unique=True,
        sqlite_where=sa.text("held"),
        postgresql_where=sa.text("held"),
    )


def _printings() -> None:
    op.create_table(
        "print_run_printing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("positions", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_print_run_printing_number")),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_print_run_printing_reason")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["print_run.id"], name=op.f("fk_print_run_printing_run_id_print_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run_printing")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_print_run_printing_run_id_number")),
    )
    op.create_table(
        "print_run_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("printing_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "letters",
                "envelopes",
                "labels",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0 AND pages > 0", name=op.f("ck_print_run_file_whole")),
        sa.ForeignKeyConstraint(
            ["printing_id"],
            ["print_run_printing.id"],
            name=op.f("fk_print_run_file_printing_id_print_run_printing"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run_file")),
        sa.UniqueConstraint("printing_id", "kind", name=op.f("uq_print_run_file_printing_id_kind")),
    )


def downgrade() -> None:
    drop_guards(op, "print_run_item", "update", "delete")
    drop_guards(op, "print_run", "delete")
    for table in SAME:
        drop_guards(op, table, "insert", "update", "delete")
    op.drop_table("print_run_file")
    op.drop_table("print_run_printing")
    op.drop_index(
        "uq_print_run_item_held",
        table_name="print_run_item",
        sqlite_where=sa.text("held"),
        postgresql_where=sa.text("held"),
    )
    op.drop_table("print_run_item")
    op.drop_table("print_run")
