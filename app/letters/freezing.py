"""What the seal writes onto a letter's rows, and the values that its hash covers. Only `sealing` calls this."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents.paper import LetterPaper
from app.documents.wire import paper_to_json
from app.letters import papers
from app.letters.addressees import Addressed
from app.letters.contexts import CopyFacts, LetterFacts
from app.letters.hashing import AddresseeAsPrinted, CopyAsPrinted, SignatoryAsPrinted
from app.letters.models import Letter, LetterAddressee, LetterCopy, LetterSignatory
from app.letters.queries_facts import addressee_rows
from app.letters.states import AddresseeRole


@dataclass(frozen=True)
class Printed:
    """One copy, composed and laid out as values."""

    copy: CopyFacts
    paper: LetterPaper
    text: str


def freeze_rows(session: Session, facts: LetterFacts, images: dict[UUID, str | None]) -> None:
    """Write onto the addressees and signatories what prints; whoever did not sign leaves the print."""
    by_place: dict[tuple[int, int], Addressed] = {}
    for copy in facts.copies:
        for position, person in enumerate((*copy.main, *copy.cc), start=1):
            by_place[copy.number, position] = person
    places: dict[int, int] = {}
    for row in addressee_rows(session, facts.letter.id):
        places[row.copy_no] = places.get(row.copy_no, 0) + 1
        _freeze_addressee(row, by_place[row.copy_no, places[row.copy_no]])
    signing = {row.id for row in facts.rows}
    session.execute(
        sa.delete(LetterSignatory).where(
            LetterSignatory.letter_id == facts.letter.id, LetterSignatory.id.not_in(signing)
        )
    )
    for signing_row in facts.rows:
        signer = facts.people[signing_row.signatory_id]
        signing_row.printed_name, signing_row.printed_title = signer.name, signer.title
        signing_row.printed_body = signer.body
        signing_row.image_sha256 = images.get(signing_row.signatory_id)
    session.flush()


def _freeze_addressee(row: LetterAddressee, person: Addressed) -> None:
    form = person.form
    row.official_id = person.facts.id
    row.term_id = person.facts.term.id if person.facts.term else None
    row.printed_name = person.facts.formal_name
    row.printed_office = person.office
    row.inside_address, row.envelope = list(form.inside_address), list(form.envelope)
    row.salutation = form.salutation


def freeze_copies(session: Session, letter: Letter, printed: Sequence[Printed]) -> None:
    """Keep every copy as it prints."""
    session.add_all(
        LetterCopy(
            letter_id=letter.id,
            copy_no=one.copy.number,
            label=one.copy.label[:1000],
            file_name=papers.file_name(letter.number, one.copy.number, len(printed), one.copy.short),
            paper=json.dumps(paper_to_json(one.paper), ensure_ascii=False, sort_keys=True),
            text=one.text,
        )
        for one in printed
    )
    session.flush()


def copies_printed(printed: Sequence[Printed]) -> list[CopyAsPrinted]:
    """The copies as the seal hash covers them."""
    found = []
    for one in printed:
        role = AddresseeRole.MAIN if len(one.copy.main) == 1 else AddresseeRole.JOINT
        people = [(person, role) for person in one.copy.main]
        people += [(person, AddresseeRole.CC) for person in one.copy.cc]
        addressees = tuple(
            AddresseeAsPrinted(
                str(person.facts.id), kind.value, person.form.inside_address, person.form.salutation
            )
            for person, kind in people
        )
        found.append(CopyAsPrinted(one.copy.number, addressees, one.paper.cc))
    return found


def signatories_printed(facts: LetterFacts, images: dict[UUID, str | None]) -> list[SignatoryAsPrinted]:
    """The signatories as the seal hash covers them."""
    return [
        SignatoryAsPrinted(one.name, one.title, one.body, one.image or "", one.lead)
        for one in papers.signers(facts, images)
    ]
