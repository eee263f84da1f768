"""Files by the SHA-256 of their content, under the data folder.

A file is written beside its place and renamed, so a name that exists always names a whole file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app

from app.core.once import Once
from app.core.whole import flush, part_in

_NAME = re.compile(r"[0-9a-f]{64}")
_WORK = re.compile(r"[0-9a-z-]{1,80}")


class FileStore:
    """A folder of immutable files, each named by its SHA-256 in hexadecimal."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> str:
        """Store `data` and return its SHA-256. Storing the same bytes again changes nothing."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.path(digest)
        if target.exists():
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        with part_in(target.parent) as (file, part):
            file.write(data)
            flush(file)
            part.replace(target)
        return digest

    @contextmanager
    def incoming(self) -> Iterator[Incoming]:
        """A file to be written piece by piece: `keep` stores it. What was not kept is gone at the end."""
        self._root.mkdir(parents=True, exist_ok=True)
        with part_in(self._root) as (file, part):
            yield Incoming(self, file, part)

    def once(self, name: str) -> Once:
        """Files of one piece of work that are made once and for all. `name` is ours: letters, digits and hyphens."""
        if not _WORK.fullmatch(name):
            raise ValueError("not a name for a piece of work")
        return Once(self.path, self._root / "once" / name)

    def path(self, digest: str) -> Path:
        """Where the file lies. Raises `ValueError` for anything that is not a SHA-256."""
        if not _NAME.fullmatch(digest):
            raise ValueError("not a SHA-256 in hexadecimal")
        return self._root / digest[:2] / digest

    def read(self, digest: str) -> bytes:
        """The file's bytes. Raises `FileNotFoundError`."""
        return self.path(digest).read_bytes()

    def open(self, digest: str) -> BinaryIO:
        """The file, opened for reading. Raises `FileNotFoundError`."""
        return self.path(digest).open("rb")

    def has(self, digest: str) -> bool:
        return self.path(digest).exists()

    def digests(self) -> Iterator[str]:
        """The SHA-256 of every file, in order. Files that are still being written are not among them."""
        for folder in sorted(self._root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name))


@dataclass
class Incoming:
    """A file on its way into the store. `size` is known once it is kept."""

    store: FileStore
    file: BinaryIO
    place: Path
    size: int = 0

    def keep(self) -> str:
        """Store what was written and return its SHA-256."""
        flush(self.file)
        self.size = self.file.tell()
        with self.place.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        target = self.store.path(digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            self.place.replace(target)
        return digest


def current_store() -> FileStore:
    """The store of the running application."""
    store: FileStore = current_app.extensions["redress_files"]
    return store
