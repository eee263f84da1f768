"""Pages of keys. For administrators; certificates are public and can be fetched by all staff."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("keys", __name__)

from app.keys.routes import certificates, seal  # noqa: E402, F401
