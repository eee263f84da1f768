"""What other rooms call: addresses become envelope faces or label sheets in one PDF, some at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.documents.combining import combine_pdfs
from app.documents.errors import MissingGlyphs, RenderFailed
from app.documents.fonts import missing_glyphs
from app.documents.process import RefusedWork, shared
from app.documents.service import ReadAsset
from app.documents.stationery.geometry import SHEETS
from app.documents.stationery.sheets import Sender

FACES_AT_ONCE, SHEETS_AT_ONCE = 64, 4
Addresses = Sequence[Sequence[str]]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Stationery:
    """A finished PDF."""

    pdf: bytes
    pages: int


def envelopes(
    sender: Sender, addresses: Addresses, title: str, read_asset: ReadAsset, progress: Progress | None = None
) -> Stationery:
    """A #10 envelope face for each address, in order. Raises `RenderFailed`, `MissingGlyphs`."""
    _printable([(sender.name.upper(), *sender.lines), *addresses])
    assets = {sender.crest: read_asset(sender.crest)} if sender.crest else {}
    head = {"what": "envelopes", "sender": dataclasses.asdict(sender)}
    groups = _groups(addresses, FACES_AT_ONCE, FACES_AT_ONCE)
    return _drawn(head, groups, title, "Envelopes", assets, progress)


def labels(
    sheet: str, addresses: Addresses, start: int, title: str, progress: Progress | None = None
) -> Stationery:
    """Label sheets; the first address stands on label `start` (from 1). Raises `RenderFailed`, `MissingGlyphs`."""
    _printable(addresses)
    count = SHEETS[sheet].count
    if not 1 <= start <= count:
        raise RenderFailed(f"This sheet has labels 1 to {count}.")
    head = {"what": "labels", "sheet": sheet}
    groups = _groups(addresses, count * SHEETS_AT_ONCE - start + 1, count * SHEETS_AT_ONCE)
    return _drawn(head, groups, title, "Labels", {}, progress, start)


def _groups(addresses: Addresses, first: int, then: int) -> Iterator[tuple[int, Addresses]]:
    """(how many came before, the next ones)."""
    at, size = 0, first
    while at < len(addresses):
        yield at, addresses[at : at + size]
        at, size = at + size, then


def _drawn(
    head: Mapping[str, object],
    groups: Iterator[tuple[int, Addresses]],
    title: str,
    noun: str,
    assets: Mapping[str, bytes],
    progress: Progress | None,
    start: int = 1,
) -> Stationery:
    pdfs: list[bytes] = []
    pages = 0
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
        pdfs.append(parts[0])
        pages += int(reply["pages"])
        if progress is not None:
            progress(before + len(group))
    return Stationery(combine_pdfs(pdfs, title), pages)


def _printable(texts: Addresses) -> None:
    missing = missing_glyphs("\n".join(line for lines in texts for line in lines))
    if missing:
        raise MissingGlyphs(missing)
