"""Files that are written beside their place: a name that exists always names a whole file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def part_in(folder: Path, prefix: str = ".part-") -> Iterator[tuple[BinaryIO, Path]]:
    """A new file in `folder`, readable by its owner alone, and its name for now.

    What was not renamed or linked within is gone at the end, also when the disk is full. Raises `OSError`.
    """
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=prefix)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file, Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def flush(file: BinaryIO) -> None:
    """See what was written to the disk, before the file gets the name that others look for. Raises `OSError`."""
    file.flush()
    os.fsync(file.fileno())
