"""Asking for a reset link, and following an invitation or reset link."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.accounts import access, links, mailing, queries, throttling
from app.accounts.access import open_to_everyone
from app.accounts.forms import ForgotForm, NewPasswordForm
from app.accounts.routes import bp
from app.accounts.routes.common import settings, wait_sentence
from app.accounts.rules import Actor, Role, normalise_email
from app.accounts.secrets import digest
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict, InvalidInput


@bp.get("/forgot-password")
@open_to_everyone
def forgot() -> ResponseReturnValue:
    """The page that asks for a reset link, or says that no mail is set."""
    return _forgot_page(ForgotForm())


@bp.post("/forgot-password")
@open_to_everyone
def forgot_post() -> ResponseReturnValue:
    """Queue a link; the answer is the same whoever is asked for."""
    form = ForgotForm()
    if not mailing.can_mail_links(db.session):
        return _forgot_page(form), 409
    if not form.validate():
        return _forgot_page(form), 422
    email, now = normalise_email(form.email.data or ""), utcnow()
    keys = throttling.link_keys(settings().secret_key, email, access.address())
    wait = throttling.take_try(db.session, keys, now)
    if wait:
        db.session.commit()
        form.form_errors.append(wait_sentence(wait))
        return _forgot_page(form), 429
    user = queries.user_by_email(db.session, email)
    mailing.mail_link(db.session, user if user and user.active else None, by=_stranger())
    db.session.commit()
    flash("If that address belongs to somebody here, a link is on its way. It works for two hours.", "info")
    return redirect(url_for("accounts.sign_in"))


@bp.get("/link/<token>")
@open_to_everyone
def use_link(token: str) -> ResponseReturnValue:
    """Show what the link is for. Looking changes nothing, so mail scanners may look."""
    return _link_page(token, NewPasswordForm())


@bp.post("/link/<token>")
@open_to_everyone
def use_link_post(token: str) -> ResponseReturnValue:
    """Set the password and use the link up."""
    form = NewPasswordForm()
    if not form.validate():
        return _link_page(token, form, 422)
    try:
        links.use_link(db.session, token, form.password.data or "", by=_stranger())
    except Conflict:
        db.session.rollback()
        return _link_page(token, form)
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return _link_page(token, form, 422)
    db.session.commit()
    flash("Your password is set. Sign in with it now.", "done")
    return access.forget(redirect(url_for("accounts.sign_in")))


def _forgot_page(form: ForgotForm) -> str:
    return render_template("accounts/forgot.html", form=form, can_mail=mailing.can_mail_links(db.session))


def _link_page(token: str, form: NewPasswordForm, status: int = 200) -> Response:
    link = queries.open_link(db.session, digest(token), utcnow())
    if link is None:
        answer = make_response(render_template("accounts/link_gone.html"), 410)
    else:
        answer = make_response(render_template("accounts/link.html", link=link, form=form), status)
    # The address holds the token: no other page may learn it.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _stranger() -> Actor:
    return Actor(None, "Somebody not signed in", Role.VIEWER, utcnow(), access.today(), access.address())
