"""Settings of a campaign: texts and numbers, day counts, facts, closing."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import requires, today
from app.accounts.rules import Permission
from app.campaigns import counting, queries
from app.campaigns.forms import AnchorForm, FactForm
from app.campaigns.frame import counts_on
from app.campaigns.models import Anchor, Campaign
from app.campaigns.routes import bp
from app.campaigns.routes.common import framed, show, writable
from app.campaigns.rules import COUNT_WORDS
from app.core.db import db
from app.core.errors import InvalidInput


@bp.get("/<slug>/settings")
@requires(Permission.READ)
def settings(slug: str) -> str:
    """What the campaign goes by."""
    return _page(queries.campaign_by_slug(db.session, slug))


@bp.post("/<slug>/anchors")
@requires(Permission.WRITE)
def anchor_add(slug: str) -> ResponseReturnValue:
    """Add a day count."""
    campaign, by = writable(slug)
    form = AnchorForm()
    if not form.validate():
        return _page(campaign, anchor_form=form), 422
    try:
        counting.save_anchor(db.session, campaign, form.details(), by=by)
    except InvalidInput as error:
        show(form, error)
        return _page(campaign, anchor_form=form), 422
    db.session.commit()
    flash("The day count is added.", "done")
    return _back(slug)


@bp.get("/<slug>/anchors/<uuid:anchor_id>")
@requires(Permission.WRITE)
def anchor(slug: str, anchor_id: UUID) -> str:
    """The form for a day count on file."""
    campaign, _by = writable(slug)
    found, form = queries.anchor(db.session, campaign.id, anchor_id), AnchorForm()
    form.fill(found)
    return _anchor_page(campaign, found, form)


@bp.post("/<slug>/anchors/<uuid:anchor_id>")
@requires(Permission.WRITE)
def anchor_post(slug: str, anchor_id: UUID) -> ResponseReturnValue:
    """Change a day count."""
    campaign, by = writable(slug)
    found, form = queries.anchor(db.session, campaign.id, anchor_id), AnchorForm()
    if not form.validate():
        return _anchor_page(campaign, found, form), 422
    try:
        counting.save_anchor(db.session, campaign, form.details(), anchor_id, by=by)
    except InvalidInput as error:
        show(form, error)
        return _anchor_page(campaign, found, form), 422
    db.session.commit()
    flash("The day count is saved. Sealed letters keep the count they print.", "done")
    return _back(slug)


@bp.post("/<slug>/anchors/<uuid:anchor_id>/remove")
@requires(Permission.WRITE)
def anchor_remove(slug: str, anchor_id: UUID) -> ResponseReturnValue:
    """Take a day count away."""
    campaign, by = writable(slug)
    counting.remove_anchor(db.session, campaign, anchor_id, by=by)
    db.session.commit()
    flash("The day count is removed. Sealed letters keep the count they print.", "done")
    return _back(slug)


@bp.post("/<slug>/facts")
@requires(Permission.WRITE)
def fact_save(slug: str) -> ResponseReturnValue:
    """Add a fact, or change the one with the same key."""
    campaign, by = writable(slug)
    form = FactForm()
    if not form.validate():
        return _page(campaign, fact_form=form), 422
    try:
        counting.save_fact(db.session, campaign, form.details(), by=by)
    except InvalidInput as error:
        show(form, error)
        return _page(campaign, fact_form=form), 422
    db.session.commit()
    flash(f"The fact “{form.key.data}” is saved.", "done")
    return _back(slug)


@bp.post("/<slug>/facts/<uuid:fact_id>/remove")
@requires(Permission.WRITE)
def fact_remove(slug: str, fact_id: UUID) -> ResponseReturnValue:
    """Take a fact away."""
    campaign, by = writable(slug)
    counting.remove_fact(db.session, campaign, fact_id, by=by)
    db.session.commit()
    flash("The fact is removed.", "done")
    return _back(slug)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("campaigns.settings", slug=slug))


def _page(
    campaign: Campaign, *, anchor_form: AnchorForm | None = None, fact_form: FactForm | None = None
) -> str:
    return framed(
        "campaigns/settings.html",
        campaign,
        counts=counts_on(queries.anchors_of(db.session, campaign.id), today()),
        count_words=COUNT_WORDS,
        facts=queries.facts_of(db.session, campaign.id),
        # Only the form that was sent keeps what was typed; the other starts empty.
        anchor_form=anchor_form or AnchorForm(formdata=None),
        fact_form=fact_form or FactForm(formdata=None),
    )


def _anchor_page(campaign: Campaign, found: Anchor, form: AnchorForm) -> str:
    return framed(
        "campaigns/anchor.html", campaign, anchor=found, form=form, count=counts_on([found], today())[0]
    )
