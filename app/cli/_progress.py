"""Progress for people: a bar on stderr while it is a terminal, nothing for machines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

Report = Callable[[int, int, str], None]


@contextmanager
def progress(label: str, *, quiet: bool) -> Iterator[Report]:
    """Gives `report(done, total, message)`. `quiet`: say nothing, whatever stderr is."""
    if quiet or not sys.stderr.isatty():
        yield _nothing
        return
    bar: Any = click.progressbar(
        length=1000, label=label, file=sys.stderr, item_show_func=lambda item: str(item or "")[:40]
    )
    with bar:
        place = 0

        def report(done: int, total: int, message: str = "") -> None:
            nonlocal place
            to = min(1000, done * 1000 // max(total, 1))
            bar.update(max(0, to - place), message)
            place = max(place, to)

        yield report
        report(1, 1, "")


def _nothing(_done: int, _total: int, _message: str = "") -> None:
    """No terminal, no bar."""
