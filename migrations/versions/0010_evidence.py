"""Claims and their sources."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.core.guards import append_only, drop_guards, refuse

revision = "0010_evidence"
down_revision = "0009_api"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _tables()
    append_only(op, "claim_revision", "the words of a claim cannot be changed; add a revision")
    append_only(op, "claim_event")
    refuse(op, "claim", "delete", "a claim cannot be deleted; retract it")
    refuse(
        op, "claim", "update", "a claim keeps its name, number and revisions, and is opened again before it moves on",
        when="NEW.slug <> OLD.slug OR NEW.number <> OLD.number OR NEW.revision_no < OLD.revision_no "
        "OR (OLD.state = 'superseded' AND NEW.state = 'retracted') "
        "OR (OLD.state = 'retracted' AND NEW.state = 'superseded')",
    )  # fmt: skip
    refuse(op, "claim_source", "delete", "a source cannot be deleted; take it away")
    refuse(
        op, "claim_source", "update", "a source that was taken away stays as it was, and stays with its claim",
        when="NEW.claim_id <> OLD.claim_id OR OLD.removed_at IS NOT NULL",
    )  # fmt: skip
    refuse(
        op, "claim_import", "update", "an import that was applied or discarded stays as it was",
        when="OLD.state <> 'prepared' OR NEW.sha256 <> OLD.sha256",
    )  # fmt: skip


def downgrade() -> None:
    for table in ("claim_revision", "claim_event", "claim", "claim_source"):
        drop_guards(op, table)
    drop_guards(op, "claim_import", "update")
    op.drop_index("ix_claim_source_claim_id", table_name="claim_source")
    op.drop_table("claim_source")
    op.drop_table("claim_revision")
    op.drop_index("ix_claim_event_claim_id_at", table_name="claim_event")
    op.drop_table("claim_event")
    op.drop_table("claim_import")
    op.drop_index("ix_claim_topic_number", table_name="claim")
    op.drop_table("claim")


def _tables() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "current",
                "disputed",
                "superseded",
                "retracted",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=18,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(length=600), nullable=False),
        sa.Column("superseded_by_id", sa.Uuid(), nullable=True),
        sa.Column("revision_no", sa.Integer(), nullable=False),
        sa.Column("not_checked", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cautions", sa.JSON(), nullable=False),
        sa.Column("imported", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'superseded') = (superseded_by_id IS NOT NULL)", name=op.f("ck_claim_superseded")
        ),
        sa.CheckConstraint(
            "state IN ('current', 'disputed') OR state_reason <> ''", name=op.f("ck_claim_reasoned")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_claim_number")),
        sa.CheckConstraint("revision_no >= 1", name=op.f("ck_claim_revision_no")),
        sa.CheckConstraint("superseded_by_id <> id", name=op.f("ck_claim_not_itself")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["claim.id"], name=op.f("fk_claim_superseded_by_id_claim")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("number", name="uq_claim_number"),
        sa.UniqueConstraint("slug", name="uq_claim_slug"),
    )
    op.create_index("ix_claim_topic_number", "claim", ["topic", "number"], unique=False)
    op.create_table(
        "claim_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "prepared",
                "applied",
                "discarded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("extras", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(state = 'applied') = (applied_at IS NOT NULL)", name=op.f("ck_claim_import_applied")
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_claim_import_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_import")),
    )
    op.create_table(
        "claim_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "added",
                "imported",
                "edited",
                "corrected",
                "disputed",
                "settled",
                "superseded",
                "retracted",
                "reopened",
                "sources",
                "checked",
                "copy_kept",
                "note",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=18,
            ),
            nullable=False,
        ),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.CheckConstraint(
            "(from_state IS NULL) = (to_state IS NULL) OR kind IN ('added', 'imported')",
            name=op.f("ck_claim_event_move"),
        ),
        sa.CheckConstraint("from_state IS NULL OR from_state <> to_state", name=op.f("ck_claim_event_moved")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_event_claim_id_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_event")),
    )
    op.create_index("ix_claim_event_claim_id_at", "claim_event", ["claim_id", "at"], unique=False)
    op.create_table(
        "claim_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("event_earliest", sa.Date(), nullable=True),
        sa.Column("event_latest", sa.Date(), nullable=True),
        sa.Column("event_written", sa.String(length=80), nullable=False),
        sa.Column("known_earliest", sa.Date(), nullable=True),
        sa.Column("known_latest", sa.Date(), nullable=True),
        sa.Column("known_written", sa.String(length=80), nullable=False),
        sa.Column(
            "confidence",
            sa.Enum(
                "high",
                "medium",
                "low",
                name="confidence",
                native_enum=False,
                create_constraint=True,
                length=14,
            ),
            nullable=False,
        ),
        sa.Column("dispute", sa.Text(), nullable=False),
        sa.Column("opposing_view", sa.Text(), nullable=False),
        sa.Column("correction", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "number = 1 OR NOT correction OR reason <> ''", name=op.f("ck_claim_revision_reasoned")
        ),
        sa.CheckConstraint("wording <> ''", name=op.f("ck_claim_revision_wording")),
        sa.CheckConstraint(
            "event_earliest IS NULL OR event_latest IS NULL OR event_earliest <= event_latest",
            name=op.f("ck_claim_revision_event"),
        ),
        sa.CheckConstraint(
            "event_earliest IS NULL OR known_latest IS NULL OR event_earliest <= known_latest",
            name=op.f("ck_claim_revision_known_after_event"),
        ),
        sa.CheckConstraint(
            "known_earliest IS NULL OR known_latest IS NULL OR known_earliest <= known_latest",
            name=op.f("ck_claim_revision_known"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_claim_revision_number")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_revision_claim_id_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_revision")),
        sa.UniqueConstraint("claim_id", "number", name="uq_claim_revision_number"),
    )
    op.create_table(
        "claim_source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("publisher", sa.String(length=300), nullable=False),
        sa.Column("date_earliest", sa.Date(), nullable=True),
        sa.Column("date_latest", sa.Date(), nullable=True),
        sa.Column("date_written", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "official",
                "court",
                "research",
                "ngo",
                "press",
                "advocacy",
                "encyclopaedia",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=21,
            ),
            nullable=False,
        ),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("opposing", sa.Boolean(), nullable=False),
        sa.Column("supports", sa.String(length=200), nullable=False),
        sa.Column("copy_sha256", sa.String(length=64), nullable=True),
        sa.Column("copy_name", sa.String(length=200), nullable=False),
        sa.Column("copy_size", sa.Integer(), nullable=False),
        sa.Column("copy_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(copy_sha256 IS NULL AND copy_name = '' AND copy_size = 0) OR (length(copy_sha256) = 64 AND copy_name <> '' AND copy_size > 0 AND copy_at IS NOT NULL)",
            name=op.f("ck_claim_source_copy"),
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_claim_source_title")),
        sa.CheckConstraint(
            "url IN ('', 'unknown') OR substr(url, 1, 7) = 'http://' OR substr(url, 1, 8) = 'https://'",
            name=op.f("ck_claim_source_url"),
        ),
        sa.CheckConstraint(
            "date_earliest IS NULL OR date_latest IS NULL OR date_earliest <= date_latest",
            name=op.f("ck_claim_source_published"),
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_source_claim_id_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_source")),
    )
    op.create_index("ix_claim_source_claim_id", "claim_source", ["claim_id"], unique=False)
