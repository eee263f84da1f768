"""The record that goes with a proof: who agreed how, who approved, what the claims rest on, what was sent when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery.models import Dispatch
from app.delivery.queries import events_of
from app.letters.contexts import content_of
from app.letters.models import Letter, LetterAddressee, LetterVersion
from app.letters.models_citing import ClaimWaiver, LetterClaim
from app.letters.models_record import LetterEvent, Signature
from app.letters.queries_record import SignatureRow, events
from app.letters.states import LetterEventKind
from app.publications.proof.signed import SignedBy

STEPS = (
    LetterEventKind.CREATED,
    LetterEventKind.SUBMITTED,
    LetterEventKind.APPROVED,
    LetterEventKind.CLASSED_EDITORIAL,
    LetterEventKind.SIGNATURE_WITHDRAWN,
    LetterEventKind.SEALED,
    LetterEventKind.FILES_READY,
    LetterEventKind.SUPERSEDED,
)
"""The steps that a third party may see. Reasons for returning a text stay inside the house."""


def record_of(
    session: Session,
    letter: Letter,
    text: LetterVersion,
    signatures: Sequence[SignatureRow],
    signers: Sequence[SignedBy],
    copies: Collection[int],
) -> dict[str, Any]:
    """Plain JSON values. Notes and attachments of staff are not in it. `copies`: whose dispatches are told."""
    assert letter.sealed_at is not None
    return {
        "letter": {
            "number": letter.number,
            "date": letter.letter_date.isoformat(),
            "subject": text.subject,
            "version": text.number,
            "verification_code": letter.verification_code,
            "consent_hash": text.consent_hash,
            "seal_hash": letter.seal_hash,
            "sealed_at": _instant(letter.sealed_at),
            "sealed_by": letter.sealed_by,
        },
        "steps": [_step(event) for event in reversed(events(session, letter.id)) if event.kind in STEPS],
        "consents": [_consent(row) for row in signatures if row.current and row.current.consented_at],
        "digital_signatures": [_signed(one) for one in signers],
        "claims": _claims(session, letter, text),
        "dispatches": _dispatches(session, letter, copies),
    }


def _step(event: LetterEvent) -> dict[str, Any]:
    told = {
        "at": _instant(event.at),
        "step": event.kind.value,
        "by": event.actor,
        "version": event.version_number,
        "consent_hash": event.consent_hash,
    }
    return told | ({"reason": event.reason} if event.kind is LetterEventKind.CLASSED_EDITORIAL else {})


def _consent(row: SignatureRow) -> dict[str, Any]:
    given: Signature | None = row.current
    assert given is not None and given.consented_at is not None and given.method is not None
    return {
        "signatory": row.signatory.name,
        "state": given.state.value,
        "withdrawn_after_the_seal": _instant(row.withdrawn_after_seal.at)
        if row.withdrawn_after_seal
        else None,
        "method": given.method.value,
        "given_by": given.consent_by,
        "witness": given.witness,
        "consented_at": _instant(given.consented_at),
        "recorded_by": given.recorded_by,
        "recorded_at": _instant(given.recorded_at),
        "version": given.version_number,
        "consent_hash": given.consent_hash,
        "image_sha256": given.image_sha256,
        "mark": given.mark.value if given.mark else None,
        "scan_sha256": given.scan_sha256,
    }


def _signed(one: SignedBy) -> dict[str, Any]:
    return {
        "name": one.name,
        "certificate": one.file,
        "certificate_sha256": one.fingerprint,
        "self_signed": one.self_signed,
        "of_the_organisation": one.organisation,
        "level": one.level.label,
    }


def _claims(session: Session, letter: Letter, text: LetterVersion) -> list[dict[str, Any]]:
    reasons = {
        row.slug: row.reason
        for row in session.execute(
            sa.select(LetterClaim.slug, ClaimWaiver.reason)
            .join(ClaimWaiver, ClaimWaiver.id == LetterClaim.waiver_id)
            .where(LetterClaim.letter_id == letter.id)
        )
    }
    return [
        {
            "claim": claim.slug,
            "revision": claim.revision,
            "wording": claim.wording,
            "dispute": claim.against[0],
            "opposing_view": claim.against[1],
            "reason_for_no_source": reasons.get(claim.slug),
            "sources": [
                {
                    "title": source.title,
                    "publisher": source.publisher,
                    "date": source.date.as_written,
                    "address": source.url,
                    "opposing": source.opposing,
                    "archived_copy_sha256": source.copy_sha256,
                }
                for source in claim.sources
            ],
        }
        for claim in content_of(text).claims
    ]


def _dispatches(session: Session, letter: Letter, copies: Collection[int]) -> list[dict[str, Any]]:
    rows = session.execute(
        sa.select(Dispatch, LetterAddressee.printed_name)
        .join(LetterAddressee, LetterAddressee.id == Dispatch.addressee_id)
        .where(Dispatch.letter_id == letter.id, Dispatch.copy_no.in_(copies))
        .order_by(Dispatch.copy_no, Dispatch.id)
    ).all()
    happened = events_of(session, [row[0].id for row in rows])
    return [
        {
            "copy": dispatch.copy_no,
            "to": name,
            "channel": dispatch.channel.value,
            "destination": dispatch.destination,
            "state": dispatch.state.value,
            "left_on": dispatch.left_on.isoformat() if dispatch.left_on else None,
            "events": [
                {
                    "day": event.day.isoformat(),
                    "event": event.kind.value,
                    "state": event.to_state.value,
                    "tracking_number": event.tracking_number,
                    "recorded_at": _instant(event.recorded_at),
                    "recorded_by": event.actor,
                }
                for event in happened.get(dispatch.id, [])
            ],
        }
        for dispatch, name in rows
    ]


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
