"""How long an act may take, and what is cheap to type and dear to draw."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.documents.errors import DocumentError

MARKS = "\u0301\u0323\u0335"


def within(seconds: float, act: Callable[[], object]) -> str:
    """What a hostile thing came to: a sentence of refusal, or nothing when it was drawn. In time, either way."""
    started = time.monotonic()
    try:
        act()
        told = ""
    except (DocumentError, ValueError) as refused:
        told = str(refused)
        assert told, "a refusal says why"
    assert time.monotonic() - started < seconds
    return told
