"""Whom a campaign writes to."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import requires, today
from app.accounts.rules import Permission
from app.campaigns import queries, queries_targets, targeting
from app.campaigns.forms import AddSegmentForm, LeaveOutForm, TargetFilterForm
from app.campaigns.models import Campaign
from app.campaigns.routes import bp
from app.campaigns.routes.common import framed, show, writable
from app.core.db import db
from app.core.errors import InvalidInput
from app.officials.queries import official, suggest

_MOST_FOUND = 25


@bp.get("/<slug>/targets")
@requires(Permission.READ)
def targets(slug: str) -> str:
    """Targets by name, where they come from, and the search for more."""
    return _page(queries.campaign_by_slug(db.session, slug), AddSegmentForm())


@bp.post("/<slug>/targets/officials")
@requires(Permission.WRITE)
def targets_add(slug: str) -> ResponseReturnValue:
    """Add the officials that were ticked."""
    campaign, by = writable(slug)
    try:
        ids = [UUID(value) for value in request.form.getlist("official_id")]
    except ValueError:
        ids = []
    try:
        if not ids:
            raise InvalidInput({"official_id": "Tick at least one official to add."})
        added = targeting.add_officials(db.session, campaign, ids, by=by)
    except InvalidInput as error:
        db.session.rollback()
        return _page(campaign, AddSegmentForm(formdata=None), refused=error.message), 422
    db.session.commit()
    flash(_added(added, len(ids)), "done")
    return _back(slug)


@bp.post("/<slug>/targets/segments")
@requires(Permission.WRITE)
def segment_add(slug: str) -> ResponseReturnValue:
    """Take officials from a segment."""
    campaign, by = writable(slug)
    form = AddSegmentForm()
    if not form.validate():
        return _page(campaign, form), 422
    try:
        targeting.add_segment(db.session, campaign, form.segment_id.data or UUID(int=0), by=by)
    except InvalidInput as error:
        show(form, error)
        return _page(campaign, form), 422
    db.session.commit()
    flash("The segment is among the targets. Whoever joins it later is a target too.", "done")
    return _back(slug)


@bp.post("/<slug>/targets/segments/<uuid:target_id>/remove")
@requires(Permission.WRITE)
def segment_remove(slug: str, target_id: UUID) -> ResponseReturnValue:
    """Take no more officials from a segment."""
    campaign, by = writable(slug)
    targeting.remove_segment(db.session, campaign, target_id, by=by)
    db.session.commit()
    flash("The segment is removed. Officials added by hand stay.", "done")
    return _back(slug)


@bp.get("/<slug>/targets/<uuid:official_id>/leave-out")
@requires(Permission.WRITE)
def leave_out(slug: str, official_id: UUID) -> str:
    """Ask why before leaving an official out."""
    campaign, _by = writable(slug)
    return _leave_out_page(campaign, official_id, LeaveOutForm())


@bp.post("/<slug>/targets/<uuid:official_id>/leave-out")
@requires(Permission.WRITE)
def leave_out_post(slug: str, official_id: UUID) -> ResponseReturnValue:
    """Leave an official out."""
    campaign, by = writable(slug)
    form, name = LeaveOutForm(), official(db.session, official_id).full_name
    if not form.validate():
        return _leave_out_page(campaign, official_id, form), 422
    try:
        targeting.leave_out(db.session, campaign, official_id, form.reason.data or "", by=by)
    except InvalidInput as error:
        show(form, error)
        return _leave_out_page(campaign, official_id, form), 422
    db.session.commit()
    flash(f"{name} is left out. What was sent and said stays on record.", "done")
    return _back(slug)


@bp.post("/<slug>/targets/left-out/<uuid:target_id>/back")
@requires(Permission.WRITE)
def take_back(slug: str, target_id: UUID) -> ResponseReturnValue:
    """No longer leave an official out."""
    campaign, by = writable(slug)
    targeting.take_back_in(db.session, campaign, target_id, by=by)
    db.session.commit()
    flash("No longer left out. The official is a target again if a segment holds them.", "done")
    return _back(slug)


def _added(new: int, ticked: int) -> str:
    if new == ticked:
        return f"Added {new} {'official' if new == 1 else 'officials'}."
    if not new:
        return "Nothing to add: they are targets already."
    return f"Added {new} of {ticked}; the others are targets already."


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("campaigns.targets", slug=slug))


def _page(campaign: Campaign, segment_form: AddSegmentForm, *, refused: str | None = None) -> str:
    form, day = TargetFilterForm(request.args), today()
    words, find = form.q.data or "", form.find.data or ""
    page = queries_targets.target_page(
        db.session, campaign.id, day, words=words, page=request.args.get("page", 1, type=int)
    )
    segment_form.offer(queries_targets.choosable_segments(db.session, campaign.id))
    return framed(
        "campaigns/targets.html",
        campaign,
        form=form,
        page=page,
        segments=queries_targets.segment_sources(db.session, campaign.id, day),
        segment_form=segment_form,
        found=suggest(db.session, find, day=day, limit=_MOST_FOUND) if find else [],
        left_out=queries_targets.left_out(db.session, campaign.id),
        refused=refused,
    )


def _leave_out_page(campaign: Campaign, official_id: UUID, form: LeaveOutForm) -> str:
    return framed("campaigns/leave_out.html", campaign, form=form, official=official(db.session, official_id))
