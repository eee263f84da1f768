"""The api room: /api/v1, for programs."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Attach this room's pages and jobs."""
