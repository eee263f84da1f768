"""Staff, their sessions, links and tokens, and the organisation they work for.

Secrets are never stored as they are: passwords as argon2id, session keys, links, recovery codes and API
tokens as SHA-256 of at least 80 random bits, the second factor's secret encrypted with the app key.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models_audit import AuditEvent, AuditHead
from app.accounts.rules import LinkPurpose, PageSize, Permission, Role, Scope, SessionStage, role_allows
from app.core.day_styles import DayStyle
from app.core.db import Base, Identified, Json, UtcDateTime, enum_column

__all__ = [
    "ApiToken",
    "AuditEvent",
    "AuditHead",
    "OneTimeLink",
    "Organisation",
    "RecoveryCode",
    "SignInSession",
    "Throttle",
    "User",
]


class User(Identified, Base):
    """One member of staff. `role` is the one place that says what they may do."""

    __tablename__ = "user"

    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    position_title: Mapped[str] = mapped_column(sa.String(120), default="")
    role: Mapped[Role] = enum_column(Role, "role")
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None] = mapped_column(sa.String(255))
    # Whether the password was long enough to stand alone when it was set; see rules_password.
    password_stands_alone: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.Text())
    # The last time step used: a code works once, also when it is sent twice at the same moment.
    totp_counter: Mapped[int] = mapped_column(sa.BigInteger(), default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (
        sa.CheckConstraint("email = lower(email) AND length(email) >= 3", name="email"),
        sa.CheckConstraint("name <> ''", name="name"),
        sa.CheckConstraint("password IS NOT NULL OR NOT password_stands_alone", name="password"),
    )

    @property
    def is_authenticated(self) -> bool:
        """True, always: templates ask it of `current_user`, which is None for anybody else."""
        return True

    @property
    def has_second_factor(self) -> bool:
        return self.tf_totp_secret is not None

    def may(self, permission: Permission) -> bool:
        return self.active and role_allows(self.role, permission)


class SignInSession(Identified, Base):
    """A signed-in browser, or one that still owes its second factor."""

    __tablename__ = "sign_in_session"

    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    stage: Mapped[SessionStage] = enum_column(SessionStage, "stage")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    address: Mapped[str] = mapped_column(sa.String(64), default="")
    agent: Mapped[str] = mapped_column(sa.String(200), default="")
    # An authenticator secret that is shown but not yet confirmed (encrypted like the real one).
    offered_totp: Mapped[str | None] = mapped_column(sa.Text())

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (sa.CheckConstraint("expires_at > created_at", name="lifetime"),)


class OneTimeLink(Identified, Base):
    """An invitation or password reset. Only the hash of its token is known here."""

    __tablename__ = "one_time_link"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose] = enum_column(LinkPurpose, "purpose")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        sa.CheckConstraint("expires_at > created_at", name="lifetime"),
        sa.CheckConstraint("used_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
    )


class RecoveryCode(Identified, Base):
    """Stands in for the second factor once."""

    __tablename__ = "recovery_code"

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (sa.UniqueConstraint("user_id", "code_hash"),)


class ApiToken(Identified, Base):
    """A bearer token for /api/v1: its owner's role, narrowed to its scopes."""

    __tablename__ = "api_token"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    scope_names: Mapped[list[str]] = mapped_column("scopes", Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_used_from: Mapped[str] = mapped_column(sa.String(64), default="")
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (sa.CheckConstraint("expires_at > created_at", name="lifetime"),)

    @property
    def scopes(self) -> frozenset[Scope]:
        return frozenset(Scope(name) for name in self.scope_names)


class Throttle(Base):
    """Failed tries under one key (an HMAC, so that no typed address is kept) and when the next is open."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_failure_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    open_at: Mapped[datetime] = mapped_column(UtcDateTime())

    __table_args__ = (sa.CheckConstraint("failures >= 0", name="failures"),)


class Organisation(Base):
    """The one organisation of this installation. The row comes with the migration."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(sa.String(160))
    city_line: Mapped[str] = mapped_column(sa.String(160), default="")
    population: Mapped[int | None] = mapped_column()
    letter_prefix: Mapped[str] = mapped_column(sa.String(8))
    time_zone: Mapped[str] = mapped_column(sa.String(64))
    business_date: Mapped[date | None] = mapped_column()
    single_person_mode: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    page_size: Mapped[PageSize] = enum_column(PageSize, "page_size", default=PageSize.LETTER)
    # Sealed letters as PDF/A-3a, and their sources attached to the file as data.
    archive_pdf: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    attach_sources: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    public_url: Mapped[str | None] = mapped_column(sa.String(300))
    # How new letters write their dates.
    date_style: Mapped[DayStyle] = enum_column(DayStyle, "date_style", default=DayStyle.LONG)

    __table_args__ = (
        sa.CheckConstraint("id = 1", name="single"),
        sa.CheckConstraint(
            "letter_prefix <> '' AND letter_prefix = upper(letter_prefix)", name="letter_prefix"
        ),
        sa.CheckConstraint("population IS NULL OR population > 0", name="population"),
    )
