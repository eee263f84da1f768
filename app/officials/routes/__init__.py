"""Pages of the officials room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("officials", __name__, url_prefix="/officials")

from app.officials.routes import (  # noqa: E402
    address,
    contacts,
    directory,
    imports,
    merge,
    people,
    segments,
    terms,
)

__all__ = ["address", "bp", "contacts", "directory", "imports", "merge", "people", "segments", "terms"]
