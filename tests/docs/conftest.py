"""What the examples of the pages stand on: the worlds of the API's and the commands' tests."""

from __future__ import annotations

from tests.api.conftest import api, join, small
from tests.cli.conftest import empty, sealed_world

__all__ = ["api", "empty", "join", "sealed_world", "small"]
