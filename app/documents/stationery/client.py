"""What other rooms call: addresses become envelope faces or label sheets in one PDF, some at a time."""

from __future__ import annotations

import dataclasses
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from app.core.text import nfc
from app.documents import wire
from app.documents.errors import DocumentError, MissingGlyphs, RenderFailed
from app.documents.fonts import missing_glyphs
from app.documents.process import DrawingProcess, RefusedWork, shared
from app.documents.service import ReadAsset
from app.documents.stationery import fitting
from app.documents.stationery.geometry import ENVELOPE, HANG, SHEETS
from app.documents.stationery.sheets import Sender

FACES_AT_ONCE = 32
"""Half a second of drawing on a machine of our size, so that a busy one stays far from the limit of ten."""
TRIES = 3
Addresses = Sequence[Sequence[str]]
Progress = Callable[[int], None]

_numbers = itertools.count()


def envelopes(
    file: BinaryIO,
    sender: Sender,
    addresses: Addresses,
    title: str,
    read_asset: ReadAsset,
    progress: Progress | None = None,
) -> int:
    """Write a #10 envelope face for each address, in order, to a seekable file; answers with the pages.

    Raises `RenderFailed`, `MissingGlyphs`.
    """
    _printable(itertools.chain([(sender.name.upper(), *sender.lines)], addresses))
    assets = {sender.crest: read_asset(sender.crest)} if sender.crest else {}
    head = {"what": "envelopes", "sender": dataclasses.asdict(sender)}
    one = _File(file, title, "Envelopes", head, assets)
    return one.written(addresses, 1, FACES_AT_ONCE, progress)


def labels(
    file: BinaryIO,
    sheet: str,
    addresses: Addresses,
    start: int,
    title: str,
    progress: Progress | None = None,
) -> int:
    """Write label sheets, the first address on label `start` (from 1), to a seekable file; answers with the pages.

    Raises `RenderFailed`, `MissingGlyphs`.
    """
    _printable(addresses)
    count = SHEETS[sheet].count
    if not 1 <= start <= count:
        raise RenderFailed(f"This sheet has labels 1 to {count}.")
    one = _File(file, title, "Labels", {"what": "labels", "sheet": sheet}, {})
    return one.written(addresses, start, count, progress)


def envelope_problem(lines: Sequence[str]) -> str:
    """Why these lines cannot stand on a #10 envelope, as a sentence; empty when they can. Nothing is drawn."""
    face = ENVELOPE
    try:
        _printable([lines])
        fitting.step_for(
            lines, fitting.ENVELOPE_STEPS, face.address_width, face.address_height, HANG, wraps_first=True
        )
    except DocumentError as problem:
        return str(problem)
    return ""


class _Gone(Exception):
    """The drawing process no longer knows the file."""


@dataclasses.dataclass
class _File:
    """One file to be written: where, what it and its parts are called, what it shows besides the addresses."""

    target: BinaryIO
    title: str
    noun: str
    head: Mapping[str, object]
    assets: Mapping[str, bytes]
    process: DrawingProcess = dataclasses.field(default_factory=shared)
    name: str = ""

    def written(self, addresses: Addresses, start: int, at_once: int, progress: Progress | None) -> int:
        """Draw everything; begin again when the drawing process was replaced meanwhile. Answers with the pages."""
        if not addresses:
            raise RenderFailed("There is no address to be printed.")
        for attempt in range(1, TRIES + 1):
            try:
                return self._attempt(addresses, start, at_once, progress)
            except _Gone as gone:
                if attempt == TRIES:
                    raise RenderFailed(
                        "The drawing process was replaced again and again. Try again."
                    ) from gone
            finally:
                if self.process.pid is not None:
                    self._ask("end")
        raise AssertionError("unreachable")

    def _attempt(self, addresses: Addresses, start: int, at_once: int, progress: Progress | None) -> int:
        self.name = f"{os.getpid()}-{next(_numbers)}"
        self.target.seek(0)
        self.target.truncate()
        pages = 0
        self._ask("begin", list(self.assets.values()), **self.head, assets=list(self.assets))
        for before, group in _groups(addresses, at_once - start + 1, at_once):
            reply, parts = self._ask(
                "draw",
                addresses=[[nfc(line) for line in lines] for lines in group],
                start=1 if before else start,
                title=f"{self.noun} {before + 1} to {before + len(group)}",
            )
            self.target.write(parts[0])
            pages += int(reply["pages"])
            if progress is not None:
                progress(before + len(group))
        _, parts = self._ask("finish", title=self.title)
        self.target.writelines(parts)
        return pages

    def _ask(self, do: str, parts: Iterable[bytes] = (), **head: object) -> wire.Message:
        try:
            reply, blobs = self.process.ask(
                {"do": f"stationery_{do}", "file": self.name, **head}, list(parts)
            )
        except RefusedWork as problem:
            raise RenderFailed(str(problem)) from problem
        if reply.get("gone"):
            raise _Gone
        return reply, blobs


def _groups(addresses: Addresses, first: int, then: int) -> Iterator[tuple[int, Addresses]]:
    """(how many came before, the next ones)."""
    at, size = 0, first
    while at < len(addresses):
        yield at, addresses[at : at + size]
        at, size = at + size, then


def _printable(texts: Iterable[Sequence[str]]) -> None:
    seen: dict[str, None] = {}
    for lines in texts:
        # Composed, as it is printed: an accent by itself would look as if no font had it.
        seen.update(dict.fromkeys(nfc("\n".join(lines))))
    missing = missing_glyphs("".join(seen))
    if missing:
        raise MissingGlyphs(missing)
