"""What became of a sealed letter, on the letter's own page and in the list of letters."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts.access import current_actor
from app.campaigns.access import may_write
from app.core.db import db
from app.delivery import queries
from app.delivery.models import Dispatch
from app.delivery.rules import DispatchState
from app.letters.models import Letter
from app.letters.panels import Action, Column, Panel, register_action, register_column, register_panel
from app.letters.states import LetterState

_ORDER = (
    DispatchState.OUTCOME_UNKNOWN,
    DispatchState.RETURNED,
    DispatchState.FAILED,
    DispatchState.PLANNED,
    DispatchState.PRINTED,
    DispatchState.HANDED_OVER,
    DispatchState.DELIVERED,
)


def install() -> None:
    """Put them on the pages of letters."""
    register_panel(Panel("sending", "Sending", _sending))
    register_action(Action("Send", "send", _send, primary=True))
    register_column(Column("Sent", _sent))


def _sending(session: Session, letter: Letter) -> Markup | None:
    if letter.state is not LetterState.SEALED:
        return None
    counts = queries.counts_by_state(session, letter_id=letter.id)
    rows = [(state, counts[state]) for state in _ORDER if counts[state]]
    return Markup(  # noqa: S704  (a template of ours, every value escaped)
        render_template("reports/_sending.html", letter=letter, rows=rows)
    )


def _send(letter: Letter) -> str | None:
    ready = letter.state is LetterState.SEALED and letter.files_ready_at is not None
    if not ready or letter.superseded_by_id is not None:
        return None
    if not may_write(db.session, letter.campaign_id, current_actor()):
        return None
    return url_for("delivery.send", letter_id=letter.id)


def _sent(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """ "38 of 52 delivered" for letters that were sent. One SELECT."""
    delivered = sa.func.sum(sa.case((Dispatch.state == DispatchState.DELIVERED, 1), else_=0))
    rows = session.execute(
        sa.select(Dispatch.letter_id, sa.func.count(), delivered)
        .where(Dispatch.letter_id.in_(ids), Dispatch.state != DispatchState.CANCELLED)
        .group_by(Dispatch.letter_id)
    )
    return {letter_id: f"{int(done or 0):,} of {total:,} delivered" for letter_id, total, done in rows}
