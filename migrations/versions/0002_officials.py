"""officials: people, offices, committees, contact points, imports, merges, segments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002_officials"
down_revision = "0001_accounts"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "address_style",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_address_style_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_style")),
    )
    op.create_table(
        "field_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_type", sa.String(length=30), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_mark")),
        sa.UniqueConstraint(
            "record_type", "record_id", "field", name=op.f("uq_field_mark_record_type_record_id_field")
        ),
    )
    op.create_index(op.f("ix_field_mark_record_id"), "field_mark", ["record_id"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "preparing",
                "prepared",
                "refused",
                "applied",
                "undone",
                "discarded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column("format", sa.String(length=200), nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("notes", JSON, nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("undo_report", JSON, nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.String(length=200), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=200), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(state = 'refused') = (refusal <> '')", name=op.f("ck_import_run_refused")),
        sa.CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name=op.f("ck_import_run_undone")),
        sa.CheckConstraint(
            "(state IN ('applied', 'undone')) = (applied_at IS NOT NULL)", name=op.f("ck_import_run_applied")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_created_at", "import_run", ["created_at"], unique=False)
    op.create_table(
        "jurisdiction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("formal_name", sa.String(length=200), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "federal",
                "state",
                "local",
                "foreign",
                "international",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=21,
            ),
            nullable=False,
        ),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=240), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_jurisdiction_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jurisdiction")),
        sa.UniqueConstraint("source_key", name=op.f("uq_jurisdiction_source_key")),
    )
    op.create_index("ix_jurisdiction_level_state", "jurisdiction", ["level", "state"], unique=False)
    op.create_table(
        "official",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prefix", sa.String(length=40), nullable=False),
        sa.Column("first", sa.String(length=120), nullable=False),
        sa.Column("middle", sa.String(length=120), nullable=False),
        sa.Column("nickname", sa.String(length=120), nullable=False),
        sa.Column("last", sa.String(length=160), nullable=False),
        sa.Column("suffix", sa.String(length=40), nullable=False),
        sa.Column("full_name", sa.String(length=300), nullable=False),
        sa.Column("formal_name", sa.String(length=300), nullable=False),
        sa.Column(
            "gendered_form",
            sa.Enum(
                "unknown",
                "mr",
                "ms",
                "mx",
                "none",
                name="gendered_form",
                native_enum=False,
                create_constraint=True,
                length=15,
            ),
            nullable=False,
        ),
        sa.Column("aliases", JSON, nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=240), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.CheckConstraint("last <> '' AND full_name <> ''", name=op.f("ck_official_named")),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_official_merged_into_other")
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR retired_on IS NOT NULL", name=op.f("ck_official_merged_is_retired")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["official.id"], name=op.f("fk_official_merged_into_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official")),
        sa.UniqueConstraint("source_key", name=op.f("uq_official_source_key")),
    )
    op.create_index(op.f("ix_official_merged_into_id"), "official", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_official_sort_name"), "official", ["sort_name"], unique=False)
    op.create_table(
        "segment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("query", JSON, nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_segment_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("name", name=op.f("uq_segment_name")),
    )
    op.create_table(
        "address_override",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("salutation", sa.String(length=200), nullable=True),
        sa.Column("spoken", sa.String(length=200), nullable=True),
        sa.Column("inside_lines", JSON, nullable=True),
        sa.Column("envelope_lines", JSON, nullable=True),
        sa.Column("style", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_address_override_official_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_override")),
        sa.UniqueConstraint("official_id", name=op.f("uq_address_override_official_id")),
    )
    op.create_table(
        "body",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("jurisdiction_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "upper",
                "lower",
                "legislature",
                "executive",
                "council",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=19,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=240), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_body_named")),
        sa.ForeignKeyConstraint(
            ["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_body_jurisdiction_id_jurisdiction")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("source_key", name=op.f("uq_body_source_key")),
    )
    op.create_index(op.f("ix_body_jurisdiction_id"), "body", ["jurisdiction_id"], unique=False)
    op.create_table(
        "contact_point",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "email",
                "postal",
                "fax",
                "phone",
                "web_form",
                "website",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("hours", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "health",
            sa.Enum(
                "unchecked",
                "good",
                "failing",
                "wrong",
                name="health",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column("last_checked", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=240), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.CheckConstraint("value <> ''", name=op.f("ck_contact_point_has_value")),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_contact_point_official_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
        sa.UniqueConstraint("source_key", name=op.f("uq_contact_point_source_key")),
    )
    op.create_index("ix_contact_point_kind_health", "contact_point", ["kind", "health"], unique=False)
    op.create_index(op.f("ix_contact_point_official_id"), "contact_point", ["official_id"], unique=False)
    op.create_table(
        "import_change",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "new",
                "changed",
                "gone",
                "conflict",
                "refused",
                "note",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("record_type", sa.String(length=30), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("official_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.String(length=400), nullable=False),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(action IN ('refused', 'note')) OR record_id IS NOT NULL", name=op.f("ck_import_change_record")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_change_run_id_import_run")
        ),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_import_change")),
    )
    op.create_index("ix_import_change_official_id", "import_change", ["official_id"], unique=False)
    op.create_index(
        "ix_import_change_run_id_action_record_type",
        "import_change",
        ["run_id", "action", "record_type"],
        unique=False,
    )
    op.create_table(
        "official_external_id",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_official_external_id_official_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_external_id")),
        sa.UniqueConstraint("scheme", "value", name=op.f("uq_official_external_id_scheme_value")),
    )
    op.create_index(
        op.f("ix_official_external_id_official_id"), "official_external_id", ["official_id"], unique=False
    )
    op.create_table(
        "official_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("moved", JSON, nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=200), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_official_merge_two_people")),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["official.id"], name=op.f("fk_official_merge_kept_id_official")
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["official.id"], name=op.f("fk_official_merge_merged_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_merge")),
    )
    op.create_index(op.f("ix_official_merge_kept_id"), "official_merge", ["kept_id"], unique=False)
    op.create_index(op.f("ix_official_merge_merged_id"), "official_merge", ["merged_id"], unique=False)
    op.create_table(
        "committee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("remit", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=240), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_committee_named")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_committee_body_id_body")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["committee.id"], name=op.f("fk_committee_parent_id_committee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee")),
        sa.UniqueConstraint("source_key", name=op.f("uq_committee_source_key")),
    )
    op.create_index(op.f("ix_committee_body_id"), "committee", ["body_id"], unique=False)
    op.create_index(op.f("ix_committee_parent_id"), "committee", ["parent_id"], unique=False)
    op.create_table(
        "leadership_role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=240), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.CheckConstraint("title <> ''", name=op.f("ck_leadership_role_titled")),
        sa.CheckConstraint(
            "start_on IS NULL OR end_on IS NULL OR end_on >= start_on",
            name=op.f("ck_leadership_role_days_in_order"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_leadership_role_body_id_body")),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_leadership_role_official_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leadership_role")),
        sa.UniqueConstraint("source_key", name=op.f("uq_leadership_role_source_key")),
    )
    op.create_index(op.f("ix_leadership_role_body_id"), "leadership_role", ["body_id"], unique=False)
    op.create_index(op.f("ix_leadership_role_official_id"), "leadership_role", ["official_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "president",
                "vice_president",
                "cabinet_secretary",
                "ambassador",
                "senator",
                "representative",
                "delegate",
                "resident_commissioner",
                "governor",
                "lieutenant_governor",
                "attorney_general",
                "secretary_of_state",
                "chief_election_officer",
                "auditor",
                "treasurer",
                "state_senator",
                "state_representative",
                "assembly_member",
                "state_delegate",
                "mayor",
                "council_president",
                "council_member",
                "county_official",
                "head_of_state",
                "head_of_government",
                "foreign_ambassador",
                "secretary_general",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("district", sa.String(length=80), nullable=False),
        sa.Column("senate_class", sa.Integer(), nullable=True),
        sa.Column("at_large", sa.Boolean(), nullable=False),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=240), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "senate_class IS NULL OR senate_class BETWEEN 1 AND 3", name=op.f("ck_seat_senate_class")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_seat_body_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("source_key", name=op.f("uq_seat_source_key")),
    )
    op.create_index(op.f("ix_seat_body_id"), "seat", ["body_id"], unique=False)
    op.create_index("ix_seat_kind_state", "seat", ["kind", "state"], unique=False)
    op.create_table(
        "committee_membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("committee_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "chair",
                "ranking_member",
                "vice_chair",
                "cochair",
                "ex_officio",
                "member",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=22,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column(
            "side",
            sa.Enum(
                "majority",
                "minority",
                "none",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("chamber", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=240), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.CheckConstraint("rank IS NULL OR rank > 0", name=op.f("ck_committee_membership_rank")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_committee_membership_committee_id_committee")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_committee_membership_official_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_membership")),
        sa.UniqueConstraint("source_key", name=op.f("uq_committee_membership_source_key")),
    )
    op.create_index(
        op.f("ix_committee_membership_committee_id"), "committee_membership", ["committee_id"], unique=False
    )
    op.create_index(
        "ix_committee_membership_committee_role",
        "committee_membership",
        ["committee_id", "role"],
        unique=False,
    )
    op.create_index(
        op.f("ix_committee_membership_official_id"), "committee_membership", ["official_id"], unique=False
    )
    op.create_table(
        "term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "president",
                "vice_president",
                "cabinet_secretary",
                "ambassador",
                "senator",
                "representative",
                "delegate",
                "resident_commissioner",
                "governor",
                "lieutenant_governor",
                "attorney_general",
                "secretary_of_state",
                "chief_election_officer",
                "auditor",
                "treasurer",
                "state_senator",
                "state_representative",
                "assembly_member",
                "state_delegate",
                "mayor",
                "council_president",
                "council_member",
                "county_official",
                "head_of_state",
                "head_of_government",
                "foreign_ambassador",
                "secretary_general",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("district", sa.String(length=80), nullable=False),
        sa.Column("at_large", sa.Boolean(), nullable=False),
        sa.Column("senate_class", sa.Integer(), nullable=True),
        sa.Column("rank", sa.String(length=20), nullable=False),
        sa.Column("party", sa.String(length=80), nullable=False),
        sa.Column("caucus", sa.String(length=80), nullable=False),
        sa.Column("party_history", JSON, nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "elected",
                "appointed",
                "succeeded",
                "acting",
                "elect",
                "former",
                "unconfirmed",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=19,
            ),
            nullable=False,
        ),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column(
            "start_precision",
            sa.Enum(
                "day",
                "month",
                "year",
                name="start_precision",
                native_enum=False,
                create_constraint=True,
                length=13,
            ),
            nullable=False,
        ),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column(
            "end_precision",
            sa.Enum(
                "day",
                "month",
                "year",
                name="end_precision",
                native_enum=False,
                create_constraint=True,
                length=13,
            ),
            nullable=False,
        ),
        sa.Column(
            "end_kind",
            sa.Enum(
                "fixed",
                "until_successor",
                "listed",
                "open",
                "unknown",
                name="end_kind",
                native_enum=False,
                create_constraint=True,
                length=23,
            ),
            nullable=False,
        ),
        sa.Column("left_by", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=240), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.CheckConstraint("title <> ''", name=op.f("ck_term_titled")),
        sa.CheckConstraint(
            "senate_class IS NULL OR senate_class BETWEEN 1 AND 3", name=op.f("ck_term_senate_class")
        ),
        sa.CheckConstraint(
            "start_on IS NULL OR end_on IS NULL OR end_on >= start_on", name=op.f("ck_term_days_in_order")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_term_body_id_body")),
        sa.ForeignKeyConstraint(["official_id"], ["official.id"], name=op.f("fk_term_official_id_official")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_term_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("source_key", name=op.f("uq_term_source_key")),
    )
    op.create_index(op.f("ix_term_body_id"), "term", ["body_id"], unique=False)
    op.create_index("ix_term_kind_state", "term", ["kind", "state"], unique=False)
    op.create_index(op.f("ix_term_official_id"), "term", ["official_id"], unique=False)
    op.create_index(op.f("ix_term_seat_id"), "term", ["seat_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_term_seat_id"), table_name="term")
    op.drop_index(op.f("ix_term_official_id"), table_name="term")
    op.drop_index("ix_term_kind_state", table_name="term")
    op.drop_index(op.f("ix_term_body_id"), table_name="term")
    op.drop_table("term")
    op.drop_index(op.f("ix_committee_membership_official_id"), table_name="committee_membership")
    op.drop_index("ix_committee_membership_committee_role", table_name="committee_membership")
    op.drop_index(op.f("ix_committee_membership_committee_id"), table_name="committee_membership")
    op.drop_table("committee_membership")
    op.drop_index("ix_seat_kind_state", table_name="seat")
    op.drop_index(op.f("ix_seat_body_id"), table_name="seat")
    op.drop_table("seat")
    op.drop_index(op.f("ix_leadership_role_official_id"), table_name="leadership_role")
    op.drop_index(op.f("ix_leadership_role_body_id"), table_name="leadership_role")
    op.drop_table("leadership_role")
    op.drop_index(op.f("ix_committee_parent_id"), table_name="committee")
    op.drop_index(op.f("ix_committee_body_id"), table_name="committee")
    op.drop_table("committee")
    op.drop_index(op.f("ix_official_merge_merged_id"), table_name="official_merge")
    op.drop_index(op.f("ix_official_merge_kept_id"), table_name="official_merge")
    op.drop_table("official_merge")
    op.drop_index(op.f("ix_official_external_id_official_id"), table_name="official_external_id")
    op.drop_table("official_external_id")
    op.drop_index("ix_import_change_run_id_action_record_type", table_name="import_change")
    op.drop_index("ix_import_change_official_id", table_name="import_change")
    op.drop_table("import_change")
    op.drop_index(op.f("ix_contact_point_official_id"), table_name="contact_point")
    op.drop_index("ix_contact_point_kind_health", table_name="contact_point")
    op.drop_table("contact_point")
    op.drop_index(op.f("ix_body_jurisdiction_id"), table_name="body")
    op.drop_table("body")
    op.drop_table("address_override")
    op.drop_table("segment")
    op.drop_index(op.f("ix_official_sort_name"), table_name="official")
    op.drop_index(op.f("ix_official_merged_into_id"), table_name="official")
    op.drop_table("official")
    op.drop_index("ix_jurisdiction_level_state", table_name="jurisdiction")
    op.drop_table("jurisdiction")
    op.drop_index("ix_import_run_created_at", table_name="import_run")
    op.drop_table("import_run")
    op.drop_index(op.f("ix_field_mark_record_id"), table_name="field_mark")
    op.drop_table("field_mark")
    op.drop_table("address_style")
