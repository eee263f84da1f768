"""What the tests of security stand on: a filled installation, a browser for each role, a count of every table."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.rules import Role
from tests.security.pages import crawl
from tests.security.sweeping import Found, Installation, every_form
from tests.security.world import World, build, close, settings_for
from tests.support.accounts import signed_in


@pytest.fixture(scope="session")
def pattern(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """The filled installation that each test copies, and what is in it."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copyfile(migrated, folder / "redress.sqlite")
    return folder, build(settings_for(folder))


@pytest.fixture
def world(pattern: tuple[Path, World]) -> World:
    """What is in the installation."""
    return pattern[1]


@pytest.fixture
def full(pattern: tuple[Path, World], tmp_path: Path) -> Iterator[Flask]:
    """The application on a filled installation of its own."""
    folder = tmp_path / "data"
    shutil.copytree(pattern[0], folder)
    app = create_app(settings_for(folder))
    yield app
    close(app)


@pytest.fixture
def browser(full: Flask, world: World) -> Callable[[Role], FlaskClient]:
    """`browser(Role.VIEWER)`: a client in which somebody with that role is signed in."""

    def open_as(role: Role = Role.ADMINISTRATOR) -> FlaskClient:
        return signed_in(full, world.users[role])

    return open_as


@pytest.fixture(scope="session")
def crawled(pattern: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> dict[str, TestResponse]:
    """Every page that an administrator reaches by links, one of a shape, as it is before anything was tried."""
    folder = tmp_path_factory.mktemp("crawled") / "data"
    shutil.copytree(pattern[0], folder)
    app = create_app(settings_for(folder))
    found = crawl(signed_in(app, pattern[1].users[Role.ADMINISTRATOR]), ["/"], each=1)
    close(app)
    return found


@pytest.fixture(scope="session")
def every(pattern: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Every form that an administrator can send."""
    folder = tmp_path_factory.mktemp("forms") / "data"
    shutil.copytree(pattern[0], folder)
    app = create_app(settings_for(folder))
    found = every_form(app, pattern[1])
    close(app)
    return found


@pytest.fixture
def installation(full: Flask, world: World) -> Callable[[Role], Installation]:
    """`installation(Role.ADMINISTRATOR)`: the filled installation with somebody signed in, ready to be put back."""
    return lambda role: Installation(full, world.users[role])
