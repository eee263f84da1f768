"""Letters, and the triggers that keep sealed ones as they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.core.guards import append_only, drop_guards, refuse

revision = "0006_letters"
down_revision = "0005_campaigns"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


SEALED = "a sealed letter never changes"
# What may still be said of a sealed letter: that its files are whole, once, and what came after it.
FROZEN = (
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
ROWS = ("letter_addressee", "letter_signatory", "letter_demand", "signature")
# Tables whose rows are only ever added, with what makes one row the same as another.
ADDED = {
    "letter_version": ("letter_id", "number"),
    "letter_copy": ("letter_id", "copy_no"),
    "letter_file": ("letter_id", "copy_no"),
    "letter_event": (),
}


def _sealed(row: str, more: str = "") -> str:
    return (
        f"EXISTS (SELECT 1 FROM letter WHERE letter.id = {row}.letter_id AND letter.state = 'sealed'{more})"
    )


def _taken(table: str, keys: tuple[str, ...] = ()) -> str:
    """Whether a new row would take the place of an old one: SQLite's REPLACE deletes without a trigger."""
    same = " AND ".join(f"there.{key} = NEW.{key}" for key in keys)
    where = f"there.id = NEW.id OR ({same})" if same else "there.id = NEW.id"
    return f"EXISTS (SELECT 1 FROM {table} AS there WHERE {where})"


def _guard() -> None:
    _guard_letter()
    for table in ROWS:
        replaced = (
            f"EXISTS (SELECT 1 FROM {table} AS there JOIN letter ON letter.id = there.letter_id "
            "WHERE there.id = NEW.id AND letter.state = 'sealed')"
        )
        refuse(op, table, "insert", SEALED, f"{_sealed('NEW')} OR {replaced}")
        refuse(op, table, "update", SEALED, f"{_sealed('OLD')} OR {_sealed('NEW')} OR NEW.id <> OLD.id")
        refuse(op, table, "delete", SEALED, _sealed("OLD"))
    for table, keys in ADDED.items():
        append_only(op, table)
        refused = _taken(table, keys)
        if table in ("letter_version", "letter_copy"):
            refused += f" OR {_sealed('NEW')}"
        elif table == "letter_file":
            # Files are made of sealed letters alone, and no more once they are whole.
            refused += f" OR NOT {_sealed('NEW', ' AND letter.files_ready_at IS NULL')}"
        refuse(
            op,
            table,
            "insert",
            f"rows of {table} are only ever added, and none to a finished record",
            refused,
        )


