"""The delivery room: dispatches of sealed letters, and what came back."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's pages."""
    from app.delivery import correcting, jobs_runs  # noqa: F401 - jobs_runs registers the handler
    from app.delivery.queries_replies import reply_days
    from app.delivery.routes import bp
    from app.letters.acts import register_acts

    app.register_blueprint(bp)
    correcting.register()
    register_acts(reply_days)
