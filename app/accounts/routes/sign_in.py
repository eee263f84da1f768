"""Signing in, the second factor, signing out."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.accounts import access, queries, security, signing_in, throttling
from app.accounts.access import open_to_everyone, requires
from app.accounts.forms import CodeForm, SignInForm
from app.accounts.models import SignInSession, User
from app.accounts.routes import bp
from app.accounts.routes.common import seconds, settings, wait_sentence
from app.accounts.rules import Permission, SessionStage, normalise_email, safe_path
from app.accounts.sessions import end_session
from app.accounts.signing_in import Visit
from app.core.clock import utcnow
from app.core.db import db

# One answer for a wrong password, an unknown address and a person who left.
NO_MATCH = "That email address and password do not match."
WRONG_CODE = "That code is wrong or was used before. Wait for the next one, or use a recovery code."


def visit() -> Visit:
    """Where this sign-in comes from."""
    return Visit(
        now=utcnow(),
        address=access.address(),
        agent=request.headers.get("User-Agent", ""),
        lifetime=timedelta(seconds=settings().session_lifetime),
    )


@bp.get("/sign-in")
@open_to_everyone
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    if access.current_user() is not None:
        return redirect("/")
    return _sign_in_page(SignInForm(next=request.args.get("next", "")))


@bp.post("/sign-in")
@open_to_everyone
def sign_in_post() -> ResponseReturnValue:
    """Check the password; the old session, whatever it was, never continues."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form), 422
    where, email = visit(), normalise_email(form.email.data or "")
    keys = throttling.sign_in_keys(settings().secret_key, email, where.address)
    wait = throttling.take_try(db.session, keys, where.now)
    user = queries.user_by_email(db.session, email)
    known = user.password if user and user.active else None
    # Hashing takes its time: nobody else waits for the database meanwhile.
    db.session.commit()
    if wait:
        return _too_many(form, wait)
    right = security.password_matches(form.password.data or "", known)
    user = queries.user_by_email(db.session, email)
    if not right or user is None or not user.active or user.password != known:
        signing_in.password_refused(db.session, user, where)
        db.session.commit()
        form.form_errors.append(NO_MATCH)
        return _sign_in_page(form), 422
    _rehash(user, form.password.data or "")
    throttling.forgive_try(db.session, keys, where.now)
    _leave_old_session()
    key, stage = signing_in.password_accepted(db.session, user, where)
    db.session.commit()
    return _welcome(key, stage, form.next.data or "")


@bp.get("/sign-in/code")
@open_to_everyone
def sign_in_code() -> ResponseReturnValue:
    """Ask for the second factor."""
    if _waiting() is None:
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/sign_in_code.html", form=CodeForm(next=request.args.get("next", "")))


@bp.post("/sign-in/code")
@open_to_everyone
def sign_in_code_post() -> ResponseReturnValue:
    """Finish signing in with an authenticator or recovery code."""
    waiting, form, where = _waiting(), CodeForm(), visit()
    if waiting is None:
        flash("That took too long. Sign in again.", "attention")
        return redirect(url_for("accounts.sign_in"))
    if not form.validate():
        return render_template("accounts/sign_in_code.html", form=form), 422
    waiting_id, user_id = waiting.id, waiting.user_id
    keys = throttling.code_keys(settings().secret_key, str(user_id))
    wait = throttling.take_try(db.session, keys, where.now)
    db.session.commit()
    if wait:
        form.form_errors.append(wait_sentence(wait))
        return render_template("accounts/sign_in_code.html", form=form), 429
    user = queries.user(db.session, user_id)
    key = signing_in.code_accepted(db.session, user, waiting_id, form.code.data or "", where)
    if key is None:
        signing_in.code_refused(db.session, user, where)
        db.session.commit()
        form.code.errors = [WRONG_CODE]
        return render_template("accounts/sign_in_code.html", form=form), 422
    throttling.forgive_try(db.session, keys, where.now)
    db.session.commit()
    return _welcome(key, SessionStage.FULL, form.next.data or "")


@bp.post("/sign-out")
@requires(Permission.READ)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    session_id = access.current_session_id()
    if session_id is not None:
        signing_in.sign_out(db.session, session_id, by=access.current_actor())
        db.session.commit()
    browser.clear()
    flash("You are signed out.", "done")
    return access.forget(redirect(url_for("accounts.sign_in")))


@bp.post("/session/stay")
@requires(Permission.READ)
def stay() -> ResponseReturnValue:
    """Somebody is still there: that this came is what keeps the session, as with any page."""
    return "", 204


def _sign_in_page(form: SignInForm) -> str:
    nobody = queries.count_active_administrators(db.session) == 0
    return render_template(
        "accounts/sign_in.html", form=form, nobody=nobody, mail_is_set=settings().mail is not None
    )


def _too_many(form: SignInForm, wait: timedelta) -> ResponseReturnValue:
    form.form_errors.append(wait_sentence(wait))
    return _sign_in_page(form), 429, {"Retry-After": str(seconds(wait))}


def _rehash(user: User, password: str) -> None:
    if user.password is not None and security.needs_rehash(user.password):
        user.password = security.hash_password(password)


def _leave_old_session() -> None:
    old = access.current_session_id()
    if old is not None:
        end_session(db.session, old)


def _waiting() -> SignInSession | None:
    session_id = access.current_session_id()
    row = db.session.get(SignInSession, session_id) if session_id else None
    return row if row is not None and row.stage is SessionStage.SECOND_FACTOR else None


def _welcome(key: str, stage: SessionStage, wanted: str) -> Response:
    browser.clear()
    target = safe_path(wanted) or "/"
    if stage is SessionStage.SECOND_FACTOR:
        target = url_for("accounts.sign_in_code", next=safe_path(wanted))
    return access.remember(redirect(target), key)
