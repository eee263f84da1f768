"""What every test stands on: a migrated database, an application, people who act.

One SQLite database is migrated for each worker; each test works in a copy of it, so tests can commit,
run jobs in other sessions and still leave nothing behind. A worker makes one application and puts the copies
under it, one after the other: making it and compiling its statements and pages anew was a third of the time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.rules import Actor, Role
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs.runner import run_due_jobs
from app.core.migrate import upgrade
from app.core.storage import FileStore

ROOT = Path(__file__).resolve().parents[1]
pytest_plugins = [
    "tests.support.accounts",
    "tests.support.chromium",
    "tests.support.postgres",
    "tests.support.routing",
]

TODAY = date(2023, 1, 4)

# The gate tries the same examples on every machine, so that what passes once passes again; the full run draws
# new ones each time. How long one example takes is no verdict on a busy machine.
hypothesis_settings.register_profile("gate", derandomize=True, deadline=None, max_examples=40)
hypothesis_settings.register_profile("full", deadline=None, print_blob=True, max_examples=200)
hypothesis_settings.load_profile("full" if os.environ.get("REDRESS_TEST_FULL") else "gate")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest revision; copied, never written."""
    path = tmp_path_factory.mktemp("schema") / "migrated.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test of a worker finds its own database."""
    return tmp_path_factory.mktemp("database") / "redress.sqlite"


@pytest.fixture
def settings(migrated: Path, database: Path, tmp_path: Path) -> Settings:
    """Settings with a folder and a database of the test's own."""
    for left in database.parent.glob(f"{database.name}*"):  # a killed program leaves its journal behind
        left.unlink()
    shutil.copyfile(migrated, database)
    # Programs that are given only the folder find the database where it lies in an installation.
    (tmp_path / database.name).symlink_to(database)
    return _settings(tmp_path, database)


def _settings(folder: Path, database: Path) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=f"sqlite:///{database}",
        secret_key="only for tests, never for people",
        public_url="http://localhost",
        testing=True,
        template_cache=ROOT / "build" / "template-cache",
    )


@pytest.fixture(scope="session")
def workers_app(database: Path) -> Flask:
    """The application of a worker; tests ask for `app`, which gives it a database."""
    return create_app(_settings(database.parent, database))


@pytest.fixture
def app(workers_app: Flask, settings: Settings) -> Iterator[Flask]:
    """The application on a database of its own; what a test changes in its tables is put back."""
    shared = settings.database_url == workers_app.extensions["redress_settings"].database_url
    application = workers_app if shared else create_app(settings)
    tables = (application.config, application.extensions, application.view_functions)
    before = [dict(table) for table in tables]
    application.extensions["redress_settings"] = settings
    application.extensions["redress_files"] = FileStore(settings.data_dir / "files")
    yield application
    for table, kept in zip(tables, before, strict=True):
        table.clear()
        table.update(kept)
    _dispose(application)


def _dispose(application: Flask) -> None:
    """Close every connection: the next one opens the file that is there then."""
    with application.app_context():
        for engine in application.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session inside an application context."""
    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def addresses(app: Flask) -> Iterator[None]:
    """Inside a request, for what asks for the address of a page."""
    with app.test_request_context():
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody signed in."""
    return app.test_client()


@pytest.fixture
def actor() -> Callable[..., Actor]:
    """`actor(Role.DRAFTER)`: somebody who acts, not tied to a user row unless `user_id` is given."""

    def make(role: Role = Role.ADMINISTRATOR, **changes: Any) -> Actor:
        values: dict[str, Any] = {
            "user_id": None,
            "name": f"Test {role.value}",
            "role": role,
            "at": utcnow(),
            "today": TODAY,
            "origin": "test",
        }
        return Actor(**{**values, **changes})

    return make


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], int]:
    """Run everything queued, in this process; returns how many jobs ran."""
    return lambda: run_due_jobs(app)


@pytest.fixture(scope="session")
def public_data() -> Path:
    """The folder of public data sets, which is not part of the repository."""
    path = Path(os.environ.get("REDRESS_TEST_DATA") or ROOT.parent / "shared" / "data")
    if not (path / "congress-legislators").is_dir():
        pytest.skip(f"the public data sets are not at {path}; set REDRESS_TEST_DATA to their folder")
    return path
