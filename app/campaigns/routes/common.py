"""What several pages of this room share."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.accounts.access import current_actor
from app.accounts.rules import Actor
from app.campaigns import queries
from app.campaigns.access import require_write
from app.campaigns.frame import campaign_frame
from app.campaigns.models import Campaign
from app.core.db import db
from app.core.errors import InvalidInput
from app.core.forms import BaseForm


def writable(slug: str) -> tuple[Campaign, Actor]:
    """The campaign and who acts. Raises `NotFound`, and `NotAllowed` for those who do not belong."""
    campaign, by = queries.campaign_by_slug(db.session, slug), current_actor()
    require_write(db.session, campaign, by)
    return campaign, by


def framed(template: str, campaign: Campaign, **values: Any) -> str:
    """A page inside the campaign's frame."""
    frame = campaign_frame(db.session, campaign, current_actor())
    return render_template(template, frame=frame, campaign=campaign, **values)


def show(form: BaseForm, error: InvalidInput) -> None:
    """Roll back and put a verb's errors into the form."""
    db.session.rollback()
    form.show(error)
