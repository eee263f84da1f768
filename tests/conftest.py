"""What every test stands on: a migrated database, an application, people who act.

One SQLite database is migrated for each worker; each test works in a copy of it, so tests can commit,
run jobs in other sessions and still leave nothing behind.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

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


@pytest.fixture
def settings(migrated: Path, tmp_path: Path) -> Settings:
    database = tmp_path / "redress.sqlite"
    shutil.copyfile(migrated, database)
    return Settings(
        data_dir=tmp_path,
        database_url=f"sqlite:///{database}",
        secret_key="only for tests, never for people",
        public_url="http://localhost",
        testing=True,
        template_cache=ROOT / "build" / "template-cache",
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on a database of its own."""
    application = create_app(settings)
    yield application
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
def client(app: Flask) -> FlaskClient:
    """Nobody signed in."""
    return app.test_client()


@pytest.fixture
def actor() -> Callable[..., Actor]:
    """`actor(Role.DRAFTER)`: somebody who acts, not tied to a user row unless `user_id` is given."""

    def make(role: Role = Role.ADMINISTRATOR, **changes: object) -> Actor:
        values: dict[str, object] = {
            "user_id": None,
            "name": f"Test {role.value}",
            "role": role,
            "at": utcnow(),
            "today": TODAY,
            "origin": "test",
        }
        return Actor(**{**values, **changes})  # type: ignore[arg-type]

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
