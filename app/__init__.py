"""The application factory."""

from __future__ import annotations

from importlib import import_module

from apiflask import APIFlask
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings
from app.core.db import db, engine_options
from app.core.jobs.queue import make_queue
from app.core.storage import FileStore
from app.core.web import addresses, assets, errors, headers, help_pages, logs, status, template_filters
from app.core.web.csrf import csrf

# Rooms with an `install(app)` in their __init__.py: blueprints, job handlers, template context.
ROOMS = (
    "accounts",
    "documents",
    "officials",
    "demands",
    "signatories",
    "keys",
    "evidence",
    "campaigns",
    "letters",
    "delivery",
    "publications",
    "reports",
    "api",
    "cli",
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from `settings`, or from the environment."""
    settings = settings or Settings.from_env()
    app = APIFlask("app", title="Redress", version="1", spec_path="/api/v1/openapi.json", docs_path=None)
    app.config.update(_flask_config(settings))
    if settings.template_cache is not None:
        settings.template_cache.mkdir(parents=True, exist_ok=True)
        app.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(settings.template_cache))}
    app.extensions["redress_settings"] = settings
    app.extensions["redress_files"] = FileStore(settings.data_dir / "files")
    logs.configure(as_json=settings.log_json)
    db.init_app(app)
    # First of all: an answer that refuses a request carries its id and headers too.
    headers.install(app)
    addresses.install(app)
    csrf.init_app(app)
    if not settings.testing:
        make_queue(app, settings.data_dir)
    errors.install(app)
    template_filters.register_filters(app)
    assets.register_assets(app)
    app.register_blueprint(status.bp)
    app.register_blueprint(help_pages.bp)
    for room in ROOMS:
        import_module(f"app.{room}").install(app)
    app.wsgi_app = headers.StaticFiles(  # type: ignore[method-assign]  # Flask's way to wrap it
        app.wsgi_app,
        root=str(app.static_folder),
        prefix="static/",
        max_age=3600,
        allow_all_origins=False,
        add_headers_function=headers.of_static_files,
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        proxied = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # Flask's way to wrap it
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_ENGINES": {"default": engine_options(settings.database_url)},
        "MAX_CONTENT_LENGTH": settings.max_upload + 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "WTF_CSRF_TIME_LIMIT": None,
        "TESTING": settings.testing,
        "TEMPLATES_AUTO_RELOAD": False,
    }
