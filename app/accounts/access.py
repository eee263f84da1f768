"""Who is asking, and whether they may. Deny by default: a view that declares nothing is refused.

Pages know people by the row behind their cookie; /api knows them by bearer token and never by cookie,
so that no other site can make a browser call it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

import sqlalchemy as sa
import structlog
from flask import Flask, Response, current_app, g, redirect, request, url_for
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import queries, sessions, tokens
from app.accounts.models import ApiToken, Organisation, SignInSession, User
from app.accounts.rules import Actor, Permission, Scope, SessionStage, permission_of, role_allows, safe_path
from app.accounts.secrets import digest
from app.config import Settings
from app.core.clock import day_in, utcnow
from app.core.db import db, set_reading
from app.core.errors import NotAllowed
from app.core.web.access import EVERYONE, View, declare, declared_access

_log = structlog.get_logger(__name__)
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_SCOPE = "redress_scope"
# Endpoints of packages, which do not know our declarations.
_PACKAGES = ("static", "openapi.spec")


def requires(permission: Permission, *, scope: Scope | None = None) -> Callable[[View], View]:
    """Open a view to people whose role carries `permission`.

    API operations also need the token's `scope`: by default the one named like the permission;
    signing and sealing name `Scope.SIGN` and `Scope.SEAL`.
    """
    wanted = scope or Scope(permission.value)
    if permission_of(wanted) is not permission:
        raise ValueError(f"scope {wanted} belongs to permission {permission_of(wanted)}, not {permission}")

    def mark(view: View) -> View:
        setattr(view, _SCOPE, wanted.value)
        return declare(permission.value)(view)

    return mark


def open_to_everyone(view: View) -> View:
    """Open a view to anybody, signed in or not."""
    return declare(EVERYONE)(view)


def access_of(app: Flask, endpoint: str) -> str | None:
    """What an endpoint declared: a permission's name, `EVERYONE`, or None when it forgot."""
    return declared_access(app.view_functions[endpoint])


def scope_of(app: Flask, endpoint: str) -> Scope | None:
    """The scope that a token needs for an API endpoint; None where everyone may call it."""
    access = access_of(app, endpoint)
    if access is None or access == EVERYONE:
        return None
    return Scope(getattr(app.view_functions[endpoint], _SCOPE, access))


def current_user() -> User | None:
    """The person who is signed in, or whose token this is; None for anybody else."""
    user: User | None = g.get("redress_user")
    return user


def current_session_id() -> UUID | None:
    """The session row of this browser, at whatever stage."""
    found: UUID | None = g.get("redress_session_id")
    return found


def can(permission: Permission | str) -> bool:
    """Whether whoever asks holds `permission` (and, with a token, a scope for it)."""
    user = current_user()
    wanted = Permission(permission)
    if user is None or not user.may(wanted):
        return False
    scopes: frozenset[Scope] | None = g.get("redress_scopes")
    return scopes is None or any(permission_of(scope) is wanted for scope in scopes)


def current_organisation() -> Organisation:
    """The organisation's record."""
    return queries.organisation(db.session)


def today() -> date:
    """The business date: the one that was set, else the calendar day in the organisation's zone."""
    place = current_organisation()
    return place.business_date or day_in(place.time_zone, utcnow())


def current_actor() -> Actor:
    """Whoever is signed in, as the verbs want them. Raises `NotAllowed` for anybody else."""
    user = current_user()
    if user is None:
        raise NotAllowed("Sign in first.")
    return actor_for(user, origin=g.get("redress_origin", ""))


def actor_for(user: User, *, origin: str) -> Actor:
    """`user` acting now, from `origin` (an address, at most 100 characters are kept)."""
    return Actor(
        user_id=user.id, name=user.name, role=user.role, at=utcnow(), today=today(), origin=origin[:100]
    )


def address() -> str:
    """Where the request came from."""
    return request.remote_addr or ""


def cookie_name(settings: Settings) -> str:
    """`__Host-` ties the cookie to this host and to HTTPS; browsers refuse it on plain HTTP."""
    return "__Host-redress" if settings.https else "redress"


def remember(response: BaseResponse, key: str) -> BaseResponse:
    """Give the browser the key of its new session. It lasts as long as the browser is open."""
    settings = _settings()
    response.set_cookie(
        cookie_name(settings), key, httponly=True, secure=settings.https, samesite="Lax", path="/"
    )
    return response


def forget(response: BaseResponse) -> BaseResponse:
    """Take the key away again."""
    settings = _settings()
    response.delete_cookie(
        cookie_name(settings), httponly=True, secure=settings.https, samesite="Lax", path="/"
    )
    return response


