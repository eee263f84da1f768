"""Officials, what identifies them, and how they are reached and addressed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import utcnow
from app.core.db import Base, Identified, Json, UtcDateTime, enum_column
from app.officials.models.columns import JsonOrNull, Sourced
from app.officials.rules import ContactHealth, ContactKind, GenderedForm


class Official(Sourced, Identified, Base):
    """A person who holds, held or will hold public office.

    Name parts are NFC and may be empty, except `last` and `full_name`. `full_name` is the name as its
    holder or source styles it; `formal_name` is that name without quoted nicknames and with the suffix.
    `search_text` and `sort_name` are folded and derived: see `app.officials.names.derived_names`.
    A merged record keeps its row, is retired, and points to the record that took over.
    """

    __tablename__ = "official"

    prefix: Mapped[str] = mapped_column(sa.String(40), default="")
    first: Mapped[str] = mapped_column(sa.String(120), default="")
    middle: Mapped[str] = mapped_column(sa.String(120), default="")
    nickname: Mapped[str] = mapped_column(sa.String(120), default="")
    last: Mapped[str] = mapped_column(sa.String(160))
    suffix: Mapped[str] = mapped_column(sa.String(40), default="")
    full_name: Mapped[str] = mapped_column(sa.String(300))
    formal_name: Mapped[str] = mapped_column(sa.String(300))
    gendered_form: Mapped[GenderedForm] = enum_column(
        GenderedForm, "gendered_form", default=GenderedForm.UNKNOWN
    )
    aliases: Mapped[list[str]] = mapped_column(Json, default=list)
    search_text: Mapped[str] = mapped_column(sa.Text(), default="")
    sort_name: Mapped[str] = mapped_column(sa.String(300), default="", index=True)
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    merged_into_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("official.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utcnow)

    contacts: Mapped[list[ContactPoint]] = relationship(
        back_populates="official",
        order_by="ContactPoint.position, ContactPoint.id",
        lazy="raise_on_sql",
    )
    external_ids: Mapped[list[ExternalId]] = relationship(
        back_populates="official", order_by="ExternalId.scheme", lazy="raise_on_sql"
    )
    address_override: Mapped[AddressOverride | None] = relationship(
        back_populates="official", lazy="raise_on_sql"
    )
    merged_into: Mapped[Official | None] = relationship(remote_side="Official.id", lazy="raise_on_sql")

    __table_args__ = (
        sa.CheckConstraint("last <> '' AND full_name <> ''", name="named"),
        sa.CheckConstraint("merged_into_id IS NULL OR retired_on IS NOT NULL", name="merged_is_retired"),
        sa.CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_other"),
    )


class ExternalId(Identified, Base):
    """An identifier of an official in some register or service: ("bioguide", "C000127")."""

    __tablename__ = "official_external_id"

    official_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"), index=True)
    scheme: Mapped[str] = mapped_column(sa.String(40))
    value: Mapped[str] = mapped_column(sa.String(200))

    official: Mapped[Official] = relationship(back_populates="external_ids", lazy="raise_on_sql")

    __table_args__ = (sa.UniqueConstraint("scheme", "value"),)


class ContactPoint(Sourced, Identified, Base):
    """One way to reach an official.

    `value` is the address as published or typed; `lines` are the postal lines, empty for other kinds.
    `label` says whose it is ("Washington office", "District office, Cullman"). Health, note and
    last-checked day belong to staff and mail handling: an import never changes them once set.
    """

    __tablename__ = "contact_point"

    official_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"), index=True)
    kind: Mapped[ContactKind] = enum_column(ContactKind, "kind")
    label: Mapped[str] = mapped_column(sa.String(160), default="")
    value: Mapped[str] = mapped_column(sa.String(500))
    lines: Mapped[list[str]] = mapped_column(Json, default=list)
    hours: Mapped[str] = mapped_column(sa.String(300), default="")
    position: Mapped[int] = mapped_column(default=0)
    health: Mapped[ContactHealth] = enum_column(ContactHealth, "health", default=ContactHealth.UNCHECKED)
    last_checked: Mapped[date | None] = mapped_column(sa.Date())
    note: Mapped[str] = mapped_column(sa.Text(), default="")

    official: Mapped[Official] = relationship(back_populates="contacts", lazy="raise_on_sql")

    __table_args__ = (
        sa.CheckConstraint("value <> ''", name="has_value"),
        sa.Index("ix_contact_point_kind_health", "kind", "health"),
    )


class AddressOverride(Identified, Base):
    """What staff decided for one official's form of address; None leaves a part to the rules.

    `style` holds named choices of the rules of address, for example {"president": "named"}.
    """

    __tablename__ = "address_override"

    official_id: Mapped[UUID] = mapped_column(sa.ForeignKey("official.id"), unique=True)
    salutation: Mapped[str | None] = mapped_column(sa.String(200))
    spoken: Mapped[str | None] = mapped_column(sa.String(200))
    inside_lines: Mapped[list[str] | None] = mapped_column(JsonOrNull)
    envelope_lines: Mapped[list[str] | None] = mapped_column(JsonOrNull)
    style: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    reason: Mapped[str] = mapped_column(sa.Text(), default="")
    updated_by: Mapped[str] = mapped_column(sa.String(200), default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utcnow)

    official: Mapped[Official] = relationship(back_populates="address_override", lazy="raise_on_sql")
