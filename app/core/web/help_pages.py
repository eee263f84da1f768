"""Two pages that every foot of a page leads to: what we do for accessibility, and the keyboard map."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.core.web.access import EVERYONE, declare

bp = Blueprint("help", __name__, url_prefix="/help")


@bp.get("/accessibility")
@declare(EVERYONE)
def accessibility() -> str:
    """What works, how to say what does not."""
    return render_template("help/accessibility.html")


@bp.get("/keyboard")
@declare(EVERYONE)
def keyboard() -> str:
    """The keys; the same list opens as a dialog where script runs."""
    return render_template("help/keyboard.html")
