"""campaigns: the tables of this room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.guards import append_only, drop_guards

revision = "0005_campaigns"
down_revision = "0004_signatories"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("goal", sa.String(length=400), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "closed", name="state", native_enum=False, create_constraint=True, length=14),
            nullable=False,
        ),
        sa.Column("letter_prefix", sa.String(length=8), nullable=False),
        sa.Column("follow_up_days", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_campaign_closed_at")
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_campaign_title")),
        sa.CheckConstraint("follow_up_days BETWEEN 1 AND 365", name=op.f("ck_campaign_follow_up_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("slug", name="uq_campaign_slug"),
    )
    op.create_index("ix_campaign_state_title", "campaign", ["state", "title"], unique=False)
    op.create_table(
        "campaign_anchor",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "rule",
            sa.Enum(
                "inclusive", "elapsed", name="rule", native_enum=False, create_constraint=True, length=17
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_anchor_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_anchor")),
        sa.UniqueConstraint("campaign_id", "name", name="uq_campaign_anchor_name"),
    )
    op.create_table(
        "campaign_demand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.CheckConstraint("position >= 1", name=op.f("ck_campaign_demand_position")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_demand_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_campaign_demand_demand_id_demand")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_demand")),
        sa.UniqueConstraint("campaign_id", "demand_id", name="uq_campaign_demand"),
    )
    op.create_index(op.f("ix_campaign_demand_demand_id"), "campaign_demand", ["demand_id"], unique=False)
    op.create_table(
        "campaign_fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("source_note", sa.String(length=300), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_fact_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_fact")),
        sa.UniqueConstraint("campaign_id", "key", name="uq_campaign_fact_key"),
    )
    op.create_table(
        "campaign_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_member_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_campaign_member_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_member")),
        sa.UniqueConstraint("campaign_id", "user_id", name="uq_campaign_member"),
    )
    op.create_index(op.f("ix_campaign_member_user_id"), "campaign_member", ["user_id"], unique=False)
    op.create_table(
        "campaign_target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=True),
        sa.Column("segment_id", sa.Uuid(), nullable=True),
        sa.Column("excluded", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(official_id IS NULL) <> (segment_id IS NULL)", name=op.f("ck_campaign_target_one_source")
        ),
        sa.CheckConstraint(
            "NOT excluded OR official_id IS NOT NULL", name=op.f("ck_campaign_target_excluded")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_target_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_campaign_target_official_id_official")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_campaign_target_segment_id_segment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_target")),
        sa.UniqueConstraint("campaign_id", "official_id", name="uq_campaign_target_official"),
        sa.UniqueConstraint("campaign_id", "segment_id", name="uq_campaign_target_segment"),
    )
    op.create_index(op.f("ix_campaign_target_official_id"), "campaign_target", ["official_id"], unique=False)
    op.create_index(op.f("ix_campaign_target_segment_id"), "campaign_target", ["segment_id"], unique=False)
    op.create_table(
        "position_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column(
            "position",
            sa.Enum(
                "none",
                "acknowledged",
                "noncommittal",
                "committed",
                "partly_met",
                "met",
                "refused",
                "reversed",
                name="position",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column(
            "source_kind",
            sa.Enum(
                "reply",
                "public_statement",
                "vote",
                "meeting",
                "phone_call",
                "act",
                "other",
                name="source_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("reply_id", sa.Uuid(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("evidence <> ''", name=op.f("ck_position_record_evidence")),
        sa.CheckConstraint(
            "position <> 'none' OR corrects_id IS NOT NULL", name=op.f("ck_position_record_none_corrects")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_position_record_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"],
            ["position_record.id"],
            name=op.f("fk_position_record_corrects_id_position_record"),
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_position_record_demand_id_demand")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_position_record_official_id_official")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_record")),
        sa.UniqueConstraint("corrects_id", name="uq_position_record_corrects"),
    )
    op.create_index(
        "ix_position_record_campaign",
        "position_record",
        ["campaign_id", "official_id", "demand_id", "day", "recorded_at"],
        unique=False,
    )
    op.create_index(op.f("ix_position_record_demand_id"), "position_record", ["demand_id"], unique=False)
    op.create_index("ix_position_record_official", "position_record", ["official_id", "day"], unique=False)
    op.create_index(op.f("ix_position_record_reply_id"), "position_record", ["reply_id"], unique=False)
    append_only(op, "position_record", "a position on record cannot be changed; add a correction")


def downgrade() -> None:
    drop_guards(op, "position_record")
    op.drop_table("position_record")
    op.drop_table("campaign_target")
    op.drop_table("campaign_member")
    op.drop_table("campaign_fact")
    op.drop_table("campaign_demand")
    op.drop_table("campaign_anchor")
    op.drop_table("campaign")
