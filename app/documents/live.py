"""Pages of letters while they are being written: a drawing process of their own, and only the newest text is drawn.

Files and batches use the other drawing process, so nobody who writes waits behind them.
"""

from __future__ import annotations

import atexit
import threading
from collections import OrderedDict
from dataclasses import dataclass

from app.documents import wire
from app.documents.errors import RenderFailed
from app.documents.paper import LetterPaper
from app.documents.process import DrawingProcess, Limits, RefusedWork, shared
from app.documents.service import ReadAsset, readable_assets, require_printable, require_sensible
from app.documents.sheet import Setting, classes

KEPT = 256
WALL = 8.0


@dataclass(frozen=True)
class LivePage:
    """One page as JPEG. `inside` and `fit` are the setting to name with the next request; see `glancing.Glance`.

    `seen`: pages, lines on the last of them, lines above the signatures, used and free lines of each; see `seen.Seen`.
    `spots`: width, foot and blocks of the page, as `spots.Spots` has them. `classes` are those of the sheet.
    """

    image: bytes
    page: int
    pages: int
    inside: str
    fit: int
    breaks: tuple[int, ...]
    whole: bool
    seen: tuple[int, int, int | None, list[list[float]]]
    spots: tuple[float, float, list[list[float]]]
    classes: str


@dataclass
class _Turns:
    """Which text is the newest of each writer's window."""

    newest: OrderedDict[str, int]
    lock: threading.Lock

    def note(self, key: str, turn: int) -> None:
        with self.lock:
            self.newest[key] = max(turn, self.newest.pop(key, 0))
            while len(self.newest) > KEPT:
                self.newest.popitem(last=False)

    def passed(self, key: str, turn: int) -> bool:
        with self.lock:
            return self.newest.get(key, 0) > turn


_process = DrawingProcess(Limits(wall=WALL, processor=8, nice=0))
_turns = _Turns(OrderedDict(), threading.Lock())
_queue, _quiet = threading.Lock(), threading.Lock()
atexit.register(_process.close)


def live_page(
    paper: LetterPaper,
    read_asset: ReadAsset,
    *,
    key: str,
    turn: int,
    page: int,
    width: int,
    setting: tuple[str, int] | None,
    ends: int | None = None,
    quiet: bool = False,
) -> LivePage | None:
    """A page of the newest text; None when the window `key` has sent a newer text meanwhile.

    `setting` is that of an earlier answer; without it the letter is laid out as the finished one is, which takes up to
    four times as long. With `ends`, the block at which the second page began, the first page is laid out without what
    comes well after it, and the answer is not `whole`: its pages and breaks say nothing. `quiet` work (settling, small
    pages) goes to the other drawing process, so that the next key does not wait for it. Raises `DocumentError` as
    `service.render` does, for unprintable characters only where it lays out as the finished letter is.
    """
    _turns.note(key, turn)
    require_sensible(paper)
    if setting is None:
        require_printable(paper)
    whole = page != 1 or ends is None or setting is None
    assets = readable_assets(paper, read_asset)
    head = {
        "do": "glance",
        "paper": wire.paper_to_json(paper),
        "assets": list(assets),
        "page": page,
        "width": width,
        "setting": list(setting) if setting else None,
        "ends": None if whole else ends,
    }
    turns = _quiet if quiet else _queue
    if not turns.acquire(timeout=WALL):
        raise RenderFailed("Other pages took too long to draw. Try again in a moment.")
    try:
        # While this one waited its turn, something newer may have come.
        if _turns.passed(key, turn):
            return None
        try:
            reply, parts = (shared() if quiet else _process).ask(head, list(assets.values()), WALL)
        except RefusedWork as problem:
            raise RenderFailed(str(problem)) from problem
    finally:
        turns.release()
    return LivePage(
        parts[0],
        reply["page"],
        reply["pages"],
        reply["inside"],
        reply["fit"],
        tuple(reply["breaks"]),
        reply["whole"],
        (reply["seen"][0], reply["seen"][1], reply["seen"][2], reply["seen"][3]),
        (reply["spots"][0], reply["spots"][1], reply["spots"][2]),
        classes(paper, Setting(reply["inside"], reply["fit"])),
    )