def _guard_letter() -> None:
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN)
    once = " OR ".join(
        f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})"
        for name in ("files_ready_at", "superseded_by_id")
    )
    moved = "NEW.id <> OLD.id OR NEW.number <> OLD.number"
    copied = (
        "EXISTS (SELECT 1 FROM letter AS there WHERE there.id <> OLD.id AND there.state = 'sealed' "
        "AND there.verification_code = NEW.verification_code)"
    )
    when = f"(OLD.state = 'sealed' AND ({changed} OR {once})) OR {moved} OR {copied}"
    if op.get_bind().dialect.name == "sqlite":
        when = when.replace("IS DISTINCT FROM", "IS NOT")
    refuse(op, "letter", "update", SEALED, when)
    refuse(op, "letter", "delete", SEALED, "OLD.state = 'sealed'")
    same = "there.id = NEW.id OR there.number = NEW.number OR there.verification_code = NEW.verification_code"
    replaced = f"EXISTS (SELECT 1 FROM letter AS there WHERE there.state = 'sealed' AND ({same}))"
    refuse(op, "letter", "insert", SEALED, replaced)


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "approved",
                "signing",
                "sealed",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column("letter_date", sa.Date(), nullable=False),
        sa.Column("current_version", sa.Integer(), nullable=False),
        sa.Column("submitted_version", sa.Integer(), nullable=True),
        sa.Column("approved_version", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("letterhead_ids", JSON, nullable=False),
        sa.Column("earlier_letter_id", sa.Uuid(), nullable=True),
        sa.Column("superseded_by_id", sa.Uuid(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seal_hash", sa.String(length=64), nullable=True),
        sa.Column("verification_code", sa.String(length=20), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_by", sa.String(length=200), nullable=True),
        sa.Column("files_ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocking", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sealed') = (seal_hash IS NOT NULL) AND (state = 'sealed') = (verification_code IS NOT NULL) AND (state = 'sealed') = (sealed_at IS NOT NULL)",
            name=op.f("ck_letter_seal"),
        ),
        sa.CheckConstraint("files_ready_at IS NULL OR state = 'sealed'", name=op.f("ck_letter_files")),
        sa.CheckConstraint(
            "state <> 'in_review' OR submitted_version = current_version", name=op.f("ck_letter_submitted")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'signing', 'sealed') OR approved_version = current_version",
            name=op.f("ck_letter_approved"),
        ),
        sa.CheckConstraint("superseded_by_id IS NULL OR state = 'sealed'", name=op.f("ck_letter_superseded")),
        sa.CheckConstraint(
            "id <> earlier_letter_id AND id <> superseded_by_id", name=op.f("ck_letter_series")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_letter_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["earlier_letter_id"], ["letter.id"], name=op.f("fk_letter_earlier_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["letter.id"], name=op.f("fk_letter_superseded_by_id_letter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("number", name=op.f("uq_letter_number")),
        sa.UniqueConstraint("verification_code", name=op.f("uq_letter_verification_code")),
    )
    op.create_index("ix_letter_campaign_state", "letter", ["campaign_id", "state"], unique=False)
    op.create_index(op.f("ix_letter_changed_at"), "letter", ["changed_at"], unique=False)
    op.create_index(op.f("ix_letter_earlier_letter_id"), "letter", ["earlier_letter_id"], unique=False)
    op.create_index("ix_letter_state_changed", "letter", ["state", "changed_at"], unique=False)
    op.create_table(
        "letter_demand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_letter_demand_demand_id_demand")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_demand_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["demand_revision.id"], name=op.f("fk_letter_demand_revision_id_demand_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_demand")),
        sa.UniqueConstraint("letter_id", "demand_id", name=op.f("uq_letter_demand_letter_id_demand_id")),
    )
    op.create_index(op.f("ix_letter_demand_demand_id"), "letter_demand", ["demand_id"], unique=False)
    op.create_table(
        "letter_counter",
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last >= 1", name=op.f("ck_letter_counter_last")),
        sa.PrimaryKeyConstraint("prefix", "year", name=op.f("pk_letter_counter")),
    )
    op.create_table(
        "letter_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("copy_no", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=1000), nullable=False),
        sa.Column("file_name", sa.String(length=140), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("copy_no >= 1", name=op.f("ck_letter_copy_place")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_copy_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_copy")),
        sa.UniqueConstraint("letter_id", "copy_no", name=op.f("uq_letter_copy_letter_id_copy_no")),
    )
    op.create_table(
        "letter_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("copy_no", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("copy_no >= 0 AND size > 0 AND pages > 0", name=op.f("ck_letter_file_whole")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_file_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_file")),
        sa.UniqueConstraint("letter_id", "copy_no", name=op.f("uq_letter_file_letter_id_copy_no")),
    )
    op.create_table(
        "letter_signatory",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("signatory_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("printed_name", sa.String(length=300), nullable=False),
        sa.Column("printed_title", sa.String(length=300), nullable=False),
        sa.Column("printed_body", sa.String(length=300), nullable=False),
        sa.Column("image_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_letter_signatory_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["signatory.id"], name=op.f("fk_letter_signatory_signatory_id_signatory")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_signatory")),
        sa.UniqueConstraint("letter_id", "position", name=op.f("uq_letter_signatory_letter_id_position")),
        sa.UniqueConstraint(
            "letter_id", "signatory_id", name=op.f("uq_letter_signatory_letter_id_signatory_id")
        ),
    )
    op.create_index(
        op.f("ix_letter_signatory_signatory_id"), "letter_signatory", ["signatory_id"], unique=False
    )
    op.create_table(
        "letter_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("consent_hash", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("letter_date", sa.Date(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("editorial_reason", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1 AND words >= 0", name=op.f("ck_letter_version_number")),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_letter_version_letter_id_letter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_version")),
        sa.UniqueConstraint("letter_id", "number", name=op.f("uq_letter_version_letter_id_number")),
    )
    op.create_index(op.f("ix_letter_version_consent_hash"), "letter_version", ["consent_hash"], unique=False)
    op.create_table(
        "signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("signatory_id", sa.Uuid(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("consent_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "viewed",
                "signed",
                "declined",
                "withdrawn",
                "void",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum(
                "ink",
                "email",
                "writing",
                "spoken",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=15,
            ),
            nullable=True,
        ),
        sa.Column("consent_by", sa.String(length=200), nullable=False),
        sa.Column("witness", sa.String(length=200), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("image_sha256", sa.String(length=64), nullable=True),
        sa.Column("scan_sha256", sa.String(length=64), nullable=True),
        sa.Column("scan_name", sa.String(length=200), nullable=False),
        sa.Column("scan_type", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("method <> 'ink' OR scan_sha256 IS NOT NULL", name=op.f("ck_signature_ink_scan")),
        sa.CheckConstraint(
            "state <> 'signed' OR (method IS NOT NULL AND consented_at IS NOT NULL AND consent_by <> '')",
            name=op.f("ck_signature_consent"),
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_signature_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["signatory.id"], name=op.f("fk_signature_signatory_id_signatory")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    op.create_index(op.f("ix_signature_signatory_id"), "signature", ["signatory_id"], unique=False)
    op.create_index(
        "uq_signature_live",
        "signature",
        ["letter_id", "signatory_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('invited', 'viewed', 'signed')"),
        postgresql_where=sa.text("state IN ('invited', 'viewed', 'signed')"),
    )
    op.create_table(
        "letter_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "created",
                "edited",
                "submitted",
                "returned",
                "approved",
                "approval_withdrawn",
                "signatures_asked",
                "signed",
                "declined",
                "signature_withdrawn",
                "signature_voided",
                "sealed",
                "files_ready",
                "withdrawn",
                "superseded",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=27,
            ),
            nullable=False,
        ),
        sa.Column(
            "from_state",
            sa.Enum(
                "draft",
                "in_review",
                "approved",
                "signing",
                "sealed",
                "withdrawn",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "draft",
                "in_review",
                "approved",
                "signing",
                "sealed",
                "withdrawn",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("consent_hash", sa.String(length=64), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind NOT IN ('returned', 'withdrawn', 'approval_withdrawn') OR reason <> ''",
            name=op.f("ck_letter_event_reason"),
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_event_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_letter_event_signature_id_signature")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_event")),
    )
    op.create_index("ix_letter_event_letter_at", "letter_event", ["letter_id", "at"], unique=False)
    op.create_table(
        "letter_addressee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("copy_no", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("main", "joint", "cc", name="role", native_enum=False, create_constraint=True, length=13),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("capacity", sa.String(length=120), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=True),
        sa.Column("printed_name", sa.String(length=300), nullable=False),
        sa.Column("printed_office", sa.String(length=300), nullable=False),
        sa.Column("inside_address", JSON, nullable=False),
        sa.Column("envelope", JSON, nullable=False),
        sa.Column("salutation", sa.String(length=300), nullable=False),
        sa.CheckConstraint("copy_no >= 1 AND position >= 1", name=op.f("ck_letter_addressee_place")),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_letter_addressee_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_letter_addressee_official_id_official")
        ),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_letter_addressee_term_id_term")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_addressee")),
        sa.UniqueConstraint(
            "letter_id",
            "copy_no",
            "official_id",
            name=op.f("uq_letter_addressee_letter_id_copy_no_official_id"),
        ),
        sa.UniqueConstraint(
            "letter_id", "copy_no", "position", name=op.f("uq_letter_addressee_letter_id_copy_no_position")
        ),
    )
    op.create_index(
        op.f("ix_letter_addressee_official_id"), "letter_addressee", ["official_id"], unique=False
    )
    _guard()


