"""What other rooms call: addresses become envelope faces or label sheets in one PDF, some at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import BinaryIO

from app.documents.combining import combine_into
from app.documents.errors import MissingGlyphs, RenderFailed
from app.documents.fonts import missing_glyphs
from app.documents.process import RefusedWork, shared
from app.documents.service import ReadAsset
from app.documents.stationery.geometry import SHEETS
from app.documents.stationery.sheets import Sender

FACES_AT_ONCE, SHEETS_AT_ONCE = 32, 1
"""A second or so of drawing on a machine of our size, so that a busy one stays far from the limit of ten."""
Addresses = Sequence[Sequence[str]]
Progress = Callable[[int], None]


def envelopes(
    file: BinaryIO,
    sender: Sender,
    addresses: Addresses,
    title: str,
    read_asset: ReadAsset,
    progress: Progress | None = None,
) -> int:
    """Write a #10 envelope face for each address, in order; answers with the pages.

    Raises `RenderFailed`, `MissingGlyphs`.
    """
    _printable([(sender.name.upper(), *sender.lines), *addresses])
    assets = {sender.crest: read_asset(sender.crest)} if sender.crest else {}
    head = {"what": "envelopes", "sender": dataclasses.asdict(sender)}
    groups = _groups(addresses, FACES_AT_ONCE, FACES_AT_ONCE)
    return _drawn(file, head, groups, title, "Envelopes", assets, progress)


def labels(
    file: BinaryIO,
    sheet: str,
    addresses: Addresses,
    start: int,
    title: str,
    progress: Progress | None = None,
) -> int:
    """Write label sheets, the first address on label `start` (from 1); answers with the pages.

    Raises `RenderFailed`, `MissingGlyphs`.
    """
    _printable(addresses)
    count = SHEETS[sheet].count
    if not 1 <= start <= count:
        raise RenderFailed(f"This sheet has labels 1 to {count}.")
    head = {"what": "labels", "sheet": sheet}
    groups = _groups(addresses, count * SHEETS_AT_ONCE - start + 1, count * SHEETS_AT_ONCE)
    return _drawn(file, head, groups, title, "Labels", {}, progress, start)


def _groups(addresses: Addresses, first: int, then: int) -> Iterator[tuple[int, Addresses]]:
    """(how many came before, the next ones)."""
    at, size = 0, first
    while at < len(addresses):
        yield at, addresses[at : at + size]
        at, size = at + size, then


def _drawn(
    file: BinaryIO,
    head: Mapping[str, object],
    groups: Iterator[tuple[int, Addresses]],
    title: str,
    noun: str,
    assets: Mapping[str, bytes],
    progress: Progress | None,
    start: int = 1,
) -> int:
    pages = 0

    def parts() -> Iterator[bytes]:
        nonlocal pages
        for drawn, count in _pieces(head, groups, noun, assets, progress, start):
            pages += count
            yield drawn

    combine_into(file, parts(), title)
    return pages


def _pieces(
    head: Mapping[str, object],
    groups: Iterator[tuple[int, Addresses]],
    noun: str,
    assets: Mapping[str, bytes],
    progress: Progress | None,
    start: int,
) -> Iterator[tuple[bytes, int]]:
    """(PDF, pages) of each group, one at a time."""
    for before, group in groups:
        request = {
            **head,
            "do": "stationery",
            "addresses": [list(lines) for lines in group],
            "start": 1 if before else start,
            "title": f"{noun} {before + 1} to {before + len(group)}",
            "assets": list(assets),
        }
        try:
            reply, parts = shared().ask(request, list(assets.values()))
        except RefusedWork as problem:
            raise RenderFailed(str(problem)) from problem
        yield parts[0], int(reply["pages"])
        if progress is not None:
            progress(before + len(group))


def _printable(texts: Addresses) -> None:
    missing = missing_glyphs("\n".join(line for lines in texts for line in lines))
    if missing:
        raise MissingGlyphs(missing)
