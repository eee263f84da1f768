"""What this room adds to an official's page: every letter to them."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts.access import can
from app.accounts.rules import Permission
from app.letters.queries import letters_to_official
from app.officials.panels import Action, Panel, register_action, register_panel


def register() -> None:
    """Called once for each application."""
    register_panel(
        Panel("letters", "Letters", "Every letter that names them, newest first.", _letters, order=20)
    )
    register_action(Action("Write to them", "edit", _write, primary=True))


def _letters(session: Session, official_id: UUID) -> Markup | None:
    found = letters_to_official(session, official_id)
    if not found:
        return None
    return Markup(render_template("letters/_to_official.html", found=found))  # noqa: S704 - a template of ours


def _write(official_id: UUID) -> str | None:
    return url_for("letters.new", official=official_id) if can(Permission.WRITE) else None
