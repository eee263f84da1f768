"""Tables of keys. Certificates are public and kept; private keys lie encrypted in a table of their own, which backups
leave out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Json, UtcDateTime, enum_column
from app.documents.seals.rules import Level
from app.keys.rules import KeyState

PERSON = 200


class SigningKey(Identified, Base):
    """A certificate of the organisation, or of the signatory it names."""

    __tablename__ = "signing_key"

    signatory_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("signatory.id"), index=True)
    state: Mapped[KeyState] = enum_column(KeyState, "state", default=KeyState.ACTIVE)
    name: Mapped[str] = mapped_column(sa.String(300))
    subject: Mapped[str] = mapped_column(sa.Text())
    issuer: Mapped[str] = mapped_column(sa.Text())
    serial: Mapped[str] = mapped_column(sa.String(64))
    # SHA-256 of the certificate in hexadecimal.
    fingerprint: Mapped[str] = mapped_column(sa.String(64), index=True)
    algorithm: Mapped[str] = mapped_column(sa.String(40))
    self_signed: Mapped[bool]
    not_before: Mapped[datetime] = mapped_column(UtcDateTime())
    not_after: Mapped[datetime] = mapped_column(UtcDateTime())
    # Base64 of the DER, and of the issuers' certificates, nearest first.
    certificate: Mapped[str] = mapped_column(sa.Text())
    chain: Mapped[list[str]] = mapped_column(Json, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    created_by: Mapped[str] = mapped_column(sa.String(PERSON))
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    retired_by: Mapped[str | None] = mapped_column(sa.String(PERSON))

    __table_args__ = (
        sa.CheckConstraint("(state = 'retired') = (retired_at IS NOT NULL)", name="retired"),
        sa.CheckConstraint("length(fingerprint) = 64 AND not_after > not_before", name="certificate"),
        # One in use for the organisation, and one for each signatory.
        sa.Index(
            "uq_signing_key_organisation",
            "state",
            unique=True,
            sqlite_where=sa.text("state = 'active' AND signatory_id IS NULL"),
            postgresql_where=sa.text("state = 'active' AND signatory_id IS NULL"),
        ),
        sa.Index(
            "uq_signing_key_signatory",
            "signatory_id",
            unique=True,
            sqlite_where=sa.text("state = 'active' AND signatory_id IS NOT NULL"),
            postgresql_where=sa.text("state = 'active' AND signatory_id IS NOT NULL"),
        ),
    )


class SigningKeySecret(Base):
    """The private part, encrypted with a key that is derived from the installation's (see `vault`)."""

    __tablename__ = "signing_key_secret"

    key_id: Mapped[UUID] = mapped_column(sa.ForeignKey("signing_key.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(sa.Text())


class SealSettings(Base):
    """How much evidence signatures carry, and who stamps the time: one row. Without it, B-B and nobody."""

    __tablename__ = "seal_settings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    level: Mapped[Level] = enum_column(Level, "level")
    authority: Mapped[str] = mapped_column(sa.String(300), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())
    changed_by: Mapped[str] = mapped_column(sa.String(PERSON))

    __table_args__ = (
        sa.CheckConstraint("id = 1", name="one"),
        sa.CheckConstraint("level = 'b' OR authority <> ''", name="authority"),
    )
