"""Mailed links. The token is made by the job that sends it, so no queue and no log ever holds it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, has_app_context
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.links import LIFETIME, make_link, purpose_for
from app.accounts.models import User
from app.accounts.rules import Actor, LinkPurpose
from app.config import Settings
from app.core.clock import utcnow
from app.core.errors import Conflict
from app.core.jobs import JobContext, enqueue, job
from app.core.mail import mail_is_set, send_mail

KIND = "accounts.mail_link"


def public_address(session: Session) -> str | None:
    """The address people use: the deployment's setting, else the organisation's. Never a request's Host."""
    own = queries.organisation(session).public_url
    if not has_app_context():
        return own
    settings: Settings = current_app.extensions["redress_settings"]
    return settings.public_url or own


def link_address(session: Session, token: str) -> str:
    """The absolute address of a link. Raises `Conflict` when no public address is set."""
    base = public_address(session)
    if base is None:
        raise Conflict(
            "Set the public address first (Organisation page, or REDRESS_PUBLIC_URL): links need it."
        )
    return f"{base}/link/{token}"


def can_mail_links(session: Session) -> bool:
    """Whether links can go out by mail here."""
    return mail_is_set() and public_address(session) is not None


def mail_link(session: Session, user: User | None, *, by: Actor) -> None:
    """Queue an invitation or reset link for `user`. For nobody the same work is queued and does nothing,
    so that the answer takes as long."""
    enqueue(session, KIND, {"user_id": str(user.id) if user else None}, by)


@job(KIND)
def send_link(ctx: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Make the link, commit it, mail it. Run again it makes a new link and the earlier one stops working."""
    if payload["user_id"] is None:
        return {"sent": False}
    user = queries.user(ctx.session, UUID(payload["user_id"]))
    if not user.active:
        return {"sent": False}
    by = Actor.from_snapshot(ctx.actor, utcnow())
    purpose = purpose_for(user)
    address = link_address(ctx.session, make_link(ctx.session, user, by=by))
    subject, text = _words(ctx.session, user, purpose, address)
    email, name = user.email, user.name
    ctx.commit()
    send_mail(email, subject, text, name=name)
    return {"sent": True}


def _words(session: Session, user: User, purpose: LinkPurpose, address: str) -> tuple[str, str]:
    place = queries.organisation(session).name
    hours = int(LIFETIME[purpose].total_seconds() // 3600)
    span = f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
    if purpose is LinkPurpose.INVITATION:
        subject = f"You are invited to Redress at {place}"
        start = (
            f"{place} has made an account for you in Redress, where its letters are written and followed up."
        )
        act = "Choose your password here:"
    else:
        subject = f"Set a new password for Redress at {place}"
        start = "Somebody, most likely you, asked for a new password for your account in Redress."
        act = "Set it here:"
    text = (
        f"Dear {user.name},\n\n{start}\n\n{act}\n\n{address}\n\n"
        f"The link works once and for {span}. If you did not expect this message, do nothing: "
        "without the link nothing changes.\n"
    )
    return subject, text
