"""`redress demo`: the demonstration campaign."""

from __future__ import annotations

import click
from flask.globals import app_ctx

from app.cli._output import answer, command_actor, json_option
from app.core.db import db
from app.core.jobs.runner import run_due_jobs
from app.demo import loading, removal
from app.documents.service import start_drawing


@click.group("demo")
def command() -> None:
    """Load the demonstration campaign, or take it away."""


@command.command("load")
@json_option
def load(as_json: bool) -> None:
    """Load the demonstration into an empty database and print its sign-ins, once."""
    passwords = load_demonstration()
    answer(as_json, {"sign_ins": passwords}, _sentence(passwords))


@command.command("remove")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def remove(yes: bool, as_json: bool) -> None:
    """Take the whole demonstration away: campaign, letters, invented people and staff."""
    if not yes:
        click.confirm(
            "Remove the demonstration campaign, its letters, people and staff for good?", abort=True
        )
    removed = removal.remove(db.session, by=command_actor("demo remove"))
    db.session.commit()
    total = sum(removed.rows.values())
    answer(
        as_json,
        {"removed": removed.rows},
        f"Removed {total} records. Make your first administrator with: redress users create EMAIL --role administrator",
    )


def load_on_empty_database() -> None:
    """For `redress serve`: load the demonstration if nobody has used this database."""
    empty = loading.is_empty(db.session)
    db.session.rollback()
    if empty:
        click.echo("Loading the demonstration campaign.")
        click.echo(_sentence(load_demonstration()))


def load_demonstration() -> dict[str, str]:
    """Load it into the application's empty database; returns the passwords by e-mail address."""
    app = app_ctx.app
    start_drawing()
    begun = loading.load_record(db.session)
    db.session.commit()
    run_due_jobs(app)
    loading.load_aftermath(db.session, begun)
    db.session.commit()
    return begun.passwords


def _sentence(passwords: dict[str, str]) -> str:
    roles = ("drafter", "approver", "administrator")
    width = max(len(email) for email in passwords)
    lines = [
        f"  {role:<14} {email:<{width}}  {password}"
        for role, (email, password) in zip(roles, passwords.items(), strict=True)
    ]
    return "\n".join(["Sign in to the demonstration with (shown once):", *lines])
