"""Asking somebody in particular while a letter is sent for review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.accounts.access import current_actor
from app.core.db import db
from app.core.errors import InvalidInput
from app.letters.assigning import ask_review
from app.letters.models import Letter


def ask_chosen_reviewer(letter: Letter, sent: Mapping[str, Any]) -> None:
    """Ask whom the form names, by its day. Nobody named: nobody asked. Raises `InvalidInput` (reviewer, due day)."""
    chosen, day = str(sent.get("reviewer_id") or ""), str(sent.get("due_on") or "")
    if not chosen:
        return
    try:
        reviewer_id = UUID(chosen)
    except ValueError:
        raise InvalidInput({"reviewer": "Choose an approver from the list."}) from None
    try:
        due_on = date.fromisoformat(day) if day else None
    except ValueError:
        raise InvalidInput(
            {"due day": "Enter a day as year, month and day, for example 2023-01-20."}
        ) from None
    try:
        ask_review(db.session, letter, reviewer_id, due_on, by=current_actor())
    except InvalidInput as error:
        names = {"reviewer_id": "reviewer", "due_on": "due day"}
        raise InvalidInput({names.get(name, name): text for name, text in error.errors.items()}) from error
