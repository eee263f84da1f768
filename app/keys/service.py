"""Verbs on keys. None commits; none logs or records anything of a private key."""

from __future__ import annotations

import base64
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.models import Organisation
from app.accounts.rules import Actor, Permission
from app.core.clock import utcnow
from app.core.db import new_id
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.documents.seals import keys as engine
from app.documents.seals.fetching import check_address
from app.documents.seals.rules import KeyPair, KeyRefused, Level
from app.keys import queries, uses, vault
from app.keys.models import SealSettings, SigningKey, SigningKeySecret
from app.keys.rules import KeyState, label


def install_key(
    session: Session, pair: KeyPair, *, secret_key: str, by: Actor, signatory_id: UUID | None = None
) -> SigningKey:
    """Put a key into use, in place of the one that is; for the organisation, or for a signatory.

    The certificate of a key that is known already puts its private part back, as after a restore. `secret_key` is the
    installation's. Raises `NotAllowed`, `InvalidInput` (file).
    """
    _require(by)
    _hold(session)
    facts = engine.facts(pair.certificate)
    _require_own(session, facts.fingerprint, signatory_id)
    known = queries.by_fingerprint(session, facts.fingerprint, signatory_id)
    if known is not None:
        return _put_back(session, known, pair, secret_key, by)
    if facts.self_signed:
        _require_short_evidence(session, "file")
    before = queries.active_key(session, signatory_id)
    if before is not None:
        retire_key(session, before, by=by)
        session.flush()
    row = SigningKey(
        id=new_id(),
        signatory_id=signatory_id,
        state=KeyState.ACTIVE,
        name=facts.name[:300],
        subject=facts.subject,
        issuer=facts.issuer,
        serial=facts.serial,
        fingerprint=facts.fingerprint,
        algorithm=facts.algorithm,
        self_signed=facts.self_signed,
        not_before=facts.not_before,
        not_after=facts.not_after,
        certificate=_text(pair.certificate),
        chain=[_text(one) for one in pair.chain],
        created_at=utcnow(),
        created_by=by.name,
    )
    session.add(row)
    session.flush()
    session.add(SigningKeySecret(key_id=row.id, sealed=vault.lock(secret_key, row.id, pair.private)))
    _note(session, by, "install", row, f"Installed {_whose(row)}: {label(row.name, row.self_signed)}")
    return row


def create_self_signed(
    session: Session, name: str, *, secret_key: str, by: Actor, years: int = 5, kind: str = "p256"
) -> SigningKey:
    """Make a self-signed seal key of the organisation, put into use. Raises `NotAllowed`, `InvalidInput` (name)."""
    _require(by)
    _require_short_evidence(session, "name")
    try:
        pair = engine.make_self_signed(name, utcnow(), years=years, kind=kind)
    except KeyRefused as problem:
        raise InvalidInput({"name": str(problem)}) from problem
    return install_key(session, pair, secret_key=secret_key, by=by)


def retire_key(session: Session, row: SigningKey, *, by: Actor) -> None:
    """Take a key out of use. Letters that are sealed and wait for their files still get its signature.

    Its private part is deleted, at once or when the last of those letters is finished. Raises `NotAllowed`, `Conflict`.
    """
    _require(by)
    _hold(session)
    session.refresh(row)
    if row.state is KeyState.RETIRED:
        raise Conflict("This key is retired already.")
    row.state, row.retired_at, row.retired_by = KeyState.RETIRED, utcnow(), by.name
    session.flush()
    _note(session, by, "retire", row, f"Retired {_whose(row)}: {label(row.name, row.self_signed)}")
    forget_if_unneeded(session, row.id)


def forget_if_unneeded(session: Session, key_id: UUID) -> None:
    """Delete the private part of a retired key that nobody waits for."""
    if queries.key(session, key_id).state is KeyState.RETIRED and not uses.is_needed(session, key_id):
        session.execute(sa.delete(SigningKeySecret).where(SigningKeySecret.key_id == key_id))


def change_settings(session: Session, level: Level, authority: str, *, by: Actor) -> SealSettings:
    """Choose the level and the time-stamp authority. Raises `NotAllowed`, `InvalidInput` (level, authority)."""
    _require(by)
    _hold(session)
    authority = authority.strip()
    errors = _setting_problems(session, level, authority)
    if errors:
        raise InvalidInput(errors)
    row = session.get(SealSettings, 1)
    if row is None:
        row = SealSettings(id=1, level=Level.B, authority="", changed_at=utcnow(), changed_by=by.name)
        session.add(row)
    changed = {"level": [row.level.value, level.value], "authority": [row.authority, authority]}
    changed = {name: both for name, both in changed.items() if both[0] != both[1]}
    if changed:
        row.level, row.authority, row.changed_at, row.changed_by = level, authority, utcnow(), by.name
        session.flush()
        audit.record(
            session, by, "keys.settings_change", "organisation", "1",
            summary=f"Letters are signed with {level.label} from now on", detail={"changed": changed},
        )  # fmt: skip
    return row


