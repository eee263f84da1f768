"""The letters room: instruments, composing, versions, review, signing, sealing."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's pages and jobs."""
    from app.keys.uses import register_use
    from app.letters import citing, jobs  # noqa: F401 - jobs registers the handlers
    from app.letters.digital import is_waiting
    from app.letters.official_panel import register
    from app.letters.routes import announcing, bp

    app.register_blueprint(bp)
    register()
    announcing.register()
    register_use("letters", is_waiting)
    citing.register()
