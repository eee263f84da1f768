"""Your API tokens."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import access, tokens
from app.accounts.access import requires
from app.accounts.forms import SCOPE_WORDS, TokenForm
from app.accounts.models import User
from app.accounts.routes import bp
from app.accounts.routes.common import me, show
from app.accounts.rules import Permission, Scope, scopes_open_to
from app.core.db import db
from app.core.errors import InvalidInput


@bp.get("/account/tokens/new")
@requires(Permission.READ)
def token_new() -> ResponseReturnValue:
    """The form for a new token."""
    return render_template("accounts/token_new.html", form=_form(me()))


@bp.post("/account/tokens/new")
@requires(Permission.READ)
def token_new_post() -> ResponseReturnValue:
    """Make a token and show it once."""
    user = me()
    form = _form(user)
    if not form.validate():
        return render_template("accounts/token_new.html", form=form), 422
    try:
        token, text = tokens.create_token(
            db.session,
            user,
            name=form.name.data or "",
            scopes={Scope(name) for name in form.scopes.data or ()},
            days=form.days.data or 0,
            by=access.current_actor(),
        )
    except InvalidInput as error:
        show(form, error)
        return render_template("accounts/token_new.html", form=form), 422
    db.session.commit()
    return render_template("accounts/token_made.html", token=token, text=text)


@bp.post("/account/tokens/<uuid:token_id>/revoke")
@requires(Permission.READ)
def token_revoke(token_id: UUID) -> ResponseReturnValue:
    """End one of one's own tokens."""
    tokens.revoke_token(db.session, me().id, token_id, by=access.current_actor())
    db.session.commit()
    flash("The token is revoked.", "done")
    return redirect(url_for("accounts.account"))


def _form(user: User) -> TokenForm:
    form = TokenForm()
    form.scopes.choices = [(scope.value, SCOPE_WORDS[scope]) for scope in scopes_open_to(user.role)]
    return form
