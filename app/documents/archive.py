"""A ZIP file written while it is read: constant memory, safe file names, the same bytes for the same input."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.core.text import nfc

Content = bytes | Path | Callable[[], bytes]

_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)")
_LONGEST, _LOOKED_AT = 120, 2000
_PIECE = 1 << 16


def safe_name(text: str, extension: str = "") -> str:
    """A file name that every system accepts: no path, no control or direction characters, 120 characters at most."""
    name = _UNSAFE.sub("-", nfc(text[:_LOOKED_AT]))
    name = re.sub(r"\s+", " ", name).strip(" .-")[:_LONGEST].strip(" .-")
    if not name:
        name = "document"
    if _RESERVED.match(name):
        name = f"file {name}"
    return name + extension


def zip_stream(entries: Iterable[tuple[str, Content]]) -> Iterator[bytes]:
    """Pieces of a ZIP file with one entry for each (name, content); names are made safe and unique.

    Content may be bytes, a path, or a function that is called when its turn comes. An error in a content
    stops the stream, so that the receiver sees an incomplete file and not a wrong one.
    """
    sink = _Sink()
    taken: set[str] = set()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for wanted, content in entries:
            info = zipfile.ZipInfo(_unique(_safe_path(wanted), taken), date_time=(1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            with archive.open(info, "w") as entry:
                for piece in _pieces(content):
                    entry.write(piece)
                    yield from sink.take()
            yield from sink.take()
    yield from sink.take()


class _Sink:
    """Collects what the archive writes. It cannot seek, so sizes follow each entry."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """There is nothing to close."""

    def take(self) -> list[bytes]:
        pieces, self._pieces = self._pieces, []
        return pieces


def _pieces(content: Content) -> Iterator[bytes]:
    if isinstance(content, Path):
        with content.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
        return
    data = content if isinstance(content, bytes) else content()
    for at in range(0, len(data), _PIECE):
        yield data[at : at + _PIECE]


def _safe_path(wanted: str) -> str:
    """The name alone: folders in it are not trusted."""
    stem, dot, extension = wanted.rpartition(".")
    if dot and re.fullmatch(r"[A-Za-z0-9]{1,8}", extension):
        return safe_name(stem, f".{extension.lower()}")
    return safe_name(wanted)


def _unique(name: str, taken: set[str]) -> str:
    stem, dot, extension = name.rpartition(".")
    stem, tail = (stem, dot + extension) if dot else (name, "")
    number, candidate = 1, name
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{stem} ({number}){tail}"
    taken.add(candidate.casefold())
    return candidate
