"""A letter and its copies as the API gives them. A constant number of SELECTs for any number of copies."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.api.schemas.letter_citing import ClaimPinOut
from app.api.schemas.letters import (
    AddresseeOut,
    CopyFileOut,
    CopyOut,
    DigitalSignatureOut,
    LetterOut,
    SealOut,
    SignatureOut,
)
from app.letters import markdown, queries_record
from app.letters.addressees import Addressed
from app.letters.contexts import content_of
from app.letters.digital import how_signed
from app.letters.models import Letter, LetterAddressee, LetterCopy, LetterFile, LetterSignatory
from app.letters.queries_record import SignatureRow
from app.letters.queries_rows import described
from app.letters.queries_templates import pinned
from app.letters.recording import version_of
from app.letters.rules import Instrument
from app.letters.states import LetterState
from app.officials.queries_facts import official_facts


def shown_letter(session: Session, letter: Letter) -> LetterOut:
    """The whole letter with its current version."""
    session.flush()
    version = version_of(session, letter)
    content = content_of(version)
    row = described(session, [letter])[0]
    signing = session.scalars(
        sa.select(LetterSignatory.signatory_id)
        .where(LetterSignatory.letter_id == letter.id)
        .order_by(LetterSignatory.position)
    )
    revision = pinned(session, letter)
    return LetterOut(
        **{name: getattr(letter, name) for name in _OF_LETTER},
        instrument=Instrument(content.instrument),
        template_revision=revision.number if revision else None,
        version=version.number,
        consent_hash=version.consent_hash,
        words=version.words,
        subject=version.subject,
        closing=content.closing,
        citation_style=content.citation_style,
        date_style=content.date_style,
        claims=[
            ClaimPinOut(slug=one.slug, revision=one.revision, wording=one.wording) for one in content.claims
        ],
        body_markdown=markdown.write(content.tree),
        letterhead_ids=[UUID(one) for one in letter.letterhead_ids],
        signatory_ids=list(signing),
        demand_ids=queries_record.demand_ids(session, letter.id),
        cc=list(content.cc),
        enclosures=list(content.enclosures),
        addressing=list(content.addressing),
        copies=row.copies,
        signatures=[_signature(one) for one in queries_record.signature_rows(session, letter)],
        seal=_seal(session, letter),
    )


_OF_LETTER = (
    "id",
    "number",
    "campaign_id",
    "template",
    "title",
    "state",
    "letter_date",
    "earlier_letter_id",
    "submitted_version",
    "approved_version",
    "blocking",
    "created_at",
    "created_by",
    "changed_at",
)


def _seal(session: Session, letter: Letter) -> SealOut | None:
    if letter.seal_hash is None or letter.verification_code is None or letter.sealed_at is None:
        return None
    signed = how_signed(session, letter.id)
    return SealOut(
        seal_hash=letter.seal_hash,
        verification_code=letter.verification_code,
        sealed_at=letter.sealed_at,
        sealed_by=letter.sealed_by or "",
        files_ready=letter.files_ready_at is not None,
        signature_level=signed.level.label if signed.level else None,
        digital_signatures=[
            DigitalSignatureOut(
                name=one.name, fingerprint=one.fingerprint, self_signed=one.self_signed, organisation=one.seal
            )
            for one in signed.signatures
        ],
        superseded_by_id=letter.superseded_by_id,
    )


def _signature(row: SignatureRow) -> SignatureOut:
    mine = row.current
    return SignatureOut(
        id=mine.id if mine else None,
        signatory_id=row.signatory.id,
        name=row.signatory.name,
        state=mine.state if mine else None,
        version=mine.version_number if mine else None,
        method=mine.method if mine else None,
        consented_at=mine.consented_at if mine else None,
        note=(mine.ended_reason or mine.note) if mine else "",
    )


def shown_copies(session: Session, letter: Letter, numbers: Sequence[int]) -> list[CopyOut]:
    """These copies with their addressees and files."""
    rows = session.scalars(
        sa.select(LetterAddressee)
        .where(LetterAddressee.letter_id == letter.id, LetterAddressee.copy_no.in_(numbers))
        .order_by(LetterAddressee.copy_no, LetterAddressee.position)
    ).all()
    people = _printed(rows) if letter.state is LetterState.SEALED else _today(session, letter, rows)
    files = _files(session, letter.id, numbers)
    return [
        CopyOut(
            copy_no=number,
            addressees=[people[row.id] for row in rows if row.copy_no == number],
            file=files.get(number),
        )
        for number in numbers
    ]


def _printed(rows: Sequence[LetterAddressee]) -> dict[UUID, AddresseeOut]:
    return {
        row.id: AddresseeOut(
            id=row.id,
            official_id=row.official_id,
            role=row.role,
            name=row.printed_name,
            office=row.printed_office,
            capacity=row.capacity,
            inside_address=list(row.inside_address),
            salutation=row.salutation,
        )
        for row in rows
    }


def _today(session: Session, letter: Letter, rows: Sequence[LetterAddressee]) -> dict[UUID, AddresseeOut]:
    """As they would be addressed on the letter's date. A merged record stands for the one that took over."""
    known = official_facts(session, [row.official_id for row in rows], letter.letter_date)
    moved = {id: found.merged_into_id for id, found in known.items() if found.merged_into_id}
    if moved:
        known |= official_facts(session, list(moved.values()), letter.letter_date)
    shown = {}
    for row in rows:
        person = Addressed(known[moved.get(row.official_id, row.official_id)], row.capacity)
        shown[row.id] = AddresseeOut(
            id=row.id,
            official_id=row.official_id,
            role=row.role,
            name=person.facts.formal_name,
            office=person.office,
            capacity=row.capacity,
            inside_address=list(person.form.inside_address),
            salutation=person.form.salutation,
        )
    return shown


def _files(session: Session, letter_id: UUID, numbers: Sequence[int]) -> dict[int, CopyFileOut]:
    rows = session.execute(
        sa.select(
            LetterCopy.copy_no, LetterCopy.file_name, LetterFile.sha256, LetterFile.pages, LetterFile.size
        )
        .join(
            LetterFile,
            sa.and_(LetterFile.letter_id == LetterCopy.letter_id, LetterFile.copy_no == LetterCopy.copy_no),
        )
        .where(LetterCopy.letter_id == letter_id, LetterCopy.copy_no.in_(numbers))
    )
    return {
        row.copy_no: CopyFileOut(name=row.file_name, sha256=row.sha256, pages=row.pages, size=row.size)
        for row in rows
    }
