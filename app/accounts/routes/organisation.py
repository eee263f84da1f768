"""The organisation's settings. For administrators."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import access, queries, sections
from app.accounts.access import requires
from app.accounts.forms import OrganisationForm
from app.accounts.organisation import FIELDS, change_organisation
from app.accounts.routes import bp
from app.accounts.routes.common import settings, show
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput

_FIRST_ZONES = (
    "America/Los_Angeles",
    "America/Denver",
    "America/Phoenix",
    "America/Chicago",
    "America/New_York",
    "America/Anchorage",
    "Pacific/Honolulu",
    "UTC",
)


@bp.get("/organisation")
@requires(Permission.MANAGE)
def organisation() -> str:
    """The settings as they are."""
    place = queries.organisation(db.session)
    return _page(_form(place))


@bp.post("/organisation")
@requires(Permission.MANAGE)
def organisation_post() -> ResponseReturnValue:
    """Save the settings."""
    form = _form(None)
    if form.validate():
        try:
            change_organisation(
                db.session, {name: form[name].data for name in FIELDS}, by=access.current_actor()
            )
        except InvalidInput as error:
            show(form, error)
        else:
            db.session.commit()
            flash("The settings are saved.", "done")
            return redirect(url_for("accounts.organisation"))
    return _page(form), 422


def _form(place: object) -> OrganisationForm:
    form = OrganisationForm(obj=place)
    zones = [
        zone
        for zone in sorted(available_timezones())
        if "/" in zone and not zone.startswith(("Etc/", "posix/"))
    ]
    current = getattr(place, "time_zone", None)
    rest = [zone for zone in (*zones, current) if zone and zone not in _FIRST_ZONES]
    form.time_zone.choices = [(zone, zone.replace("_", " ")) for zone in (*_FIRST_ZONES, *rest)]
    return form


def _page(form: OrganisationForm) -> str:
    return render_template(
        "accounts/organisation.html",
        form=form,
        fixed_url=settings().public_url,
        mail=settings().mail,
        people=len(queries.people(db.session)),
        sections=sections.rendered(db.session),
    )
