"""Pages of the letters room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("letters", __name__, url_prefix="/letters")

from app.letters.routes import (  # noqa: E402
    copies,
    editor,
    ending,
    exports,
    lists,
    new,
    page,
    review,
    sealing,
    settings,
    signing,
    versions,
    workspace,
)

__all__ = [
    "bp",
    "copies",
    "editor",
    "ending",
    "exports",
    "lists",
    "new",
    "page",
    "review",
    "sealing",
    "settings",
    "signing",
    "versions",
    "workspace",
]
