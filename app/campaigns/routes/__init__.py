"""Pages of the campaigns room. The overview of a campaign belongs to the reports room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("campaigns", __name__, url_prefix="/campaigns")

from app.campaigns.routes import asking, lists, members, settings, targets  # noqa: E402, F401
