"""Drawing envelope faces and label sheets. Runs only in the drawing process (see `app.documents.child`).

A file is written while it is drawn, as that of a batch of letters is: of what has gone out, the tags included, only
the places in the file are kept.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from typing import Any

from weasyprint.pdf import generate_pdf

from app.documents import wire
from app.documents.batch.drawing import Drawn, RecordedPage
from app.documents.batch.joined import JoinedFile
from app.documents.batch.parts import Store
from app.documents.batch.single import Personal
from app.documents.batch.skeleton import Skeleton, take_apart
from app.documents.kept import full_options
from app.documents.layout import typesetter
from app.documents.pdfa import PLAIN
from app.documents.stationery.sheets import Sender, envelopes_html, labels_html

MOST = 4
"""So many files are under way at most; the one that was not asked for longest gives way, and is begun again."""

_NOTHING = Personal((), (), b"", b"", b"")


@dataclass
class _File:
    """A file under way: what it is made of, its beginning, and what its metadata are taken from."""

    head: dict[str, Any]
    assets: dict[str, bytes]
    images: dict[str, object] = field(default_factory=dict)
    joined: JoinedFile = field(default_factory=JoinedFile)
    like: Skeleton | None = None


_files: dict[str, _File] = {}


def begin(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    """Begin a file under a name that the asker has chosen."""
    while len(_files) >= MOST:
        _forget(next(iter(_files)))
    _files[head["file"]] = _File(head, dict(zip(head["assets"], parts, strict=True)))
    return {}, []


def draw(head: dict[str, Any], _parts: list[bytes]) -> wire.Message:
    """Some faces, or a sheet, as the next bytes of the file. `gone` when the file is not known any more."""
    file = _found(head)
    if file is None:
        return {"gone": True}, []
    html = _html(file, [tuple(lines) for lines in head["addresses"]], head["start"], head["title"])
    document = typesetter().lay_out_plain(html, "_stationery/stationery.css", file.assets, file.images)
    pages = [RecordedPage(page, None) for page in document.pages]
    pdf = generate_pdf(document.copy(pages), None, 1, **full_options({"pdf_variant": PLAIN}))
    store = Store()
    skeleton = take_apart(Drawn(pdf, pages), {}, store, own_fonts=True)
    added = file.joined.add(skeleton, store, _NOTHING, head["title"], kept=False)
    file.like = file.like or skeleton
    count = len(skeleton.pages)
    # A layout is full of cycles. Left to the collector's own time, the memory of ten of them lies waiting.
    del document, pages, pdf, store, skeleton
    gc.collect()
    return {"pages": count}, [added]


def finish(head: dict[str, Any], _parts: list[bytes]) -> wire.Message:
    """The end of a file. `gone` as above."""
    file = _found(head)
    if file is None or file.like is None:
        return {"gone": True}, []
    return {}, list(file.joined.finish(head["title"], file.like))


def end(head: dict[str, Any], _parts: list[bytes]) -> wire.Message:
    """Forget a file."""
    _forget(head["file"])
    return {}, []


def _html(file: _File, addresses: list[tuple[str, ...]], start: int, title: str) -> str:
    if file.head["what"] == "labels":
        return labels_html(file.head["sheet"], addresses, start, title)
    sender = dict(file.head["sender"])
    return envelopes_html(Sender(**{**sender, "lines": tuple(sender["lines"])}), addresses, title)


def _found(head: dict[str, Any]) -> _File | None:
    file = _files.pop(head["file"], None)
    if file is not None:
        _files[head["file"]] = file
    return file


def _forget(name: str) -> None:
    file = _files.pop(name, None)
    if file is not None:
        file.joined.close()
