"""The signatories room: people who sign, and the letterheads of their offices."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's pages."""
    from app.signatories.routes import bp

    app.register_blueprint(bp)
