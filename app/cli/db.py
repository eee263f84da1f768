"""`redress db`: the schema of the database."""

from __future__ import annotations

import click
from flask import current_app

from app.cli._output import answer, json_option
from app.core import migrate
from app.core.db import db
from app.core.errors import RedressError


@click.group("db")
def command() -> None:
    """Bring the database to this version, or see where it stands."""


@command.command("upgrade")
@json_option
def upgrade(as_json: bool) -> None:
    """Run the migrations that are due. A database from a newer version is refused."""
    url = current_app.extensions["redress_settings"].database_url
    before = migrate.current(db.get_engine())
    if before is not None and not migrate.known(before):
        raise RedressError(
            f"The database is at {before}, which is newer than this version. Upgrade Redress first."
        )
    migrate.upgrade(url)
    after = migrate.head()
    answer(as_json, {"before": before, "after": after}, f"The database is at {after}.")


@command.command("current")
@json_option
def current(as_json: bool) -> None:
    """Say which revision the database is at."""
    revision = migrate.current(db.get_engine())
    answer(as_json, {"revision": revision, "head": migrate.head()}, revision or "The database is empty.")
