"""Pages of signatories and letterheads, and the pictures they show."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("signatories", __name__, url_prefix="/library")

from app.signatories.routes import images, letterheads, signatories  # noqa: E402, F401
