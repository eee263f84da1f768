"""The publications room: what the public may know of a letter. So far: whether a paper is genuine, and its proof."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's pages."""
    from app.publications.routes import bp

    app.register_blueprint(bp)
