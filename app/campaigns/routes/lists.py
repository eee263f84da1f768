"""The list of campaigns; beginning, changing, closing and reopening one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires, today
from app.accounts.rules import Permission
from app.campaigns import queries, service
from app.campaigns.forms import CloseForm, EditCampaignForm, NewCampaignForm
from app.campaigns.frame import counts_on
from app.campaigns.models import Campaign
from app.campaigns.routes import bp
from app.campaigns.routes.common import framed, show, writable
from app.core.db import db
from app.core.errors import InvalidInput
from app.demands.queries import active_demands


@bp.get("")
@requires(Permission.READ)
def index() -> str:
    """Every campaign, open ones first."""
    page = queries.list_campaigns(db.session, page=request.args.get("page", 1, type=int))
    day = today()
    return render_template(
        "campaigns/index.html",
        page=page,
        counts={row.id: counts_on(row.anchors[:1], day) for row in page.items},
        members=queries.member_names(db.session, [row.id for row in page.items]),
    )


@bp.get("/new")
@requires(Permission.WRITE)
def new() -> str:
    """The form for a new campaign."""
    return _new_page(NewCampaignForm())


@bp.post("/new")
@requires(Permission.WRITE)
def new_post() -> ResponseReturnValue:
    """Begin a campaign."""
    form, by = NewCampaignForm(), current_actor()
    if not form.validate():
        return _new_page(form), 422
    try:
        made = service.create_campaign(
            db.session, form.details(form.chosen_slug()), form.demands.data or [], form.anchor(), by=by
        )
    except InvalidInput as error:
        show(form, error)
        return _new_page(form), 422
    db.session.commit()
    flash(f"“{made.title}” has begun. Next, say whom it writes to.", "done")
    return redirect(url_for("campaigns.targets", slug=made.slug))


@bp.get("/<slug>/edit")
@requires(Permission.WRITE)
def edit(slug: str) -> str:
    """The form for a campaign's texts and numbers."""
    campaign, _by = writable(slug)
    form = EditCampaignForm()
    form.fill(campaign)
    return framed("campaigns/edit.html", campaign, form=form)


@bp.post("/<slug>/edit")
@requires(Permission.WRITE)
def edit_post(slug: str) -> ResponseReturnValue:
    """Change a campaign's texts and numbers."""
    campaign, by = writable(slug)
    form = EditCampaignForm()
    if not form.validate():
        return framed("campaigns/edit.html", campaign, form=form), 422
    try:
        service.change_campaign(db.session, campaign, form.details(campaign.slug), by=by)
    except InvalidInput as error:
        show(form, error)
        return framed("campaigns/edit.html", campaign, form=form), 422
    db.session.commit()
    flash("Saved.", "done")
    return redirect(url_for("campaigns.settings", slug=slug))


@bp.get("/<slug>/close")
@requires(Permission.WRITE)
def close(slug: str) -> str:
    """Ask before closing, or reopening."""
    campaign, _by = writable(slug)
    return _close_page(campaign, CloseForm())


@bp.post("/<slug>/close")
@requires(Permission.WRITE)
def close_post(slug: str) -> ResponseReturnValue:
    """Close a campaign."""
    campaign, by = writable(slug)
    form = CloseForm()
    if not form.validate():
        return _close_page(campaign, form), 422
    try:
        service.close_campaign(db.session, campaign, form.note.data or "", by=by)
    except InvalidInput as error:
        show(form, error)
        return _close_page(campaign, form), 422
    db.session.commit()
    flash(f"“{campaign.title}” is closed. Late answers can still be recorded.", "done")
    return redirect(url_for("campaigns.settings", slug=slug))


@bp.post("/<slug>/reopen")
@requires(Permission.WRITE)
def reopen(slug: str) -> ResponseReturnValue:
    """Reopen a campaign."""
    campaign, by = writable(slug)
    service.reopen_campaign(db.session, campaign, by=by)
    db.session.commit()
    flash(f"“{campaign.title}” is open again.", "done")
    return redirect(url_for("campaigns.settings", slug=slug))


def _new_page(form: NewCampaignForm) -> str:
    offered = active_demands(db.session)
    form.offer(offered)
    clauses = {each.id: each.current.clause for each in offered}
    return render_template("campaigns/new.html", form=form, clauses=clauses)


def _close_page(campaign: Campaign, form: CloseForm) -> str:
    return framed("campaigns/close.html", campaign, form=form)
