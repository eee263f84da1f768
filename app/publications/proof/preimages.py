"""The bytes that the two hashes of a sealed letter are the SHA-256 of, made again from its frozen rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.letters.contexts import content_of
from app.letters.hashing import (
    AddresseeAsPrinted,
    CopyAsPrinted,
    SignatoryAsPrinted,
    consent_bytes,
    seal_bytes,
)
from app.letters.models import Letter, LetterAddressee, LetterCopy, LetterSignatory, LetterVersion
from app.letters.states import AddresseeRole


def consent_of(text: LetterVersion) -> bytes:
    """What everyone who signed agreed to. Raises `Conflict` when it is not what the version's hash names."""
    found = consent_bytes(content_of(text))
    return _held(found, text.consent_hash, "words")


def seal_of(session: Session, letter: Letter, consent_hash: str) -> bytes:
    """What the seal covers: consent, copies, signatories. Raises `Conflict` when the rows are not what was sealed."""
    found = seal_bytes(consent_hash, _copies(session, letter), _signatories(session, letter))
    return _held(found, letter.seal_hash or "", "copies and signatories")


def _held(found: bytes, digest: str, what: str) -> bytes:
    """A proof that does not prove is never handed out."""
    if hashlib.sha256(found).hexdigest() != digest:
        raise Conflict(
            f"The stored {what} of this letter are not those that were sealed. Ask an administrator to run "
            "“redress audit verify” and to compare with a backup."
        )
    return found


def _copies(session: Session, letter: Letter) -> list[CopyAsPrinted]:
    people: dict[int, list[LetterAddressee]] = {}
    for row in session.scalars(
        sa.select(LetterAddressee)
        .where(LetterAddressee.letter_id == letter.id)
        .order_by(LetterAddressee.copy_no, LetterAddressee.position)
    ):
        people.setdefault(row.copy_no, []).append(row)
    papers = session.execute(
        sa.select(LetterCopy.copy_no, LetterCopy.paper).where(LetterCopy.letter_id == letter.id)
    )
    return [
        CopyAsPrinted(
            row.copy_no, _addressees(people.get(row.copy_no, [])), tuple(json.loads(row.paper)["cc"])
        )
        for row in papers
    ]


def _addressees(rows: Sequence[LetterAddressee]) -> tuple[AddresseeAsPrinted, ...]:
    """Those written to, then those with a copy; several who are written to are so jointly."""
    main = [row for row in rows if row.role is not AddresseeRole.CC]
    role = AddresseeRole.MAIN if len(main) == 1 else AddresseeRole.JOINT
    ordered = [(row, role) for row in main]
    ordered += [(row, AddresseeRole.CC) for row in rows if row.role is AddresseeRole.CC]
    return tuple(
        AddresseeAsPrinted(str(row.official_id), kind.value, tuple(row.inside_address), row.salutation)
        for row, kind in ordered
    )


def _signatories(session: Session, letter: Letter) -> list[SignatoryAsPrinted]:
    rows = session.scalars(
        sa.select(LetterSignatory)
        .where(LetterSignatory.letter_id == letter.id)
        .order_by(LetterSignatory.position)
    )
    return [
        SignatoryAsPrinted(
            row.printed_name, row.printed_title, row.printed_body, row.image_sha256 or "", row.lead
        )
        for row in rows
    ]
