"""What letters keep of the claims they cite, reasons recorded for problems, and tasks of corrections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.core.guards import append_only, drop_guards, refuse

revision = "0011_citations"
down_revision = "0010_evidence"
branch_labels = None
depends_on = None

STYLES = ("annex", "numbered", "staff")
STATES = ("draft", "in_review", "approved", "signing", "sealed", "withdrawn")
CHANGES = ("corrected", "disputed", "superseded", "retracted")
SEALED = "a sealed letter never changes"
# The columns of a letter that its seal freezes: those of 0006, and now how it cites.
FROZEN_BEFORE = (
    "id",
    "number",
    "campaign_id",
    "template",
    "title",
    "state",
    "letter_date",
    "current_version",
    "submitted_version",
    "approved_version",
    "approved_by_id",
    "letterhead_ids",
    "earlier_letter_id",
    "created_at",
    "created_by_id",
    "created_by",
    "seal_hash",
    "verification_code",
    "sealed_at",
    "sealed_by",
)


def _guard_letter(frozen: tuple[str, ...], more: str = "") -> None:
    """The guard of a letter's row, written anew for the columns that the seal freezes."""
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in frozen)
    once = " OR ".join(
        f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})"
        for name in ("files_ready_at", "superseded_by_id")
    )
    moved = "NEW.id <> OLD.id OR NEW.number <> OLD.number"
    copied = (
        "EXISTS (SELECT 1 FROM letter AS there WHERE there.id <> OLD.id AND there.state = 'sealed' "
        "AND there.verification_code = NEW.verification_code)"
    )
    when = f"(OLD.state = 'sealed' AND ({changed} OR {once})) OR {moved} OR {copied}{more}"
    if op.get_bind().dialect.name == "sqlite":
        when = when.replace("IS DISTINCT FROM", "IS NOT")
    drop_guards(op, "letter", "update")
    refuse(op, "letter", "update", SEALED, when)


def _in(column: str, words: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({listed})"


def _sealed(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM letter WHERE letter.id = {row}.letter_id AND letter.state = 'sealed')"


def _guard() -> None:
    unsourced = (
        " OR (NEW.state = 'sealed' AND OLD.state <> 'sealed' AND EXISTS (SELECT 1 FROM letter_claim "
        "WHERE letter_claim.letter_id = NEW.id AND letter_claim.sources = 0 AND letter_claim.waiver_id IS NULL))"
    )
    _guard_letter((*FROZEN_BEFORE, "citation_style"), unsourced)
    there = (
        "EXISTS (SELECT 1 FROM letter_claim AS there JOIN letter ON letter.id = there.letter_id "
        "WHERE there.id = NEW.id AND letter.state = 'sealed')"
    )
    refuse(op, "letter_claim", "insert", SEALED, f"{_sealed('NEW')} OR {there}")
    refuse(op, "letter_claim", "update", SEALED, f"{_sealed('OLD')} OR {_sealed('NEW')} OR NEW.id <> OLD.id")
    refuse(op, "letter_claim", "delete", SEALED, _sealed("OLD"))
    append_only(op, "claim_waiver")
    taken = "EXISTS (SELECT 1 FROM claim_waiver AS there WHERE there.id = NEW.id)"
    refuse(
        op,
        "claim_waiver",
        "insert",
        "reasons are recorded before the seal, and stay",
        f"{_sealed('NEW')} OR {taken}",
    )
    fixed = (
        "id",
        "letter_id",
        "claim_id",
        "slug",
        "change",
        "before",
        "after",
        "reason",
        "letter_state",
        "filed_at",
        "filed_by",
    )
    changed = " OR ".join(f'NEW."{name}" <> OLD."{name}"' for name in fixed)
    refuse(
        op,
        "citation_task",
        "update",
        "a task is done once and stays on record",
        f"OLD.done_at IS NOT NULL OR {changed}",
    )
    refuse(op, "citation_task", "delete", "a task stays on record")
    replaced = "EXISTS (SELECT 1 FROM citation_task AS there WHERE there.id = NEW.id)"
    refuse(op, "citation_task", "insert", "a task stays on record", replaced)


def upgrade() -> None:
    # One statement that both databases take without writing the table, and so its triggers, anew.
    op.execute(
        "ALTER TABLE letter ADD COLUMN citation_style VARCHAR(16) DEFAULT 'annex' NOT NULL "
        f"CONSTRAINT ck_letter_citation_style CHECK ({_in('citation_style', STYLES)})"
    )
    op.create_table(
        "claim_waiver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("claim", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_claim_waiver_reason")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_claim_waiver_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_waiver")),
    )
    op.create_index("ix_claim_waiver_letter_digest", "claim_waiver", ["letter_id", "digest"], unique=False)
    op.create_table(
        "letter_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("waiver_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "revision >= 1 AND position >= 1 AND sources >= 0", name=op.f("ck_letter_claim_numbers")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_letter_claim_claim_id_claim")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_claim_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["waiver_id"], ["claim_waiver.id"], name=op.f("fk_letter_claim_waiver_id_claim_waiver")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_claim")),
        sa.UniqueConstraint("letter_id", "claim_id", name=op.f("uq_letter_claim_letter_id_claim_id")),
    )
    op.create_index(op.f("ix_letter_claim_claim_id"), "letter_claim", ["claim_id"], unique=False)
    _create_task()
    _create_check_settings()
    _guard()


def _create_task() -> None:
    op.create_table(
        "citation_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column(
            "change",
            sa.Enum(*CHANGES, name="change", native_enum=False, create_constraint=True, length=18),
            nullable=False,
        ),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "letter_state",
            sa.Enum(*STATES, name="letter_state", native_enum=False, create_constraint=True, length=17),
            nullable=False,
        ),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.String(length=200), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name=op.f("ck_citation_task_done")),
        sa.CheckConstraint("done_at IS NULL OR note <> ''", name=op.f("ck_citation_task_note")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_citation_task_claim_id_claim")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_citation_task_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation_task")),
    )
    op.create_index(op.f("ix_citation_task_claim_id"), "citation_task", ["claim_id"], unique=False)
    op.create_index(op.f("ix_citation_task_letter_id"), "citation_task", ["letter_id"], unique=False)
    op.create_index("ix_citation_task_open", "citation_task", ["done_at", "letter_id"], unique=False)


def _create_check_settings() -> None:
    """Which checks block a letter here: one row for the organisation."""
    op.create_table(
        "check_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("levels", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("page_limit", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_check_settings_one")),
        sa.CheckConstraint("page_limit BETWEEN 1 AND 20", name=op.f("ck_check_settings_page_limit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_settings")),
    )


def downgrade() -> None:
    op.drop_table("check_settings")
    for table in ("citation_task", "letter_claim", "claim_waiver"):
        drop_guards(op, table, "insert", "update", "delete")
    _guard_letter(FROZEN_BEFORE)
    op.drop_table("citation_task")
    op.drop_table("letter_claim")
    op.drop_table("claim_waiver")
    # SQLite drops no column that a CHECK of its own names; it takes the CHECK with the column it stands at.
    op.execute("ALTER TABLE letter DROP COLUMN citation_style")
