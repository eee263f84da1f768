"""Files that are made once and for all, whoever is killed while making them.

What is made may come out differently each time: a time stamp, a signature that draws a random number. So each file is
kept under a name of its own before anything is done with it, and whoever begins again takes up what is kept. Of two
that make the same file at the same time, one is first, and the other takes up what the first one made.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from app.core.whole import flush, part_in


class Once:
    """The files of one piece of work, by number, from `begin` to `done`. They go from here into the store.

    `place_of` says where the store keeps the file with a SHA-256.
    """

    def __init__(self, place_of: Callable[[str], Path], folder: Path) -> None:
        self._place_of, self._folder = place_of, folder

    def begin(self) -> None:
        """Make room, which happens here alone: a worker that goes on after `done` stores nothing."""
        self._folder.mkdir(parents=True, exist_ok=True)

    def keep(self, number: int, make: Callable[[], bytes]) -> tuple[str, int]:
        """SHA-256 and size of file `number`, whole in the store; `make` is called only if there is none yet.

        Raises `FileNotFoundError` when the work was finished meanwhile, and whatever `make` raises.
        """
        place = self._folder / str(number)
        if not place.exists():
            self._first(place, make())
        with place.open("rb") as file:
            digest, size = hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
        target = self._place_of(digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(place, target)
        return digest, size

    def done(self) -> None:
        """All files are on record: their second names go, and what a killed worker left half made."""
        for path in [*self._folder.iterdir()] if self._folder.exists() else []:
            path.unlink(missing_ok=True)
        if self._folder.exists():
            self._folder.rmdir()

    def _first(self, place: Path, data: bytes) -> None:
        with part_in(self._folder) as (file, part):
            file.write(data)
            flush(file)
            _link(part, place)


def _link(whole: Path, name: Path) -> None:
    """Give a whole file another name, unless somebody was first."""
    with contextlib.suppress(FileExistsError):
        os.link(whole, name)
