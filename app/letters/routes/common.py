"""What several pages of this room share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from app.accounts.access import current_actor
from app.campaigns.models import Campaign
from app.core.db import db
from app.core.text import tidy
from app.letters import access, queries
from app.letters.assigning import reviewers
from app.letters.models import Letter
from app.letters.queries_record import versions
from app.letters.queries_reviewing import threads
from app.letters.queries_rows import described
from app.letters.states import LetterEventKind, LetterState
from app.letters.tree import Role

# Each verb as the record says it, after the version's number.
EVENT_WORDS = {
    LetterEventKind.CREATED: "begun",
    LetterEventKind.EDITED: "written",
    LetterEventKind.SUBMITTED: "sent for review",
    LetterEventKind.RETURNED: "returned",
    LetterEventKind.APPROVED: "approved",
    LetterEventKind.APPROVAL_WITHDRAWN: "approval withdrawn",
    LetterEventKind.CLASSED_EDITORIAL: "classed as editorial",
    LetterEventKind.REVIEWER_ASKED: "reviewer asked",
    LetterEventKind.REVIEWER_RELEASED: "reviewer released",
    LetterEventKind.SIGNATURES_ASKED: "sent for signing",
    LetterEventKind.SIGNED: "signed",
    LetterEventKind.DECLINED: "declined",
    LetterEventKind.SIGNATURE_WITHDRAWN: "signature withdrawn",
    LetterEventKind.SIGNATURE_VOIDED: "signature set aside",
    LetterEventKind.SEALED: "sealed",
    LetterEventKind.FILES_READY: "files ready",
    LetterEventKind.WITHDRAWN: "withdrawn",
    LetterEventKind.SUPERSEDED: "superseded",
}


def found(letter_id: UUID) -> Letter:
    """The letter of the address. Raises `NotFound`."""
    return queries.letter(db.session, letter_id)


def here(letter: Letter, **values: Any) -> ResponseReturnValue:
    """To the letter's page."""
    return redirect(url_for("letters.show", letter_id=letter.id, **values), 303)


def frame(letter: Letter) -> dict[str, Any]:
    """What the head of every page of a letter shows."""
    by = current_actor()
    row = described(db.session, [letter])[0]
    return {
        "letter": letter,
        "row": row,
        "campaign": db.session.get_one(Campaign, letter.campaign_id),
        "may_write": access.may_write(db.session, letter.campaign_id, by),
        "may_approve": access.may_approve(by),
        "is_open": letter.state not in (LetterState.SEALED, LetterState.WITHDRAWN),
        "all_versions": versions(db.session, letter.id),
        "event_words": EVENT_WORDS,
        "possible_reviewers": lambda: reviewers(db.session, letter),
        "unsettled": lambda: [row for row in threads(db.session, letter.id) if row.open],
    }


def asset_address(letter: Letter) -> Callable[[str], str]:
    """Where the page finds an image that the letter prints."""
    return lambda sha256: url_for("letters.image", letter_id=letter.id, sha256=sha256)


def typed_sections() -> list[tuple[Role, str]]:
    """The sections as typed, in order; an unknown role reads as plain text."""
    roles, texts = request.form.getlist("role"), request.form.getlist("text")
    known = {role.value for role in Role}
    return [
        (Role(role) if role in known else Role.BODY, tidy(text))
        for role, text in zip(roles, texts, strict=False)
    ]
