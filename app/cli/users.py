"""`redress users`: the first administrator, and whoever cannot be reached by mail."""

from __future__ import annotations

import sys
from typing import Any

import click
from flask.cli import AppGroup

from app.accounts import links, mailing, passwords, people, queries
from app.accounts.models import User
from app.accounts.rules import Role, normalise_email
from app.cli._output import answer, command_actor, json_option
from app.core.db import db
from app.core.errors import InvalidInput, NotFound

_ROLES = click.Choice([role.value for role in Role])


command = AppGroup("users", help="People with an account.")


@command.command("create")
@click.argument("email")
@click.option("--role", type=_ROLES, required=True, help="What the person may do.")
@click.option("--name", default="", help="As colleagues see it; by default the address before the @.")
@click.option("--title", default="", help='Position, for example "Communications aide".')
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)
@click.option(
    "--link", "want_link", is_flag=True, help="Print a set-up link in place of asking for a password."
)
@json_option
def create(
    email: str, role: str, name: str, title: str, password_stdin: bool, want_link: bool, as_json: bool
) -> None:
    """Add a person, with a password or with a set-up link."""
    by = command_actor("users create")
    password = None if want_link else _password(password_stdin, as_json)
    user = people.create_user(
        db.session,
        email=email,
        name=name or email.partition("@")[0],
        role=Role(role),
        position_title=title,
        by=by,
    )
    record = _record(user)
    if password is not None:
        passwords.set_password(db.session, user, password, by=by)
        sentence = f"{user.name} can sign in as {user.email}."
    else:
        record["link"] = mailing.link_address(db.session, links.make_link(db.session, user, by=by))
        sentence = f"Give {user.name} this link. It works once, for seven days:\n{record['link']}"
    db.session.commit()
    answer(as_json, record, sentence)


@command.command("reset-link")
@click.argument("email")
@json_option
def reset_link(email: str, as_json: bool) -> None:
    """Print a link with which a person sets a new password."""
    user = _find(email)
    by = command_actor("users reset-link")
    hours = int(links.LIFETIME[links.purpose_for(user)].total_seconds() // 3600)
    address = mailing.link_address(db.session, links.make_link(db.session, user, by=by))
    db.session.commit()
    answer(
        as_json,
        {"email": user.email, "link": address, "hours": hours},
        f"Give {user.name} this link. It works once, for {hours} hours:\n{address}",
    )


@command.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """Everyone with an account."""
    found = [_record(user) for user in queries.people(db.session)]
    lines = [f"{r['email']:<40} {r['role']:<14} {'active' if r['active'] else 'deactivated'}" for r in found]
    answer(as_json, {"users": found}, "\n".join(lines) or "Nobody yet.")


def _find(email: str) -> User:
    user = queries.user_by_email(db.session, email)
    if user is None:
        raise NotFound(f"Nobody has the address {normalise_email(email)}.")
    return user


def _password(from_stdin: bool, as_json: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if as_json or not sys.stdin.isatty():
        raise InvalidInput({"password": "Give --password-stdin or --link, or run this at a terminal."})
    typed: str = click.prompt(
        "Password (15 characters or more)", hide_input=True, confirmation_prompt=True, err=True
    )
    return typed


def _record(user: User) -> dict[str, Any]:
    return {
        "id": str(user.id),
        "email": user.email,
        "name": user.name,
        "role": user.role.value,
        "active": user.active,
    }
