"""The reports room: what needs a person today, where a campaign stands, finding things. It changes nothing."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's pages, its panels on the pages of officials and letters, and the badge on Today."""
    from app.reports import badge, panels_letters, panels_officials
    from app.reports.routes import bp

    app.register_blueprint(bp)
    app.context_processor(badge.context)
    panels_officials.install()
    panels_letters.install()
