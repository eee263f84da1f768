"""The officials room."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's pages and jobs."""
    from app.officials import display
    from app.officials.importing import jobs
    from app.officials.routes import bp

    app.register_blueprint(bp)
    app.jinja_env.filters["source_name"] = display.source_name
    assert jobs.prepare_import  # importing it registers the jobs
