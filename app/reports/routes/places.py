"""The address of the list behind a number."""

from __future__ import annotations

from flask import url_for

from app.reports.rules_summary import Leads, Place


def url_of(slug: str, place: Place) -> str:
    """Where `place` is in the campaign with this slug."""
    if place.page is Leads.POSITIONS:
        return url_for(
            "reports.positions", slug=slug, demand=place.demand or None, position=place.position or None
        )
    if place.page is Leads.REPLIES:
        return url_for("reports.replies", slug=slug)
    if place.page is Leads.DISPATCHES:
        return url_for("reports.dispatches", slug=slug, state=place.state or None)
    return url_for("reports.targets", slug=slug)