def downgrade() -> None:
    for table in ("letter", *ROWS, *ADDED):
        drop_guards(op, table, "insert", "update", "delete")
    op.drop_table("letter_copy")
    op.drop_table("letter_counter")
    op.drop_index(op.f("ix_letter_addressee_official_id"), table_name="letter_addressee")
    op.drop_table("letter_addressee")
    op.drop_index("ix_letter_event_letter_at", table_name="letter_event")
    op.drop_table("letter_event")
    op.drop_index(
        "uq_signature_live",
        table_name="signature",
        sqlite_where=sa.text("state IN ('invited', 'viewed', 'signed')"),
        postgresql_where=sa.text("state IN ('invited', 'viewed', 'signed')"),
    )
    op.drop_index(op.f("ix_signature_signatory_id"), table_name="signature")
    op.drop_table("signature")
    op.drop_index(op.f("ix_letter_version_consent_hash"), table_name="letter_version")
    op.drop_table("letter_version")
    op.drop_index(op.f("ix_letter_signatory_signatory_id"), table_name="letter_signatory")
    op.drop_table("letter_signatory")
    op.drop_table("letter_file")
    op.drop_index(op.f("ix_letter_demand_demand_id"), table_name="letter_demand")
    op.drop_table("letter_demand")
    op.drop_index("ix_letter_state_changed", table_name="letter")
    op.drop_index(op.f("ix_letter_earlier_letter_id"), table_name="letter")
    op.drop_index(op.f("ix_letter_changed_at"), table_name="letter")
    op.drop_index("ix_letter_campaign_state", table_name="letter")
    op.drop_table("letter")
