"""Tables of sending and answering: dispatches with their events, replies, attachments."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Identified, UtcDateTime, enum_column
from app.delivery.rules import Channel, DispatchState, EventKind, ReplyChannel
from app.officials.models.columns import JsonOrNull

PERSON = 200
_OPEN = "state NOT IN ('cancelled', 'returned', 'failed')"


class Dispatch(Identified, Base):
    """One copy of a sealed letter to one addressee by one channel.

    The partial unique index is the promise that nobody is sent the same paper twice: a second dispatch by
    the same channel is only possible once the first is cancelled, returned or failed.
    """

    __tablename__ = "dispatch"

    letter_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter.id"))
    campaign_id: Mapped[UUID] = mapped_column(sa.ForeignKey("campaign.id"))
    addressee_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter_addressee.id"))
    copy_no: Mapped[int]
    official_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"))
    channel: Mapped[Channel] = enum_column(Channel, "channel")
    contact_point_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("contact_point.id"))
    # Where it went, as it stood when it was planned: a later correction of the address changes nothing here.
    destination: Mapped[str] = mapped_column(sa.Text(), default="")
    state: Mapped[DispatchState] = enum_column(DispatchState, "state", default=DispatchState.PLANNED)
    state_day: Mapped[date] = mapped_column(sa.Date())
    planned_for: Mapped[date | None] = mapped_column(sa.Date())
    tracking_number: Mapped[str] = mapped_column(sa.String(60), default="")
    # The day it left our hands, and the day a follow-up falls due, counted from it.
    left_on: Mapped[date | None] = mapped_column(sa.Date())
    follow_up_on: Mapped[date | None] = mapped_column(sa.Date())
    # An unknown outcome that was closed as "cannot be known".
    settled: Mapped[bool] = mapped_column(default=False)
    # The office was asked about an unknown outcome: when to look again.
    remind_on: Mapped[date | None] = mapped_column(sa.Date())
    repeats_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("dispatch.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    created_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    created_by: Mapped[str] = mapped_column(sa.String(PERSON))
    row_version: Mapped[int] = mapped_column(default=1)

    events: Mapped[list[DispatchEvent]] = relationship(order_by="DispatchEvent.position", lazy="raise")

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012
    __table_args__ = (
        sa.CheckConstraint("NOT settled OR state = 'outcome_unknown'", name="settled"),
        sa.CheckConstraint(
            "(state IN ('planned', 'printed', 'cancelled')) = (left_on IS NULL) "
            "AND (left_on IS NULL) = (follow_up_on IS NULL)",
            name="left",
        ),
        sa.CheckConstraint(
            "remind_on IS NULL OR (state = 'outcome_unknown' AND NOT settled)", name="remind_on"
        ),
        sa.CheckConstraint("id <> repeats_id", name="repeats"),
        sa.Index(
            "uq_dispatch_once",
            "addressee_id",
            "channel",
            unique=True,
            sqlite_where=sa.text(_OPEN),
            postgresql_where=sa.text(_OPEN),
        ),
        sa.Index("ix_dispatch_letter", "letter_id", "copy_no"),
        sa.Index("ix_dispatch_campaign_state", "campaign_id", "state"),
        sa.Index("ix_dispatch_official", "official_id", "campaign_id", "state_day"),
        sa.Index("ix_dispatch_addressee", "addressee_id"),
        sa.Index("ix_dispatch_state_follow_up", "state", "follow_up_on"),
    )


class DispatchEvent(Identified, Base):
    """What happened to a dispatch, on which day, and who says so. Rows are only ever added."""

    __tablename__ = "dispatch_event"

    dispatch_id: Mapped[UUID] = mapped_column(sa.ForeignKey("dispatch.id"))
    position: Mapped[int]
    kind: Mapped[EventKind] = enum_column(EventKind, "kind")
    from_state: Mapped[DispatchState | None] = enum_column(DispatchState, "from_state")
    to_state: Mapped[DispatchState] = enum_column(DispatchState, "to_state")
    day: Mapped[date] = mapped_column(sa.Date())
    # The time of day in the organisation's zone, where it is known: "4:02:51 PM" tells a call from a send.
    clock: Mapped[time | None] = mapped_column(sa.Time())
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    tracking_number: Mapped[str] = mapped_column(sa.String(60), default="")
    remind_on: Mapped[date | None] = mapped_column(sa.Date())
    # How the contact point stood before this outcome spoke for or against it.
    contact_before: Mapped[dict[str, Any] | None] = mapped_column(JsonOrNull)
    corrects_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("dispatch_event.id"), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())
    actor_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    actor: Mapped[str] = mapped_column(sa.String(PERSON))

    __table_args__ = (
        sa.UniqueConstraint("dispatch_id", "position"),
        sa.CheckConstraint("(kind = 'corrected') = (corrects_id IS NOT NULL)", name="corrects"),
        sa.CheckConstraint("kind NOT IN ('noted', 'asked', 'corrected') OR note <> ''", name="note"),
    )


class Reply(Identified, Base):
    """What came back from an official. Positions on demands are kept by the campaign and name the reply.

    A reply logged by mistake is not deleted: `withdrawn_reason` says why it no longer counts.
    """

    __tablename__ = "reply"

    campaign_id: Mapped[UUID] = mapped_column(sa.ForeignKey("campaign.id"))
    official_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"))
    letter_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("letter.id"), index=True)
    received_on: Mapped[date] = mapped_column(sa.Date())
    channel: Mapped[ReplyChannel] = enum_column(ReplyChannel, "channel")
    # Who answered, when it was not the official in person.
    answered_by: Mapped[str] = mapped_column(sa.String(PERSON), default="")
    summary: Mapped[str] = mapped_column(sa.Text())
    quotation: Mapped[str] = mapped_column(sa.Text(), default="")
    promised_by: Mapped[date | None] = mapped_column(sa.Date())
    withdrawn_reason: Mapped[str] = mapped_column(sa.Text(), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())
    recorded_by_id: Mapped[UUID | None] = mapped_column(sa.Uuid())
    recorded_by: Mapped[str] = mapped_column(sa.String(PERSON))
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012
    __table_args__ = (
        sa.CheckConstraint("summary <> ''", name="summary"),
        sa.Index("ix_reply_campaign_received", "campaign_id", "received_on"),
        sa.Index("ix_reply_official", "official_id", "campaign_id", "received_on"),
    )


class Attachment(Identified, Base):
    """A file kept with an event or a reply. It is only ever offered as a download."""

    __tablename__ = "attachment"

    event_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("dispatch_event.id"), index=True)
    reply_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("reply.id"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int] = mapped_column(sa.BigInteger())
    added_at: Mapped[datetime] = mapped_column(UtcDateTime())
    added_by: Mapped[str] = mapped_column(sa.String(PERSON))

    __table_args__ = (sa.CheckConstraint("(event_id IS NULL) <> (reply_id IS NULL)", name="one_owner"),)
