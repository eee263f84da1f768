"""What tests of keys share: an authority that issues certificates, and an administrator."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.accounts.rules import Actor, Role
from tests.support.authorities import Town, town


@pytest.fixture(scope="module")
def place() -> Iterator[Town]:
    with town() as made:
        yield made


@pytest.fixture
def admin(actor: Callable[..., Actor]) -> Actor:
    return actor(Role.ADMINISTRATOR)
