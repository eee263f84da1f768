"""The keys room: certificates with which the organisation seals letters and signatories sign them."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's pages and its sections on the pages of others."""
    from app.documents.seals.rules import grouped
    from app.keys import sections
    from app.keys.routes import bp

    app.jinja_env.filters["fingerprint"] = grouped
    app.register_blueprint(bp)
    sections.install()
