"""Setting up, and taking away, one's own second factor."""

from __future__ import annotations

import io
from uuid import UUID

import segno
from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import access, passwords, security
from app.accounts.access import requires
from app.accounts.forms import ConfirmForm, SecondFactorForm
from app.accounts.routes import bp
from app.accounts.routes.common import current_password_is, me, show
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound


@bp.post("/account/second-factor/start")
@requires(Permission.READ)
def second_factor_start() -> ResponseReturnValue:
    """Make the secret that the next page offers; a GET would not do."""
    passwords.offer_totp(db.session, _session_id())
    db.session.commit()
    return redirect(url_for("accounts.second_factor"))


@bp.get("/account/second-factor")
@requires(Permission.READ)
def second_factor() -> ResponseReturnValue:
    """The QR code, the key, and a field for the first code."""
    return _set_up_page(SecondFactorForm())


@bp.get("/account/second-factor/qr.svg")
@requires(Permission.READ)
def second_factor_image() -> Response:
    """The QR code as an image of its own: the content policy allows no data addresses."""
    secret = passwords.offered_totp(db.session, _session_id())
    if secret is None:
        raise NotFound("Nothing is being set up in this browser.")
    out = io.BytesIO()
    code = segno.make(security.totp_address(secret, me().email), error="m")
    code.save(out, kind="svg", border=4, omitsize=True, dark="#171716", light="#ffffff")
    return Response(out.getvalue(), mimetype="image/svg+xml")


@bp.post("/account/second-factor")
@requires(Permission.READ)
def second_factor_post() -> ResponseReturnValue:
    """Confirm with the first code and the password; show the recovery codes once."""
    form, user = SecondFactorForm(), me()
    if not form.validate() or not current_password_is(form, user):
        return _set_up_page(form, 422)
    try:
        codes = passwords.turn_on_totp(
            db.session, user, _session_id(), form.code.data or "", by=access.current_actor()
        )
    except InvalidInput as error:
        show(form, error)
        return _set_up_page(form, 422)
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes, first=True)


@bp.get("/account/second-factor/off")
@requires(Permission.READ)
def second_factor_off() -> ResponseReturnValue:
    """Ask for the password before taking it away."""
    return render_template("accounts/second_factor_off.html", form=ConfirmForm())


@bp.post("/account/second-factor/off")
@requires(Permission.READ)
def second_factor_off_post() -> ResponseReturnValue:
    """Take one's second factor away, where the password can stand alone; sign in anew."""
    form, user = ConfirmForm(), me()
    if not form.validate() or not current_password_is(form, user):
        return render_template("accounts/second_factor_off.html", form=form), 422
    try:
        passwords.turn_off_totp(db.session, user, by=access.current_actor())
    except Conflict as error:
        db.session.rollback()
        form.form_errors.append(error.message)
        return render_template("accounts/second_factor_off.html", form=form), 409
    db.session.commit()
    flash("The second factor is off. Sign in with your password.", "done")
    return access.forget(redirect(url_for("accounts.sign_in")))


@bp.get("/account/recovery-codes")
@requires(Permission.READ)
def recovery_codes() -> ResponseReturnValue:
    """Ask for the password before making new codes."""
    return render_template("accounts/recovery_codes_new.html", form=ConfirmForm())


@bp.post("/account/recovery-codes")
@requires(Permission.READ)
def recovery_codes_post() -> ResponseReturnValue:
    """Replace the recovery codes and show them once."""
    form, user = ConfirmForm(), me()
    if not form.validate() or not current_password_is(form, user):
        return render_template("accounts/recovery_codes_new.html", form=form), 422
    codes = passwords.new_recovery_codes(db.session, user, by=access.current_actor())
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes, first=False)


def _set_up_page(form: SecondFactorForm, status: int = 200) -> ResponseReturnValue:
    secret = passwords.offered_totp(db.session, _session_id())
    if secret is None:
        return redirect(url_for("accounts.account"))
    return render_template("accounts/second_factor.html", form=form, key=security.totp_key(secret)), status


def _session_id() -> UUID:
    session_id = access.current_session_id()
    if session_id is None:
        raise NotAllowed("Sign in first.")
    return session_id
