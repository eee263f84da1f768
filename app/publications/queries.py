"""What is known of a sealed letter to whoever holds its paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.keys.models import SigningKey
from app.letters.models import (
    Letter,
    LetterAddressee,
    LetterCopy,
    LetterFile,
    LetterSignatory,
    LetterVersion,
)
from app.letters.models_signing import LetterKey
from app.letters.states import AddresseeRole


@dataclass(frozen=True)
class OnPaper:
    """What the paper itself says, and the seal over it. `addressees` is empty where it would name other copies."""

    number: str
    code: str
    subject: str
    letter_date: date
    signatories: tuple[str, ...]
    addressees: tuple[str, ...]
    seal_hash: str
    sealed_at: datetime
    replaced: bool


def file_of(session: Session, *hashes: str) -> tuple[Letter, int, str] | None:
    """The sealed letter with a file of one of these hashes, the number of its copy (0: all combined), and the hash."""
    found = session.execute(
        sa.select(Letter, LetterFile.copy_no, LetterFile.sha256)
        .join(LetterFile, LetterFile.letter_id == Letter.id)
        .where(LetterFile.sha256.in_(hashes))
        .order_by(LetterFile.copy_no.desc())
        .limit(1)
    ).first()
    return (found[0], found[1], found[2]) if found else None


def letters_of(session: Session, codes: Iterable[str]) -> list[Letter]:
    """The sealed letters that carry these codes. One SELECT."""
    return list(session.scalars(sa.select(Letter).where(Letter.verification_code.in_(list(codes)))))


def letters_sealed_as(session: Session, seals: Collection[str]) -> list[Letter]:
    """The sealed letters with these seal hashes. At most one SELECT."""
    return list(session.scalars(sa.select(Letter).where(Letter.seal_hash.in_(seals)))) if seals else []


def on_paper(session: Session, letter: Letter, copy_no: int | None = None) -> OnPaper:
    """What a holder of the paper already reads there, in its own words. Four SELECTs.

    Copies go to different people, and none of their papers names the others: the addressee is given only for the copy
    that was shown (`copy_no`), or when there is but one.
    """
    subject = session.scalars(
        sa.select(LetterVersion.subject).where(
            LetterVersion.letter_id == letter.id, LetterVersion.number == letter.current_version
        )
    ).one()
    names = session.scalars(
        sa.select(LetterSignatory.printed_name)
        .where(LetterSignatory.letter_id == letter.id)
        .order_by(LetterSignatory.position)
    ).all()
    copies = session.scalars(
        sa.select(LetterCopy.copy_no)
        .where(LetterCopy.letter_id == letter.id)
        .where(LetterCopy.copy_no == copy_no if copy_no else sa.true())
        .limit(2)
    ).all()
    named = _first_lines(session, letter, copies[0]) if len(copies) == 1 and copy_no != 0 else ()
    assert letter.verification_code and letter.seal_hash and letter.sealed_at
    return OnPaper(
        number=letter.number,
        code=letter.verification_code,
        subject=subject,
        letter_date=letter.letter_date,
        signatories=tuple(names),
        addressees=named,
        seal_hash=letter.seal_hash,
        sealed_at=letter.sealed_at,
        replaced=letter.superseded_by_id is not None,
    )


def _first_lines(session: Session, letter: Letter, copy_no: int) -> tuple[str, ...]:
    """How one copy names whom it is written to: the first line of each inside address, as printed. One SELECT."""
    rows = session.scalars(
        sa.select(LetterAddressee)
        .where(
            LetterAddressee.letter_id == letter.id,
            LetterAddressee.copy_no == copy_no,
            LetterAddressee.role != AddresseeRole.CC,
        )
        .order_by(LetterAddressee.position)
    )
    return tuple(row.inside_address[0] for row in rows if row.inside_address)


def known_certificates(
    session: Session, fingerprints: Collection[str], code: str
) -> tuple[frozenset[str], frozenset[str]]:
    """Which of these certificates sealed the letter with this code, and which ever signed letters here. Two SELECTs."""
    of_letter = session.scalars(
        sa.select(LetterKey.fingerprint)
        .join(Letter, Letter.id == LetterKey.letter_id)
        .where(Letter.verification_code == code, LetterKey.fingerprint.in_(fingerprints))
    )
    ours = session.scalars(sa.select(SigningKey.fingerprint).where(SigningKey.fingerprint.in_(fingerprints)))
    return frozenset(of_letter), frozenset(ours)
