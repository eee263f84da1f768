"""The demand library: reusable asks, their wordings and who can grant them."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's pages."""
    from app.demands.routes import bp

    app.register_blueprint(bp)
