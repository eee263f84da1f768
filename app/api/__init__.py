"""The api room: /api/v1, for programs."""

from __future__ import annotations

from apiflask import APIFlask
from flask import Flask


def install(app: Flask) -> None:
    """Attach the operations, their limits and their description."""
    from app.api import resources
    from app.api.http import limits, openapi
    from app.api.http.operations import bp
    from app.core.web.csrf import csrf

    assert resources.ALL  # importing them registers their operations
    csrf.exempt(bp)
    limits.install(app)
    app.register_blueprint(bp)
    if isinstance(app, APIFlask):
        app.spec_processor(openapi.described)
