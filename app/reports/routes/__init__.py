"""Pages of the reports room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("reports", __name__)

from app.reports.routes import campaign, downloads, finding, lists, today  # noqa: E402

__all__ = ["bp", "campaign", "downloads", "finding", "lists", "today"]
