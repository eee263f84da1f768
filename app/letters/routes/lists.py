"""The list of letters."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.campaigns.models import Campaign
from app.campaigns.queries import campaign_by_slug, open_campaigns
from app.core.db import db
from app.core.errors import NotFound
from app.letters import panels, queries
from app.letters.queries import LetterQuery
from app.letters.routes import bp
from app.letters.states import LetterState


@bp.get("/")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """Letters by state, campaign and words, last changed first."""
    campaign = _campaign(request.args.get("campaign", ""))
    wanted = request.args.get("state", "")
    states = [LetterState(wanted)] if wanted in {state.value for state in LetterState} else []
    q = LetterQuery(
        text=request.args.get("q", "")[:100],
        states=states,
        campaign_id=campaign.id if campaign else None,
        page=request.args.get("page", 1, type=int),
    )
    rows = queries.find_letters(db.session, q)
    return render_template(
        "letters/index.html",
        page=rows,
        counts=queries.count_by_state(db.session, q),
        campaigns=open_campaigns(db.session),
        campaign=campaign,
        state=wanted,
        columns=panels.cells(db.session, [row.id for row in rows.items]),
        by=current_actor(),
    )


def _campaign(slug: str) -> Campaign | None:
    try:
        return campaign_by_slug(db.session, slug) if slug else None
    except NotFound:
        return None
