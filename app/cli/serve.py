"""`redress serve`: prepare the database, then run the web server and the worker under one supervisor."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from types import FrameType

import click
from flask import current_app

from app.config import Settings
from app.core import migrate
from app.core.db import db
from app.core.errors import RedressError

_ROOT = Path(__file__).resolve().parents[2]
_GRACE = 8.0
_OLD = "The database is at {0}, which this version does not know. Use the version of Redress that made it, or newer."


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), envvar="REDRESS_PORT", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--no-demo", is_flag=True, help="Leave an empty database empty.")
def command(port: int, host: str, no_demo: bool) -> None:
    """Migrate, load the demonstration on an empty database, and serve until Ctrl-C."""
    settings: Settings = current_app.extensions["redress_settings"]
    _check_port(host, port)
    prepare(settings)
    if not no_demo:
        from app.cli.demo import load_on_empty_database

        load_on_empty_database()
    db.session.close()
    for engine in current_app.extensions["sqlalchemy"].engines.values():
        engine.dispose()
    click.echo(f"Redress is at http://{host}:{port}/  (stop with Ctrl-C)")
    sys.exit(Supervisor(host, port).run())


def prepare(settings: Settings) -> None:
    """Bring the database to this version; an unknown or unreachable one is a one-line reason."""
    import sqlalchemy as sa

    try:
        revision = migrate.current(db.get_engine())
    except sa.exc.OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise RedressError(f"The database cannot be opened: {reason}") from error
    if revision is not None and not migrate.known(revision):
        raise RedressError(_OLD.format(revision))
    if revision != migrate.head():
        migrate.upgrade(settings.database_url)


def _check_port(host: str, port: int) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RedressError(
                f"Port {port} cannot be used ({error.strerror}). Choose another: ./run --port {port + 1}"
            ) from error


class Supervisor:
    """Keeps two children: the web server and the worker. When one ends, both end."""

    def __init__(self, host: str, port: int) -> None:
        python = sys.executable
        bind = f"{host}:{port}"
        web = [python, "-m", "gunicorn", "--config", str(_ROOT / "app" / "gunicorn_conf.py"), "--bind", bind]
        self._commands = {"web": [*web, "wsgi:app"], "worker": [python, "-m", "app.cli", "worker"]}
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False

    def run(self) -> int:
        """Serve until a signal; returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        env = {**os.environ, "PYTHONPATH": str(_ROOT)}
        for name, command_line in self._commands.items():
            self._children[name] = subprocess.Popen(  # noqa: S603
                command_line, cwd=_ROOT, env=env, start_new_session=True
            )
        status = 0
        while not self._stopping:
            time.sleep(0.2)
            for name, child in self._children.items():
                if child.poll() is not None and not self._stopping:
                    click.echo(f"The {name} process ended with status {child.returncode}.", err=True)
                    self._stopping, status = True, 1
        self._end()
        return status

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _end(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + _GRACE
        for child in self._children.values():
            try:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
