"""People: who works here and what they may do. For administrators."""

from __future__ import annotations

from uuid import UUID

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import access, links, mailing, passwords, queries
from app.accounts import people as verbs
from app.accounts.access import requires
from app.accounts.forms import ROLE_ADVICE, ROLE_WORDS, PersonForm
from app.accounts.models import User
from app.accounts.routes import bp
from app.accounts.routes.common import show
from app.accounts.rules import Permission, Role
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict, InvalidInput

_ADVICE = {role.value: text for role, text in ROLE_ADVICE.items()}


@bp.get("/people")
@requires(Permission.MANAGE)
def people() -> str:
    """Everyone with an account."""
    return render_template(
        "accounts/people.html",
        people=queries.people(db.session),
        invited=queries.open_invitations(db.session, utcnow()),
        role_words=ROLE_WORDS,
        can_mail=mailing.can_mail_links(db.session),
    )


@bp.get("/people/new")
@requires(Permission.MANAGE)
def person_new() -> str:
    """The form for a new person."""
    return _person_page(PersonForm(), None)


@bp.post("/people/new")
@requires(Permission.MANAGE)
def person_new_post() -> ResponseReturnValue:
    """Add a person and invite them: by mail, or with a link that is shown once."""
    form, by = PersonForm(), access.current_actor()
    if not form.validate():
        return _person_page(form, None), 422
    try:
        user = verbs.create_user(
            db.session,
            email=form.email.data or "",
            name=form.name.data or "",
            role=Role(form.role.data),
            position_title=form.position_title.data or "",
            by=by,
        )
    except InvalidInput as error:
        show(form, error)
        return _person_page(form, None), 422
    return _send_or_show(user)


@bp.get("/people/<uuid:user_id>")
@requires(Permission.MANAGE)
def person(user_id: UUID) -> str:
    """One person."""
    user = queries.user(db.session, user_id)
    return _person_page(PersonForm(obj=user, role=user.role.value), user)


@bp.post("/people/<uuid:user_id>")
@requires(Permission.MANAGE)
def person_post(user_id: UUID) -> ResponseReturnValue:
    """Change a person."""
    form, user = PersonForm(), queries.user(db.session, user_id)
    if not form.validate():
        return _person_page(form, user), 422
    try:
        verbs.change_person(
            db.session,
            user,
            email=form.email.data or "",
            name=form.name.data or "",
            position_title=form.position_title.data or "",
            role=Role(form.role.data),
            by=access.current_actor(),
        )
    except InvalidInput as error:
        show(form, error)
        return _person_page(form, user), 422
    except Conflict as error:
        db.session.rollback()
        form.form_errors.append(error.message)
        return _person_page(form, user), 409
    db.session.commit()
    flash(f"{user.name} is saved.", "done")
    return redirect(url_for("accounts.people"))


@bp.post("/people/<uuid:user_id>/link")
@requires(Permission.MANAGE)
def person_link(user_id: UUID) -> ResponseReturnValue:
    """Send an invitation or reset link, or show it once where no mail is set."""
    return _send_or_show(queries.user(db.session, user_id))


@bp.post("/people/<uuid:user_id>/deactivate")
@requires(Permission.MANAGE)
def person_deactivate(user_id: UUID) -> ResponseReturnValue:
    """End a person's access."""
    user = queries.user(db.session, user_id)
    verbs.deactivate(db.session, user, by=access.current_actor())
    db.session.commit()
    flash(f"{user.name} is deactivated and signed out everywhere.", "done")
    return redirect(url_for("accounts.people"))


@bp.post("/people/<uuid:user_id>/activate")
@requires(Permission.MANAGE)
def person_activate(user_id: UUID) -> ResponseReturnValue:
    """Let a person in again."""
    user = queries.user(db.session, user_id)
    verbs.activate(db.session, user, by=access.current_actor())
    db.session.commit()
    flash(f"{user.name} is active again.", "done")
    return redirect(url_for("accounts.people"))


@bp.post("/people/<uuid:user_id>/second-factor/remove")
@requires(Permission.MANAGE)
def person_second_factor_remove(user_id: UUID) -> ResponseReturnValue:
    """For somebody who lost the phone and the recovery codes."""
    user = queries.user(db.session, user_id)
    passwords.remove_totp_for(db.session, user, by=access.current_actor())
    db.session.commit()
    rest = "" if user.password else " The password was short, so it is gone too: send a link for a new one."
    flash(f"The second factor of {user.name} is removed.{rest}", "done")
    return redirect(url_for("accounts.person", user_id=user.id))


def _send_or_show(user: User) -> ResponseReturnValue:
    by = access.current_actor()
    if mailing.can_mail_links(db.session):
        mailing.mail_link(db.session, user, by=by)
        db.session.commit()
        flash(f"A link is on its way to {user.email}.", "done")
        return redirect(url_for("accounts.people"))
    if mailing.public_address(db.session) is None:
        db.session.commit()
        flash(
            f"{user.name} is saved. A link needs the public address: set it below, then make the link.",
            "attention",
        )
        return redirect(url_for("accounts.organisation"))
    purpose = links.purpose_for(user)
    address = mailing.link_address(db.session, links.make_link(db.session, user, by=by))
    db.session.commit()
    page = render_template(
        "accounts/link_made.html",
        person=user,
        address=address,
        days=links.LIFETIME[purpose].days,
        purpose=purpose.value,
    )
    answer = make_response(page)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _person_page(form: PersonForm, user: User | None) -> str:
    return render_template(
        "accounts/person.html",
        form=form,
        person=user,
        advice=_ADVICE,
        can_mail=mailing.can_mail_links(db.session),
        is_me=user is not None and user is access.current_user(),
    )
