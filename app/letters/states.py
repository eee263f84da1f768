"""The states of a letter and of a signature, and the only ways from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.core.errors import Conflict


class LetterState(StrEnum):
    """A sealed letter stays sealed; it can only be superseded by another."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SIGNING = "signing"
    SEALED = "sealed"
    WITHDRAWN = "withdrawn"


class SignatureState(StrEnum):
    """`void` means that the text changed after the consent."""

    INVITED = "invited"
    VIEWED = "viewed"
    SIGNED = "signed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    VOID = "void"


class AddresseeRole(StrEnum):
    """How an official appears on a copy."""

    MAIN = "main"
    JOINT = "joint"
    CC = "cc"


class SignatureMethod(StrEnum):
    """How a signatory's consent was given, as staff record it."""

    INK = "ink"
    EMAIL = "email"
    WRITING = "writing"
    SPOKEN = "spoken"


class SignatureMark(StrEnum):
    """What stands in a signature's place on paper: an image, what was drawn on a screen, or the name typed."""

    IMAGE = "image"
    DRAWN = "drawn"
    TYPED = "typed"


class LetterEventKind(StrEnum):
    """What an event of a letter says."""

    CREATED = "created"
    EDITED = "edited"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    CLASSED_EDITORIAL = "classed_editorial"
    REVIEWER_ASKED = "reviewer_asked"
    REVIEWER_RELEASED = "reviewer_released"
    SIGNATURES_ASKED = "signatures_asked"
    SIGNED = "signed"
    DECLINED = "declined"
    SIGNATURE_WITHDRAWN = "signature_withdrawn"
    SIGNATURE_VOIDED = "signature_voided"
    SEALED = "sealed"
    FILES_READY = "files_ready"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


LETTER_MOVES: Mapping[LetterState, frozenset[LetterState]] = {
    # Straight to approved: an approver classes the change of an approved text as editorial.
    LetterState.DRAFT: frozenset({LetterState.IN_REVIEW, LetterState.APPROVED, LetterState.WITHDRAWN}),
    LetterState.IN_REVIEW: frozenset({LetterState.DRAFT, LetterState.APPROVED, LetterState.WITHDRAWN}),
    LetterState.APPROVED: frozenset(
        {LetterState.DRAFT, LetterState.SIGNING, LetterState.SEALED, LetterState.WITHDRAWN}
    ),
    # Back to approved: an editorial change needs every consent anew, though no second review.
    LetterState.SIGNING: frozenset(
        {LetterState.DRAFT, LetterState.APPROVED, LetterState.SEALED, LetterState.WITHDRAWN}
    ),
    LetterState.SEALED: frozenset(),
    LetterState.WITHDRAWN: frozenset(),
}

SIGNATURE_MOVES: Mapping[SignatureState, frozenset[SignatureState]] = {
    SignatureState.INVITED: frozenset(
        {SignatureState.VIEWED, SignatureState.SIGNED, SignatureState.DECLINED, SignatureState.VOID}
    ),
    SignatureState.VIEWED: frozenset({SignatureState.SIGNED, SignatureState.DECLINED, SignatureState.VOID}),
    SignatureState.SIGNED: frozenset({SignatureState.WITHDRAWN, SignatureState.VOID}),
    SignatureState.DECLINED: frozenset(),
    SignatureState.WITHDRAWN: frozenset(),
    SignatureState.VOID: frozenset(),
}

LIVE_SIGNATURES = (SignatureState.INVITED, SignatureState.VIEWED, SignatureState.SIGNED)

State = TypeVar("State", LetterState, SignatureState)


def check_move(moves: Mapping[State, frozenset[State]], now: State, then: State, subject: str) -> None:
    """Raise `Conflict` unless the table allows the move; `subject` starts the sentence."""
    if then not in moves[now]:
        raise Conflict(
            f"{subject} is {now.value.replace('_', ' ')} and cannot become {then.value.replace('_', ' ')}."
        )
