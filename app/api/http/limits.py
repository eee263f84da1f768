"""How often one token may call. Counted in each server process; enough to stop a loop that ran away."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter

from app.api.http.operations import bp

PER_MINUTE = 600
_SETTING = "API_CALLS_PER_MINUTE"
# Tests call as fast as they can; one of them sets the limit that it means.
_IN_TESTS = 1_000_000


def _caller() -> str:
    token_id = g.get("redress_token_id")
    return str(token_id) if token_id else f"address {request.remote_addr}"


def _most() -> str:
    return f"{current_app.config[_SETTING]} per minute"


def _message() -> str:
    return f"A token may call {current_app.config[_SETTING]} times a minute. Wait a little, then go on."


limiter = Limiter(key_func=_caller, storage_uri="memory://", headers_enabled=True, strategy="moving-window")


def install(app: Flask) -> None:
    """Limit all operations together."""
    app.config.setdefault(_SETTING, _IN_TESTS if app.config["TESTING"] else PER_MINUTE)
    bp_limit = limiter.shared_limit(_most, scope="api", error_message=_message)
    app.after_request(_wait_only_when_told)  # before the limiter's own, so that it runs after it
    limiter.init_app(app)
    bp_limit(bp)


def _wait_only_when_told(response: Response) -> Response:
    """The limiter says with every answer when its window ends; only a refusal asks anybody to wait."""
    if response.status_code not in (429, 503):
        response.headers.pop("Retry-After", None)
    return response
