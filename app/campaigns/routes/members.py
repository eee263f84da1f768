"""Who may write in a campaign."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.queries import active_users_with
from app.accounts.rules import Permission, Role, role_allows
from app.campaigns import queries, service
from app.campaigns.forms import AddMemberForm
from app.campaigns.models import Campaign
from app.campaigns.routes import bp
from app.campaigns.routes.common import framed, show, writable
from app.core.db import db
from app.core.errors import InvalidInput, NotFound

_WRITERS = [role for role in Role if role_allows(role, Permission.WRITE)]


@bp.get("/<slug>/members")
@requires(Permission.READ)
def members(slug: str) -> str:
    """The campaign's members."""
    return _page(queries.campaign_by_slug(db.session, slug), AddMemberForm())


@bp.post("/<slug>/members")
@requires(Permission.WRITE)
def member_add(slug: str) -> ResponseReturnValue:
    """Let a person write in the campaign."""
    campaign, by = writable(slug)
    form = AddMemberForm()
    if not form.validate():
        return _page(campaign, form), 422
    try:
        service.add_member(db.session, campaign, form.user_id.data or UUID(int=0), by=by)
    except (InvalidInput, NotFound) as error:
        chosen = error if isinstance(error, InvalidInput) else InvalidInput({"user_id": "Choose a person."})
        show(form, chosen)
        return _page(campaign, form), 422
    db.session.commit()
    flash("Added. They can write in this campaign now.", "done")
    return redirect(url_for("campaigns.members", slug=slug))


@bp.post("/<slug>/members/<uuid:user_id>/remove")
@requires(Permission.WRITE)
def member_remove(slug: str, user_id: UUID) -> ResponseReturnValue:
    """Take a person out."""
    campaign, by = writable(slug)
    service.remove_member(db.session, campaign, user_id, by=by)
    db.session.commit()
    flash("Taken out. What they wrote stays.", "done")
    return redirect(url_for("campaigns.members", slug=slug))


def _page(campaign: Campaign, form: AddMemberForm) -> str:
    held = queries.members_of(db.session, campaign.id)
    inside = {member.user.id for member in held}
    form.offer(user for user in active_users_with(db.session, _WRITERS) if user.id not in inside)
    return framed("campaigns/members.html", campaign, members=held, form=form, me=current_actor().user_id)
