"""Evidence: claims with their sources, disputes and corrections."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's pages."""
    from app.evidence.routes import bp

    app.register_blueprint(bp)
