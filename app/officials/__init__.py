"""The officials room."""

from __future__ import annotations

from flask import Flask


def install(flask_app: Flask) -> None:
    """Attach this room's pages and jobs."""
    import app.officials.importing.jobs  # noqa: F401  importing it registers the jobs
    from app.officials import display
    from app.officials.routes import bp

    flask_app.register_blueprint(bp)
    flask_app.jinja_env.filters["source_name"] = display.source_name
