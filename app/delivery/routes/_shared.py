"""What the pages of this room have in common."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from flask import Response, send_file
from werkzeug.datastructures import FileStorage

from app.accounts.access import current_actor
from app.campaigns.access import require_write
from app.campaigns.models import Campaign
from app.core.db import db
from app.core.errors import NotFound
from app.core.forms import BaseForm
from app.core.storage import current_store
from app.delivery.attaching import Upload
from app.delivery.models import Attachment, Dispatch, DispatchEvent
from app.delivery.rules import (
    Channel,
    DispatchState,
    EventKind,
    clock_words,
    moves_for,
    state_words,
)
from app.letters.models import Letter
from app.letters.states import LetterState

# The order in which a person is offered what may have happened. Cancelling has a question of its own.
_ORDER = (
    DispatchState.PRINTED,
    DispatchState.HANDED_OVER,
    DispatchState.DELIVERED,
    DispatchState.OUTCOME_UNKNOWN,
    DispatchState.RETURNED,
    DispatchState.FAILED,
)


def choices_for(dispatches: Iterable[Dispatch], *, cancelling: bool) -> list[tuple[DispatchState, str]]:
    """The states that every one of these may take next, in words."""
    rows = list(dispatches)
    if not rows:
        return []
    common = frozenset.intersection(*(moves_for(row.channel, row.state) for row in rows))
    channels = {row.channel for row in rows}
    channel = channels.pop() if len(channels) == 1 else Channel.HAND
    order = (*_ORDER, DispatchState.CANCELLED) if cancelling else _ORDER
    return [(state, state_words(channel, state)) for state in order if state in common]


def sealed_letter(letter_id: UUID) -> Letter:
    """A sealed letter. Raises `NotFound`."""
    letter = db.session.get(Letter, letter_id)
    if letter is None or letter.state is not LetterState.SEALED:
        raise NotFound("There is no sealed letter here.")
    return letter


def facts_known(events: Iterable[DispatchEvent]) -> list[tuple[date | None, str, DispatchEvent]]:
    """(day where it changes, time of day, event) for "What we know": steps and notes that still count."""
    rows, before = [], None
    listed = list(events)
    corrected = {event.corrects_id for event in listed if event.corrects_id}
    for event in listed:
        if event.corrects_id or event.id in corrected or event.kind is EventKind.PLANNED:
            continue
        rows.append(
            (
                None if event.day == before else event.day,
                clock_words(event.clock) if event.clock else "",
                event,
            )
        )
        before = event.day
    return rows


def distinct(form: BaseForm, name: str) -> None:
    """Give the controls of a form ids of their own, where several forms share a page."""
    for field in form:
        field.id = f"{name}-{field.name}"


def uploads(files: Iterable[FileStorage] | None) -> list[Upload]:
    """The files that a form carries; empty file inputs are left out."""
    return [Upload(f.filename, f.mimetype, f.read()) for f in files or () if f and f.filename]


def must_write(campaign_id: object) -> None:
    """Refuse a person who may not write in the campaign."""
    require_write(db.session, db.session.get_one(Campaign, campaign_id), current_actor())


def download(row: Attachment) -> Response:
    """An attachment as a download; never shown in the page."""
    response = send_file(
        current_store().open(row.sha256),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=row.name,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
