"""What every answer carries: a request id, the content security policy, no caching of private pages."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from wsgiref.headers import Headers

import structlog
from flask import Flask, Response, g, request
from uuid_utils.compat import uuid7
from whitenoise import WhiteNoise

from app.core.db import set_reading

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_log = structlog.get_logger("redress.request")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


_ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


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
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    _keep_to_paths(response)
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint != "static" or response.status_code != 200:
        response.headers.setdefault("Cache-Control", "no-store")
        # The rule, not the path: paths may carry one-time tokens, rules never do.
        rule = request.url_rule.rule if request.url_rule else "(no route)"
        _log.info("request", method=request.method, rule=rule, status=response.status_code)
    return response


def _keep_to_paths(response: Response) -> None:
    """The router's own redirects name the host that the request claimed to be for: only the path is kept."""
    parts = urlsplit(response.location or "")
    if parts.netloc and parts.netloc == request.host:
        response.location = urlunsplit(("", "", *parts[2:]))
        response.set_data(b"")


class StaticFiles(WhiteNoise):
    """Files of the static folder. What is neither read nor looked at is refused by the application, as elsewhere."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return super().__call__(environ, start_response)
        return self.application(environ, start_response)


def of_static_files(headers: Headers, _path: str, _address: str) -> None:
    """What a file of the static folder carries: it is served before any hook of the application runs."""
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
