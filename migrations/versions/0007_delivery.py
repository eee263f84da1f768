"""Dispatches with their events, replies and attachments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.db import Json
from app.core.guards import append_only, drop_guards, refuse

revision = "0007_delivery"
down_revision = "0006_letters"
branch_labels = None
depends_on = None

SAME = {
    "dispatch_event": "there.id = NEW.id OR there.corrects_id = NEW.corrects_id "
    "OR (there.dispatch_id = NEW.dispatch_id AND there.position = NEW.position)",
    "attachment": "there.id = NEW.id",
}


def upgrade() -> None:
    op.create_table(
        "reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "letter",
                "email",
                "phone",
                "meeting",
                "web",
                "other",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=15,
            ),
            nullable=False,
        ),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("quotation", sa.Text(), nullable=False),
        sa.Column("promised_by", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("summary <> ''", name=op.f("ck_reply_summary")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_reply_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_reply_letter_id_letter")),
        sa.ForeignKeyConstraint(["official_id"], ["official.id"], name=op.f("fk_reply_official_id_official")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index("ix_reply_campaign_received", "reply", ["campaign_id", "received_on"], unique=False)
    op.create_index(op.f("ix_reply_letter_id"), "reply", ["letter_id"], unique=False)
    op.create_index("ix_reply_official", "reply", ["official_id", "campaign_id", "received_on"], unique=False)
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("addressee_id", sa.Uuid(), nullable=False),
        sa.Column("copy_no", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "post",
                "fax",
                "web_form",
                "hand",
                "own_email",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column("contact_point_id", sa.Uuid(), nullable=True),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "printed",
                "handed_over",
                "delivered",
                "returned",
                "failed",
                "outcome_unknown",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=23,
            ),
            nullable=False,
        ),
        sa.Column("state_day", sa.Date(), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=True),
        sa.Column("tracking_number", sa.String(length=60), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("repeats_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("NOT settled OR state = 'outcome_unknown'", name=op.f("ck_dispatch_settled")),
        sa.CheckConstraint(
            "(state IN ('planned', 'printed', 'cancelled')) = (left_on IS NULL) "
            "AND (left_on IS NULL) = (follow_up_on IS NULL)",
            name=op.f("ck_dispatch_left"),
        ),
        sa.CheckConstraint(
            "remind_on IS NULL OR (state = 'outcome_unknown' AND NOT settled)",
            name=op.f("ck_dispatch_remind_on"),
        ),
        sa.CheckConstraint("id <> repeats_id", name=op.f("ck_dispatch_repeats")),
        sa.ForeignKeyConstraint(
            ["addressee_id"], ["letter_addressee.id"], name=op.f("fk_dispatch_addressee_id_letter_addressee")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_dispatch_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["contact_point_id"],
            ["contact_point.id"],
            name=op.f("fk_dispatch_contact_point_id_contact_point"),
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_dispatch_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_dispatch_official_id_official")
        ),
        sa.ForeignKeyConstraint(
            ["repeats_id"], ["dispatch.id"], name=op.f("fk_dispatch_repeats_id_dispatch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
        sa.UniqueConstraint("repeats_id", name=op.f("uq_dispatch_repeats_id")),
    )
    op.create_index("ix_dispatch_campaign_state", "dispatch", ["campaign_id", "state"], unique=False)
    op.create_index("ix_dispatch_letter", "dispatch", ["letter_id", "copy_no"], unique=False)
    op.create_index(
        "ix_dispatch_official", "dispatch", ["official_id", "campaign_id", "state_day"], unique=False
    )
    op.create_index("ix_dispatch_addressee", "dispatch", ["addressee_id"], unique=False)
    op.create_index("ix_dispatch_state_follow_up", "dispatch", ["state", "follow_up_on"], unique=False)
    op.create_index(
        "uq_dispatch_once",
        "dispatch",
        ["addressee_id", "channel"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('cancelled', 'returned', 'failed')"),
        postgresql_where=sa.text("state NOT IN ('cancelled', 'returned', 'failed')"),
    )
    op.create_table(
        "dispatch_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispatch_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "planned",
                "printed",
                "handed_over",
                "delivered",
                "returned",
                "failed",
                "outcome_unknown",
                "cancelled",
                "noted",
                "asked",
                "settled",
                "corrected",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=23,
            ),
            nullable=False,
        ),
        sa.Column(
            "from_state",
            sa.Enum(
                "planned",
                "printed",
                "handed_over",
                "delivered",
                "returned",
                "failed",
                "outcome_unknown",
                "cancelled",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=23,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "planned",
                "printed",
                "handed_over",
                "delivered",
                "returned",
                "failed",
                "outcome_unknown",
                "cancelled",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=23,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("clock", sa.Time(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("tracking_number", sa.String(length=60), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("contact_before", Json, nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(kind = 'corrected') = (corrects_id IS NOT NULL)", name=op.f("ck_dispatch_event_corrects")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('noted', 'asked', 'corrected') OR note <> ''", name=op.f("ck_dispatch_event_note")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["dispatch_event.id"], name=op.f("fk_dispatch_event_corrects_id_dispatch_event")
        ),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["dispatch.id"], name=op.f("fk_dispatch_event_dispatch_id_dispatch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_event")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_dispatch_event_corrects_id")),
        sa.UniqueConstraint("dispatch_id", "position", name=op.f("uq_dispatch_event_dispatch_id_position")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("reply_id", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(event_id IS NULL) <> (reply_id IS NULL)", name=op.f("ck_attachment_one_owner")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["dispatch_event.id"], name=op.f("fk_attachment_event_id_dispatch_event")
        ),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_attachment_reply_id_reply")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_event_id"), "attachment", ["event_id"], unique=False)
    op.create_index(op.f("ix_attachment_reply_id"), "attachment", ["reply_id"], unique=False)
    for table, same in SAME.items():
        append_only(op, table)
        # INSERT OR REPLACE would put a row in the place of another without an UPDATE or a DELETE.
        taken = f"EXISTS (SELECT 1 FROM {table} AS there WHERE {same})"
        refuse(op, table, "insert", f"rows of {table} are only ever added", taken)


def downgrade() -> None:
    for table in SAME:
        drop_guards(op, table, "insert", "update", "delete")
    op.drop_index(op.f("ix_attachment_reply_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_event_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_table("dispatch_event")
    op.drop_index(
        "uq_dispatch_once",
        table_name="dispatch",
        sqlite_where=sa.text("state NOT IN ('cancelled', 'returned', 'failed')"),
        postgresql_where=sa.text("state NOT IN ('cancelled', 'returned', 'failed')"),
    )
    op.drop_index("ix_dispatch_state_follow_up", table_name="dispatch")
    op.drop_index("ix_dispatch_addressee", table_name="dispatch")
    op.drop_index("ix_dispatch_official", table_name="dispatch")
    op.drop_index("ix_dispatch_letter", table_name="dispatch")
    op.drop_index("ix_dispatch_campaign_state", table_name="dispatch")
    op.drop_table("dispatch")
    op.drop_index("ix_reply_official", table_name="reply")
    op.drop_index(op.f("ix_reply_letter_id"), table_name="reply")
    op.drop_index("ix_reply_campaign_received", table_name="reply")
    op.drop_table("reply")
