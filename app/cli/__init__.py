"""The `redress` command: thin groups over the same verbs that the pages use."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

import click
from flask import Flask
from flask.cli import FlaskGroup, with_appcontext

from app.config import SettingsError
from app.core.errors import InvalidInput, RedressError

_PACKAGE = __path__


def install(app: Flask) -> None:
    """Commands hang on `main`, not on the application."""


def _create_app() -> Flask:
    from app import create_app

    return create_app()


class OwnCommands(FlaskGroup):
    """Flask's group without the commands that libraries hang on the application."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.commands)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return self.commands.get(name)


@click.group(cls=OwnCommands, create_app=_create_app, add_default_commands=False, add_version_option=False)
def group() -> None:
    """Redress: letters to officials, drafted, approved, signed, sealed, sent and followed up."""


def _load_commands() -> None:
    """Every module of this package offers its command or group as `command`."""
    for module in iter_modules(_PACKAGE):
        if not module.name.startswith("_"):
            command = getattr(import_module(f"app.cli.{module.name}"), "command", None)
            if isinstance(command, click.Command):
                _in_app_context(command)
                group.add_command(command)


def _in_app_context(command: click.Command) -> None:
    """Every command works on the application, so none has to say so."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _in_app_context(inner)
    elif command.callback is not None and not hasattr(command.callback, "redress_in_context"):
        command.callback = with_appcontext(command.callback)
        command.callback.redress_in_context = True  # type: ignore[attr-defined]  # our mark on it


def main() -> None:
    """Run the command line; reasons go to stderr, the exit status says whether it worked."""
    _load_commands()
    try:
        group(prog_name="redress")
    except SettingsError as error:
        for line in error.problems:
            click.echo(line, err=True)
        sys.exit(78)
    except InvalidInput as error:
        for name, message in error.errors.items():
            click.echo(f"{name}: {message}", err=True)
        sys.exit(65)
    except RedressError as error:
        click.echo(error.message, err=True)
        sys.exit(65)
