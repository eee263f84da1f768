"""What the pages of this room have in common."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, send_file
from werkzeug.datastructures import FileStorage

from app.accounts.access import current_actor
from app.campaigns.access import require_write
from app.campaigns.models import Campaign
from app.core.db import db
from app.core.storage import current_store
from app.delivery.attaching import Upload
from app.delivery.models import Attachment, Dispatch
from app.delivery.rules import (
    Channel,
    DispatchState,
    moves_for,
    state_words,
)

# The order in which a person is offered what may have happened.
_ORDER = (
    DispatchState.PRINTED,
    DispatchState.HANDED_OVER,
    DispatchState.DELIVERED,
    DispatchState.OUTCOME_UNKNOWN,
    DispatchState.RETURNED,
    DispatchState.FAILED,
    DispatchState.CANCELLED,
)


def choices_for(dispatches: Iterable[Dispatch]) -> list[tuple[DispatchState, str]]:
    """The states that every one of these may take next, in words."""
    rows = list(dispatches)
    if not rows:
        return []
    common = frozenset.intersection(*(moves_for(row.channel, row.state) for row in rows))
    channels = {row.channel for row in rows}
    channel = channels.pop() if len(channels) == 1 else Channel.HAND
    return [(state, state_words(channel, state)) for state in _ORDER if state in common]


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
