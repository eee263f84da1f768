"""What every answer carries: a request id, the content security policy, no caching of private pages."""

from __future__ import annotations

import re

import structlog
from flask import Flask, Response, g, request
from uuid_utils.compat import uuid7

from app.core.db import set_reading

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_log = structlog.get_logger("redress.request")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Attach the request hooks."""
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    offered = request.headers.get("X-Request-ID", "")
    g.request_id = offered if _ID.fullmatch(offered) else uuid7().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)
    set_reading(request.method in _SAFE_METHODS)


def _finish(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CSP)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
        # The rule, not the path: paths may carry one-time tokens, rules never do.
        rule = request.url_rule.rule if request.url_rule else "(no route)"
        _log.info("request", method=request.method, rule=rule, status=response.status_code)
    return response
