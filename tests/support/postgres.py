"""A private PostgreSQL server for the run, started on a socket of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from app.core.migrate import upgrade


def _binary(name: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


def _as_postgres(command: list[str]) -> None:
    """Run a program quietly; PostgreSQL refuses to run as root. Raises CalledProcessError."""
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd="/")


@pytest.fixture(scope="session")
def pg_server() -> Iterator[str]:
    """The address of a server that lives as long as the run; data and socket in a temporary folder."""
    initdb, pg_ctl = _binary("initdb"), _binary("pg_ctl")
    if not initdb or not pg_ctl:
        pytest.skip("PostgreSQL's server programs are not installed")
    folder = Path(tempfile.mkdtemp(prefix="redress-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _as_postgres([initdb, "-D", str(data), "-A", "trust", "-U", "redress", "-E", "UTF8"])
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60"
    _as_postgres([pg_ctl, "-D", str(data), "-o", options, "-w", "-l", str(folder / "log"), "start"])
    try:
        yield f"postgresql://redress@/{{name}}?host={folder}"
    finally:
        _as_postgres([pg_ctl, "-D", str(data), "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def pg_template(pg_server: str) -> str:
    """A migrated database that others are copied from."""
    name = "template_redress"
    with psycopg.connect(pg_server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    upgrade(sqlalchemy_url(pg_server, name))
    return name


@pytest.fixture
def pg_url(pg_server: str, pg_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of the test's own."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(pg_server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {pg_template}")
    yield sqlalchemy_url(pg_server, name)
    with psycopg.connect(pg_server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def sqlalchemy_url(server: str, name: str) -> str:
    """The address of one database, for SQLAlchemy."""
    return server.format(name=name).replace("postgresql://", "postgresql+psycopg://")
