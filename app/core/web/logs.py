"""Structured logs with secrets taken out before anything is written."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_NAME = re.compile(
    r"pass(word|phrase)?|secret|token|authorization|cookie|csrf|otp|totp|recovery|api_?key", re.I
)
_SECRET_VALUE = re.compile(
    r"(Bearer\s+)\S+|((?:token|password|secret|key)=)[^&\s]+|(/(?:reset|invite|sign|link)/)[A-Za-z0-9_-]{20,}",
    re.I,
)
GONE = "[removed]"


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace values that are secret by name or by look, at any depth."""
    return {name: _clean(name, value) for name, value in event.items()}


def _clean(name: str, value: Any) -> Any:
    if _SECRET_NAME.search(name) and name not in ("event", "exception"):
        return GONE
    if isinstance(value, str):
        return _SECRET_VALUE.sub(lambda m: next(g for g in m.groups() if g) + GONE, value)
    if isinstance(value, dict):
        return {k: _clean(str(k), v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean("", item) for item in value]
    return value


def configure(*, as_json: bool) -> None:
    """Send the program's own logs, and those of its libraries, to stderr in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("weasyprint", "pikepdf", "fontTools", "werkzeug", "huey", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
