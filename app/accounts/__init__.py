"""The accounts room: staff, roles, sessions, tokens, the organisation and the audit trail."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's checks, pages and jobs."""
    from app.accounts import access, mailing, security
    from app.accounts.routes import bp
    from app.accounts.rules import browser_name

    security.install(app, app.extensions["redress_settings"])
    app.config["SESSION_COOKIE_NAME"] = "__Host-form" if app.config["SESSION_COOKIE_SECURE"] else "form"
    access.install(app)
    app.jinja_env.filters["browser"] = browser_name
    app.register_blueprint(bp)
    assert mailing.KIND  # importing it registers the job
