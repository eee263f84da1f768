"""How commands answer: sentences for people, JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

from app.accounts.rules import Actor, Role
from app.core.clock import utcnow

json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help="Answer with one JSON document."
)


def answer(as_json: bool, record: dict[str, Any], sentence: str) -> None:
    """Print `record` as JSON, or `sentence`."""
    click.echo(json.dumps(record, ensure_ascii=False, default=str) if as_json else sentence)


def command_actor(command: str) -> Actor:
    """The program itself, at somebody's command line, acting with every right."""
    now = utcnow()
    return Actor(
        user_id=None,
        name="Command line",
        role=Role.ADMINISTRATOR,
        at=now,
        today=now.date(),
        origin=f"redress {command}",
    )
