"""The campaigns room: a goal, its demands, whom it writes to, and where they stand."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's pages."""
    from app.campaigns import panels
    from app.campaigns.routes import bp

    app.register_blueprint(bp)
    panels.install()
