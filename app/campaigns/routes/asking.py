"""What a campaign asks: its demands, their order and deadlines."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import requires
from app.accounts.rules import Permission
from app.campaigns import asking, queries
from app.campaigns.forms import AddDemandForm, DeadlineForm
from app.campaigns.models import Campaign
from app.campaigns.routes import bp
from app.campaigns.routes.common import framed, show, writable
from app.core.db import db
from app.core.errors import InvalidInput
from app.demands.queries import active_demands
from app.demands.rules import OFFICE_WORDS


@bp.get("/<slug>/demands")
@requires(Permission.READ)
def demands(slug: str) -> str:
    """What the campaign asks, in its order."""
    return _page(queries.campaign_by_slug(db.session, slug), AddDemandForm())


@bp.post("/<slug>/demands")
@requires(Permission.WRITE)
def demand_add(slug: str) -> ResponseReturnValue:
    """Ask one thing more."""
    campaign, by = writable(slug)
    form = AddDemandForm()
    if not form.validate():
        return _page(campaign, form), 422
    try:
        # An id that no demand has is refused like an empty choice.
        chosen = form.demand_id.data or UUID(int=0)
        row = asking.add_demand(db.session, campaign, chosen, form.deadline.data, by=by)
    except InvalidInput as error:
        show(form, error)
        return _page(campaign, form), 422
    db.session.commit()
    flash(f"The campaign now asks for “{row.demand.title}”.", "done")
    return _back(slug)


@bp.post("/<slug>/demands/<uuid:demand_id>/move")
@requires(Permission.WRITE)
def demand_move(slug: str, demand_id: UUID) -> ResponseReturnValue:
    """One place up or down."""
    campaign, by = writable(slug)
    title = queries.campaign_demand(db.session, campaign.id, demand_id).demand.title
    direction = request.form.get("direction")
    if direction not in ("up", "down"):
        raise InvalidInput({"direction": "Choose whether the demand moves up or down."})
    place = asking.move_demand(db.session, campaign, demand_id, up=direction == "up", by=by)
    db.session.commit()
    flash(f"“{title}” is now number {place}.", "done")
    return _back(slug)


@bp.post("/<slug>/demands/<uuid:demand_id>/deadline")
@requires(Permission.WRITE)
def demand_deadline(slug: str, demand_id: UUID) -> ResponseReturnValue:
    """By when it is asked."""
    campaign, by = writable(slug)
    form = DeadlineForm()
    try:
        if not form.validate():
            raise InvalidInput({"deadline": " ".join(form.deadline.errors)})
        asking.set_deadline(db.session, campaign, demand_id, form.deadline.data, by=by)
    except InvalidInput as error:
        db.session.rollback()
        refused = {
            "demand_id": demand_id,
            "typed": request.form.get("deadline", ""),
            "message": error.message,
        }
        return _page(campaign, AddDemandForm(formdata=None), refused), 422
    db.session.commit()
    flash("The deadline is saved." if form.deadline.data else "The deadline is taken away.", "done")
    return _back(slug)


@bp.post("/<slug>/demands/<uuid:demand_id>/remove")
@requires(Permission.WRITE)
def demand_remove(slug: str, demand_id: UUID) -> ResponseReturnValue:
    """Ask it no longer."""
    campaign, by = writable(slug)
    title = queries.campaign_demand(db.session, campaign.id, demand_id).demand.title
    asking.remove_demand(db.session, campaign, demand_id, by=by)
    db.session.commit()
    flash(f"The campaign no longer asks for “{title}”.", "done")
    return _back(slug)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("campaigns.demands", slug=slug))


def _page(campaign: Campaign, form: AddDemandForm, refused: dict[str, object] | None = None) -> str:
    rows = queries.demands_of(db.session, campaign.id)
    asked = {row.demand_id for row in rows}
    form.offer(each for each in active_demands(db.session) if each.id not in asked)
    return framed(
        "campaigns/demands.html", campaign, rows=rows, form=form, refused=refused, office_words=OFFICE_WORDS
    )
