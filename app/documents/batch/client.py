"""A batch as the application sees it: papers go in, finished files come out one after the other.

The drawing process works in steps of about a second, between which others may have their page drawn. When it has been
replaced meanwhile, the batch is begun again; since the same papers give the same bytes, nothing is lost but time.
"""

from __future__ import annotations

import itertools
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import BinaryIO

from app.documents import wire
from app.documents.errors import RenderFailed
from app.documents.paper import LetterPaper, used_assets
from app.documents.process import DrawingProcess, RefusedWork, shared
from app.documents.service import ReadAsset, Rendered, readable_assets, require_printable, require_sensible

AT_ONCE = 64
"""So many papers go to the drawing process in one message."""
TRIES = 3
PROCESSOR = 9
"""Seconds that one step may work; a letter that takes longer is refused. Waiting on a busy machine does not count."""

_numbers = itertools.count()
log = logging.getLogger(__name__)

Papers = Callable[[], Iterable[LetterPaper]]
"""Gives all papers of the batch, in order, each time it is called."""


@dataclass
class Combined:
    """One file of all copies: where it is written (seekable), and its title. `pages` is known at the end.

    `duplex`: each copy begins on the front of a sheet, so a blank page follows an odd number of pages.
    """

    file: BinaryIO
    title: str
    pages: int = 0
    duplex: bool = False


Progress = Callable[[int], None]
"""Is told how many copies are finished."""


class _Gone(Exception):
    """The drawing process no longer knows the batch."""


def draw_batch(
    papers: Papers,
    read_asset: ReadAsset,
    wanted: Iterable[int] | None = None,
    combined: Combined | None = None,
    progress: Progress | None = None,
    process: DrawingProcess | None = None,
) -> Iterator[tuple[int, Rendered]]:
    """(number, file) of each wanted copy in order, counted from 0; all of them when `wanted` is None.

    All papers are read before the first file comes, and decide together how each comes out: the same papers give the
    same files, whichever of them are wanted. When the iteration has ended, the combined file has been written whole.
    Raises what `app.documents.service.render` raises.
    """
    batch = _Batch(papers, read_asset, process or shared(), combined)
    asked = None if wanted is None else sorted(set(wanted))
    given: set[int] = set()
    for attempt in range(1, TRIES + 1):
        try:
            for number, file in batch.files(asked, progress):
                if number not in given:
                    given.add(number)
                    yield number, file
            return
        except _Gone as gone:
            if attempt == TRIES:
                raise RenderFailed("The drawing process was replaced again and again. Try again.") from gone
        finally:
            batch.end()


class _Batch:
    def __init__(
        self, papers: Papers, read_asset: ReadAsset, process: DrawingProcess, combined: Combined | None
    ) -> None:
        self._papers, self._read_asset, self._process, self._combined = papers, read_asset, process, combined
        self._name = ""

    def files(self, wanted: list[int] | None, progress: Progress | None) -> Iterator[tuple[int, Rendered]]:
        """One attempt from the beginning."""
        self._name = f"{os.getpid()}-{next(_numbers)}"
        if self._combined is not None:
            self._combined.file.seek(0)
            self._combined.file.truncate()
        count = self._take(wanted)
        if not count:
            return
        bases: dict[int, bytes] = {}
        finished = False
        while not finished:
            reply, parts = self._ask("batch_step")
            rest = iter(parts)
            bases.update((number, next(rest)) for number in reply["bases"])
            tails = [next(rest) for _ in reply["files"]]
            if self._combined is not None:
                self._combined.file.write(next(rest))
                self._combined.pages = reply["pages"]
            finished = bool(reply["finished"])
            for reason, number in reply["plain"].items():
                log.info("Of %d copies of a letter, %d were drawn by themselves: %s", count, number, reason)
            if progress is not None:
                progress(reply["done"])
            for (number, base, pages, lines, in_window, fit), tail in zip(reply["files"], tails, strict=True):
                pdf = tail if base is None else bases[base] + tail
                yield number, Rendered(pdf, pages, lines, in_window, fit)

    def end(self) -> None:
        """Let the drawing process forget the batch, if it still runs."""
        if self._process.pid is not None:
            self._process.ask({"do": "batch_end", "batch": self._name})

    def _take(self, wanted: list[int] | None) -> int:
        checked = _Checked(self._read_asset)
        count = 0
        title = self._combined.title if self._combined is not None else None
        duplex = self._combined is not None and self._combined.duplex
        known = list[LetterPaper]()
        sent: set[str] = set()
        pending = iter(self._papers())
        self._ask("batch_begin", wanted=wanted, combined=title, duplex=duplex)
        while group := list(itertools.islice(pending, AT_ONCE)):
            assets: dict[str, bytes] = {}
            for paper in group:
                assets.update(checked.assets(paper))
            new = {sha: data for sha, data in assets.items() if sha not in sent}
            sent |= set(new)
            first = known[0] if known else None
            self._ask(
                "batch_take", list(new.values()), papers=wire.papers_to_json(group, first), assets=list(new)
            )
            known = known or group[:1]
            count += len(group)
        return count

    def _ask(self, do: str, parts: Iterable[bytes] = (), **head: object) -> wire.Message:
        try:
            reply, blobs = self._process.ask(
                {"do": do, "batch": self._name, "processor": PROCESSOR, **head}, list(parts)
            )
        except RefusedWork as problem:
            raise RenderFailed(str(problem)) from problem
        if reply.get("gone"):
            raise _Gone
        return reply, blobs


class _Checked:
    """Looks at each paper before it is drawn, as `service.render` does, but at what copies share only once."""

    def __init__(self, read_asset: ReadAsset) -> None:
        self._read_asset = read_asset
        self._first: LetterPaper | None = None
        self._assets: dict[tuple[object, ...], Mapping[str, bytes]] = {}

    def assets(self, paper: LetterPaper) -> Mapping[str, bytes]:
        """The images of a paper that can be printed. Raises what `require_printable` and `readable_assets` do."""
        require_sensible(paper)
        require_printable(self._news(paper))
        self._first = self._first or paper
        key = (used_assets(paper), paper.assets)
        if key not in self._assets:
            self._assets[key] = readable_assets(paper, self._read_asset)
        return self._assets[key]

    def _news(self, paper: LetterPaper) -> LetterPaper:
        """The paper without the texts that the first one had as well."""
        first = self._first
        if first is None:
            return paper
        seen = set(first.blocks)
        same = {
            name: type(value)()
            for name in _TEXTS
            if (value := getattr(paper, name)) == getattr(first, name) and value is not None
        }
        blocks = tuple(block for block in paper.blocks if block not in seen)
        return replace(paper, **{**same, "blocks": blocks})


_TEXTS = tuple(
    one.name
    for one in fields(LetterPaper)
    if one.name in ("letterheads", "sources", "signatures", "cc", "enclosures", "contact", "addressees")
)
