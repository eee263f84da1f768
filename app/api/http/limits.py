"""How often one token may call. Counted in each server process; enough to stop a loop that ran away."""

from __future__ import annotations

from flask import Flask, g, request
from flask_limiter import Limiter

from app.api.http.operations import bp

PER_MINUTE = 600
MESSAGE = f"A token may call {PER_MINUTE} times a minute. Wait a little, then go on."


def _caller() -> str:
    token_id = g.get("redress_token_id")
    return str(token_id) if token_id else f"address {request.remote_addr}"


limiter = Limiter(key_func=_caller, storage_uri="memory://", headers_enabled=True, strategy="moving-window")


def install(app: Flask) -> None:
    """Limit every operation; tests switch it on where they mean it."""
    app.config.setdefault("RATELIMIT_ENABLED", not app.config["TESTING"])
    limiter.init_app(app)
    limiter.limit(f"{PER_MINUTE} per minute", error_message=MESSAGE)(bp)