def install(app: Flask) -> None:
    """Attach the check before every request and the names that every page may use."""
    for endpoint in _PACKAGES:
        open_to_everyone(app.view_functions[endpoint])
    app.before_request(_enforce)
    app.context_processor(_context)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["redress_settings"]
    return settings


def _enforce() -> BaseResponse | None:
    # `g` outlives a request when a test keeps an application context open.
    g.redress_user = g.redress_session_id = g.redress_scopes = g.redress_token_id = None
    g.redress_origin = address()
    endpoint = request.endpoint
    if endpoint is None or endpoint == "static":
        return None
    access = access_of(current_app, endpoint)
    if access is None:
        _log.error("access.undeclared", endpoint=endpoint)
        raise NotAllowed("This page does not say who may use it, so nobody may.")
    if request.path.startswith("/api/"):
        _enforce_token(endpoint, access)
        return None
    _find_session()
    if access == EVERYONE:
        return None
    user = current_user()
    if user is None:
        return _to_sign_in()
    if not role_allows(user.role, Permission(access)):
        raise NotAllowed(
            f"Your role, {user.role.value}, does not include this. An administrator can change it."
        )
    return None


def _find_session() -> None:
    key = request.cookies.get(cookie_name(_settings()), "")
    if not _KEY.fullmatch(key):
        return
    now = utcnow()
    row = queries.live_session(db.session, digest(key), now, now - sessions.IDLE_LIFETIME)
    if row is None:
        return
    row_id, stage, user_id = row.id, row.stage, row.user_id
    if now - row.last_seen_at > sessions.TOUCH_EVERY:
        _touch(row)
    g.redress_session_id = row_id
    if stage is SessionStage.FULL:
        g.redress_user = db.session.get_one(User, user_id)


def _touch(row: SignInSession) -> None:
    """In a transaction of its own, before the page begins one; a busy database may skip it."""
    row_id = row.id
    db.session.rollback()
    try:
        with _writing():
            sessions.touch_session(db.session, row_id, utcnow())
            db.session.commit()
    except sa.exc.OperationalError as error:
        db.session.rollback()
        _log.warning("session.touch_skipped", reason=str(error.orig))


def _enforce_token(endpoint: str, access: str) -> None:
    if access == EVERYONE:
        return
    scheme, _, offered = request.headers.get("Authorization", "").partition(" ")
    token = _token(offered.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise Unauthorized(
            "Send a token that is still valid, as: Authorization: Bearer ...", www_authenticate=_challenge()
        )
    scope = scope_of(current_app, endpoint)
    if scope is not None and scope not in token.scopes:
        raise NotAllowed(f"This token lacks the scope {scope.value}.")
    if not role_allows(token.user.role, Permission(access)):
        raise NotAllowed(f"The role of the token's owner, {token.user.role.value}, does not include this.")
    g.redress_user, g.redress_scopes, g.redress_token_id = token.user, token.scopes, token.id
    g.redress_origin = f"{address()} token {token.name}"


def _token(offered: str) -> ApiToken | None:
    now = utcnow()
    token = tokens.live_token(db.session, offered, now)
    if token is None or not tokens.use_is_worth_noting(token, now, address()):
        return token
    # A reader's transaction is not turned into a writer's: the note is written in one of its own.
    token_id = token.id
    db.session.rollback()
    with _writing():
        noted = db.session.get_one(ApiToken, token_id)
        tokens.note_use(db.session, noted, address())
        db.session.commit()
    return noted


@contextmanager
def _writing() -> Iterator[None]:
    """Transactions begun inside ask for the writer's lock at once, also in a request that only reads."""
    set_reading(False)
    try:
        yield
    finally:
        set_reading(request.method in ("GET", "HEAD", "OPTIONS"))


def _challenge() -> Any:
    from werkzeug.datastructures import WWWAuthenticate

    return WWWAuthenticate("bearer", {"realm": "redress"})


def _to_sign_in() -> BaseResponse:
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    target = url_for("accounts.sign_in")
    if safe_path(here) and here != "/":
        target = f"{target}?next={quote(here, safe='')}"
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for("accounts.sign_in")})
    return redirect(target)


def _context() -> dict[str, Any]:
    try:
        place: Organisation | None = current_organisation()
        day: date | None = today()
    except sa.exc.SQLAlchemyError as error:
        # An error page must still come out when the database is what failed.
        db.session.rollback()
        _log.error("context.unavailable", reason=str(error))
        place = day = None
    # Imported macros see no template context; the date filters find these here.
    g.today, g.time_zone = day, place.time_zone if place else None
    idle = int(sessions.IDLE_LIFETIME.total_seconds())
    return {
        "current_user": current_user(), "organisation": place, "today": day, "can": can, "idle_seconds": idle,
    }  # fmt: skip
