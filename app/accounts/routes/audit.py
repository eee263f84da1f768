"""The audit trail: who did what to which record, when and from where. For administrators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import access, queries
from app.accounts.access import requires
from app.accounts.audit import verify
from app.accounts.forms import AuditFilterForm
from app.accounts.models import User
from app.accounts.queries import AuditFilter
from app.accounts.routes import bp
from app.accounts.rules import Permission
from app.core.db import db


@bp.get("/audit")
@requires(Permission.MANAGE)
def audit() -> ResponseReturnValue:
    """The trail, newest first, filtered."""
    form = AuditFilterForm(request.args)
    people = queries.people(db.session)
    form.who.choices = [("", "Anyone"), *((str(user.id), user.name) for user in people)]
    form.action.choices = [
        ("", "Anything"),
        *((name, _words(name)) for name in queries.audit_actions(db.session)),
    ]
    form.record_type.choices = [
        ("", "Any record"),
        *((name, name.replace("_", " ")) for name in queries.audit_record_types(db.session)),
    ]
    page = request.args.get("page", 1, type=int)
    events = queries.audit_events(db.session, _wanted(form, people), page=page, size=50)
    filtered = any(
        request.args.get(name) for name in ("who", "action", "record_type", "record_id", "since", "until")
    )
    return render_template("accounts/audit.html", form=form, events=events, filtered=filtered)


@bp.post("/audit/verify")
@requires(Permission.MANAGE)
def audit_verify() -> ResponseReturnValue:
    """Prove the chain, from the first event to the last."""
    report = verify(db.session)
    db.session.rollback()
    if report.whole:
        flash(f"The trail is whole: {report.events:,} events, each tied to the one before it.", "done")
    else:
        flash(f"The trail is broken at event {report.broken_at}. {report.reason}", "stop")
    return redirect(url_for("accounts.audit"))


def _wanted(form: AuditFilterForm, people: Sequence[User]) -> AuditFilter:
    for day in (form.since, form.until):
        day.validate(form)
    zone = ZoneInfo(access.current_organisation().time_zone)
    who = form.who.data if form.who.data in {str(user.id) for user in people} else ""
    return AuditFilter(
        actor_id=UUID(who) if who else None,
        action=form.action.data or "",
        record_type=form.record_type.data or "",
        record_id=(form.record_id.data or "").strip(),
        since=_start(form.since.data, zone),
        until=_start(form.until.data, zone, after=1),
    )


def _words(action: str) -> str:
    """`letters.seal` as "Letters: seal"."""
    return action.replace(".", ": ").replace("_", " ").capitalize()


def _start(day: date | None, zone: ZoneInfo, *, after: int = 0) -> datetime | None:
    """The first instant of `day`, or of the day that many days `after` it."""
    if day is None:
        return None
    # At either end of the calendar there is no room for a day more, nor for another zone.
    ordinal = min(max(day.toordinal() + after, 2), date.max.toordinal() - 1)
    return datetime.combine(date.fromordinal(ordinal), time(), zone).astimezone(UTC)
