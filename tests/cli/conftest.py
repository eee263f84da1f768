"""Running commands in this process and as real ones, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from click.testing import Result
from flask import Flask

from app import cli, create_app
from app.accounts.rules import Role
from app.config import Settings
from app.core.db import db
from app.core.jobs.runner import run_due_jobs
from app.letters.sealing import seal_letter
from tests.letters.factories import World, make_letter, make_world, signed
from tests.support.accounts import make_user

ROOT = Path(__file__).resolve().parents[2]


def run(app: Flask, command: Any, *args: str) -> Result:
    """A command in this process; errors that are no exit come up as they are."""
    cli._in_app_context(command)  # as `redress` does when it loads its commands
    result = app.test_cli_runner().invoke(command, list(args))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def as_json(app: Flask, command: Any, *args: str) -> Any:
    return json.loads(run(app, command, *args, "--json").stdout)


def process(data_dir: Path, *args: str, url: str = "") -> subprocess.CompletedProcess[str]:
    """`redress ARGS` as a person at the server runs it."""
    env = {**os.environ, "REDRESS_DATA_DIR": str(data_dir), "REDRESS_DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *args],
        check=False,
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def sealed_world(app: Flask) -> World:
    """People, a draft, and a sealed letter with its files."""
    return fill(app)


def fill(app: Flask) -> World:
    """See `sealed_world`; ids are kept in `extra`."""
    from app.core.storage import current_store

    with app.app_context():
        make_user(Role.ADMINISTRATOR)
        world = make_world(db.session)
        draft = make_letter(db.session, world)
        letter = signed(db.session, world, make_letter(db.session, world))
        seal_letter(db.session, letter, version=letter.current_version, by=world.approver)
        world.extra = {"draft": draft.number, "sealed": letter.number, "sealed_id": str(letter.id)}
        current_store().put(b"the proof of a consent")
        db.session.commit()
    run_due_jobs(app)
    return world


@pytest.fixture
def empty(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """Another installation: no tables, no files."""
    folder = tmp_path / "empty"
    folder.mkdir()
    app = create_app(
        replace(settings, data_dir=folder, database_url=f"sqlite:///{folder / 'redress.sqlite'}")
    )
    yield app
    close(app)


@pytest.fixture
def empty_postgres(settings: Settings, tmp_path: Path, pg_server: str) -> Iterator[Flask]:
    """Another installation on a PostgreSQL database without tables."""
    name, folder = f"test_{uuid4().hex}", tmp_path / "empty-pg"
    folder.mkdir()
    with psycopg.connect(pg_server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = pg_server.format(name=name).replace("postgresql://", "postgresql+psycopg://")
    app = create_app(replace(settings, data_dir=folder, database_url=url))
    yield app
    close(app)
    with psycopg.connect(pg_server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def on_postgres(settings: Settings, tmp_path: Path, pg_url: str) -> Iterator[Flask]:
    """The application on PostgreSQL, filled."""
    folder = tmp_path / "pg"
    folder.mkdir()
    app = create_app(replace(settings, data_dir=folder, database_url=pg_url))
    fill(app)
    yield app
    close(app)


def close(app: Flask) -> None:
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()
