"""Which checks block a letter here, which advise and which are off. For administrators."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput
from app.core.forms import BaseForm
from app.letters.check_settings import MOST_PAGES, change_checks, policy
from app.letters.compose.policy import CHECKS, DEFAULTS, Level, Policy
from app.letters.routes import bp

WORDS = {Level.BLOCK: "Blocks review", Level.ADVISE: "Advises", Level.OFF: "Off"}
_PAGES = f"Enter a number of pages from 1 to {MOST_PAGES}."


class ChecksForm(BaseForm):
    """A choice for each check, added below, and the page limit."""

    page_limit = IntegerField(
        "Pages at most", [InputRequired(_PAGES), NumberRange(1, MOST_PAGES, message=_PAGES)]
    )


for _check in CHECKS:
    setattr(
        ChecksForm,
        _check.code.value,
        SelectField(_check.label, choices=[(level.value, WORDS[level]) for level in Level]),
    )


@bp.get("/checks")
@requires(Permission.MANAGE)
def check_settings() -> ResponseReturnValue:
    """The levels in force."""
    now = policy(db.session)
    return _page(_filled(now), now)


@bp.post("/checks")
@requires(Permission.MANAGE)
def check_settings_post() -> ResponseReturnValue:
    """Save the levels."""
    form, now = ChecksForm(), policy(db.session)
    if form.validate():
        chosen = {code: Level(form[code.value].data) for code in DEFAULTS}
        try:
            change_checks(db.session, chosen, form.page_limit.data or 0, by=current_actor())
        except InvalidInput as error:
            db.session.rollback()
            form.page_limit.errors = [*error.errors.values()]
        else:
            db.session.commit()
            flash("The checks are saved. They hold for every letter that is not sealed.", "done")
            return redirect(url_for("letters.check_settings"), 303)
    return _page(form, now), 422


def _filled(now: Policy) -> ChecksForm:
    levels = {code.value: level.value for code in DEFAULTS if (level := now.level(code)) is not None}
    return ChecksForm(data={**levels, "page_limit": now.page_limit})


def _page(form: ChecksForm, now: Policy) -> str:
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for check in CHECKS:
        hint = f"{check.about} " if check.about else ""
        groups.setdefault(check.group, []).append(
            (check.code.value, f"{hint}As delivered: {WORDS[check.level].lower()}.", check.label)
        )
    return render_template("letters/check_settings.html", form=form, groups=groups, now=now)
