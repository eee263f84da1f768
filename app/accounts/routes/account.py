"""Your account: name, password, browsers where you are signed in."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from app.accounts import access, passwords, people, queries, sessions
from app.accounts.access import requires
from app.accounts.audit import record
from app.accounts.forms import ChangePasswordForm, NameForm
from app.accounts.routes import bp
from app.accounts.routes.common import current_password_is, me, show
from app.accounts.routes.sign_in import visit
from app.accounts.rules import Permission, SessionStage
from app.accounts.signing_in import Visit
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import InvalidInput, NotFound


@bp.get("/account")
@requires(Permission.READ)
def account() -> str:
    """Everything about oneself on one page."""
    return account_page()


def account_page(
    *,
    name_form: NameForm | None = None,
    password_form: ChangePasswordForm | None = None,
) -> str:
    """The account page, with whichever form was just refused."""
    user = me()
    return render_template(
        "accounts/account.html",
        name_form=name_form or NameForm(formdata=None, obj=user),
        password_form=password_form or ChangePasswordForm(formdata=None),
        sessions=queries.sessions_of(db.session, user.id, utcnow()),
        this_session=access.current_session_id(),
        tokens=queries.tokens_of(db.session, user.id),
        codes_left=queries.unused_recovery_codes(db.session, user.id),
        now=utcnow(),
    )


@bp.post("/account/name")
@requires(Permission.READ)
def account_name() -> ResponseReturnValue:
    """Change one's name and position."""
    form = NameForm()
    if form.validate():
        try:
            people.change_name(
                db.session,
                me(),
                name=form.name.data or "",
                position_title=form.position_title.data or "",
                by=access.current_actor(),
            )
        except InvalidInput as error:
            show(form, error)
        else:
            db.session.commit()
            flash("Saved.", "done")
            return redirect(url_for("accounts.account"))
    return account_page(name_form=form), 422


@bp.post("/account/password")
@requires(Permission.READ)
def account_password() -> ResponseReturnValue:
    """Change one's password. Every session dies, this one too; a new one begins with a new id."""
    form, user = ChangePasswordForm(), me()
    if not form.validate() or not current_password_is(form, user):
        return account_page(password_form=form), 422
    where = visit()
    try:
        passwords.set_password(db.session, user, form.password.data or "", by=access.current_actor())
    except InvalidInput as error:
        show(form, error)
        return account_page(password_form=form), 422
    key = _continue(user.id, where)
    db.session.commit()
    browser.clear()
    flash("Your password is changed, and every other browser is signed out.", "done")
    return access.remember(redirect(url_for("accounts.account")), key)


def _continue(user_id: UUID, where: Visit) -> str:
    return sessions.start_session(
        db.session,
        queries.user(db.session, user_id),
        SessionStage.FULL,
        now=where.now,
        lifetime=where.lifetime,
        address=where.address,
        agent=where.agent,
    )


@bp.post("/account/sessions/<uuid:session_id>/end")
@requires(Permission.READ)
def account_session_end(session_id: UUID) -> ResponseReturnValue:
    """Sign one of one's browsers out."""
    user, by = me(), access.current_actor()
    if not sessions.end_session_of(db.session, user.id, session_id):
        raise NotFound("That browser is signed out already.")
    record(db.session, by, "accounts.session_end", "user", user.id, summary=f"{by.name} signed a browser out")
    db.session.commit()
    flash("That browser is signed out.", "done")
    return redirect(url_for("accounts.account"))


@bp.post("/account/sessions/end")
@requires(Permission.READ)
def account_sessions_end() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    user, by = me(), access.current_actor()
    ended = sessions.end_sessions(db.session, user.id, besides=access.current_session_id())
    record(
        db.session,
        by,
        "accounts.sessions_end",
        "user",
        user.id,
        summary=f"{by.name} signed out of {ended} other browsers",
    )
    db.session.commit()
    flash("You are signed in here only.", "done")
    return redirect(url_for("accounts.account"))
