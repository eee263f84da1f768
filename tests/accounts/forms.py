"""Sending forms as a browser does: with the token that the page carries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def csrf_of(client: FlaskClient, page: str) -> str:
    """The CSRF token of a page."""
    found = _TOKEN.search(client.get(page).text)
    assert found, f"{page} carries no CSRF token"
    return found.group(1)


def send(client: FlaskClient, path: str, values: Mapping[str, Any], page: str | None = None) -> TestResponse:
    """POST a form to `path`, with the token of `page` (by default the same address)."""
    return client.post(path, data={**values, "csrf_token": csrf_of(client, page or path)})
