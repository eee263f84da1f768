"""Consents to exact words. No verb commits.

Nobody's name stands under words they did not agree to: every signature names the consent hash of the
version it was given to, and a change of that text makes it void.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.queries import organisation
from app.accounts.rules import Actor
from app.core.clock import day_in
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.text import squash
from app.letters import access, plans
from app.letters.models import Letter, LetterSignatory, LetterVersion
from app.letters.models_record import LetterEvent, Signature
from app.letters.recording import locked, move, note, require_state, version_of
from app.letters.rules import METHODS, Consent, check_consent, reason_given
from app.letters.signatories import SIGNABLE, move_signature
from app.letters.states import (
    LIVE_SIGNATURES,
    LetterEventKind,
    LetterState,
    SignatureMark,
    SignatureMethod,
    SignatureState,
)
from app.signatories.models import Signatory
from app.signatories.queries import signatories_by_id, signatory


@dataclass(frozen=True)
class ConsentRecord:
    """A consent as staff record it: how it was given, by whom, when, and the proof.

    `scan_sha256` names the stored proof, offered for download only. `image_sha256` is a cleaned signature
    image that prints in its place; None takes the one on file where the method allows an image. `mark` says how
    that image came about (`signature_images`).
    """

    method: SignatureMethod
    consent_by: str
    consented_at: datetime
    witness: str = ""
    note: str = ""
    scan_sha256: str | None = None
    scan_name: str = ""
    scan_type: str = ""
    image_sha256: str | None = None
    print_image: bool = True
    mark: SignatureMark = SignatureMark.IMAGE


def ask_signatures(session: Session, letter: Letter, *, by: Actor) -> list[Signature]:
    """Open a signature for everyone who should sign and has not been asked. Raises `Conflict`, `NotAllowed`."""
    access.require_approve(by, "ask for signatures")
    letter = locked(session, letter)
    require_state(letter, *SIGNABLE, to="signed")
    version = version_of(session, letter)
    waiting = _without_live(session, letter)
    if not waiting and letter.state is LetterState.SIGNING:
        raise Conflict(f"Everyone who signs letter {letter.number} has been asked.")
    if not waiting:
        raise InvalidInput({"signatory_ids": "Nobody is to sign this letter yet. Choose who signs."})
    opened = [_open(session, letter, version, each, by) for each in waiting]
    before = move(letter, LetterState.SIGNING, by)
    people = ", ".join(one.name for one in signatories_by_id(session, waiting).values())
    note(
        session, letter, LetterEventKind.SIGNATURES_ASKED, by, before=before, version=version,
        summary=f"Asked {people} to sign version {version.number} of letter {letter.number}.",
    )  # fmt: skip
    return opened


def record_signature(
    session: Session,
    letter: Letter,
    signatory_id: UUID,
    consent: ConsentRecord,
    *,
    version_number: int,
    by: Actor,
) -> Signature:
    """Record that a signatory agreed to version `version_number`, word for word.

    Raises `Conflict` when that is no longer the text or they have signed, `InvalidInput` by field,
    `NotFound` for somebody who does not sign this letter.
    """
    access.require_approve(by, "record a signature")
    letter = locked(session, letter)
    require_state(letter, *SIGNABLE, to="signed")
    version = version_of(session, letter)
    if version_number != version.number:
        raise Conflict(
            f"The text is now version {version.number}. A consent to version {version_number} does not carry over: "
            "the signatory has to agree to what changed."
        )
    person = _signs(session, letter, signatory_id)
    _check(session, letter, consent, by)
    signature = live_signature(session, letter.id, signatory_id)
    if signature is None:
        signature = _open(session, letter, version, signatory_id, by)
    move_signature(signature, SignatureState.SIGNED, person.name)
    _fill(signature, version, consent, _image(person, consent), by)
    before = move(letter, LetterState.SIGNING, by)
    session.flush()
    note(
        session, letter, LetterEventKind.SIGNED, by, before=before, version=version, signature_id=signature.id,
        summary=f"Recorded that {person.name} signed version {version.number} of letter {letter.number}.",
        detail={"signatory": person.name, "method": consent.method.value, "consent_by": signature.consent_by},
    )  # fmt: skip
    return signature


def decline(
    session: Session, letter: Letter, signatory_id: UUID, reason: str = "", *, by: Actor
) -> Signature:
    """Record that a signatory will not sign. It is a right: the letter may go out without them."""
    access.require_approve(by, "record an answer")
    letter = locked(session, letter)
    require_state(letter, *SIGNABLE, to="declined")
    version, person = version_of(session, letter), _signs(session, letter, signatory_id)
    signature = live_signature(session, letter.id, signatory_id)
    if signature is None:
        signature = _open(session, letter, version, signatory_id, by)
    move_signature(signature, SignatureState.DECLINED, person.name)
    signature.ended_reason = squash(reason)
    before = move(letter, LetterState.SIGNING, by)
    session.flush()
    note(
        session, letter, LetterEventKind.DECLINED, by, before=before, version=version, signature_id=signature.id,
        reason=squash(reason), summary=f"Recorded that {person.name} declined to sign letter {letter.number}.",
    )  # fmt: skip
    return signature


def withdraw_signature(
    session: Session, letter: Letter, signature_id: UUID, reason: str, *, by: Actor
) -> Signature:
    """Take a signature back. After the seal the sealed record stays, and an event says so beside it."""
    access.require_approve(by, "record a withdrawal")
    letter, reason = locked(session, letter), reason_given(reason)
    signature = session.get(Signature, signature_id)
    if signature is None or signature.letter_id != letter.id:
        raise NotFound("This letter has no such signature.")
    name = signatory(session, signature.signatory_id).name
    if letter.state is LetterState.SEALED:
        _refuse_second_withdrawal(session, signature, name)
    else:
        require_state(letter, *SIGNABLE, to="changed in its signatures")
        move_signature(signature, SignatureState.WITHDRAWN, name)
        signature.ended_reason = reason
        session.flush()
    after = (
        " after the seal; the sealed copies stay as they are" if letter.state is LetterState.SEALED else ""
    )
    note(
        session, letter, LetterEventKind.SIGNATURE_WITHDRAWN, by, before=letter.state,
        version=version_of(session, letter, signature.version_number), signature_id=signature.id, reason=reason,
        summary=f"Recorded that {name} withdrew their signature from letter {letter.number}{after}.",
    )  # fmt: skip
    return signature


def live_signature(session: Session, letter_id: UUID, signatory_id: UUID) -> Signature | None:
    """The one signature of theirs that is neither ended nor void."""
    return session.scalar(
        sa.select(Signature).where(
            Signature.letter_id == letter_id,
            Signature.signatory_id == signatory_id,
            Signature.state.in_(LIVE_SIGNATURES),
        )
    )


def _signs(session: Session, letter: Letter, signatory_id: UUID) -> Signatory:
    row = session.scalar(
        sa.select(LetterSignatory.id).where(
            LetterSignatory.letter_id == letter.id, LetterSignatory.signatory_id == signatory_id
        )
    )
    if row is None:
        raise NotFound("This person does not sign this letter.")
    return signatory(session, signatory_id)


def _without_live(session: Session, letter: Letter) -> list[UUID]:
    """Who should sign, was not asked about this text, and has not said no to it."""
    answered = sa.select(Signature.signatory_id).where(
        Signature.letter_id == letter.id,
        sa.or_(
            Signature.state.in_(LIVE_SIGNATURES),
            sa.and_(
                Signature.state == SignatureState.DECLINED, Signature.version_number == letter.current_version
            ),
        ),
    )
    return list(
        session.scalars(
            sa.select(LetterSignatory.signatory_id)
            .where(LetterSignatory.letter_id == letter.id, LetterSignatory.signatory_id.not_in(answered))
            .order_by(LetterSignatory.position)
        )
    )


def _open(
    session: Session, letter: Letter, version: LetterVersion, signatory_id: UUID, by: Actor
) -> Signature:
    row = Signature(
        letter_id=letter.id,
        signatory_id=signatory_id,
        version_number=version.number,
        consent_hash=version.consent_hash,
        state=SignatureState.INVITED,
        recorded_by_id=by.user_id,
        recorded_by=by.name,
        recorded_at=by.at,
    )
    session.add(row)
    session.flush()
    return row


def _check(session: Session, letter: Letter, consent: ConsentRecord, by: Actor) -> None:
    own = organisation(session)
    errors = {} if consent.consent_by.strip() else {"consent_by": "Enter who gave the consent."}
    facts = Consent(
        consent.method,
        day_in(own.time_zone, consent.consented_at),
        has_scan=consent.scan_sha256 is not None,
        witness=consent.witness,
        note=consent.note,
    )
    # With a set business date the days of the record and those of the real clock do not compare.
    approved = None if own.business_date else _approved_on(session, letter, own.time_zone)
    try:
        check_consent(facts, max(by.today, day_in(own.time_zone, by.at)), approved)
    except InvalidInput as problem:
        errors |= problem.errors
    plans.refuse(errors)


def _approved_on(session: Session, letter: Letter, zone: str) -> date | None:
    at = session.scalar(
        sa.select(sa.func.max(LetterEvent.at)).where(
            LetterEvent.letter_id == letter.id, LetterEvent.kind == LetterEventKind.APPROVED
        )
    )
    return day_in(zone, at) if at else None


def _image(person: Signatory, consent: ConsentRecord) -> str | None:
    """What prints in the signature's place; with ink, nothing: the ink stands on the paper itself."""
    if not METHODS[consent.method].prints_image or not consent.print_image:
        return None
    return consent.image_sha256 or person.image_sha256


