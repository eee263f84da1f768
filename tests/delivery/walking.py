"""Walking the sending pages as a browser does."""

from __future__ import annotations

import re
from uuid import UUID

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import db
from app.delivery.models import Dispatch
from app.delivery.rules import Channel, DispatchState
from tests.accounts.forms import send

DAY = "2023-01-04"


def boxes_of(page: str, channel: Channel) -> list[str]:
    """The boxes of one channel on the send page."""
    return re.findall(rf'value="([0-9a-f-]{{36}}:{channel.value})"', page)


def plan_by_page(
    client: FlaskClient, letter_id: UUID, channel: Channel = Channel.POST, count: int = 2
) -> list[UUID]:
    """Plan by the page; gives back the ids of the dispatches."""
    path = f"/letters/{letter_id}/send"
    boxes = boxes_of(client.get(path).text, channel)[:count]
    answer = send(client, path, {"send": boxes, "act": "plan", "planned_for": DAY})
    assert answer.status_code == 302, answer.text
    with client.application.app_context():
        return list(
            db.session.scalars(
                sa.select(Dispatch.id).where(Dispatch.channel == channel).order_by(Dispatch.id)
            )
        )


def mark_by_page(client: FlaskClient, dispatch: UUID, state: DispatchState, **more: object) -> TestResponse:
    """Record a step by the page of the dispatch."""
    page = f"/sending/dispatches/{dispatch}"
    return send(client, f"{page}/mark", {"state": state.value, "day": DAY, **more}, page)


def state_of(client: FlaskClient, dispatch: UUID) -> DispatchState:
    """Where the dispatch stands now."""
    with client.application.app_context():
        return db.session.get_one(Dispatch, dispatch).state
