"""The organisation's seal key: which is in use, another one, and how much evidence its signatures carry."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.documents.seals.rules import Level
from app.keys import queries, service
from app.keys.forms import CreateKeyForm, RetireForm, SealSettingsForm, UploadKeyForm
from app.keys.routes import bp
from app.keys.routes.common import take_upload
from app.keys.rules import LEVEL_WORDS, NO_KEY, label
from app.keys.sections import shown
from app.keys.vault import installation_key


@bp.get("/organisation/seal-key")
@requires(Permission.MANAGE)
def seal_key() -> ResponseReturnValue:
    """The key in use, and forms for another."""
    return _page()


@bp.post("/organisation/seal-key/upload")
@requires(Permission.MANAGE)
def seal_key_upload() -> ResponseReturnValue:
    """Put the key of a PKCS#12 file into use."""
    form = UploadKeyForm()
    row = take_upload(form) if form.validate() else None
    if row is None:
        return _page(upload=form), 422
    return _done(f"Letters are sealed with the key of {label(row.name, row.self_signed)} from now on.")


@bp.post("/organisation/seal-key/create")
@requires(Permission.MANAGE)
def seal_key_create() -> ResponseReturnValue:
    """Make a self-signed key and put it into use."""
    form = CreateKeyForm()
    if not form.validate():
        return _page(create=form), 422
    try:
        row = service.create_self_signed(
            db.session,
            form.name.data or "",
            secret_key=installation_key(),
            by=current_actor(),
            years=form.years.data or 5,
            kind=form.kind.data,
        )
    except InvalidInput as error:
        db.session.rollback()
        form.show(InvalidInput({"name": error.message}))
        return _page(create=form), 422
    db.session.commit()
    return _done(f"Letters are sealed with the self-signed key of {row.name} from now on.")


@bp.get("/organisation/seal-key/retire")
@requires(Permission.MANAGE)
def seal_key_retire() -> str:
    """What it means to take the key out of use."""
    return render_template("keys/retire.html", key=queries.active_key(db.session))


@bp.post("/organisation/seal-key/retire")
@requires(Permission.MANAGE)
def seal_key_retire_post() -> ResponseReturnValue:
    """Take the key out of use."""
    row = queries.active_key(db.session)
    if row is None:
        raise Conflict("No seal key is in use.")
    service.retire_key(db.session, row, by=current_actor())
    db.session.commit()
    return _done(f"The key of {row.name} is retired. {NO_KEY}")


@bp.post("/organisation/seal-key/evidence")
@requires(Permission.MANAGE)
def seal_key_evidence() -> ResponseReturnValue:
    """Save the level and the time-stamp authority."""
    form = SealSettingsForm()
    if form.validate():
        try:
            service.change_settings(
                db.session, Level(form.level.data), form.authority.data or "", by=current_actor()
            )
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            return _done(
                "The evidence of signatures is saved. It holds for letters that are sealed from now on."
            )
    return _page(settings=form), 422


def _done(message: str) -> ResponseReturnValue:
    flash(message, "done")
    return redirect(url_for("keys.seal_key"), 303)


def _page(**forms: Any) -> str:
    level, authority = queries.settings(db.session)
    name = accounts.organisation(db.session).name
    return render_template(
        "keys/seal_key.html",
        **shown(db.session),
        earlier=[row for row in queries.keys_of(db.session) if row.retired_at],
        level=level,
        level_words=LEVEL_WORDS,
        authority=authority,
        no_key=NO_KEY,
        upload=forms.get("upload") or UploadKeyForm(formdata=None, prefix=""),
        create=forms.get("create") or CreateKeyForm(formdata=None, data={"name": name[:64], "years": 5}),
        settings=forms.get("settings")
        or SealSettingsForm(formdata=None, data={"level": level.value, "authority": authority}),
        form=forms.get("upload") or forms.get("create") or forms.get("settings") or RetireForm(formdata=None),
    )