def _fill(
    signature: Signature, version: LetterVersion, consent: ConsentRecord, image: str | None, by: Actor
) -> None:
    signature.version_number, signature.consent_hash = version.number, version.consent_hash
    signature.method = consent.method
    signature.consent_by = squash(consent.consent_by)[:200]
    signature.witness = squash(consent.witness)[:200]
    signature.consented_at = consent.consented_at
    signature.image_sha256, signature.mark = image, consent.mark if image else None
    signature.scan_sha256 = consent.scan_sha256
    signature.scan_name, signature.scan_type = consent.scan_name[:200], consent.scan_type[:100]
    signature.note = consent.note.strip()
    signature.recorded_by_id, signature.recorded_by, signature.recorded_at = by.user_id, by.name, by.at


def _refuse_second_withdrawal(session: Session, signature: Signature, name: str) -> None:
    if signature.state is not SignatureState.SIGNED:
        raise Conflict(f"{name} has no signature on this letter to withdraw.")
    again = sa.select(LetterEvent.id).where(
        LetterEvent.signature_id == signature.id, LetterEvent.kind == LetterEventKind.SIGNATURE_WITHDRAWN
    )
    if session.scalar(again.limit(1)) is not None:
        raise Conflict(f"The withdrawal of {name} is already on record.")
