"""Errors as pages and, under /api, as problem+json. Nothing answers with a stack trace."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask, Response, g, jsonify, render_template, request
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from app.core.db import db
from app.core.errors import NO_ROOM, InvalidInput, RedressError, no_room

_log = structlog.get_logger(__name__)

TITLES = {
    400: "The request could not be understood",
    401: "A token is needed",
    403: "You may not open this",
    404: "Nothing is here",
    405: "This address does not take that action",
    409: "Someone changed this first",
    413: "That file is too large",
    415: "That kind of content is not accepted",
    422: "Something needs mending",
    429: "Too many tries",
    500: "Something went wrong",
    503: "Redress is busy",
    507: "There is no room left",
}
_BUSY = "The database is busy or out of reach. Nothing was changed. Try again in a moment."
_QUICKER = (
    "Somebody else changed this at the same moment, so nothing was saved. Load the page again, look at it and repeat "
    "what you did."
)
_UNSTORABLE = (
    "One of the values is too large, or holds a character that cannot be stored. Nothing was changed. "
    "Go back, type it again and send it."
)
_PAGES = frozenset({400, 403, 404, 413, 422, 429, 500})


def install(app: Flask) -> None:
    """Attach the handlers."""
    app.register_error_handler(RedressError, _redress)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(sa.exc.OperationalError, _database)
    app.register_error_handler(sa.exc.DataError, _cannot_store)
    app.register_error_handler(sa.exc.IntegrityError, _at_once)
    app.register_error_handler(StaleDataError, _at_once)
    app.register_error_handler(Exception, _unknown)


def wants_problem() -> bool:
    """Whether the caller is a machine."""
    return request.path.startswith("/api/")


def problem(status: int, message: str, errors: dict[str, str] | None = None) -> Response:
    """An RFC 9457 problem document."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": message,
        "request_id": g.get("request_id", ""),
    }
    if errors:
        body["errors"] = errors
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def _answer(status: int, message: str, errors: dict[str, str] | None = None) -> Response:
    db.session.rollback()
    if wants_problem():
        return problem(status, message, errors)
    page = f"errors/{status}.html" if status in _PAGES else "errors/400.html"
    html = render_template(
        page,
        title=TITLES.get(status, "Error"),
        message=message,
        errors=errors or {},
        request_id=g.get("request_id", ""),
    )
    return Response(html, status=status, mimetype="text/html")


def _redress(error: RedressError) -> Response:
    return _answer(error.status, error.message, error.errors if isinstance(error, InvalidInput) else None)


def _http(error: HTTPException) -> BaseResponse:
    if error.response is not None:
        return error.get_response()
    if isinstance(error, SecurityError):
        # No page can be built, as none knows its own address under a host that is not ours.
        return Response("This is not the address of this site.\n", status=400, mimetype="text/plain")
    status = error.code or 500
    if status < 400:
        return error.get_response()
    answer = _answer(status, error.description or TITLES.get(status, "Error"))
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "www-authenticate"):
            answer.headers[name] = value
    return answer


def _database(error: sa.exc.OperationalError) -> Response:
    _log.error("database.unavailable", reason=str(error.orig))
    if no_room(error):
        return _answer(507, NO_ROOM)
    answer = _answer(503, _BUSY)
    answer.headers["Retry-After"] = "2"
    return answer


def _cannot_store(error: sa.exc.DataError) -> Response:
    _log.warning("database.refused_value", reason=str(error.orig))
    return _answer(422, _UNSTORABLE)


def _at_once(error: Exception) -> Response:
    # What a verb checks before it writes can only be untrue here because somebody was quicker.
    _log.error("database.refused_change", exc_info=error)
    return _answer(409, _QUICKER)


def _unknown(error: Exception) -> Response:
    _log.error("request.failed", exc_info=error)
    if no_room(error):
        return _answer(507, NO_ROOM)
    # The page names the number itself.
    number = f" Quote {g.get('request_id', '')} when you ask for help." if wants_problem() else ""
    return _answer(500, f"Nothing was changed.{number}")
