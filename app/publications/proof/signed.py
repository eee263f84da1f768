"""The digital signatures of a sealed letter, as its proof tells them: whose certificate, what each covers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents.archive import safe_name
from app.documents.seals.rules import Level
from app.keys.models import SigningKey
from app.keys.rules import as_pem
from app.letters.digital import letter_keys

_RANGES = re.compile(rb"/ByteRange ?\[ ?0 (\d+) (\d+) (\d+) *\]")


@dataclass(frozen=True)
class SignedBy:
    """One signature in every PDF. `file`: name of its certificate in the proof; `pem`: that, and its issuers'."""

    name: str
    fingerprint: str
    self_signed: bool
    organisation: bool
    level: Level
    file: str
    pem: str


@dataclass(frozen=True)
class Covered:
    """The bytes that a signature covers: the first `head`, and `tail` more from the place `behind` on (from 0)."""

    head: int
    behind: int
    tail: int


def signers_of(session: Session, letter_id: UUID) -> list[SignedBy]:
    """In the order in which they signed; empty for a letter without digital signatures. Two SELECTs."""
    rows = letter_keys(session, letter_id)
    keys = {
        key.id: key
        for key in session.scalars(
            sa.select(SigningKey).where(SigningKey.id.in_([row.key_id for row in rows]))
        )
    }
    return [
        SignedBy(
            name=row.name,
            fingerprint=row.fingerprint,
            self_signed=row.self_signed,
            organisation=row.signatory_id is None,
            level=row.level,
            file=safe_name(f"certificate {row.position:02} {row.name}", ".pem"),
            pem="".join(map(as_pem, (keys[row.key_id].certificate, *keys[row.key_id].chain))),
        )
        for row in rows
    ]


def covered_in(place: Path) -> list[Covered]:
    """What each signature of a PDF covers, and a time stamp over the whole file too, in the order of the file."""
    found = _RANGES.finditer(place.read_bytes())
    return [Covered(int(match[1]), int(match[2]), int(match[3])) for match in found]
