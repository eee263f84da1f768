"""Pages of this room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("publications", __name__)

from app.publications.routes import proofs, verify  # noqa: E402, F401 - they add their views
