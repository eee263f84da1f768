"""`redress tokens`: bearer tokens for the API."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.accounts import queries, tokens
from app.accounts.rules import Scope
from app.cli._output import answer, command_actor, json_option
from app.core.db import db
from app.core.errors import NotFound

_SCOPES = click.Choice([scope.value for scope in Scope])


command = AppGroup("tokens", help="Tokens for programs that use the API.")


@command.command("create")
@click.argument("email")
@click.option(
    "--scope", "scopes", type=_SCOPES, multiple=True, required=True, help="May be given several times."
)
@click.option("--name", default="command line", help="What the token is for.")
@click.option("--days", default=90, show_default=True, help="How long it holds.")
@json_option
def create(email: str, scopes: tuple[str, ...], name: str, days: int, as_json: bool) -> None:
    """Make a token of a person and print it, this once."""
    owner = queries.user_by_email(db.session, email)
    if owner is None:
        raise NotFound(f"Nobody has the address {email}.")
    token, text = tokens.create_token(
        db.session,
        owner,
        name=name,
        scopes={Scope(scope) for scope in scopes},
        days=days,
        by=command_actor("tokens create"),
    )
    db.session.commit()
    record = {
        "id": str(token.id),
        "token": text,
        "scopes": token.scope_names,
        "expires_at": token.expires_at.isoformat(),
    }
    answer(as_json, record, text)
