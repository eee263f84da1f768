"""The drawing process's side of a batch: requests become calls of the engine (see `app.documents.child`)."""

from __future__ import annotations

from typing import Any

from app.documents import wire
from app.documents.batch.engine import Batch, Order
from app.documents.layout import typesetter

MOST = 4
"""So many batches are kept; the one that was not asked for longest gives way, and its owner begins again."""

_batches: dict[str, Batch] = {}


def begin(head: dict[str, Any], _parts: list[bytes]) -> wire.Message:
    """Open a batch under a name that the asker has chosen."""
    while len(_batches) >= MOST:
        _forget(next(iter(_batches)))
    wanted = None if head["wanted"] is None else frozenset(head["wanted"])
    order = Order(wanted, head["combined"], head["duplex"])
    _batches[head["batch"]] = Batch(order, typesetter(), {})
    return {}, []


def take(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    """Papers, as `wire.papers_to_json` gives them, and the images that are new."""
    batch = _found(head)
    if batch is None:
        return {"gone": True}, []
    batch.take(
        wire.papers_from_json(head["papers"], batch.first), dict(zip(head["assets"], parts, strict=True))
    )
    return {}, []


def step(head: dict[str, Any], _parts: list[bytes]) -> wire.Message:
    """About a second of work: files (as beginning and end) and the next bytes of the combined file."""
    batch = _found(head)
    if batch is None:
        return {"gone": True}, []
    done = batch.step()
    if done.finished:
        _forget(head["batch"])
    files = [
        [one.number, one.base, one.told.pages, one.told.address_lines, one.told.in_window, one.told.fit]
        for one in done.files
    ]
    reply = {
        "files": files,
        "bases": list(done.bases),
        "done": done.done,
        "finished": done.finished,
        "pages": done.pages,
        "plain": dict(done.plain),
    }
    return reply, [*done.bases.values(), *(one.tail for one in done.files), done.combined]


def end(head: dict[str, Any], _parts: list[bytes]) -> wire.Message:
    """Forget a batch that is not wanted any more."""
    _forget(head["batch"])
    return {}, []


def _found(head: dict[str, Any]) -> Batch | None:
    batch = _batches.pop(head["batch"], None)
    if batch is not None:
        _batches[head["batch"]] = batch
    return batch


def _forget(name: str) -> None:
    batch = _batches.pop(name, None)
    if batch is not None:
        batch.close()
