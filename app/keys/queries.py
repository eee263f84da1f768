"""Every SELECT of the keys room."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.core.errors import NotFound
from app.documents.seals.rules import Level
from app.keys.models import SealSettings, SigningKey, SigningKeySecret
from app.keys.rules import KeyState, PlannedKey, SealPlan


def active_key(session: Session, signatory_id: UUID | None = None) -> SigningKey | None:
    """The key in use of the organisation, or of a signatory."""
    return session.scalar(
        sa.select(SigningKey).where(
            SigningKey.state == KeyState.ACTIVE, SigningKey.signatory_id.is_not_distinct_from(signatory_id)
        )
    )


def keys_of(session: Session, signatory_id: UUID | None = None) -> Sequence[SigningKey]:
    """All keys there were, newest first."""
    return session.scalars(
        sa.select(SigningKey)
        .where(SigningKey.signatory_id.is_not_distinct_from(signatory_id))
        .order_by(SigningKey.created_at.desc(), SigningKey.id.desc())
    ).all()


def key(session: Session, key_id: UUID) -> SigningKey:
    """Raises `NotFound`."""
    found = session.get(SigningKey, key_id)
    if found is None:
        raise NotFound("There is no such key.")
    return found


def by_fingerprint(session: Session, fingerprint: str, signatory_id: UUID | None) -> SigningKey | None:
    """The newest key with this certificate and this owner."""
    return session.scalar(
        sa.select(SigningKey)
        .where(
            SigningKey.fingerprint == fingerprint, SigningKey.signatory_id.is_not_distinct_from(signatory_id)
        )
        .order_by(SigningKey.created_at.desc())
        .limit(1)
    )


def of_somebody_else(session: Session, fingerprint: str, signatory_id: UUID | None) -> SigningKey | None:
    """A key with this certificate that is, or was, another owner's."""
    return session.scalar(
        sa.select(SigningKey)
        .where(
            SigningKey.fingerprint == fingerprint,
            SigningKey.signatory_id.is_distinct_from(signatory_id),
        )
        .limit(1)
    )


def secrets_there(session: Session, key_ids: Collection[UUID]) -> set[UUID]:
    """Those whose private part is on this server."""
    wanted = sa.select(SigningKeySecret.key_id).where(SigningKeySecret.key_id.in_(key_ids))
    return set(session.scalars(wanted))


def without_secret(session: Session) -> int:
    """How many keys in use have no private part here, as after a restore."""
    there = sa.select(SigningKeySecret.key_id)
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(SigningKey)
            .where(SigningKey.state == KeyState.ACTIVE, SigningKey.id.not_in(there))
        )
        or 0
    )


def settings(session: Session) -> tuple[Level, str]:
    """(level, address of the time-stamp authority) in force."""
    row = session.get(SealSettings, 1)
    return (row.level, row.authority) if row else (Level.B, "")


def hold(session: Session) -> None:
    """Wait for whoever changes keys, and keep others from it until the transaction ends."""
    session.execute(sa.select(Organisation.id).where(Organisation.id == 1).with_for_update(read=True))


def plan(session: Session, signatory_ids: Sequence[UUID]) -> SealPlan:
    """Which keys would sign a letter now: its signatories' in their order, the organisation's last. 3 SELECTs."""
    level, authority = settings(session)
    rows = session.scalars(
        sa.select(SigningKey).where(
            SigningKey.state == KeyState.ACTIVE,
            sa.or_(SigningKey.signatory_id.is_(None), SigningKey.signatory_id.in_(signatory_ids)),
        )
    ).all()
    here = secrets_there(session, [row.id for row in rows])
    by_owner = {row.signatory_id: planned(row, row.id in here) for row in rows}
    order = [one for one in signatory_ids if one in by_owner]
    keys = [by_owner[one] for one in order] + ([by_owner[None]] if None in by_owner else [])
    return SealPlan(tuple(keys), level, authority)


def planned(row: SigningKey, here: bool) -> PlannedKey:
    """A key as plain values."""
    return PlannedKey(
        key_id=row.id,
        name=row.name,
        fingerprint=row.fingerprint,
        self_signed=row.self_signed,
        not_after=row.not_after,
        here=here,
        signatory_id=row.signatory_id,
        issuer_here=bool(row.chain),
    )
