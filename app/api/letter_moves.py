"""Moving a letter: review, signatures, the seal, and how it ends."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC
from typing import Any
from uuid import UUID

from app.accounts.rules import Scope
from app.api.acting import by, require_scope, session
from app.api.http.operations import operation
from app.api.letters import TAG
from app.api.letters_shown import shown_letter
from app.api.schemas.letter_moves import (
    ApproveIn,
    DeclineIn,
    ReasonIn,
    ReturnIn,
    SealIn,
    SignIn,
    SubmitIn,
    SupersedeIn,
)
from app.api.schemas.letters import LetterOut
from app.core.errors import InvalidInput
from app.core.storage import current_store
from app.letters import access, ending, queries, review, sealing, signing
from app.letters.assigning import ask_review
from app.letters.models import Letter
from app.letters.recording import require_version
from app.letters.seeing import Drawn, drawn_now
from app.letters.signatories import SIGNABLE
from app.letters.signature_images import stored_image
from app.letters.signing import ConsentRecord
from app.signatories.queries import signatory

MAX_SCAN = 20 * 1024 * 1024


def _drawn(letter_id: UUID) -> dict[str, Any]:
    """What the pages tell, for somebody who may submit the letter."""
    found = _found(letter_id)
    access.require_write(session(), found.campaign_id, by())
    return {"drawn": drawn_now(session(), letter_id)}


@operation(
    "POST",
    "/letters/{letter_id}/submit",
    tag=TAG,
    scope=Scope.WRITE,
    body=SubmitIn,
    returns=LetterOut,
    before=_drawn,
)
def submit_letter(letter_id: UUID, body: SubmitIn, drawn: Drawn) -> LetterOut:
    """Send a letter for review.

    What the text draws on is pinned as it is now, which may make one more version. Refused with every problem
    that blocks: see `/problems`. With `reviewer_id` somebody in particular is asked to decide.
    """
    found = _found(letter_id)
    require_version(found, body.version)
    review.submit_letter(session(), found, version=drawn.version, drawn=drawn.pages, by=by())
    if body.reviewer_id is not None:
        ask_review(session(), found, body.reviewer_id, body.due_on, by=by())
    return shown_letter(session(), found)


@operation("POST", "/letters/{letter_id}/take-back", tag=TAG, scope=Scope.WRITE, returns=LetterOut)
def take_letter_back(letter_id: UUID) -> LetterOut:
    """Take a letter back from review.

    A writer goes on writing before anybody decided.
    """
    found = _found(letter_id)
    review.take_back(session(), found, by=by())
    return shown_letter(session(), found)


@operation(
    "POST", "/letters/{letter_id}/approve", tag=TAG, scope=Scope.APPROVE, body=ApproveIn, returns=LetterOut
)
def approve_letter(letter_id: UUID, body: ApproveIn) -> LetterOut:
    """Approve a letter.

    Exactly the version that you read. Nobody approves their own words, unless the organisation is in
    single-person mode; the record then says so.
    """
    found = _found(letter_id)
    review.approve_letter(session(), found, version=body.version, note_text=body.note, by=by())
    return shown_letter(session(), found)


@operation(
    "POST", "/letters/{letter_id}/return", tag=TAG, scope=Scope.APPROVE, body=ReturnIn, returns=LetterOut
)
def return_letter(letter_id: UUID, body: ReturnIn) -> LetterOut:
    """Return a letter to its writer.

    With a reason, which the writer reads. The letter is a draft again.
    """
    found = _found(letter_id)
    review.return_letter(session(), found, body.reason, version=body.version, by=by())
    return shown_letter(session(), found)


@operation(
    "POST",
    "/letters/{letter_id}/withdraw-approval",
    tag=TAG,
    scope=Scope.APPROVE,
    body=ReasonIn,
    returns=LetterOut,
)
def withdraw_approval(letter_id: UUID, body: ReasonIn) -> LetterOut:
    """Withdraw an approval.

    Only until the first person has signed. The letter is a draft again.
    """
    found = _found(letter_id)
    review.withdraw_approval(session(), found, body.reason, by=by())
    return shown_letter(session(), found)


@operation("POST", "/letters/{letter_id}/ask-signatures", tag=TAG, scope=Scope.SIGN, returns=LetterOut)
def ask_signatures(letter_id: UUID) -> LetterOut:
    """Ask for signatures.

    Opens a signature for everyone who should sign and has not been asked about this text.
    """
    found = _found(letter_id)
    signing.ask_signatures(session(), found, by=by())
    return shown_letter(session(), found)


@operation("POST", "/letters/{letter_id}/sign", tag=TAG, scope=Scope.SIGN, body=SignIn, returns=LetterOut)
def sign_letter(letter_id: UUID, body: SignIn) -> LetterOut:
    """Record a consent.

    A signatory agreed to this version, word for word. It names the consent hash of the text; a later change
    of words voids it.
    """
    found = _found(letter_id)
    record = ConsentRecord(
        method=body.method,
        consent_by=body.consent_by,
        consented_at=body.consented_at.astimezone(UTC),
        witness=body.witness,
        note=body.note,
        image_sha256=_image(body, signatory(session(), body.signatory_id).name),
        mark=body.mark,
        print_image=body.print_image,
        **_scan(body),
    )
    signing.record_signature(
        session(), found, body.signatory_id, record, version_number=body.version, by=by()
    )
    return shown_letter(session(), found)


@operation(
    "POST", "/letters/{letter_id}/decline", tag=TAG, scope=Scope.SIGN, body=DeclineIn, returns=LetterOut
)
def decline_to_sign(letter_id: UUID, body: DeclineIn) -> LetterOut:
    """Record that somebody will not sign.

    It is a right: the letter may go out without them.
    """
    found = _found(letter_id)
    signing.decline(session(), found, body.signatory_id, body.reason, by=by())
    return shown_letter(session(), found)


@operation(
    "POST",
    "/letters/{letter_id}/signatures/{signature_id}/withdraw",
    tag=TAG,
    scope=Scope.SIGN,
    body=ReasonIn,
    returns=LetterOut,
)
def withdraw_signature(letter_id: UUID, signature_id: UUID, body: ReasonIn) -> LetterOut:
    """Take a signature back.

    After the seal the sealed record stays, and the withdrawal is added beside it.
    """
    found = _found(letter_id)
    signing.withdraw_signature(session(), found, signature_id, body.reason, by=by())
    return shown_letter(session(), found)


@operation("POST", "/letters/{letter_id}/seal", tag=TAG, scope=Scope.SEAL, body=SealIn, returns=LetterOut)
def seal_letter(letter_id: UUID, body: SealIn) -> LetterOut:
    """Seal a letter.

    Freezes text, recipients, demands, date and signatures for good. Its files are then made in the
    background: `seal.files_ready` says when they are whole.
    """
    found = _found(letter_id)
    sealing.seal_letter(session(), found, version=body.version, by=by())
    return shown_letter(session(), found)


@operation(
    "POST", "/letters/{letter_id}/withdraw", tag=TAG, scope=Scope.WRITE, body=ReasonIn, returns=LetterOut
)
def withdraw_letter(letter_id: UUID, body: ReasonIn) -> LetterOut:
    """Withdraw a letter.

    Before it is sealed; its record stays. For an approved letter the token needs `approve` too.
    """
    found = _found(letter_id)
    if found.state in SIGNABLE:
        require_scope(Scope.APPROVE)
    ending.withdraw_letter(session(), found, body.reason, by=by())
    return shown_letter(session(), found)


@operation(
    "POST",
    "/letters/{letter_id}/supersede",
    tag=TAG,
    scope=Scope.APPROVE,
    body=SupersedeIn,
    returns=LetterOut,
)
def supersede_letter(letter_id: UUID, body: SupersedeIn) -> LetterOut:
    """Say that another sealed letter takes the place of this one.

    Neither letter changes.
    """
    found = _found(letter_id)
    ending.supersede(session(), found, queries.letter(session(), body.newer_letter_id), by=by())
    return shown_letter(session(), found)


def _found(letter_id: UUID) -> Letter:
    return queries.letter(session(), letter_id)


def _decoded(field: str, text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise InvalidInput({field: "This is not base64."}) from error


def _scan(body: SignIn) -> dict[str, Any]:
    if not body.scan_base64:
        return {}
    data = _decoded("scan_base64", body.scan_base64)
    if not data or len(data) > MAX_SCAN:
        raise InvalidInput({"scan_base64": f"Send a file of 1 byte to {MAX_SCAN // 1024 // 1024} MB."})
    return {
        "scan_sha256": current_store().put(data),
        "scan_name": body.scan_name.replace("/", "-").replace("\\", "-"),
        "scan_type": body.scan_type,
    }


def _image(body: SignIn, name: str) -> str | None:
    data = _decoded("image_base64", body.image_base64) if body.image_base64 else b""
    return stored_image(body.mark, name, data, field="image_base64")
