"""Pages of the letters room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("letters", __name__, url_prefix="/letters")

from app.letters.routes import (  # noqa: E402
    announcing,
    check_settings,
    citing,
    comments,
    copies,
    editor,
    editor_help,
    editor_page,
    ending,
    existing,
    exports,
    lists,
    mending,
    new,
    page,
    review,
    sealing,
    settings,
    signing,
    sources,
    templates,
    thanking,
    versions,
    workspace,
)

__all__ = [
    "announcing",
    "bp",
    "check_settings",
    "citing",
    "comments",
    "copies",
    "editor",
    "editor_help",
    "editor_page",
    "ending",
    "existing",
    "exports",
    "lists",
    "mending",
    "new",
    "page",
    "review",
    "sealing",
    "settings",
    "signing",
    "sources",
    "templates",
    "thanking",
    "versions",
    "workspace",
]