def pair_of(session: Session, row: SigningKey, secret_key: str) -> KeyPair:
    """The key with its private part, for signing. Raises `Conflict` when that is not here or cannot be opened."""
    secret = session.get(SigningKeySecret, row.id)
    if secret is None:
        raise Conflict(
            f"The private part of the key of {row.name} is not on this server, because backups leave it out. "
            "An administrator installs the same key again; the files are made then."
        )
    private = vault.unlock(secret_key, row.id, secret.sealed)
    return KeyPair(
        base64.b64decode(row.certificate), private, tuple(base64.b64decode(one) for one in row.chain)
    )


def _require_short_evidence(session: Session, field: str) -> None:
    level, _ = queries.settings(session)
    if level.lasting:
        advice = f"An administrator chooses {Level.T.label} or {Level.B.label} under “Evidence” first."
        raise InvalidInput(
            {field: f"Letters are signed with {level.label}, which a self-signed key cannot give. {advice}"}
        )


def _require_own(session: Session, fingerprint: str, signatory_id: UUID | None) -> None:
    """One certificate is one person's, or the organisation's: a letter would else be signed twice by the same."""
    other = queries.of_somebody_else(session, fingerprint, signatory_id)
    if other is not None:
        whose = "another signatory" if other.signatory_id else "the organisation"
        raise InvalidInput(
            {
                "file": f"This is the certificate of {whose} here ({other.name}). Choose the file of the right one."
            }
        )


def _put_back(session: Session, known: SigningKey, pair: KeyPair, secret_key: str, by: Actor) -> SigningKey:
    """The private part of a key that came without it. Raises `InvalidInput` for one that is whole, or done with."""
    if queries.secrets_there(session, [known.id]):
        raise InvalidInput(
            {"file": "This key is in use already." if _active(known) else "This key is retired."}
        )
    if not _active(known) and not uses.is_needed(session, known.id):
        raise InvalidInput({"file": "This key was retired here. Choose another."})
    session.add(SigningKeySecret(key_id=known.id, sealed=vault.lock(secret_key, known.id, pair.private)))
    session.flush()
    _note(session, by, "put_back", known, f"Put back the private part of {_whose(known)}: {known.name}")
    return known


def _setting_problems(session: Session, level: Level, authority: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if authority:
        problem = check_address(authority)
        if problem:
            errors["authority"] = problem
        elif len(authority) > 300:
            errors["authority"] = "The address has more than 300 characters."
    elif level.timed:
        errors["authority"] = f"{level.label} needs a time-stamp authority. Give its address."
    if level.lasting and _any_self_signed(session):
        errors["level"] = (
            "A self-signed key has no issuer that could revoke it, so there is nothing to prove. "
            f"Choose {Level.T.label}, or install an issued certificate first."
        )
    return errors


def _any_self_signed(session: Session) -> bool:
    wanted = (
        sa.select(SigningKey.id).where(SigningKey.state == KeyState.ACTIVE, SigningKey.self_signed).limit(1)
    )
    return session.scalar(wanted) is not None


def _require(by: Actor) -> None:
    if not by.may(Permission.MANAGE):
        raise NotAllowed("Administrators manage the keys that sign letters.")


def _hold(session: Session) -> None:
    """One change of keys at a time: two at once would leave two in use, or none."""
    session.flush()
    session.get_one(Organisation, 1, with_for_update=True, populate_existing=True)


def _note(session: Session, by: Actor, verb: str, row: SigningKey, summary: str) -> None:
    audit.record(
        session, by, f"keys.{verb}", "signing_key", row.id, summary=summary,
        detail={
            "fingerprint": row.fingerprint, "name": row.name, "self_signed": row.self_signed,
            "not_after": row.not_after.isoformat(), "signatory_id": str(row.signatory_id) if row.signatory_id else None,
        },
    )  # fmt: skip


def _whose(row: SigningKey) -> str:
    return "the certificate of a signatory" if row.signatory_id else "the seal key"


def _active(row: SigningKey) -> bool:
    return row.state is KeyState.ACTIVE


def _text(der: bytes) -> str:
    return base64.b64encode(der).decode()
