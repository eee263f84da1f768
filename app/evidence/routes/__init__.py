"""Pages of the evidence room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("evidence", __name__, url_prefix="/evidence")

from app.evidence.routes import claims, editing, exchange, moving, sources  # noqa: E402, F401
