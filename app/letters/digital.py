"""The digital signatures of a letter: chosen at the seal, put into each file by the job that draws it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.clock import utcnow
from app.core.errors import RedressError
from app.documents.seals.rules import AuthorityUnreachable, KeyRefused, Level, SealFailed
from app.keys import queries as keys
from app.keys.rules import NO_KEY, NOT_SIGNED, SealPlan, label, why_not
from app.keys.service import forget_if_unneeded, pair_of
from app.letters.models import Letter
from app.letters.models_signing import LetterKey

if TYPE_CHECKING:
    from app.documents.seals.sealing import Sealer, Signer

Finish = Callable[[bytes], bytes]
"""Makes the file of one copy from its drawing."""

PAUSES = (2.0, 8.0)
"""Seconds to wait before a time-stamp or revocation service is asked again."""


class NotSigned(RedressError):
    """The files of a sealed letter could not be signed; none is kept without. The message says what to do."""

    status = 409


@dataclass(frozen=True)
class DigitalSignature:
    """A signature in every file of a letter. `seal`: the organisation's."""

    name: str
    fingerprint: str
    self_signed: bool
    seal: bool

    @property
    def label(self) -> str:
        return label(self.name, self.self_signed)


@dataclass(frozen=True)
class HowSigned:
    """What pages, exports and the API say about a letter."""

    signatures: tuple[DigitalSignature, ...]
    level: Level | None

    @property
    def sentence(self) -> str:
        if self.level is None:
            return NOT_SIGNED
        names = [one.label for one in self.signatures]
        return f"Signed digitally by {', then '.join(names)}. {self.level.label}."


def planned(session: Session, signatory_ids: Sequence[UUID], *, hold: bool = False) -> SealPlan:
    """Which keys would sign a letter of these signatories now. `hold`: none changes before the transaction ends."""
    if hold:
        keys.hold(session)
    return keys.plan(session, signatory_ids)


def reasons_against(plan: SealPlan) -> tuple[str, ...]:
    """Why the letter cannot be signed as planned, by the real clock."""
    return why_not(plan, utcnow())


def freeze_keys(session: Session, letter: Letter, plan: SealPlan) -> None:
    """Write down which keys sign the letter. Before its state changes: nothing is added to a sealed record."""
    now = utcnow()
    session.add_all(
        LetterKey(
            letter_id=letter.id,
            position=place,
            key_id=key.key_id,
            signatory_id=key.signatory_id,
            name=key.name,
            fingerprint=key.fingerprint,
            self_signed=key.self_signed,
            level=plan.level,
            at=now,
        )
        for place, key in enumerate(plan.keys, start=1)
    )
    session.flush()


def plan_as_detail(plan: SealPlan) -> dict[str, object]:
    """What the record of the seal says about its keys: names and fingerprints, nothing secret."""
    if not plan.keys:
        return {"digital_signature": "none"}
    named = [{"name": key.name, "fingerprint": key.fingerprint, "seal": key.seal} for key in plan.keys]
    return {"digital_signature": plan.level.label, "keys": named}


def planned_sentence(session: Session, signatory_ids: Sequence[UUID]) -> str:
    """How the letter would be signed, before it is sealed."""
    plan = planned(session, signatory_ids)
    if not plan.keys:
        return NO_KEY
    names = [label(key.name, key.self_signed) for key in plan.keys]
    return f"{', then '.join(names)}. {plan.level.label}."


def letter_keys(session: Session, letter_id: UUID) -> Sequence[LetterKey]:
    """The frozen keys in the order in which they sign. One SELECT."""
    return session.scalars(
        sa.select(LetterKey).where(LetterKey.letter_id == letter_id).order_by(LetterKey.position)
    ).all()


def how_signed(session: Session, letter_id: UUID) -> HowSigned:
    """How a sealed letter is signed. One SELECT."""
    rows = letter_keys(session, letter_id)
    found = (
        DigitalSignature(row.name, row.fingerprint, row.self_signed, row.signatory_id is None) for row in rows
    )
    return HowSigned(tuple(found), rows[0].level if rows else None)


def finisher(session: Session, letter_id: UUID, secret_key: str) -> Finish:
    """What signs each file of a sealed letter; where no key is set, it stays as it was drawn.

    Reads and decrypts the keys once; what it returns touches no database. Raises `Conflict`, `NotSigned`.
    """
    rows = letter_keys(session, letter_id)
    if not rows:
        return lambda pdf: pdf
    level, at = rows[0].level, rows[0].at
    _, address = keys.settings(session)
    if level.timed and not address:
        raise NotSigned(
            f"{level.label} needs a time-stamp authority. An administrator gives its address again."
        )
    # Only the worker signs: the web server never loads the library.
    from app.documents.seals.sealing import Sealer
    from app.documents.seals.stamping import Authority

    try:
        signers = [_signer(session, row, secret_key) for row in rows]
        sealer = Sealer(signers, level, Authority(address) if level.timed else None)
    except (SealFailed, KeyRefused) as problem:
        raise NotSigned(str(problem)) from problem
    return lambda pdf: _patiently(sealer, pdf, at)


def _signer(session: Session, row: LetterKey, secret_key: str) -> Signer:
    from app.documents.seals.cms import Hand
    from app.documents.seals.sealing import Signer

    pair = pair_of(session, keys.key(session, row.key_id), secret_key)
    return Signer(Hand(pair), seal=row.signatory_id is None)


def _patiently(sealer: Sealer, pdf: bytes, at: datetime) -> bytes:
    """Sign one file; a service that does not answer is asked again before it is given up."""
    problem: SealFailed | None = None
    for pause in (0.0, *PAUSES):
        time.sleep(pause)
        try:
            return sealer.seal(pdf, at)
        except AuthorityUnreachable as error:
            problem = error
        except SealFailed as error:
            raise NotSigned(str(error)) from error
    raise NotSigned(
        f"{problem} The letter is sealed, but none of its files is kept unsigned. Have them made again once it answers."
    )


def is_waiting(session: Session, key_id: UUID) -> bool:
    """Whether a sealed letter whose files are not whole needs this key."""
    wanted = (
        sa.select(LetterKey.id)
        .join(Letter, Letter.id == LetterKey.letter_id)
        .where(LetterKey.key_id == key_id, Letter.files_ready_at.is_(None))
    )
    return session.scalar(wanted.limit(1)) is not None


def let_go(session: Session, letter_id: UUID) -> None:
    """The letter's files are whole: retired keys that only waited for it are forgotten."""
    session.flush()
    for row in letter_keys(session, letter_id):
        forget_if_unneeded(session, row.key_id)
